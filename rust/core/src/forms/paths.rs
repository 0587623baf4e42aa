//! Paths: lines below one another that begin with the same folder or file, as find, grep and archivers print them.
//!
//! The folder stands once, as tools for people show it, and what follows in each line stands indented below it.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::paths::{expand, written};
//!
//! let found = "src/forms/json/cell.rs\nsrc/forms/json/raw.rs\nsrc/forms/json/mod.rs\n";
//! let paths = written(&Facts::of(found)).unwrap();
//! assert_eq!(paths, "[paths in 4 lines, indented below what they begin with]\nsrc/forms/json/\n cell.rs\n raw.rs\n mod.rs\n");
//! assert_eq!(expand(&paths, 1000).unwrap(), found);
//! ```

use std::borrow::Cow;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::text_lines::{has_line, number_between};
use crate::transform::Transform;

/// What paths begin with was stated once.
pub const PATHS: Transform = Transform { rank: 13, name: "paths", reason: "what paths begin with was stated once" };

/// Paths below what they begin with, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Paths;

impl Form for Paths {
    fn transforms(&self) -> &'static [Transform] {
        &[PATHS]
    }

    fn is_marked(&self, text: &str) -> bool {
        is_headed(text)
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, _terms: Terms) -> Proposal {
        written(facts).map(|paths| Draft::exact(paths, PATHS)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// How the line above paths begins, up to the number of lines, and how it ends.
const HEADER_START: &str = "[paths in ";
const HEADER_END: &str = " lines, indented below what they begin with]\n";

/// Lines longer than this are no paths.
const LONGEST: usize = 1024;

/// So many lines begin alike at least, which saves so many bytes, about a token each for a few.
const FEWEST_LINES: usize = 2;
const FEWEST_BYTES: usize = 12;

/// What stands between the paths and the next ones of a block at most.
const MOST_BETWEEN: usize = 16;

/// Lines that begin alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Group {
    /// How many bytes they have in common.
    shared: usize,
    lines: usize,
    /// Where they begin and end in the text.
    start: usize,
    end: usize,
}

impl Group {
    fn is_worth_it(self) -> bool {
        self.lines >= FEWEST_LINES && (self.lines - 1) * self.shared >= FEWEST_BYTES
    }
}

/// The text with paths indented below what they begin with; `None` where no paths begin alike. Source is left alone, but for what
/// was found in it. Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    let text = facts.text();
    let mut groups = groups(text).filter(|group| group.is_worth_it()).peekable();
    groups.peek()?;
    let is_found = |group: &Group| text[..group.start + group.shared].ends_with(':') && !counts_up(text, *group);
    if super::is_marked(text) || facts.is_source() && !groups.peek().is_some_and(is_found) {
        return None;
    }
    let mut paths = String::with_capacity(text.len());
    let mut copied = 0;
    while let Some(first) = groups.next() {
        paths.push_str(&text[copied..first.start]);
        copied = write_block(text, first, &mut groups, &mut paths);
    }
    paths.push_str(&text[copied..]);
    Some(paths)
}

/// Whether the numbers of lines below one another are those of all lines of a file, rather than of what was found in it.
fn counts_up(text: &str, group: Group) -> bool {
    let lines = text[group.start..group.end].split_inclusive('\n').map(|line| &line[group.shared..]);
    let digits = |line: &str| line.bytes().take_while(u8::is_ascii_digit).count();
    let mut numbers = lines.map(|line| line[..digits(line)].parse::<u64>().ok());
    let Some(Some(first)) = numbers.next() else { return false };
    numbers.zip(first + 1..).all(|(number, next)| number == Some(next))
}

/// Writes groups that stand close to one another below one line that says so; where they end.
fn write_block(
    text: &str,
    first: Group,
    groups: &mut std::iter::Peekable<impl Iterator<Item = Group>>,
    out: &mut String,
) -> usize {
    let (mut block, mut lines) = (String::new(), 0);
    let mut end = first.start;
    let mut next = Some(first);
    while let Some(group) = next {
        block.push_str(&text[end..group.start]);
        block.push_str(&text[group.start..group.start + group.shared]);
        block.push('\n');
        for line in text[group.start..group.end].split_inclusive('\n') {
            block.push(' ');
            block.push_str(&line[group.shared..]);
        }
        lines += group.lines + 1;
        end = group.end;
        next = groups.next_if(|group| may_stand_between(&text[end..group.start]));
        lines += next.map_or(0, |group| text[end..group.start].matches('\n').count());
    }
    out.push_str(HEADER_START);
    out.push_str(&lines.to_string());
    out.push_str(HEADER_END);
    out.push_str(&block);
    end
}

