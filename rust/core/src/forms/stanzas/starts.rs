//! Where stanzas begin, found out by a glance at a text that allocates nothing.

use super::shape::{indentation, label};
use super::{LEAST_ROWS, MOST_LINES};
use crate::forms::keys::is_blank;
use crate::forms::text_lines::{beginning, line_starts, lines};

/// So many bytes of a text are looked at.
const GLANCED_BYTES: usize = 1 << 16;

/// The first stanza begins within so many lines.
const FIRST_LINES: usize = 16;

/// What stanzas begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start<'t> {
    /// A line that begins like this.
    Label(&'t str),
    /// A line below a blank one.
    Paragraph,
}

impl<'t> Start<'t> {
    /// How the stanzas of a text may begin: as the first of its first lines that others begin like, if no line between two such
    /// is indented less; or below blank lines.
    pub(super) fn found(text: &'t str) -> Option<Self> {
        let start = beginning(text, GLANCED_BYTES);
        let mut behind = start;
        let labelled = lines(start).take(FIRST_LINES).enumerate().filter_map(|(place, line)| {
            let here = behind;
            behind = &behind[line.len()..];
            let label = label(line);
            (!is_blank(label) && recurs(here, label, place > 0)).then_some(Self::Label(label))
        });
        let paragraphs = || Some(Self::Paragraph).filter(|_| paragraphs(start).nth(LEAST_ROWS - 1).is_some());
        { labelled }.next().or_else(paragraphs)
    }

    /// The stanzas of a text, and where the first begins. Linear, and without memory.
    pub(super) fn stanzas<'a>(self, text: &'a str) -> impl Iterator<Item = &'a str> + use<'a, 't> {
        let mut starts = self.all(text).peekable();
        std::iter::from_fn(move || {
            let start = starts.next()?;
            Some(&text[start..starts.peek().copied().unwrap_or(text.len())])
        })
    }

    /// Where the stanzas of a text begin.
    pub(super) fn all<'a>(self, text: &'a str) -> impl Iterator<Item = usize> + use<'a, 't> {
        let labelled = match self {
            Self::Label(label) => Some(line_starts(text, label)),
            Self::Paragraph => None,
        };
        let below_blank = labelled.is_none().then(|| paragraphs(text));
        labelled.into_iter().flatten().chain(below_blank.into_iter().flatten())
    }
}

/// Whether enough lines of a text begin with the label of its first line, not too far from each other. Where other lines stand
/// above that, no line between may be indented less: it would belong to what is above the stanza.
fn recurs(text: &str, label: &str, is_within: bool) -> bool {
    let Some(last) = line_starts(text, label).nth(LEAST_ROWS - 1) else { return false };
    let mut between = lines(&text[..last]).filter(|line| !is_blank(line)).take(LEAST_ROWS * MOST_LINES + 1);
    let is_under = |line: &str| !is_within || indentation(line) >= indentation(label);
    between.by_ref().take(LEAST_ROWS * MOST_LINES).all(is_under) && between.next().is_none()
}

/// Where lines stand that are the first below a blank one, or of the text.
fn paragraphs(text: &str) -> impl Iterator<Item = usize> {
    let (mut at, mut is_below_blank) = (0, true);
    lines(text).filter_map(move |line| {
        let start = at;
        at += line.len();
        let was_below_blank = std::mem::replace(&mut is_below_blank, is_blank(line));
        (was_below_blank && !is_below_blank).then_some(start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stanzas_begin_as_the_first_line_that_recurs_or_below_blank_lines() {
        for (text, expected) in [
            ("# made\nName: a\nb\nName: b\nc\nName: c\n", Some(Start::Label("Name:"))),
            ("eth0: up\n a 1\neth1: up\n a 2\neth2: up\n a 3\n", Some(Start::Label("eth"))),
            ("  a: 1\nb\n  a: 2\nb\n  a: 3\n", Some(Start::Label("  a:"))),
            ("lo: up\n a 1\n\nwl: up\n a 2\n\nen: up\n a 3\n", Some(Start::Paragraph)),
            ("Name: a\nName: b\n", None),
            ("", None),
        ] {
            assert_eq!(Start::found(text), expected, "{text}");
        }
    }

    #[test]
    fn paragraphs_stand_below_blank_lines() {
        assert_eq!(paragraphs("\n\na\nb\n \r\nc\n").collect::<Vec<_>>(), [2, 9]);
    }
}
