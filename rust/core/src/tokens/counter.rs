//! Counting a text: cut into pieces, each looked up among the recent ones, then among the tokens, then merged.

use std::cell::Cell;
use std::thread::LocalKey;

use super::block::piece_starts;
use super::merge::{Merger, Piece};
use super::pattern::{self, Pattern};
use super::short;
use super::table::{Key, MAX_KEY_BYTES, Recent, RecentLong, Window};
use super::vocab::{self, Tokens};

/// Places for two short pieces each, 32 bytes. Tokens are among them: the recent ones lie closer together here than in
/// the vocabulary's own table, which made JSON a fifth faster.
const RECENT: usize = 1 << 15;

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
}

/// The tokens of `text` in `o200k_base`.
pub(super) fn o200k(text: &str) -> usize {
    count::<pattern::O200k>(text, vocab::o200k(), &O200K)
}

/// The tokens of `text` in `cl100k_base`.
pub(super) fn cl100k(text: &str) -> usize {
    count::<pattern::Cl100k>(text, vocab::cl100k(), &CL100K)
}

/// The tokens of `text` in `p50k_base`.
pub(super) fn p50k(text: &str) -> usize {
    count::<pattern::R50k>(text, vocab::p50k(), &P50K)
}

/// The tokens of `text` in `r50k_base`.
pub(super) fn r50k(text: &str) -> usize {
    count::<pattern::R50k>(text, vocab::r50k(), &R50K)
}

fn count<P: Pattern>(text: &str, tokens: &'static Tokens, slot: &'static LocalKey<Slot>) -> usize {
    let kept = slot.try_with(Cell::take).ok().flatten();
    let mut counter = kept.unwrap_or_else(|| Box::new(Counter::new(tokens)));
    let total = counter.count::<P>(text.as_bytes());
    // At the end of the thread there is nothing to keep it for.
    let _ = slot.try_with(|slot| slot.set(Some(counter)));
    total
}

impl Counter {
    fn new(tokens: &'static Tokens) -> Self {
        Self { tokens, short: Recent::new(RECENT), long: RecentLong::new(), merger: Merger::new() }
    }

    fn count<P: Pattern>(&mut self, text: &[u8]) -> usize {
        let (mut start, mut total) = (0, 0);
        while start < text.len() {
            let block = start;
            // A character beyond ASCII ends what a block can tell, one place before it.
            let in_ascii = text[start..].iter().take(2).all(u8::is_ascii);
            let mut starts = if in_ascii { piece_starts::<P>(text, start) } else { 0 };
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
        let window = Window::at(piece.text, piece.start);
        let (key, tokens) = (Key::of(window, length), self.tokens);
        self.short.get_or(key, || new_piece(tokens, key, window, length)) as usize
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
fn new_piece(tokens: &Tokens, key: Key, window: Window, length: usize) -> u32 {
    match tokens.rank_of(key) {
        Some(_) => 1,
        None => short::count(tokens, window, length) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
