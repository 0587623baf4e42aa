//! Listings: texts whose lines stand behind their numbers, as `cat -n` and the tools of coding agents give them.
//!
//! The blanks that align the numbers take some two tokens a line and say nothing. A line above says how wide the numbers
//! stood; all else stays as it is.
//!
//! ```
//! use headroom_core::forms::listing::{expand, written};
//!
//! let listing = written("     1→import os\n     2→\n").unwrap();
//! assert_eq!(listing, "[line numbers padded to 6 columns]\n1→import os\n2→\n");
//! assert_eq!(expand(&listing), "     1→import os\n     2→\n");
//! ```

use std::borrow::Cow;
use std::iter::repeat_n;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::text_lines::{lines, number};
use crate::transform::Transform;

/// The padding of line numbers was stated once.
pub const LISTING: Transform =
    Transform { rank: 4, name: "listing", reason: "the padding of line numbers was stated once" };

/// Numbered lines, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Listing;

impl Form for Listing {
    fn transforms(&self) -> &'static [Transform] {
        &[LISTING]
    }

    fn is_marked(&self, text: &str) -> bool {
        is_headed(text)
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, _terms: Terms) -> Proposal {
        written(facts.text()).map(|listing| Draft::exact(listing, LISTING)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        let too_large = Malformed { begins_at: 0, at: 0, why: Refusal::TooLarge };
        Some(expand(text)).filter(|listing| listing.len() <= most).ok_or(too_large)
    }
}

/// How the line above a listing begins, up to the number of columns.
const HEADER_START: &str = "[line numbers padded to ";

/// How it ends.
const HEADER_END: &str = " columns]\n";

/// What stands between a number and its line.
const SEPARATORS: [&str; 3] = ["→", "\t", "|"];

/// Numbers are padded to so many columns at most: foreign text could else ask for any size.
const MOST_COLUMNS: usize = 20;

/// The number that a line begins with.
struct Number<'t> {
    blanks: usize,
    digits: &'t str,
}

impl<'t> Number<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let blanks = line.bytes().take_while(|&byte| byte == b' ').count();
        let rest = &line[blanks..];
        let (digits, behind) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
        let is_number = !digits.is_empty() && SEPARATORS.iter().any(|separator| behind.starts_with(separator));
        is_number.then_some(Self { blanks, digits })
    }

    fn columns(&self) -> usize {
        self.blanks + self.digits.len()
    }
}

/// The text without the blanks before its line numbers, below a line that says so; `None` where it is no listing.
///
/// [`expand`] gives back the text from it but where a line began with a bare number before. Linear in the text.
#[must_use]
pub fn written(text: &str) -> Option<String> {
    let columns = padded_columns(text)?;
    if !counts_up(text) {
        return None;
    }
    let mut listing = format!("{HEADER_START}{columns}{HEADER_END}");
    for line in lines(text) {
        let number = Number::of(line).filter(|number| number.columns() == columns);
        listing.push_str(&line[number.map_or(0, |number| number.blanks)..]);
    }
    Some(listing)
}

/// The text that a listing stands for; any other text as it is. Linear in the text.
#[must_use]
pub fn expand(text: &str) -> Cow<'_, str> {
    let Some((columns, listing)) = parts(text) else { return Cow::Borrowed(text) };
    let mut padded = String::with_capacity(2 * listing.len());
    for line in lines(listing) {
        if let Some(Number { blanks: 0, digits }) = Number::of(line) {
            padded.extend(repeat_n(' ', columns.saturating_sub(digits.len())));
        }
        padded.push_str(line);
    }
    if padded.len() == listing.len() { Cow::Borrowed(text) } else { Cow::Owned(padded) }
}

/// Whether a text begins like a listing of ours.
#[must_use]
pub fn is_headed(text: &str) -> bool {
    parts(text).is_some()
}

/// The columns that a listing announces, and what follows.
fn parts(text: &str) -> Option<(usize, &str)> {
    let (columns, listing) = text.strip_prefix(HEADER_START)?.split_once(HEADER_END)?;
    let columns = number(columns).filter(|columns| (2..=MOST_COLUMNS).contains(columns))?;
    Some((columns, listing))
}

