//! A log in this form, from its templates.

use std::collections::HashSet;

use super::glance::Head;
use super::names::names;
use super::templates::{Template, Templates};
use super::words::Words;
use super::{END, HEADER, LINES, MARKS};
use crate::forms::text_lines::lines;
use crate::vocabulary::Vocabulary;

/// Fewer lines are not worth a name.
const LEAST_LINES: usize = 3;

/// A name saves so many tokens at least.
const LEAST_SAVED: usize = 20;

/// What the blank and the word before each line's values take, and what stands around a name in the header.
const NAME_TOKENS: usize = 3;
const HEADER_TOKENS: usize = 6;

/// The text with names; `None` where no template is worth one.
pub(super) fn written(text: &str, templates: &Templates, vocabulary: Vocabulary) -> Option<String> {
    let worth: Vec<bool> = templates.all.iter().map(|template| is_worth_a_name(template, vocabulary)).collect();
    let chosen: Vec<&Template> =
        templates.all.iter().zip(&worth).filter(|(_, worth)| **worth).map(|(template, _)| template).collect();
    let stated: Vec<String> = chosen.iter().map(|template| template.stated([""; 2])).collect();
    let is_free = |mark: &str| !chosen.iter().any(|template| template.first.contains(mark));
    let marks = MARKS.into_iter().find(|marks| marks.iter().all(|mark| is_free(mark)))?;
    let names = names(&stated, &taken(text, templates, &worth));
    if names.is_empty() {
        return None;
    }
    let mut short = [HEADER[0], &templates.head.words.to_string(), HEADER[1], marks[0], HEADER[2]].concat();
    for (name, template) in names.iter().zip(&chosen) {
        let count = template.lines.to_string();
        short.extend([name, LINES[0], &count, LINES[1], &template.stated(marks), "\n"]);
    }
    short.push_str(END);
    let mut next = names.iter().map(String::as_str);
    let by_template: Vec<Option<&str>> = worth.iter().map(|&worth| if worth { next.next() } else { None }).collect();
    put_lines(&mut short, text, templates, &by_template);
    Some(short)
}

fn is_worth_a_name(template: &Template, vocabulary: Vocabulary) -> bool {
    if template.lines < LEAST_LINES {
        return false;
    }
    let tokens = vocabulary.count(&template.stated([""; 2]));
    (template.lines - 1) * tokens >= template.lines * NAME_TOKENS + HEADER_TOKENS + LEAST_SAVED
}

/// The words that stand where names do in lines that have none.
fn taken<'t>(text: &'t str, templates: &Templates, worth: &[bool]) -> HashSet<&'t str> {
    let is_named = |template: Option<usize>| template.is_some_and(|template| worth[template]);
    let others = lines(text).zip(&templates.lines).filter(|(_, line)| !is_named(line.template()));
    others.filter_map(|(line, _)| name_in(line, templates.head)).map(|(_, name, _)| name).collect()
}

/// What stands before the name in a line, the name, and what stands behind it.
pub(super) fn name_in(line: &str, head: Head) -> Option<(&str, &str, &str)> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let end = Words::of(line).nth(head.words - 1)?.end;
    let named = line[end..].strip_prefix(' ')?;
    let (name, values) = named.split_at(named.find(' ').unwrap_or(named.len()));
    Some((&line[..end], name, values))
}

fn put_lines(short: &mut String, text: &str, templates: &Templates, names: &[Option<&str>]) {
    for (line, found) in lines(text).zip(&templates.lines) {
        let stated = found.template().and_then(|template| Some((&templates.all[template], names[template]?)));
        let Some((template, name)) = stated else {
            short.push_str(line);
            continue;
        };
        let (head, rest) = line.split_at(found.head_end as usize);
        short.extend([head, " ", name]);
        let (rest, end) = rest.split_at(rest.strip_suffix('\n').map_or(rest.len(), str::len));
        template.differing(rest, |value| short.extend([" ", value]));
        short.push_str(end);
    }
}