/// Whether some lines may stand in a block as they are: none of them would be read as indented.
fn may_stand_between(lines: &str) -> bool {
    let mut count = 0;
    lines.split_inclusive('\n').all(|line| {
        count += 1;
        count <= MOST_BETWEEN && !line.starts_with(' ')
    })
}

/// Runs of lines that begin alike.
fn groups(text: &str) -> impl Iterator<Item = Group> {
    let mut lines = text.split_inclusive('\n').map(|line| (line, shared_of(line))).peekable();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let (line, shared) = lines.next()?;
            let start = at;
            at += line.len();
            let Some(shared) = shared else { continue };
            let mut count = 1;
            let is_alike = |&(other, length): &(&str, Option<usize>)| {
                length == Some(shared) && other.as_bytes()[..shared] == line.as_bytes()[..shared]
            };
            while let Some((other, _)) = lines.next_if(is_alike) {
                at += other.len();
                count += 1;
            }
            return Some(Group { shared, lines: count, start, end: at });
        }
    })
}

/// How many bytes of a line are the folder of a path, or the file in which something was found, with the colon behind it.
fn shared_of(line: &str) -> Option<usize> {
    let text = line.trim_end_matches(['\n', '\r']);
    let bytes = text.as_bytes();
    let start = path_start(text);
    let path = &bytes[start..];
    if bytes.len() > LONGEST || !line.ends_with('\n') || !path.first().is_some_and(u8::is_ascii_graphic) {
        return None;
    }
    let slash = memchr::memrchr(b'/', path);
    let end = match (memchr::memchr(b':', path), slash) {
        (Some(colon), _) if is_file(&path[..colon]) => colon + 1,
        (_, Some(slash)) => slash + 1,
        _ => return None,
    };
    let is_plain = |byte: &u8| *byte > b' ';
    let is_path = path[..end].iter().all(is_plain) && path[..end].iter().any(u8::is_ascii_alphabetic);
    (is_path && end < path.len()).then_some(start + end)
}

/// Where the path of a line begins: behind what git says of it, `\tmodified:   ` or `?? `. None that a blank begins, as those
/// lines are that stand below others.
fn path_start(line: &str) -> usize {
    const LETTERS: &str = "MTADRCU?! ";
    if let Some(tabbed) = line.strip_prefix('\t') {
        let said =
            tabbed.split_once(":  ").filter(|(said, _)| said.bytes().all(|c| c.is_ascii_lowercase() || c == b' '));
        return line.len() - said.map_or(tabbed, |(_, path)| path).trim_start_matches(' ').len();
    }
    let is_of_two = line.as_bytes().get(2) == Some(&b' ') && line.chars().take(2).all(|c| LETTERS.contains(c));
    if is_of_two && !line.starts_with(' ') { 3 } else { 0 }
}

/// Whether something may have been found in a file of this name.
fn is_file(name: &[u8]) -> bool {
    name.iter().any(|&byte| matches!(byte, b'/' | b'.')) && name.iter().any(u8::is_ascii_alphabetic)
}

/// Whether a line of a text begins paths of ours.
#[must_use]
pub fn is_headed(text: &str) -> bool {
    has_line(text, HEADER_START, |line| announced(line).is_some())
}

/// The number of lines that a line announces.
fn announced(line: &str) -> Option<usize> {
    number_between(line, [HEADER_START, HEADER_END])
}

