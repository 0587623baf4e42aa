//! What Node says where it shows no more than the first elements of an array: `... 900 more items`.

use super::scalar::skip_space;

/// What Node says for the elements of an array that it does not show: `... 900 more items`.
const MORE: &str = "... ";

/// And how that ends, where it is one.
const ITEM: &str = " more item";

/// The offset behind the count and the bracket with which the array ends of whose elements no more is shown behind `at`.
#[must_use]
pub fn more_end(text: &str, at: usize) -> Option<usize> {
    let count = skip_space(text.as_bytes(), at);
    let length = more_length(&text[count..]);
    let bracket = skip_space(text.as_bytes(), count + length);
    (length > 0 && text[bracket..].starts_with(']')).then_some(bracket + 1)
}

/// How long the count of elements is that a text begins with, or 0.
pub(super) fn more_length(text: &str) -> usize {
    let count = text.strip_prefix(MORE).map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let rest = count.and_then(|rest| rest.strip_prefix(ITEM).map(|rest| rest.strip_prefix('s').unwrap_or(rest)));
    rest.map_or(0, |rest| text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_ends_an_array() {
        for (text, end) in [(" ... 7 more items ] x", Some(19)), ("\n... 1 more item]", Some(17)), ("... 7 more", None)]
        {
            assert_eq!(more_end(text, 0), end, "{text}");
        }
    }
}
