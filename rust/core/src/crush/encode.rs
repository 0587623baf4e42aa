//! A document in our notation.

use super::Strategy;
use super::compact::Compactor;
use super::layout::layouts;
use super::rewrite::Counted;
use super::survey::Survey;
use super::write::{Written, written};
use crate::config::Level;
use crate::json::find::Form;
use crate::json::tape::{self, Tape};
use crate::tokens::Vocabulary;

/// What a document may use, and what its tokens are counted in.
#[derive(Clone, Copy, Debug)]
pub struct Forms {
    /// What tokens are counted in.
    pub vocabulary: Vocabulary,
    /// What may be stated in headers.
    pub level: Level,
    /// Whether anything but tables may be used: records, repeats, matrices, raw text.
    pub announced: bool,
    /// Whether text without escapes may be used.
    pub raw: bool,
}

/// What is announced must save more than this to be worth a reader's attention: tables alone are nearer to plain CSV.
const CLEAR_PERCENT: u64 = 2;

/// The document in our notation; whether that is shorter is for the caller to see. `None` where it is the elements of an
/// array without its brackets and these make no table.
pub fn encoded(tape: &Tape<'_>, form: Form, vocabulary: Vocabulary, level: Level) -> Option<(Counted, Strategy)> {
    let forms = Forms { vocabulary, level, announced: true, raw: true };
    let written = text(tape, form, forms)?;
    let strategy = written.strategy();
    let named = Counted::new(written.text, vocabulary);
    if written.saved == 0 || written.saved * 100 > CLEAR_PERCENT * named.text.len() as u64 {
        return Some((named, strategy));
    }
    let plain = Forms { announced: false, raw: false, ..forms };
    let plain = text(tape, form, plain)?;
    let plain_strategy = plain.strategy();
    let plain = Counted::new(plain.text, vocabulary);
    let is_close = plain.tokens * 100 <= named.tokens * (100 + CLEAR_PERCENT as usize);
    Some(if is_close { (plain, plain_strategy) } else { (named, strategy) })
}

/// A document that stands in a string of another, minified before; where raw text stands in it, it would end the string.
pub fn embedded(json: &str, forms: Forms) -> Option<String> {
    text(&tape::parse_packed(json).ok()?, Form::Value, Forms { raw: false, ..forms }).map(|written| written.text)
}

fn text(tape: &Tape<'_>, form: Form, forms: Forms) -> Option<Written> {
    let compactor = (forms.level == Level::Compact).then_some(Compactor { tape, vocabulary: forms.vocabulary });
    let survey = Survey::new(tape, forms.announced);
    let layouts = layouts(tape, &survey, forms.announced, compactor);
    let is_possible = form == Form::Value || layouts.tables.contains_key(&Tape::ROOT);
    is_possible.then(|| written(tape, form, &survey, &layouts, forms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str) -> String {
        let tape = tape::parse_packed(json).unwrap();
        encoded(&tape, Form::Value, Vocabulary::O200kBase, Level::Default).unwrap().0.text
    }

    /// A table of so many rows, and three notes, two of them the same.
    fn document(rows: usize) -> String {
        let row = |id: usize| format!(r#"{{"id":{id},"name":"host {}","load":{}}}"#, id * 7919 % 1000, id * 31 % 97);
        let rows: Vec<String> = (0..rows).map(row).collect();
        let note = "Please leave it with the neighbours at number three.";
        format!(r#"{{"rows":[{}],"a":"{note}","b":"{note}"}}"#, rows.join(","))
    }

    #[test]
    fn what_saves_clearly_is_announced() {
        let text = text(&document(3));
        assert!(text.starts_with("[*n repeats &n]\n{\"rows\":[3 rows: id,name,load\n"), "{text}");
    }

    #[test]
    fn where_announcements_save_less_than_two_percent_tables_stand_alone() {
        let text = text(&document(300));
        assert!(text.starts_with("{\"rows\":[300 rows: id,name,load\n") && !text.contains('*'), "{text}");
    }

    #[test]
    fn elements_without_brackets_must_make_a_table() {
        let encoded = |json: &str, form| {
            encoded(&tape::parse_packed(json).unwrap(), form, Vocabulary::O200kBase, Level::Default)
                .map(|(counted, _)| counted.text)
        };
        let rows = r#"[{"id":1,"name":"a"},{"id":2,"name":"b"},{"id":3,"name":"c"}]"#;
        assert_eq!(encoded(rows, Form::Lines).as_deref(), Some("[3 lines: id,name\n1,a\n2,b\n3,c\n]"));
        assert_eq!(encoded(rows, Form::Cut).as_deref(), Some("[3 rows: id,name\n1,a\n2,b\n3,c\n,"));
        assert_eq!(encoded("[1,2,3]", Form::Cut), None);
        assert_eq!(encoded(r#"[{"a":1},{"b":2}]"#, Form::Lines), None);
    }
}
