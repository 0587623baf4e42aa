//! A text in this form read back.

use std::borrow::Cow;
use std::collections::HashMap;

use super::glance::{Head, LONGEST_HEAD};
use super::templates::Part;
use super::words::Words;
use super::write::name_in;
use super::{END, HEADER, LINES, MARKS};
use crate::forms::form::{Malformed, Refusal};
use crate::forms::text_lines::{lines, number_between};

/// What a name stands for.
struct Named<'t> {
    /// What its lines say.
    parts: Vec<Part<'t>>,
    /// So many lines have yet to come that have it.
    lines: usize,
}

/// The text that a text in this form stands for; any other text as it is. Linear in the result.
///
/// # Errors
/// A line of the header is none, a name has other values than it states or stands in more or fewer lines, or it is more than
/// `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    if !text.starts_with(HEADER[0]) {
        return Ok(Cow::Borrowed(text));
    }
    let refused = |at: usize, why: Refusal| Malformed { begins_at: 0, at, why };
    let (head, mut names, mut at) = header(text).map_err(|at| refused(at, Refusal::Misfit))?;
    let mut long = String::new();
    for line in lines(&text[at..]) {
        let stands_for =
            name_in(line, head).and_then(|(head, name, values)| Some((head, names.get_mut(name)?, values)));
        match stands_for {
            None => long.push_str(line),
            Some((head, stands_for, values)) if stands_for.lines > 0 => {
                put(&mut long, head, &stands_for.parts, values).ok_or_else(|| refused(at, Refusal::Misfit))?;
                long.push_str(if line.ends_with('\n') { "\n" } else { "" });
                stands_for.lines -= 1;
            }
            Some(_) => return Err(refused(at, Refusal::Misfit)),
        }
        if long.len() > most {
            return Err(refused(at, Refusal::TooLarge));
        }
        at += line.len();
    }
    if names.values().any(|stands_for| stands_for.lines > 0) {
        return Err(refused(at, Refusal::Misfit));
    }
    Ok(Cow::Owned(long))
}

/// What stands before names, the names, and where the lines begin; or where the header does not hold.
fn header(text: &str) -> Result<(Head, HashMap<&str, Named<'_>>, usize), usize> {
    let first = lines(text).next().unwrap_or_default();
    let stated = first.strip_prefix(HEADER[0]).and_then(|rest| rest.strip_suffix(HEADER[2])?.split_once(HEADER[1]));
    let (words, mark) = stated.ok_or(HEADER[0].len())?;
    let words = number_between(words, [""; 2]).filter(|&words| words <= LONGEST_HEAD).ok_or(HEADER[0].len())?;
    let marks = MARKS.into_iter().find(|marks| marks[0] == mark).ok_or(HEADER[0].len())?;
    let mut names = HashMap::new();
    let mut at = first.len();
    for line in lines(&text[at..]) {
        if line == END {
            return Ok((Head { words }, names, at + END.len()));
        }
        let (name, stands_for) = stated_name(line, marks).ok_or(at)?;
        if names.insert(name, stands_for).is_some() {
            return Err(at);
        }
        at += line.len();
    }
    Err(at)
}

/// What a line of the header states.
fn stated_name<'t>(line: &'t str, marks: [&str; 2]) -> Option<(&'t str, Named<'t>)> {
    let (name, rest) = line.strip_suffix('\n')?.split_once(LINES[0])?;
    let (count, template) = rest.split_once(LINES[1])?;
    let stands_for = Named { parts: parts(template, marks)?, lines: number_between(count, [""; 2])? };
    (!name.is_empty() && !name.contains(' ')).then_some((name, stands_for))
}

/// What the lines of a name say, as the header states it; `None` where a word of it has no number.
fn parts<'t>(template: &'t str, [value, word]: [&str; 2]) -> Option<Vec<Part<'t>>> {
    let mut parts = Vec::new();
    for said in template.split(value) {
        let mut marked = said.split(word);
        parts.push(Part::Said(marked.next()?));
        for behind in marked {
            let (number, said) = behind.split_once('>')?;
            parts.extend([Part::Word(number_between(number, [""; 2])? as u32), Part::Said(said)]);
        }
        parts.push(Part::Value);
    }
    parts.pop();
    Some(parts)
}

/// Writes a line with values, each behind a blank, in place of what differs; `None` if they are more or fewer.
fn put(long: &mut String, head: &str, parts: &[Part<'_>], values: &str) -> Option<()> {
    let mut values = values.split(' ').skip(1);
    long.push_str(head);
    for part in parts {
        long.push_str(match *part {
            Part::Said(said) => said,
            Part::Word(number) => &head[Words::of(head).nth(number as usize - 1)?],
            Part::Value => values.next()?,
        });
    }
    values.next().is_none().then_some(())
}
