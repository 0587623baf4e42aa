//! Which characters a reader sees.
//!
//! Where JSON or Python wrote an invisible one as an escape, it stays one: a direction that is turned, a tag, a zero-width
//! space would else reach the model as nothing that anybody reviewing the prompt can see.

use std::cmp::Ordering;

/// Controls, format characters, separators and blanks but the space, what is private, not assigned or left out by fonts,
/// ascending: made by `build.rs` from the Unicode tables of `regex-syntax`.
static INVISIBLE: &[(char, char)] = include!(concat!(env!("OUT_DIR"), "/invisible.rs"));

/// Whether `c` is a character that a reader sees, or the space.
#[must_use]
pub fn is_visible(c: char) -> bool {
    let compared = |&(first, last): &(char, char)| match c {
        _ if last < c => Ordering::Less,
        _ if first > c => Ordering::Greater,
        _ => Ordering::Equal,
    };
    matches!(c, ' '..='~') || INVISIBLE.binary_search_by(compared).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_marks_and_symbols_are_visible() {
        for c in " ~a\u{e9}\u{301}\u{20ac}\u{4e00}\u{ac00}\u{1f600}\u{fffd}\u{20e3}".chars() {
            assert!(is_visible(c), "{c:?}");
        }
    }

    #[test]
    fn what_shows_as_nothing_is_not() {
        for c in "\0\t\n\u{7f}\u{85}\u{a0}\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{180b}\u{2003}\u{200b}\u{202e}\u{2028}\u{2060}\u{2066}\u{2800}\u{3000}\u{3164}\u{e000}\u{fdd0}\u{fe0f}\u{feff}\u{ffa0}\u{fff9}\u{16fe4}\u{1d159}\u{1d173}\u{2fffe}\u{e0041}\u{e0100}\u{10ffff}".chars() {
            assert!(!is_visible(c), "{c:?}");
        }
    }
}
