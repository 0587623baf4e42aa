//! Which part of a line is a folder, or a file in which something was found, and what two lines have of it in common.

use crate::forms::text_lines::bare;

/// Lines longer than this are no paths.
const LONGEST: usize = 1024;

/// Where the folder of a line begins, and where it ends: behind a slash, or behind the colon of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    start: usize,
    pub end: usize,
}

impl Place {
    /// The place of a line that begins with a path.
    pub fn of(line: &str) -> Option<Self> {
        let text = bare(line);
        let bytes = text.as_bytes();
        let start = path_start(text);
        let path = &bytes[start..];
        if bytes.len() > LONGEST || !path.first().is_some_and(u8::is_ascii_graphic) {
            return None;
        }
        let folder = memchr::memrchr(b'/', path).map(|slash| slash + 1);
        let file = memchr::memchr(b':', path).filter(|&colon| is_file(&path[..colon])).map(|colon| colon + 1);
        let end = file.or(folder)?;
        // What follows a folder would be read as indented further, where a blank begins it.
        let is_named = file.is_some() || path.get(end).is_some_and(|&byte| byte != b' ');
        (is_named && end < path.len() && is_folder(&path[..end])).then_some(Self { start, end: start + end })
    }

    /// How many bytes this line and `other` begin with alike, in whole folders; 0 where they are in none together.
    pub fn shared(self, line: &str, (other, place): (&str, Self)) -> usize {
        let most = self.end.min(place.end);
        let alike = common(&line.as_bytes()[..most], &other.as_bytes()[..most]);
        if alike == self.end && alike == place.end {
            return alike;
        }
        let path = line.as_bytes().get(self.start..alike).unwrap_or_default();
        let folder = memchr::memrchr(b'/', path).map_or(0, |slash| slash + 1);
        // Who reads addresses looks for their hosts where `https://` is.
        let is_whole = is_folder(&path[..folder]) && !path[..folder].ends_with(b"//");
        if is_whole { self.start + folder } else { 0 }
    }
}

/// How many bytes two texts begin with alike.
fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// Whether a folder may be named so: not by digits and marks alone, as a date is, and without blanks.
fn is_folder(path: &[u8]) -> bool {
    path.iter().all(|&byte| byte > b' ') && path.iter().any(u8::is_ascii_alphabetic)
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
