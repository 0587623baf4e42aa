//! Entries of YAML, and heads of INI files: configuration, unless programs print data that way.

use super::VALUE;
use super::line::{COLON, Line};

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
    pub(super) fn meet(&mut self, line: &Line, previous: &Line, weight: usize) {
        let item = line.trimmed.strip_prefix("- ");
        let value = if line.holds(COLON) { behind_key(item.unwrap_or(line.trimmed)) } else { None };
        let is_entry = value.is_some() && (is_nested(line) || item.is_some_and(|item| is_item(item, previous)));
        let own = if is_entry { 1 + usize::from(is_first(line, previous)) } else { 0 };
        if !previous.is_frame() {
            self.weight += own.saturating_sub(weight); // else a traceback quotes the line
        }
        self.foreign += usize::from(self.is_foreign(line, value));
    }

    /// How much all of `lines` say for source beside their weight as code.
    pub(super) fn weight(&self, lines: usize) -> usize {
        if self.foreign * LINES_FOR_ONE_FOREIGN >= lines { 0 } else { self.weight }
    }

    /// Whether a line is neither an entry, with this behind its key, nor part of the value of one above it.
    fn is_foreign(&mut self, line: &Line, value: Option<&str>) -> bool {
        if line.trimmed.starts_with(['#', '-']) {
            return false;
        }
        let Some(value) = value else { return self.key.is_none_or(|key| line.indentation <= key) };
        self.key = Some(line.indentation);
        colon_before_blank(value).is_some() && !value.starts_with(NOT_PLAIN)
    }
}

/// Whether an entry begins a block of YAML: the first one that is indented, below its key or the item that it is part of.
fn is_first(line: &Line, previous: &Line) -> bool {
    let is_below = || previous.trimmed.ends_with(':') || previous.whole.strip_prefix("- ").is_some_and(has_key);
    line.is_indented() && !previous.is_indented() && is_below()
}

/// What stands behind the key of YAML that a line begins with.
pub(super) fn behind_key(line: &str) -> Option<&str> {
    let end = colon_before_blank(line).or_else(|| line.len().checked_sub(1).filter(|_| line.ends_with(':')))? + 1;
    let (key, value) = (&line[..end - 1], &line[end..]);
    let is_key =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/' | b'$' | b'"' | b'\'');
    (!key.is_empty() && key.trim_end_matches(':').bytes().all(is_key)).then_some(value.trim_start())
}

fn has_key(line: &str) -> bool {
    behind_key(line).is_some()
}

/// Where the first colon stands behind which a blank does.
fn colon_before_blank(line: &str) -> Option<usize> {
    memchr::memchr_iter(b':', line.as_bytes()).find(|&at| line.as_bytes().get(at + 1) == Some(&b' '))
}

/// Whether an entry stands below another, and is nothing that a program prints.
fn is_nested(line: &Line) -> bool {
    line.is_indented() && !is_printed(line)
}

/// Whether an item with a key is an entry. Items below one another that are not indented may be a list in prose.
fn is_item(item: &str, previous: &Line) -> bool {
    item.starts_with(|c: char| c.is_ascii_lowercase()) && (previous.is_indented() || previous.trimmed.ends_with(':'))
}

/// Whether a line is what a program prints below a title: of three signs it has two. It begins with a capital, it is indented by a
/// tab, which YAML has none of, and its value is aligned with others.
fn is_printed(line: &Line) -> bool {
    let (is_tabbed, line) = (line.whole.starts_with('\t'), line.trimmed);
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
