//! Counting a text: cut into pieces, each looked up among the recent ones, then among the tokens, then merged.

use std::cell::Cell;
use std::thread::LocalKey;

use super::merge::{Merger, Piece};
use super::normal::composed;
use super::pattern::{self, Pattern};
use super::short;
use super::starts::piece_starts;
use super::sum::{Counted, Sum, Tallied, Total};
use super::table::{Key, Recent, RecentLong};
use super::tally::Tally;
use super::vocab::{self, Tokens};
use super::waiting::{Pieces, Waiting};

/// Places for two short pieces each, 32 bytes. Tokens are among them: the recent ones lie closer together here than in
/// the vocabulary's own table, which made JSON a fifth faster.
const RECENT: usize = 1 << 15;

/// So few bytes at the end of a text are faster taken piece by piece: a block of them is mostly padding. Halves the time
/// of a short message.
const SHORT: usize = 16;

/// In so many blocks of a text of some length what is remembered may be out of the processor's caches, as other code ran
/// before, and in so many after a new piece. There pieces wait until it has come.
const COLD_BLOCKS: usize = 256;
const COLD_AFTER_NEW: usize = 8;
const COLD_FROM: usize = 2048;

/// So many of those that wait are looked up at a time, and as many are left to wait.
const BATCH: usize = 16;
/// New pieces are counted so many at a time, so that what the vocabulary says of them has come meanwhile.
const MOST_NEW: usize = 32;

/// What counting in one vocabulary remembers and reuses, in at most about 2 MB.
struct Counter {
    tokens: &'static Tokens,
    short: Recent,
    long: RecentLong,
    merger: Merger,
    /// Pieces for which what is remembered is on its way; those for which nothing is; those of them that are no tokens.
    waiting: Waiting,
    new: Vec<Key>,
    unknown: Vec<Key>,
    /// In how many blocks pieces wait.
    cold: usize,
}

/// One counter a vocabulary for each thread, so that nothing is locked. Taken out while it is used.
type Slot = Cell<Option<Box<Counter>>>;

thread_local! {
    static O200K: Slot = const { Cell::new(None) };
    static CL100K: Slot = const { Cell::new(None) };
    static P50K: Slot = const { Cell::new(None) };
    static R50K: Slot = const { Cell::new(None) };
    static QWEN: Slot = const { Cell::new(None) };
    static TEKKEN: Slot = const { Cell::new(None) };
    static DEEPSEEK: Slot = const { Cell::new(None) };
}

/// The tokens of `text` in `o200k_base`; where they are more than `limit`, any number above it.
pub(super) fn o200k(text: &str, limit: usize) -> usize {
    count::<pattern::O200k>(text, limit, vocab::o200k(), &O200K)
}

/// The tokens of `text` in `cl100k_base`; where they are more than `limit`, any number above it.
pub(super) fn cl100k(text: &str, limit: usize) -> usize {
    count::<pattern::Cl100k>(text, limit, vocab::cl100k(), &CL100K)
}

/// The tokens of `text` in `p50k_base`; where they are more than `limit`, any number above it.
pub(super) fn p50k(text: &str, limit: usize) -> usize {
    count::<pattern::R50k>(text, limit, vocab::p50k(), &P50K)
}

/// The tokens of `text` in `r50k_base`; where they are more than `limit`, any number above it.
pub(super) fn r50k(text: &str, limit: usize) -> usize {
    count::<pattern::R50k>(text, limit, vocab::r50k(), &R50K)
}

/// The tokens of `text` in Qwen's vocabulary, which is `tokens`; where they are more than `limit`, any number above it.
pub(super) fn qwen(text: &str, limit: usize, tokens: &'static Tokens) -> usize {
    count::<pattern::Qwen>(&composed(text), limit, tokens, &QWEN)
}

