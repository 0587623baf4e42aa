//! One line that is written over: where its values stand, and what it is without them.

use std::ops::Range;

/// What bars are drawn with, beside blanks.
const BARS: &str = "█▉▊▋▌▍▎▏▐░▒▓━─╸╺╾╼⣿⣀⠿=>#";

/// Where the values of a line stand: numbers with the blanks that pad them, but for one behind a word; and bars.
pub(super) fn values(line: &str) -> Vec<Range<usize>> {
    let (mut values, mut at) = (Vec::new(), 0);
    while at < line.len() {
        let end = at + length(&line[at..]);
        let value = at + usize::from(at > 0 && line[at..].starts_with(' ') && !is_drawn(&line[at..end]))..end;
        if value.is_empty() {
            let rest = line[at..].trim_start_matches(' ');
            let next = if rest.len() + at < line.len() { 0 } else { rest.chars().next().map_or(0, char::len_utf8) };
            at = line.len() - rest.len() + next;
        } else {
            at = value.end;
            values.push(value);
        }
    }
    values
}

/// How long the number or bar is that a text begins with, blanks before it included; 0 where it begins with none.
fn length(text: &str) -> usize {
    let blanks = text.len() - text.trim_start_matches(' ').len();
    let digits = text[blanks..].bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':')).count();
    let bar = text.find(|c: char| c != ' ' && !BARS.contains(c)).unwrap_or(text.len());
    if text[blanks..].starts_with(|c: char| c.is_ascii_digit()) {
        blanks + digits
    } else if is_drawn(&text[..bar]) {
        bar
    } else {
        0
    }
}

/// Whether something of a bar stands in a text.
fn is_drawn(text: &str) -> bool {
    text.contains(|c: char| BARS.contains(c))
}

/// Whether two lines, with values at these places, are the same without them.
pub(super) fn are_alike((line, values): (&str, &[Range<usize>]), (other, others): (&str, &[Range<usize>])) -> bool {
    let mut at = (0, 0);
    values.len() == others.len()
        && values.iter().zip(others).all(|(value, other_value)| {
            let is_same = line[at.0..value.start] == other[at.1..other_value.start];
            at = (value.end, other_value.end);
            is_same
        })
        && line[at.0..] == other[at.1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_bars_are_values() {
        for (line, expected) in [
            ("objects:   1% (1/57), 0.31 MiB", &["  1", "1", "57", "0.31"][..]),
            (" 10%|█▎        | 1/8 [00:01<00:39]", &[" 10", "█▎        ", "1", "8", "00:01", "00:39"]),
            ("     ━━╸    1.2/18.2 MB", &["     ━━╸    ", "1.2", "18.2"]),
            ("[==>   ] 12.5MB", &["==>   ", "12.5"]),
            ("loss=0.5", &["=", "0.5"]),
            ("no value", &[]),
            ("", &[]),
        ] {
            let found: Vec<&str> = values(line).into_iter().map(|value| &line[value]).collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn lines_are_alike_that_differ_in_values() {
        let alike = |one: &str, other: &str| are_alike((one, &values(one)), (other, &values(other)));
        assert!(alike("at   1% of 9", "at 100% of 12"));
        assert!(!alike("at 1% of 9", "at 1% on 9") && !alike("at 1%", "at 1% 2") && !alike("1 a", "1 b"));
    }
}
