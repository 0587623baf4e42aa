//! The compact level: what a column's values begin and end with, and columns that count up, stated once in the header.

use super::column::{Cell, Layout};
use crate::forms::json::notation::{Affixes, Count};
use crate::json::tape::{Kind, NodeId, Tape};
use crate::vocabulary::Vocabulary;

/// So many of a column's values tell whether stating an affix pays.
const SAMPLES: usize = 48;

/// Fewer rows are not worth a statement.
const FEWEST_ROWS: usize = 3;

/// Finds what can be stated about a column's values.
#[derive(Clone, Copy)]
pub struct Compactor<'c, 'a> {
    /// The document.
    pub tape: &'c Tape<'a>,
    /// What tokens are counted in.
    pub vocabulary: Vocabulary,
}

impl<'a> Compactor<'_, 'a> {
    /// The layout of a column with its affixes stated, or as a count; `None` where that saves nothing.
    pub fn layout(&self, cells: &[Cell], may_count: bool) -> Option<Layout<'a>> {
        let present: Vec<NodeId> = cells.iter().flatten().copied().collect();
        if present.len() < FEWEST_ROWS {
            return None;
        }
        let counting = if may_count && present.len() == cells.len() { self.counting(&present) } else { None };
        counting.or_else(|| self.affixed(cells, &present))
    }

    fn counting(&self, present: &[NodeId]) -> Option<Layout<'a>> {
        let values: Vec<&'a str> = present.iter().map(|&id| self.value(id)).collect::<Option<_>>()?;
        let is_number = self.tape.kind(present[0]) == Kind::Number;
        let prefix = if is_number { "" } else { values[0].trim_end_matches(|c: char| c.is_ascii_digit()) };
        if prefix.contains('\\') {
            return None;
        }
        let digits = |value: &'a str| value.strip_prefix(prefix).filter(|rest| rest.len() < 16);
        let number = |value: &'a str| digits(value)?.parse::<i64>().ok();
        let first = number(values[0])?;
        let count =
            Count { first, step: number(values[1])?.checked_sub(first)?, width: values[0].len() - prefix.len() };
        let counts = |(index, id): (usize, &NodeId)| {
            let is_same_kind = (self.tape.kind(*id) == Kind::Number) == is_number;
            is_same_kind && digits(values[index]).is_some_and(|digits| count.at(index) == digits)
        };
        let counting = Layout::Counting { prefix: (!is_number).then_some(prefix), count };
        (count.step > 0 && first >= 0 && present.iter().enumerate().all(counts)).then_some(counting)
    }

    fn affixed(&self, cells: &[Cell], present: &[NodeId]) -> Option<Layout<'a>> {
        let values: Vec<&'a str> = present.iter().map(|&id| self.value(id)).collect::<Option<_>>()?;
        let is_number = self.tape.kind(present[0]) == Kind::Number;
        if present.iter().any(|&id| (self.tape.kind(id) == Kind::Number) != is_number) {
            return None;
        }
        let (prefix, suffix) = common_affixes(&values, is_number);
        let (prefix, suffix) = self.best(&values, &prefix_cuts(prefix), &suffix_cuts(suffix))?;
        Some(Layout::Affixed { cells: cells.to_vec(), affixes: Affixes { prefix, suffix, is_number } })
    }

    /// What may be cut: a number's digits, or a string without its quotes.
    fn value(&self, id: NodeId) -> Option<&'a str> {
        let text = self.tape.text(id);
        match self.tape.kind(id) {
            Kind::Number => Some(text),
            Kind::String => Some(&text[1..text.len() - 1]),
            _ => None,
        }
    }

    /// The cuts that leave the fewest tokens: one amid a word or number may leave more than none.
    fn best(&self, values: &[&str], prefixes: &[&'a str], suffixes: &[&'a str]) -> Option<(&'a str, &'a str)> {
        let stride = values.len().div_ceil(SAMPLES);
        let cost = |prefix: &str, suffix: &str| {
            let middles = values.iter().step_by(stride).map(|value| &value[prefix.len()..value.len() - suffix.len()]);
            let middles: String =
                middles.flat_map(|middle| [",", if middle.is_empty() { "\"\"" } else { middle }]).collect();
            self.vocabulary.count(&middles)
        };
        let mut best = (cost("", ""), "", "");
        for &prefix in prefixes {
            for &suffix in suffixes {
                let cost = cost(prefix, suffix);
                if cost < best.0 {
                    best = (cost, prefix, suffix);
                }
            }
        }
        let stated = self.vocabulary.count(best.1) + self.vocabulary.count(best.2) + 4;
        let saved = (cost("", "") - best.0) * stride;
        (saved > stated).then_some((best.1, best.2))
    }
}

