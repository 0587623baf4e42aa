//! Entries of YAML, and heads of INI files: configuration, unless programs print data that way.

use super::{VALUE, is_indented};

/// One line in so many that YAML cannot have makes entries what a program prints.
const LINES_FOR_ONE_FOREIGN: usize = 12;

/// What plain values of YAML do not begin with; behind these colons may stand.
const NOT_PLAIN: [char; 11] = ['"', '\'', '[', '{', '|', '>', '&', '*', '!', '#', VALUE];

/// What the lines of a text so far say for YAML.
#[derive(Debug, Default)]
pub(super) struct Entries {
    weight: usize,
    /// Lines that no YAML has.
    foreign: usize,
    /// How far the latest key was indented.
    key: Option<usize>,
}

impl Entries {
    /// Takes in a line, which weighs so much as code already, below the `previous` one.
    pub(super) fn meet(&mut self, line: &str, previous: &str, weight: usize) {
        let own = if is_first_entry(line, previous) { 2 } else { usize::from(is_entry(line, previous)) };
        if !previous.trim_start().starts_with("File \"") {
            self.weight += own.saturating_sub(weight); // else a traceback quotes the line
        }
        self.foreign += usize::from(self.is_foreign(line));
    }

    /// How much all of `lines` say for source beside their weight as code.
    pub(super) fn weight(&self, lines: usize) -> usize {
        if self.foreign * LINES_FOR_ONE_FOREIGN >= lines { 0 } else { self.weight }
    }

    /// Whether a line is neither an entry nor part of the value of one above it.
    fn is_foreign(&mut self, line: &str) -> bool {
        let trimmed = line.trim();
        if trimmed.starts_with(['#', '-']) {
            return false;
        }
        let indentation = line.len() - line.trim_start().len();
        let Some(value) = behind_key(trimmed) else { return self.key.is_none_or(|key| indentation <= key) };
        self.key = Some(indentation);
        value.contains(": ") && !value.starts_with(NOT_PLAIN)
    }
}

/// Whether a line begins a block of YAML: the first one that is indented, below its key or the item that it is part of.
fn is_first_entry(line: &str, previous: &str) -> bool {
    let is_item = || previous.strip_prefix("- ").is_some_and(|item| behind_key(item).is_some());
    let is_below = || previous.trim_end().ends_with(':') || is_item();
    is_indented(line) && !is_indented(previous) && is_below() && is_entry(line, previous)
}

/// What stands behind the key of YAML that a line begins with.
pub(super) fn behind_key(line: &str) -> Option<&str> {
    let colon = memchr::memchr_iter(b':', line.as_bytes());
    let end = colon.map(|at| at + 1).find(|&end| end == line.len() || line.as_bytes()[end] == b' ')?;
    let (key, value) = (&line[..end - 1], &line[end..]);
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-/$\"'".contains(&byte);
    (!key.is_empty() && key.trim_end_matches(':').bytes().all(is_key)).then_some(value.trim_start())
}

/// Whether a line is an entry of YAML below another. Items below one another that are not indented may be a list in prose.
fn is_entry(whole: &str, previous: &str) -> bool {
    let line = whole.trim();
    let item = line.strip_prefix("- ");
    let is_item = || {
        item.is_some_and(|item| item.starts_with(|c: char| c.is_ascii_lowercase()))
            && (is_indented(previous) || previous.trim_end().ends_with(':'))
    };
    behind_key(item.unwrap_or(line)).is_some() && (is_indented(whole) && !is_printed(whole) || is_item())
}

/// Whether a line is what a program prints below a title: of three signs it has two. It begins with a capital, it is indented by a
/// tab, which YAML has none of, and its value is aligned with others.
fn is_printed(line: &str) -> bool {
    let (is_tabbed, line) = (line.starts_with('\t'), line.trim());
    let is_aligned = || line.split_once(':').is_some_and(|(_, value)| value.starts_with("  "));
    let begins_large = line.starts_with(|c: char| c.is_ascii_uppercase());
    let is_tabbed = is_tabbed && !line.ends_with(',');
    begins_large && (is_tabbed || is_aligned()) || is_tabbed && is_aligned()
}

/// Whether a line is the head of a part of an INI file.
pub(super) fn is_head(line: &str) -> bool {
    line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '[') && !name.contains([' ', VALUE, ','])
    })
}