/// The tokens of `text` in Tekken, which is `tokens`; where they are more than `limit`, any number above it.
pub(super) fn tekken(text: &str, limit: usize, tokens: &'static Tokens) -> usize {
    count::<pattern::Tekken>(text, limit, tokens, &TEKKEN)
}

/// The tokens of `text` in `DeepSeek`'s vocabulary, which is `tokens`; where they are more than `limit`, any number above
/// it.
pub(super) fn deepseek(text: &str, limit: usize, tokens: &'static Tokens) -> usize {
    count::<pattern::DeepSeek>(text, limit, tokens, &DEEPSEEK)
}

/// The tokens of `text` in `o200k_base` by the kind of content they are of; nothing where they are more than `limit`.
pub(crate) fn o200k_tally(text: &str, limit: usize) -> Option<Tally> {
    let mut tallied = Tallied { tally: Tally::default(), total: Total { tokens: 0, limit } };
    count_into::<pattern::O200k>(&mut tallied, text, vocab::o200k(), &O200K);
    Some(tallied.tally).filter(|_| tallied.total.tokens <= limit)
}

fn count<P: Pattern>(text: &str, limit: usize, tokens: &'static Tokens, slot: &'static LocalKey<Slot>) -> usize {
    let mut total = Total { tokens: 0, limit };
    count_into::<P>(&mut total, text, tokens, slot);
    total.tokens
}

fn count_into<P: Pattern>(sum: &mut impl Sum, text: &str, tokens: &'static Tokens, slot: &'static LocalKey<Slot>) {
    let kept = slot.try_with(Cell::take).ok().flatten();
    let mut counter = kept.unwrap_or_else(|| Box::new(Counter::new(tokens)));
    counter.count::<P>(text.as_bytes(), sum);
    // At the end of the thread there is nothing to keep it for.
    let _ = slot.try_with(|slot| slot.set(Some(counter)));
}

#[expect(
    clippy::inline_always,
    reason = "calls for each piece, and sums kept in memory for them, took a tenth more time"
)]
impl Counter {
    fn new(tokens: &'static Tokens) -> Self {
        Self {
            tokens,
            short: Recent::new(RECENT),
            long: RecentLong::new(),
            merger: Merger::new(),
            waiting: Waiting::new(),
            new: Vec::new(),
            unknown: Vec::new(),
            cold: 0,
        }
    }

    /// Stops soon after the block or piece with which `sum` is complete.
    #[inline]
    fn count<P: Pattern>(&mut self, text: &[u8], sum: &mut impl Sum) {
        self.cold = if text.len() < COLD_FROM { 0 } else { COLD_BLOCKS };
        let mut start = 0;
        while start < text.len() && !sum.is_complete() {
            // A character beyond ASCII ends what a block can tell, one place before it.
            let in_ascii = text[start..].iter().take(2).all(u8::is_ascii);
            let starts = if in_ascii && text.len() - start > SHORT { piece_starts::<P>(text, start) } else { 0 };
            if starts == 0 {
                let end = P::piece_end(text, start);
                self.add(Piece { text, start, end }, sum);
                start = end;
            } else {
                let pieces = Pieces::new(text, start, starts);
                start = pieces.end();
                self.add_all(pieces, sum);
            }
            if self.new.len() >= MOST_NEW {
                self.add_new(sum);
            }
        }
        self.add_waiting(self.waiting.len(), sum);
        self.add_new(sum);
    }

    #[inline(always)]
    fn add_all(&mut self, pieces: Pieces, sum: &mut impl Sum) {
        if self.cold == 0 {
            pieces.for_each(|piece| self.add(piece, sum));
            return;
        }
        self.cold -= 1;
        pieces.for_each(|piece| self.add_later(piece, sum));
        while self.waiting.len() >= 2 * BATCH {
            self.add_waiting(BATCH, sum);
        }
    }

    #[inline(always)]
    fn add(&mut self, piece: Piece, sum: &mut impl Sum) {
        match piece.key() {
            Some(key) => self.add_key(key, sum),
            None => sum.add(self.long_piece(piece), piece.end - piece.start),
        }
    }