/// What all values begin and end with, one after the other; of numbers only what they begin with. No escape is cut.
fn common_affixes<'a>(values: &[&'a str], is_number: bool) -> (&'a str, &'a str) {
    let first = values[0];
    let prefix = values.iter().fold(first.len(), |length, value| length.min(common(first.bytes(), value.bytes())));
    let shortest = values.iter().map(|value| value.len()).min().unwrap_or(0);
    let prefix = floor(first, if is_number { prefix.min(shortest - 1) } else { prefix });
    let prefix = first[..prefix].find('\\').unwrap_or(prefix);
    let is_whole = is_number || values.iter().any(|value| value.contains('\\'));
    let rest = shortest - prefix;
    let same_end = |value: &&str| common(first.bytes().rev(), value.bytes().rev());
    let suffix = if is_whole { 0 } else { values.iter().map(same_end).min().unwrap_or(0).min(rest) };
    (&first[..prefix], &first[ceil(first, first.len() - suffix)..])
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The whole prefix, what of it ends at the last mark in it, and nothing.
fn prefix_cuts(prefix: &str) -> [&str; 3] {
    let mark = prefix.rfind(|c: char| !c.is_alphanumeric());
    [prefix, mark.map_or("", |at| &prefix[..at + prefix[at..].chars().next().map_or(0, char::len_utf8)]), ""]
}

/// The whole suffix, what of it begins at the first mark in it, and nothing.
fn suffix_cuts(suffix: &str) -> [&str; 3] {
    let mark = suffix.find(|c: char| !c.is_alphanumeric());
    [suffix, mark.map_or("", |at| &suffix[at..]), ""]
}

#[cfg(test)]
mod tests {
    use super::super::shape::columns;
    use super::super::survey::Survey;
    use super::*;
    use crate::config::Level;
    use crate::forms::json::write::header::{HeaderSource, columns_into};
    use crate::json::parse::parse_packed;

    /// What the header says of a column with these values; JSON, or nothing where a row lacks the field.
    fn stated(values: &[&str]) -> String {
        let row = |value: &&str| if value.is_empty() { "{}".to_owned() } else { format!("{{\"v\":{value}}}") };
        let json = format!("[{}]", values.iter().map(row).collect::<Vec<_>>().join(","));
        let tape = parse_packed(&json).unwrap();
        let rows: Vec<Cell> = tape.children(Tape::ROOT).map(Some).collect();
        let compactor = Compactor { tape: &tape, vocabulary: Vocabulary::O200kBase };
        let columns = columns(&Survey::new(&tape, Some(Level::Compact)), &tape, Some(compactor), &rows, Level::Compact)
            .unwrap()
            .columns;
        let mut header = String::new();
        columns_into(HeaderSource { tape: &tape, natives: None }, &columns, "", rows.len(), &mut header);
        header
    }

    #[test]
    fn what_counts_up_is_stated() {
        assert_eq!(stated(&["100", "101", "102"]), "v=100..102");
        assert_eq!(stated(&["0", "10", "20", "30"]), "v=0..30 by 10");
        assert_eq!(stated(&["8", "9", "10", "11"]), "v=8..11");
        assert_eq!(stated(&[r#""a-08""#, r#""a-09""#, r#""a-10""#]), r#"v="a-"08..10"#);
        assert_eq!(stated(&[r#""1""#, r#""2""#, r#""3""#]), r#"v=""1..3"#);
    }

    #[test]
    fn what_does_not_count_up_is_not() {
        for values in [
            ["1", "2", "4"],
            ["3", "2", "1"],
            ["-2", "-1", "0"],
            ["1.0", "2.0", "3.0"],
            ["1", "2", ""],
            ["1", "2", r#""3""#],
            ["1", "2", "[3]"],
            [r#""a08""#, r#""a09""#, r#""a010""#],
            [r#""a8""#, r#""a9""#, r#""b10""#],
        ] {
            assert!(!stated(&values).contains(".."), "{values:?}");
        }
        assert_eq!(stated(&["1", "2"]), "v", "two rows are too few");
    }

    #[test]
    fn what_strings_begin_and_end_with_is_stated() {
        let urls = ["lamp", "desk", "chair", "table"].map(|name| format!("\"https://example.org/photos/{name}.jpg\""));
        assert_eq!(stated(&urls.each_ref().map(String::as_str)), r#"v="https://example.org/photos/"*".jpg""#);
    }

    #[test]
    fn what_is_shared_may_be_cut_at_a_mark() {
        assert_eq!(prefix_cuts("https://e.org/ph"), ["https://e.org/ph", "https://e.org/", ""]);
        assert_eq!(suffix_cuts("oto.jpg"), ["oto.jpg", ".jpg", ""]);
        assert_eq!(prefix_cuts("ph"), ["ph", "", ""], "or not at all");
    }

    #[test]
    fn what_numbers_begin_with_is_stated() {
        let numbers: Vec<String> = (1..20).map(|index| format!("1700{:06}", index * index * 7_919 % 999_983)).collect();
        assert_eq!(stated(&numbers.iter().map(String::as_str).collect::<Vec<_>>()), "v=1700*");
    }

    #[test]
    fn no_escape_is_cut() {
        assert_eq!(common_affixes(&[r"ab\n1", r"ab\t2"], false), ("ab", ""));
        assert_eq!(common_affixes(&["aXa", "a"], false), ("a", ""), "prefix and suffix never overlap");
        assert_eq!(common_affixes(&["12", "123"], true), ("1", ""), "a digit stays");
    }

    #[test]
    fn no_character_is_cut() {
        assert_eq!(common_affixes(&["aé1ü", "aè2ÿ"], false), ("a", ""), "é and è share a byte");
    }

    #[test]
    fn shared_beginnings_that_save_nothing_are_left() {
        assert_eq!(stated(&[r#""a1""#, r#""a5""#, r#""a3""#]), "v");
        assert_eq!(stated(&["true", "false", "true"]), "v");
    }
}
