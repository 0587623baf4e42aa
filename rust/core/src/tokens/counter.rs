//! Counting a text: cut into pieces, each looked up among the recent ones, then among the tokens, then merged.

use std::cell::Cell;
use std::thread::LocalKey;

use super::block::piece_starts;
use super::merge::Merger;
use super::pattern::{self, Pattern};
use super::table::{Key, MAX_KEY_BYTES, Recent, RecentLong, Window};
use super::vocab::{self, Tokens};

/// How many short pieces are remembered, 16 bytes each. Tokens are among them: the recent ones lie closer together here
/// than in the vocabulary's own table (a fifth faster on JSON).
const RECENT: usize = 1 << 15;

/// What counting in one vocabulary remembers and reuses, in at most about 2 MB.
struct Counter {
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

/// The tokens of `text` in `o200k_base`.
pub(super) fn o200k(text: &str) -> usize {
    count::<pattern::O200k>(text.as_bytes(), vocab::o200k(), &O200K)
}

/// The tokens of `text` in `cl100k_base`.
pub(super) fn cl100k(text: &str) -> usize {
    count::<pattern::Cl100k>(text.as_bytes(), vocab::cl100k(), &CL100K)
}

fn count<P: Pattern>(text: &[u8], tokens: &Tokens, slot: &'static LocalKey<Slot>) -> usize {
    let kept = slot.try_with(Cell::take).ok().flatten();
    let mut counter = kept.unwrap_or_else(|| Box::new(Counter::new()));
    let total = counter.count::<P>(text, tokens);
    // At the end of the thread there is nothing to keep it for.
    let _ = slot.try_with(|slot| slot.set(Some(counter)));
    total
}

impl Counter {
    fn new() -> Self {
        Self {
            short: Recent::new(RECENT),
            long: RecentLong::new(),
            merger: Merger::new(),
        }
    }

    fn count<P: Pattern>(&mut self, text: &[u8], tokens: &Tokens) -> usize {
        let (mut start, mut total) = (0, 0);
        while start < text.len() {
            let block = start;
            let mut starts = if text[start].is_ascii() {
                piece_starts::<P>(text, start)
            } else {
                0
            };
            if starts == 0 {
                let end = P::piece_end(text, start);
                total += self.piece(text, start, end, tokens);
                start = end;
            }
            while starts != 0 {
                let end = block + starts.trailing_zeros() as usize;
                total += self.piece(text, start, end, tokens);
                start = end;
                starts &= starts - 1;
            }
        }
        total
    }

    /// The tokens of the piece `text[start..end]`.
    #[inline]
    fn piece(&mut self, text: &[u8], start: usize, end: usize, tokens: &Tokens) -> usize {
        if end - start > MAX_KEY_BYTES {
            return self.long_piece(text, start, end, tokens);
        }
        let key = Key::of(Window::at(text, start), end - start);
        let merger = &mut self.merger;
        self.short
            .get_or(key, || new_piece(key, text, start, end, tokens, merger)) as usize
    }

    #[inline(never)]
    fn long_piece(&mut self, text: &[u8], start: usize, end: usize, tokens: &Tokens) -> usize {
        let merger = &mut self.merger;
        self.long.get_or(&text[start..end], || {
            match tokens.rank_if_any(text, start, end) {
                Some(_) => 1,
                None => merger.count(tokens, text, start, end),
            }
        })
    }
}

#[inline(never)]
fn new_piece(
    key: Key,
    text: &[u8],
    start: usize,
    end: usize,
    tokens: &Tokens,
    merger: &mut Merger,
) -> u32 {
    match tokens.rank_of(key) {
        Some(_) => 1,
        None => merger.count(tokens, text, start, end) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_do_not_depend_on_what_was_counted_before() {
        let texts = [
            "a new text",
            "ein anderer Text mit Wörtern",
            "{\"id\": 17}",
            "a new text",
            "",
        ];
        let fresh: Vec<_> = texts
            .iter()
            .map(|text| std::thread::scope(|scope| scope.spawn(|| o200k(text)).join().unwrap()))
            .collect();
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