/// The columns of the first number that is padded. Only lines that begin with a blank are looked at: most texts have none.
fn padded_columns(text: &str) -> Option<usize> {
    let first = text.starts_with(' ').then_some(0);
    let later = memchr::memmem::find_iter(text.as_bytes(), "\n ").map(|end| end + 1);
    let numbers = first.into_iter().chain(later).filter_map(|start| Number::of(&text[start..]));
    numbers.map(|number| number.columns()).find(|&columns| columns <= MOST_COLUMNS)
}

/// Whether most numbers are one more than the one before: others number no lines.
fn counts_up(text: &str) -> bool {
    let numbers: Vec<u64> = lines(text).filter_map(Number::of).filter_map(|it| it.digits.parse().ok()).collect();
    let following = numbers.windows(2).filter(|pair| pair[0].checked_add(1) == Some(pair[1])).count();
    2 * following >= numbers.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text becomes, where it can be read back.
    fn listing(text: &str) -> Option<String> {
        written(text).filter(|listing| expand(listing) == text)
    }

    #[test]
    fn numbers_stand_without_their_padding() {
        let file = "     1→import os\n     2→\n    10→  return os\n    11→# end";
        let expected = "[line numbers padded to 6 columns]\n1→import os\n2→\n10→  return os\n11→# end";
        assert_eq!(listing(file).as_deref(), Some(expected));
    }

    #[test]
    fn width_and_separator_are_those_of_the_text() {
        for (text, expected) in [
            (" 9|a\n10|b\n", "[line numbers padded to 2 columns]\n9|a\n10|b\n"),
            ("   9\ta\r\n  10\tb\r\n", "[line numbers padded to 4 columns]\n9\ta\r\n10\tb\r\n"),
            ("  099→a\n  100→b", "[line numbers padded to 5 columns]\n099→a\n100→b"),
        ] {
            assert_eq!(listing(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn numbers_that_fill_their_columns_stand_as_they_are() {
        let text = " 9→a\n...\n99→b\n100→c\n101→d\n";
        assert_eq!(listing(text).unwrap(), "[line numbers padded to 2 columns]\n9→a\n...\n99→b\n100→c\n101→d\n");
    }

    #[test]
    fn other_lines_stay() {
        let text = "Edited. `cat -n` of it:\n     7→a\n     8→b\n\n   9→ narrower\n       10→ wider\n 3 pages\n12: x\n";
        let expected = text.replace("     7", "7").replace("     8", "8");
        assert_eq!(listing(text).unwrap(), format!("[line numbers padded to 6 columns]\n{expected}"));
    }

    #[test]
    fn a_bare_number_would_be_padded_so_that_there_is_no_listing() {
        assert_eq!(listing("     1→a\n     2→b\n3→c\n"), None);
        assert_eq!(listing("12|x\n     1→a\n     2→b\n"), None);
    }

    #[test]
    fn numbers_that_do_not_count_are_no_line_numbers() {
        assert_eq!(listing("     7\tapples\n     3\tpears\n    12\tplums\n"), None);
        assert_eq!(listing("     1→a"), None);
        assert_eq!(listing(" 18446744073709551615|a\n                    0|b"), None);
        let snippets = "     1→a\n     2→b\n     3→c\n...\n   120→d\n   121→e\n";
        assert!(listing(snippets).is_some());
    }

    #[test]
    fn what_only_looks_like_a_listing_stays() {
        for text in [
            "",
            "[line numbers padded to 6 columns]",
            "[line numbers padded to 6 columns]\n",
            "[line numbers padded to 6 columns]\nno number",
            "[line numbers padded to 6 columns]\n     1→padded",
            "[line numbers padded to 6 columns] \n1→a",
            "[line numbers padded to 1 columns]\n1→a",
            "[line numbers padded to 21 columns]\n1→a",
            "[line numbers padded to 06 columns]\n1→a",
            "[line numbers padded to +6 columns]\n1→a",
            "[line numbers padded to 99999999999999999999 columns]\n1→a",
            " [line numbers padded to 6 columns]\n1→a",
        ] {
            assert_eq!(expand(text), Cow::Borrowed(text));
        }
    }
}
