//! Counting a text: cut into pieces, each looked up among the recent ones, then among the tokens, then merged.

use std::cell::Cell;
use std::thread::LocalKey;

use super::block::piece_starts;
use super::merge::{Merger, Piece};
use super::pattern::{self, Pattern};
use super::table::{Key, MAX_KEY_BYTES, Recent, RecentLong, Window};
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
}

/// The tokens of `text` in `o200k_base`; where they are more than `limit`, any number above it.
pub(super) fn o200k(text: &str, limit: usize) -> usize {
    count::<pattern::O200k>(text, limit, vocab::o200k(), &O200K)
}

/// The tokens of `text` in `cl100k_base`; where they are more than `limit`, any number above it.
pub(super) fn cl100k(text: &str, limit: usize) -> usize {
    count::<pattern::Cl100k>(text, limit, vocab::cl100k(), &CL100K)
}

fn count<P: Pattern>(text: &str, limit: usize, tokens: &'static Tokens, slot: &'static LocalKey<Slot>) -> usize {
    let kept = slot.try_with(Cell::take).ok().flatten();
    let mut counter = kept.unwrap_or_else(|| Box::new(Counter::new(tokens)));
    let total = counter.count::<P>(text.as_bytes(), limit);
    // At the end of the thread there is nothing to keep it for.
    let _ = slot.try_with(|slot| slot.set(Some(counter)));
    total
}

impl Counter {
    fn new(tokens: &'static Tokens) -> Self {
        Self { tokens, short: Recent::new(RECENT), long: RecentLong::new(), merger: Merger::new() }
    }

    /// Stops after the block or piece that exceeds `limit`.
    fn count<P: Pattern>(&mut self, text: &[u8], limit: usize) -> usize {
        let (mut start, mut total) = (0, 0);
        while start < text.len() && total <= limit {
            let block = start;
            let mut starts =
                if text[start].is_ascii() && text.len() - start > SHORT { piece_starts::<P>(text, start) } else { 0 };
            if starts == 0 {
                let end = P::piece_end(text, start);
                total += self.piece(Piece { text, start, end });
                start = end;
            }
            while starts != 0 {
                let end = block + starts.trailing_zeros() as usize;
                total += self.piece(Piece { text, start, end });
                start = end;
                starts &= starts - 1;
            }
        }
        total
    }

    #[inline]
    fn piece(&mut self, piece: Piece) -> usize {
        let length = piece.end - piece.start;
        if length > MAX_KEY_BYTES {
            return self.long_piece(piece);
        }
        let key = Key::of(Window::at(piece.text, piece.start), length);
        let (tokens, merger) = (self.tokens, &mut self.merger);
        self.short.get_or(key, || new_piece(piece, key, tokens, merger)) as usize
    }

    #[inline(never)]
    fn long_piece(&mut self, piece: Piece) -> usize {
        let (tokens, merger) = (self.tokens, &mut self.merger);
        self.long.get_or(piece.bytes(), || match tokens.rank_if_any(piece.text, piece.start, piece.end) {
            Some(_) => 1,
            None => merger.count(tokens, piece),
        })
    }
}

#[inline(never)]
fn new_piece(piece: Piece, key: Key, tokens: &Tokens, merger: &mut Merger) -> u32 {
    match tokens.rank_of(key) {
        Some(_) => 1,
        None => merger.count(tokens, piece) as u32,
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
