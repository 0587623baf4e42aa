//! Reads paths from below the folders they are in.

use std::borrow::Cow;
use std::iter::Peekable;

use super::{announced, is_headed};
use crate::forms::form::{Malformed, Refusal};

/// The text that a text with paths of ours stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// Fewer lines stand there than are announced, one of them is indented below none, or the text stands for more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    if !is_headed(text) {
        return Ok(Cow::Borrowed(text));
    }
    let mut whole = String::with_capacity(2 * text.len());
    let (mut lines, mut at) = (text.split_inclusive('\n').peekable(), 0);
    while let Some(line) = lines.next() {
        let begins_at = at;
        at += line.len();
        let Some(count) = announced(line) else {
            whole.push_str(line);
            continue;
        };
        let refused = |at, why| Malformed { begins_at, at, why };
        let mut open = Open::default();
        for left in (0..count).rev() {
            let line = next_line(&mut lines, &mut open, left, &mut whole).ok_or(refused(at, Refusal::Misfit))?;
            at += line.len();
            if whole.len() > most {
                return Err(refused(at, Refusal::TooLarge));
            }
        }
    }
    let too_large = Malformed { begins_at: 0, at, why: Refusal::TooLarge };
    Some(whole).filter(|whole| whole.len() <= most).map(Cow::Owned).ok_or(too_large)
}

/// Reads a line of a block behind which `left` others stand; `None` where there is none, or it is below none.
fn next_line<'t>(
    lines: &mut Peekable<impl Iterator<Item = &'t str>>,
    open: &mut Open,
    left: usize,
    whole: &mut String,
) -> Option<&'t str> {
    let line = lines.next()?;
    let depth = open.depth_of(line)?;
    open.close(depth);
    let is_above = |next: &&str| blanks(next) > depth;
    if !open.is_file() && left > 0 && lines.peek().is_some_and(is_above) {
        open.push(line[depth..].trim_end_matches('\n'));
    } else {
        whole.extend([&open.path, &line[depth..]]);
    }
    Some(line)
}

fn blanks(line: &str) -> usize {
    line.bytes().take_while(|&byte| byte == b' ').count()
}

/// The folders that lines stand below, each in the one before it.
#[derive(Debug, Default)]
struct Open {
    path: String,
    /// How long the path was before each of them.
    lengths: Vec<usize>,
}

impl Open {
    /// How deep a line stands; `None` where it is deeper than what is open. What was found in a file may begin with blanks itself.
    fn depth_of(&self, line: &str) -> Option<usize> {
        let (depth, deepest) = (blanks(line), self.lengths.len());
        if self.is_file() { Some(depth.min(deepest)) } else { Some(depth).filter(|&depth| depth <= deepest) }
    }

    /// Whether lines stand below a file.
    fn is_file(&self) -> bool {
        !self.lengths.is_empty() && self.path.ends_with(':')
    }

    fn close(&mut self, depth: usize) {
        if let Some(&length) = self.lengths.get(depth) {
            self.path.truncate(length);
            self.lengths.truncate(depth);
        }
    }

    fn push(&mut self, folder: &str) {
        self.lengths.push(self.path.len());
        self.path.push_str(folder);
    }
}
