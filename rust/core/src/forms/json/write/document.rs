//! A document in our notation.

use super::{Written, written};
use crate::config::Level;
use crate::forms::form::Terms;
use crate::forms::json::choose::layout::{Layouts, layouts, row_layouts};
use crate::forms::json::choose::survey::Survey;
use crate::forms::json::counted::Counted;
use crate::json::find::Appearance;
use crate::json::native::Dialect;
use crate::json::parse;
use crate::json::tape::Tape;
use crate::json::verbatim::is_mixed;
use crate::transform::Transform;
use crate::vocabulary::Vocabulary;

/// What a document may use, and what its tokens are counted in.
#[derive(Clone, Copy, Debug)]
pub struct Grammar {
    /// What tokens are counted in.
    pub vocabulary: Vocabulary,
    /// What may be stated in headers.
    pub level: Level,
    /// Whether anything but tables may be used: records, repeats, matrices, raw text.
    pub announced: bool,
    /// Whether text without escapes may be used.
    pub raw: bool,
    /// Whether a document that is one object may be one row.
    pub row: bool,
    /// Whose literals the document was written in.
    pub dialect: Dialect,
}

/// What is announced must save more than this to be worth a reader's attention: tables alone are nearer to plain CSV.
const CLEAR_PERCENT: u64 = 2;

/// The document in our notation, what it announces chosen by the survey; whether that is shorter is for the caller to see.
/// `None` where it is the elements of an array without its brackets and these make no table.
pub fn encoded<'a>(
    tape: &Tape<'a>,
    survey: &Survey<'_, 'a>,
    appearance: Appearance<'_>,
    grammar: Grammar,
) -> Option<(Counted, Transform)> {
    let written = text(tape, survey, appearance, grammar)?;
    let transform = written.transform();
    let saved = written.saved;
    let named = written.counted(grammar.vocabulary);
    if saved == 0 || saved * 100 > CLEAR_PERCENT * named.text.len() as u64 {
        return Some((named, transform));
    }
    let plain = Grammar { announced: false, raw: false, ..grammar };
    let plain = text(tape, &Survey::new(tape, None), appearance, plain)?;
    let plain_transform = plain.transform();
    let plain = plain.counted(grammar.vocabulary);
    let is_close = plain.tokens * 100 <= named.tokens * (100 + CLEAR_PERCENT as usize);
    Some(if is_close { (plain, plain_transform) } else { (named, transform) })
}

/// A document that stands in a string of another, minified before; where raw text stands in it, it would end the string.
pub fn embedded(json: &str, grammar: Grammar) -> Option<String> {
    let tape = parse::parse_packed(json).ok()?;
    let survey = Survey::new(&tape, grammar.announced.then_some(grammar.level));
    text(&tape, &survey, Appearance::Value, Grammar { raw: false, dialect: Dialect::Python, ..grammar })
        .map(|written| written.text)
}

fn text<'a>(tape: &Tape<'a>, survey: &Survey<'_, 'a>, appearance: Appearance<'_>, grammar: Grammar) -> Option<Written> {
    let terms = Terms { vocabulary: grammar.vocabulary, level: grammar.level };
    let own = if let Appearance::Framed(frame) = appearance { frame.marks().count() } else { 0 };
    let layouts = layouts(tape, survey, grammar.announced, own, terms);
    let is_value = appearance == Appearance::Value;
    let is_possible = is_value || layouts.tables.contains_key(&Tape::ROOT) || is_mixed(tape.source());
    let written = |layouts: &Layouts<'a>| written(tape, appearance, survey, layouts, grammar);
    let rows = is_possible.then(|| written(&layouts)).filter(|rows| is_value || rows.is_table)?;
    let row = if grammar.row { row_layouts(tape, survey, grammar.announced, terms, &layouts) } else { None };
    Some(match row {
        Some(row) => shorter(rows, written(&row), grammar.vocabulary),
        None => rows,
    })
}

