//! The model that a thread asked for last: a process names few, and finding one takes some microseconds.

use std::cell::Cell;

use super::Found;

thread_local!(static LAST: Cell<Option<(String, Found)>> = const { Cell::new(None) });

/// Longer ids are nobody's, and not kept.
const MAX_KEPT: usize = 256;

/// Gives what the tables say of `id`: the remembered one, else what `find` says.
pub(super) fn get_or(id: &str, find: impl FnOnce(&str) -> Found) -> Found {
    let last = LAST.try_with(Cell::take).ok().flatten();
    let last = last.filter(|(known, _)| known == id).unwrap_or_else(|| (id.to_owned(), find(id)));
    let found = last.1;
    if id.len() <= MAX_KEPT {
        // At the end of the thread there is nothing to keep it for.
        let _ = LAST.try_with(|slot| slot.set(Some(last)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn the_last_model_is_found_once() {
        for id in ["gpt-4o", "claude-sonnet-4-5", ""] {
            assert_eq!(get_or(id, find), find(id));
            assert_eq!(get_or(id, |_| unreachable!()), find(id));
        }
    }

    #[test]
    fn another_model_is_another() {
        for id in ["gpt-4o", "gpt-4", "gpt-4o", &"x".repeat(1000), "GPT-4o", &"x".repeat(1000)] {
            assert_eq!(get_or(id, find), find(id));
        }
    }
}
