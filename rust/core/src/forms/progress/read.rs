//! A text in this form read back.

use std::borrow::Cow;

use super::{CELL, HEADER, announced, lines};
use crate::forms::form::{Malformed, Refusal};

/// The text that a text with rows of ours stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// Fewer rows stand there than are announced, one has more or fewer cells than the line, or it is more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    if memchr::memmem::find(text.as_bytes(), HEADER[1].as_bytes()).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let (mut whole, mut at) = (String::with_capacity(text.len()), 0);
    let mut lines = lines(text);
    while let Some(line) = lines.next() {
        let (begins_at, refused) = (at, |at, why| Malformed { begins_at: at, at, why });
        at += line.len();
        let Some((rows, template)) = announced(line) else {
            whole.push_str(line);
            continue;
        };
        for _ in 0..rows {
            let row = lines.next().ok_or(refused(begins_at, Refusal::Misfit))?;
            put(row, template, &mut whole).ok_or(refused(at, Refusal::Misfit))?;
            at += row.len();
            if whole.len() > most {
                return Err(refused(at, Refusal::TooLarge));
            }
        }
    }
    let too_large = Malformed { begins_at: 0, at, why: Refusal::TooLarge };
    if whole.len() <= most { Ok(Cow::Owned(whole)) } else { Err(too_large) }
}

/// Writes the line that a row stands for; `None` where its cells are not those of the line.
fn put(row: &str, template: &str, out: &mut String) -> Option<()> {
    let mut cells = row.strip_suffix('\n').filter(|row| !row.ends_with('\r'))?.split(',');
    let mut parts = template.split(CELL);
    out.push_str(parts.next()?);
    for part in parts {
        out.extend([cells.next()?, part]);
    }
    out.push('\r');
    cells.next().is_none().then_some(())
}
