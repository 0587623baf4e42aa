//! Counting a text: cut into pieces, each looked up among the recent ones, then among the tokens, then merged.

use std::cell::Cell;
use std::thread::LocalKey;

use super::block::piece_starts;
use super::merge::{Merger, Piece};
use super::normal::composed;
use super::pattern::{self, Pattern};
use super::short;
use super::table::{Key, MAX_KEY_BYTES, Recent, RecentLong, Window};
use super::tally::{Tally, UNITS, unit_of};
use super::vocab::{self, Tokens};

/// Places for two short pieces each, 32 bytes. Tokens are among them: the recent ones lie closer together here than in
/// the vocabulary's own table, which made JSON a fifth faster.
const RECENT: usize = 1 << 15;

/// So few bytes at the end of a text are faster taken piece by piece: a block of them is mostly padding. Halves the time
/// of a short message.
const SHORT: usize = 16;

/// What counting in one vocabulary remembers and reuses, in at most about 2 MB.
struct Counter {
    tokens: &'static Tokens,
    short: Recent,
    long: RecentLong,
    merger: Merger,
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

/// The tokens of `text` in `o200k_base` by the kind of content they are of; nothing where they are more than `limit`.
pub(super) fn o200k_tally(text: &str, limit: usize) -> Option<Tally> {
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

impl Counter {
    fn new(tokens: &'static Tokens) -> Self {
        Self { tokens, short: Recent::new(RECENT), long: RecentLong::new(), merger: Merger::new() }
    }

    /// Stops after the block or piece with which `sum` is complete.
    #[inline]
    fn count<P: Pattern>(&mut self, text: &[u8], sum: &mut impl Sum) {
        let mut start = 0;
        while start < text.len() && !sum.is_complete() {
            let block = start;
            // A character beyond ASCII ends what a block can tell, one place before it.
            let in_ascii = text[start..].iter().take(2).all(u8::is_ascii);
            let mut starts = if in_ascii && text.len() - start > SHORT { piece_starts::<P>(text, start) } else { 0 };
            if starts == 0 {
                let end = P::piece_end(text, start);
                sum.add(self.piece(Piece { text, start, end }), end - start);
                start = end;
            }
            while starts != 0 {
                let end = block + starts.trailing_zeros() as usize;
                sum.add(self.piece(Piece { text, start, end }), end - start);
                start = end;
                starts &= starts - 1;
            }
        }
    }

    #[inline]
    fn piece(&mut self, piece: Piece) -> Counted {
        let length = piece.end - piece.start;
        if length > MAX_KEY_BYTES {
            return self.long_piece(piece);
        }
        let window = Window::at(piece.text, piece.start);
        let (key, tokens) = (Key::of(window, length), self.tokens);
        let find = || Counted::new(piece, new_piece(tokens, key, window, length)).0 as u32;
        Counted(self.short.get_or(key, find) as usize)
    }

    #[inline(never)]
    fn long_piece(&mut self, piece: Piece) -> Counted {
        let (tokens, merger) = (self.tokens, &mut self.merger);
        let find = || {
            let is_token = tokens.rank_if_any(piece.text, piece.start, piece.end).is_some();
            Counted::new(piece, if is_token { 1 } else { merger.count(tokens, piece) }).0
        };
        Counted(self.long.get_or(piece.bytes(), find))
    }
}

#[inline(never)]
fn new_piece(tokens: &Tokens, key: Key, window: Window, length: usize) -> usize {
    match tokens.rank_of(key) {
        Some(_) => 1,
        None => short::count(tokens, window, length),
    }
}

/// How many tokens a piece has, and below that, in one number because it is remembered as one, of what unit they are.
#[derive(Clone, Copy)]
struct Counted(usize);

const UNIT_BITS: u32 = UNITS.next_power_of_two().ilog2();

impl Counted {
    fn new(piece: Piece, tokens: usize) -> Self {
        Self(tokens << UNIT_BITS | unit_of(piece.bytes()) as usize)
    }

    fn tokens(self) -> usize {
        self.0 >> UNIT_BITS
    }

    fn unit(self) -> usize {
        self.0 & ((1 << UNIT_BITS) - 1)
    }
}

/// What the pieces of a text add up to.
trait Sum {
    /// Adds a piece of so many bytes.
    fn add(&mut self, counted: Counted, bytes: usize);

    /// Whether no more is of interest.
    fn is_complete(&self) -> bool;
}

struct Total {
    tokens: usize,
    limit: usize,
}

impl Sum for Total {
    #[inline]
    fn add(&mut self, counted: Counted, _: usize) {
        self.tokens += counted.tokens();
    }

    #[inline]
    fn is_complete(&self) -> bool {
        self.tokens > self.limit
    }
}

struct Tallied {
    tally: Tally,
    total: Total,
}

impl Sum for Tallied {
    #[inline]
    fn add(&mut self, counted: Counted, bytes: usize) {
        self.total.add(counted, bytes);
        self.tally.add(counted.unit(), counted.tokens(), bytes);
    }

    fn is_complete(&self) -> bool {
        self.total.is_complete()
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