    #[inline(always)]
    fn add_later(&mut self, piece: Piece, sum: &mut impl Sum) {
        match piece.key() {
            Some(key) => {
                self.short.prefetch(key);
                self.waiting.push(key);
            }
            None => sum.add(self.long_piece(piece), piece.end - piece.start),
        }
    }

    #[inline(always)]
    fn add_waiting(&mut self, pieces: usize, sum: &mut impl Sum) {
        for _ in 0..pieces {
            let key = self.waiting.pop();
            self.add_key(key, sum);
        }
    }

    #[inline(always)]
    fn add_key(&mut self, key: Key, sum: &mut impl Sum) {
        match self.short.get(key) {
            Some(value) => sum.add(Counted(value as usize), key.length()),
            None => self.put_off(key),
        }
    }

    #[cold]
    fn put_off(&mut self, key: Key) {
        self.cold = self.cold.max(COLD_AFTER_NEW);
        self.tokens.prefetch(key);
        self.new.push(key);
    }

    #[inline]
    fn add_new(&mut self, sum: &mut impl Sum) {
        while let Some(key) = self.new.pop() {
            if let Some(counted) = self.known_or_token(key) {
                sum.add(counted, key.length());
            }
        }
        while let Some(key) = self.unknown.pop() {
            sum.add(self.merged(key), key.length());
        }
    }

    /// Else `key` becomes one of the unknown.
    #[inline(never)]
    fn known_or_token(&mut self, key: Key) -> Option<Counted> {
        let known = self.known(key).or_else(|| self.tokens.rank_of(key).map(|_| self.remembered(key, 1)));
        if known.is_none() {
            self.tokens.prefetch_threes(key);
            self.unknown.push(key);
        }
        known
    }

    #[inline(never)]
    fn merged(&mut self, key: Key) -> Counted {
        self.known(key).unwrap_or_else(|| self.remembered(key, short::count(self.tokens, key)))
    }

    /// A piece may come again while it is new.
    fn known(&mut self, key: Key) -> Option<Counted> {
        self.short.get(key).map(|value| Counted(value as usize))
    }

    fn remembered(&mut self, key: Key, tokens: usize) -> Counted {
        let counted = Counted::new(&key.bytes()[..key.length()], tokens);
        self.short.insert(key, counted.0 as u32);
        counted
    }

    #[inline(never)]
    fn long_piece(&mut self, piece: Piece) -> Counted {
        let (tokens, merger) = (self.tokens, &mut self.merger);
        let find = || {
            let is_token = tokens.rank_if_any(piece.text, piece.start, piece.end).is_some();
            Counted::new(piece.bytes(), if is_token { 1 } else { merger.count(tokens, piece) }).0
        };
        Counted(self.long.get_or(piece.bytes(), find))
    }
}

#[cfg(test)]
mod tests {
    fn o200k(text: &str) -> usize {
        super::o200k(text, usize::MAX)
    }

    #[test]
    fn counts_do_not_depend_on_what_was_counted_before() {
        let texts = ["a new text", "ein anderer Text mit Wörtern", "{\"id\": 17}", "a new text", ""];
        let fresh: Vec<_> =
            texts.iter().map(|text| std::thread::scope(|scope| scope.spawn(|| o200k(text)).join().unwrap())).collect();
        assert_eq!(texts.map(o200k).to_vec(), fresh);
    }

    #[test]
    fn a_thread_that_ends_can_count_to_its_end() {
        struct CountsWhenDropped;
        impl Drop for CountsWhenDropped {
            fn drop(&mut self) {
                assert_eq!(o200k("hello world"), 2);
            }
        }
        thread_local!(static LAST: CountsWhenDropped = const { CountsWhenDropped });
        std::thread::spawn(|| {
            LAST.with(|_| ());
            o200k("hello")
        })
        .join()
        .unwrap();
    }
}