/// Both forms are counted; of two that take the same, the row is the one that a later result can refer to.
fn shorter(rows: Written, row: Written, vocabulary: Vocabulary) -> Written {
    let row = row.with_tokens(vocabulary);
    let rows = rows.with_tokens(vocabulary);
    if row.tokens <= rows.tokens { row } else { rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded_in(grammar: Grammar, json: &str, appearance: Appearance<'_>) -> Option<String> {
        let tape = parse::parse_packed(json).unwrap();
        let survey = Survey::new(&tape, Some(grammar.level));
        super::encoded(&tape, &survey, appearance, grammar).map(|(counted, _)| counted.text)
    }

    fn encoded(json: &str, appearance: Appearance<'_>) -> Option<String> {
        encoded_in(grammar(), json, appearance)
    }

    fn text(json: &str) -> String {
        encoded(json, Appearance::Value).unwrap()
    }

    fn text_at(level: Level, json: &str) -> String {
        encoded_in(Grammar { level, ..grammar() }, json, Appearance::Value).unwrap()
    }

    fn grammar() -> Grammar {
        Grammar {
            vocabulary: Vocabulary::O200kBase,
            level: Level::Default,
            announced: true,
            raw: true,
            row: true,
            dialect: Dialect::Python,
        }
    }

    /// A table of so many rows, and three notes, two of them the same.
    fn document(rows: usize) -> String {
        let row = |id: usize| format!(r#"{{"id":{id},"name":"host {}","load":{}}}"#, id * 7919 % 1000, id * 31 % 97);
        let rows: Vec<String> = (0..rows).map(row).collect();
        let note = "Please leave it with the neighbours at number three. ".repeat(4);
        format!(r#"{{"rows":[{}],"a":"{note}","b":"{note}"}}"#, rows.join(","))
    }

    #[test]
    fn what_saves_clearly_is_announced() {
        let text = text(&document(3));
        assert!(text.starts_with("[*n repeats &n]\n{\"rows\":[3 rows: id,name,load\n"), "{text}");
    }

    #[test]
    fn one_object_is_a_row_where_that_is_as_short() {
        let order = r#"{"order_id":"A1","by":"ada","items":[{"sku":"L","qty":1},{"sku":"D","qty":2}],"to":{"city":"Oslo"},"paid":true}"#;
        let text = |json| text_at(Level::Compact, json);
        assert_eq!(text(order), "{1 row: order_id,by,items[sku,qty],to.city,paid\nA1,ada,[L,1;D,2], Oslo,true\n}");
        let script = r#"{"path":"a.py","content":"def f(x):\n    if x:\n        return \"a\"\n    return \"b\"\n"}"#;
        assert!(text(script).starts_with("[\"\"\"raw text\"\"\"]\n{\"path\""), "lines do not fit in one");
    }

    #[test]
    fn each_level_says_as_many_columns_as_it_allows() {
        let zone = |id: usize| format!(r#"{{"zone":"eu-west-zone-{id}","hosts":{id},"load":0.5,"note":"a=b"}}"#);
        let zones = format!("[{}]", [5, 3, 9, 4].map(zone).join(","));
        let header = "[4 rows: zone,hosts,load=0.5,note=\"a=b\"\n";
        let rows = |row: fn(usize) -> String| [5, 3, 9, 4].map(row).concat();
        let text = |level| text_at(level, &zones);
        assert_eq!(
            text(Level::Plain),
            format!("{header}{}]", rows(|id| format!("zone=eu-west-zone-{id},hosts={id}\n")))
        );
        assert_eq!(text(Level::Default), format!("{header}{}]", rows(|id| format!("eu-west-zone-{id},{id}\n"))));
        let header = header.replace("zone", "zone=\"eu-west-zone-\"*");
        assert_eq!(text(Level::Compact), format!("{header}{}]", rows(|id| format!("{id},{id}\n"))));
    }

    #[test]
    fn a_table_says_the_columns_of_cells_behind_a_gap() {
        let notes = r#"[{"id":1,"a":"x","b":"y","c":"a=1"},{"id":2,"c":"b=2"},{"id":3,"a":"c","c":"d=3"}]"#;
        assert_eq!(text(notes), "[3 rows: id,a,b,c\n1,x,y,\"a=1\"\n2,c=\"b=2\"\n3,c,c=d=3\n]");
        assert_eq!(text_at(Level::Compact, notes), "[3 rows: id=1..3,a,b,c\nx,y,\"a=1\"\n,,\"b=2\"\nc,,d=3\n]");
    }

    #[test]
    fn repeats_are_marked_where_the_level_allows_it() {
        let text = |level| text_at(level, &document(3));
        assert!(text(Level::Default).contains("&1 ") && text(Level::Compact).contains("&1 "));
        assert!(!text(Level::Plain).contains("&1 "));
    }

    #[test]
    fn where_announcements_save_less_than_two_percent_tables_stand_alone() {
        let text = text(&document(1200));
        assert!(text.starts_with("{\"rows\":[1200 rows: id,name,load\n") && !text.contains('*'), "{text}");
    }

    #[test]
    fn elements_without_brackets_must_make_a_table() {
        let rows = r#"[{"id":1,"name":"a"},{"id":2,"name":"b"},{"id":3,"name":"c"}]"#;
        assert_eq!(encoded(rows, Appearance::Joined("\n")).as_deref(), Some("[3 lines: id,name\n1,a\n2,b\n3,c\n]"));
        assert_eq!(encoded(rows, Appearance::Cut).as_deref(), Some("[3 rows: id,name\n1,a\n2,b\n3,c\n,"));
        assert_eq!(encoded("[1,2,3]", Appearance::Cut), None);
        assert_eq!(encoded(r#"[{"a":1},{"b":2}]"#, Appearance::Joined("\n")), None);
    }
}