/// The text that a text with paths of ours stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// Fewer lines stand there than are announced, the first of them is indented, or the text stands for more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    if !is_headed(text) {
        return Ok(Cow::Borrowed(text));
    }
    let mut whole = String::with_capacity(2 * text.len());
    let (mut lines, mut at) = (text.split_inclusive('\n').peekable(), 0);
    while let Some(line) = lines.next() {
        let (begins_at, mut begins_with) = (at, None);
        at += line.len();
        let Some(count) = announced(line) else {
            whole.push_str(line);
            continue;
        };
        let refused = |at, why| Malformed { begins_at, at, why };
        for index in 0..count {
            let line = lines.next().ok_or(refused(at, Refusal::Misfit))?;
            let is_above = index + 1 < count && lines.peek().is_some_and(|next| next.starts_with(' '));
            match line.strip_prefix(' ') {
                Some(rest) => whole.extend([begins_with.ok_or(refused(at, Refusal::Misfit))?, rest]),
                None if is_above => begins_with = Some(line.trim_end_matches('\n')),
                None => whole.push_str(line),
            }
            at += line.len();
            if whole.len() > most {
                return Err(refused(at, Refusal::TooLarge));
            }
        }
    }
    let too_large = Malformed { begins_at: 0, at, why: Refusal::TooLarge };
    Some(whole).filter(|whole| whole.len() <= most).map(Cow::Owned).ok_or(too_large)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text becomes, which it comes back from.
    fn paths(text: &str) -> Option<String> {
        let paths = written(&Facts::of(text))?;
        assert_eq!(expand(&paths, usize::MAX).unwrap(), text);
        Some(paths)
    }

    #[test]
    fn what_was_found_stands_below_its_file() {
        let text = "src/forms/listing.rs:12:use std::iter::once;\nsrc/forms/listing.rs:31:    fn write(&self) {\n\
            src/forms/mod.rs:7:mod form;\nsrc/forms/mod.rs:9: mod x;\n--\nREADME.md:1:# Title\n";
        let expected = "[paths in 6 lines, indented below what they begin with]\nsrc/forms/listing.rs:\n \
            12:use std::iter::once;\n 31:    fn write(&self) {\nsrc/forms/mod.rs:\n 7:mod form;\n 9: mod x;\n--\nREADME.md:1:# Title\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
    }

    #[test]
    fn what_stands_between_stays() {
        let text = "Found:\n./docs/images/architecture/a.png\n./docs/images/architecture/b.png\n./LICENSE\n\
            ./docs/reference/c.md\n./docs/reference/d.md\nDone.\n";
        let expected = "Found:\n[paths in 7 lines, indented below what they begin with]\n./docs/images/architecture/\n a.png\n \
            b.png\n./LICENSE\n./docs/reference/\n c.md\n d.md\nDone.\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
    }

    #[test]
    fn what_git_says_of_files_stands_above_them() {
        let text = "Changes not staged for commit:\n\tmodified:   src/app/button/index.tsx\n\tmodified:   src/app/button/view.tsx\n\n\
            Untracked files:\n\tdocs/guides/a.md\n\tdocs/guides/b.md\n";
        let expected = "Changes not staged for commit:\n[paths in 8 lines, indented below what they begin with]\n\
            \tmodified:   src/app/button/\n index.tsx\n view.tsx\n\nUntracked files:\n\tdocs/guides/\n a.md\n b.md\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
        let short = "M  src/app/button/index.tsx\nM  src/app/button/view.tsx\n?? docs/a.md\n";
        let expected = "[paths in 3 lines, indented below what they begin with]\nM  src/app/button/\n index.tsx\n view.tsx\n?? docs/a.md\n";
        assert_eq!(paths(short).as_deref(), Some(expected));
        assert_eq!(paths(" M src/app/button/index.tsx\n M src/app/button/view.tsx\n"), None);
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "",
            "a/b\n",
            "a/b\na/c\n",
            "and/or\nand/more than that\n",
            "// a\n// b\n// c\n// d\n",
            "12:00 a\n12:00 b\n",
            "17/06/09 a\n17/06/09 b\n17/06/09 c\n",
        ] {
            assert_eq!(written(&Facts::of(text)), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let header = "[paths in 2 lines, indented below what they begin with]\n";
        for lines in ["", "a/\n", " b\n c\n"] {
            assert_eq!(expand(&format!("{header}{lines}"), 1000).unwrap_err().why, Refusal::Misfit, "{lines}");
        }
        assert_eq!(expand(&format!("{header}a/\n b\n"), 1).unwrap_err().why, Refusal::TooLarge);
    }
}
