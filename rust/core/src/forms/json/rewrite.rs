//! A text with each value in it rewritten: JSON as a whole, inside other text, on lines, or cut off.

use std::ops::Range;

use super::is_final;
use super::notation::AGAIN;
use super::read::only_table;
use super::shorter::Shorter;
use super::transforms::{MINIFIED, TABLE};
use crate::forms::facts::Facts;
use crate::forms::fields::FieldLists;
use crate::forms::form::{Draft, Terms};
use crate::forms::json::choose::levels::is_dense;
use crate::forms::json::choose::survey::Survey;
use crate::json::find::{Appearance, Found};
use crate::json::framed::framed;
use crate::json::joined::runs;
use crate::json::layout::LineLayout;
use crate::json::tape::Tape;
use crate::transform::Transform;

/// A shorter value inside prose is left alone: a list in a sentence or a literal in source code is read as it stands.
const SMALLEST_VALUE_BYTES: usize = 160;

/// Nobody lays out more by hand, or configures a program with it.
const LARGEST_LAID_OUT_BYTES: usize = 1 << 16;

/// A text with its values rewritten, and the same with its values minified: what the first must expand to.
#[derive(Default)]
pub(super) struct Rewritten {
    pub compressed: String,
    pub minified: String,
    /// How they were rewritten, if any was: of several ways the last.
    pub transform: Option<Transform>,
    /// Tokens of `compressed`, known where it is one value as a whole.
    pub tokens: Option<usize>,
    /// Whether the last value may be sent minified.
    pub has_plain_form: bool,
    /// Where each value found starts and ends in `compressed`, ascending.
    pub values: Vec<(usize, usize)>,
}

/// Rewrites the values in a text of `tokens` tokens, `None` where none gets shorter; and the fields of its objects, where it
/// is one value.
pub(super) fn rewrite(facts: &Facts<'_>, tokens: usize, terms: Terms) -> (Option<Rewritten>, FieldLists) {
    let mut rewriter = Rewriter {
        text: facts.text(),
        terms,
        copied: 0,
        is_alone: false,
        is_whole: false,
        is_of_file: false,
        table: None,
        out: Rewritten::default(),
    };
    let mut fields = FieldLists::default();
    match facts.whole() {
        Some(value) => fields = rewriter.whole(value.clone(), tokens),
        None => rewriter.inside(facts),
    }
    (Some(rewriter.out).filter(|out| out.transform.is_some()), fields)
}

/// Whether a value inside other text is too small to be rewritten.
pub(super) fn is_small(found: &Found<'_>) -> bool {
    found.end - found.start < SMALLEST_VALUE_BYTES
}

struct Rewriter<'a> {
    text: &'a str,
    terms: Terms,
    /// How far the text has been copied or rewritten.
    copied: usize,
    /// Whether the text holds no other value: among others an object stays on its line.
    is_alone: bool,
    /// Whether it is one value.
    is_whole: bool,
    /// Whether it is the text of a file, or names one.
    is_of_file: bool,
    /// Where in what was written the table stands that the last value has, if that is all it has of ours.
    table: Option<Range<usize>>,
    out: Rewritten,
}

impl Rewriter<'_> {
    /// A text that is one value; the white space around it goes. Says what fields its objects have.
    fn whole(&mut self, value: Found<'_>, tokens: usize) -> FieldLists {
        (self.is_alone, self.is_whole) = (true, true);
        self.is_of_file = self.text[value.end..].ends_with('\n');
        let mut fields = FieldLists::default();
        let layout = self.layout(&value);
        let note = |tape: &Tape<'_>, survey: &Survey<'_, '_>| fields = survey.field_lists(tape);
        match Shorter::of(self.text, value, tokens, self.terms, self.is_alone, note) {
            Some(shorter) if self.stands(layout, shorter.transform) => return FieldLists::default(),
            Some(shorter) => {
                self.out.push(&shorter);
                self.out.tokens = Some(shorter.best.tokens);
            }
            None => {}
        }
        fields
    }

    fn inside(&mut self, facts: &Facts<'_>) {
        let (values, end) = facts.values();
        if values.is_empty() || facts.is_source() {
            return;
        }
        self.is_alone = values.len() == 1;
        self.is_of_file = names_file(self.text, values);
        let mut next = 0;
        // What is cut off is parted by JSON, not by text.
        let whole = values.partition_point(|value| value.end <= end);
        // A model found 19 of 40 values in such a table and 34 in the lines.
        let in_lines = if is_dense(self.terms.level) { framed(self.text, &values[..whole]) } else { Vec::new() };
        for lines in in_lines {
            self.joined(&values[next..lines.values.start]);
            let array = lines.joined(self.text, values);
            if !array.is_some_and(|array| self.replace(array)) {
                self.joined(&values[lines.values.clone()]);
            }
            next = lines.values.end;
        }
        self.joined(&values[next..]);
        self.out.copy(self.text, self.copied..self.text.len());
    }

    /// Some of the values, objects that the same text joins as one.
    fn joined(&mut self, values: &[Found<'_>]) {
        let mut next = 0;
        for run in runs(self.text, values) {
            self.each(&values[next..run.values.start]);
            let array = run.joined(self.text, values);
            if !array.is_some_and(|array| self.replace(array)) {
                self.each(&values[run.values.clone()]);
            }
            next = run.values.end;
        }
        self.each(&values[next..]);
    }

    fn each(&mut self, values: &[Found<'_>]) {
        for value in values.iter().filter(|value| !is_small(value)) {
            if !self.replace(value.clone()) {
                self.pass(value);
            }
        }
    }

    /// Writes a value's shorter form, if it has one.
    fn replace(&mut self, value: Found<'_>) -> bool {
        // Of 75 questions about printed tuples a model answered 41 right from the lines, 33 from their table.
        if is_small(&value) || !is_dense(self.terms.level) && value.is_printed_tuples(self.text) {
            return false;
        }
        let tokens = self.terms.vocabulary.count(&self.text[value.start..value.end]);
        let (start, end) = (value.start, value.end);
        let layout = self.layout(&value);
        let shorter =
            Shorter::of(self.text, value, tokens, self.terms, self.is_alone, |_, _| {}).and_then(Shorter::restored);
        let Some(shorter) = shorter.filter(|it| !self.stands(layout, it.transform)) else {
            return false;
        };
        self.out.copy(self.text, self.copied..start);
        let shorter = self.referring(shorter);
        self.out.push(&shorter);
        self.copied = end;
        true
    }

    /// A value whose one table stands in the value before as well, with a line in its place that says so.
    fn referring(&mut self, mut shorter: Shorter) -> Shorter {
        if self.is_alone {
            return shorter;
        }
        let Some(table) = only_table(&shorter.best.text) else {
            self.table = None;
            return shorter;
        };
        let stands_above =
            |above: &Range<usize>| self.out.compressed[above.clone()] == shorter.best.text[table.clone()];
        if self.table.as_ref().is_some_and(stands_above) {
            shorter.best.text.replace_range(table, AGAIN);
        } else {
            let start = self.out.compressed.len();
            self.table = Some(start + table.start..start + table.end);
        }
        shorter
    }

    /// How the JSON of a value is laid out; other values are on one line, whatever they look like.
    fn layout(&self, value: &Found<'_>) -> LineLayout {
        let is_short = value.end - value.start <= LARGEST_LAID_OUT_BYTES;
        if !is_short || value.json.is_some() || value.appearance != Appearance::Value {
            return LineLayout::OneLine;
        }
        let before = &self.text[..value.start];
        if before.ends_with("array(") {
            return LineLayout::OneLine; // as numpy lays out all of them
        }
        let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        LineLayout::of(&self.text[value.start..value.end], indent)
    }

    /// Whether the layout of a value is content: somebody laid it out, or it is a file of which nothing else
    /// would be saved, as those that configure a program are. A document that becomes a table is data in any layout; one
    /// inside other text is what that text may be about.
    fn stands(&self, layout: LineLayout, transform: Transform) -> bool {
        match layout {
            LineLayout::OneLine => false,
            LineLayout::Regular => transform == MINIFIED && self.is_of_file,
            LineLayout::ByHand => !self.is_whole || transform != TABLE,
        }
    }

    fn pass(&mut self, value: &Found<'_>) {
        self.out.copy(self.text, self.copied..value.start);
        let start = self.out.compressed.len();
        self.out.copy(self.text, value.start..value.end);
        self.out.values.push((start, self.out.compressed.len()));
        self.copied = value.end;
    }
}

/// Whether a JSON file is named beside the values, as by the command or the tag that shows it.
fn names_file(text: &str, values: &[Found<'_>]) -> bool {
    let starts = std::iter::once(0).chain(values.iter().map(|value| value.end));
    let ends = values.iter().map(|value| value.start).chain([text.len()]);
    let names = |words: &str| words.split_whitespace().any(|word| word.contains(".json") && !word.contains("://"));
    starts.zip(ends).any(|(start, end)| text[start..end].contains(".json") && names(&text[start..end]))
}

impl Rewritten {
    /// The proposal that this is, to expand to the text with its values minified.
    pub fn into_draft(self) -> Option<Draft> {
        let fallback = self.may_be_minified().then_some(MINIFIED);
        let Self { compressed: text, minified, transform, tokens, .. } = self;
        Some(Draft { text, transform: transform?, tokens, says: Some(minified), fallback })
    }

    /// Whether the text may be sent with its values minified: as one value that has such a form, and holds no other value
    /// that crushing it again would find, as a string may.
    fn may_be_minified(&self) -> bool {
        let is_one = self.tokens.is_some() && self.has_plain_form;
        is_one && (!self.minified.starts_with('"') || is_final(&self.minified, &[(0, self.minified.len())]))
    }

    fn copy(&mut self, text: &str, range: Range<usize>) {
        self.compressed.push_str(&text[range.clone()]);
        self.minified.push_str(&text[range]);
    }

    fn push(&mut self, shorter: &Shorter) {
        let start = self.compressed.len();
        self.compressed.push_str(&shorter.best.text);
        self.minified.push_str(&shorter.plain);
        self.values.push((start, self.compressed.len()));
        self.transform = self.transform.max(Some(shorter.transform));
        self.has_plain_form = shorter.has_plain_form;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;
    use crate::forms::json::transforms::RECORDS;
    use crate::vocabulary::Vocabulary;

    /// What a text becomes; itself where that is no shorter.
    fn rewritten(text: &str) -> (String, Option<Transform>) {
        let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };
        rewrite(&Facts::of(text), terms.vocabulary.count(text), terms)
            .0
            .map_or((text.to_owned(), None), |it| (it.compressed, it.transform))
    }

    fn rows(count: usize) -> Vec<String> {
        (0..count).map(|id| format!(r#"{{"id": {id}, "level": "info", "text": "job {id} done"}}"#)).collect()
    }

    const HEADER: &str = "6 rows: id,level=info,text\n0,job 0 done\n1,job 1 done\n2,job 2 done\n3,job 3 done\n4,job 4 done\n5,job 5 done\n";

    #[test]
    fn values_in_prose_are_rewritten_and_the_prose_stays() {
        let list = format!("[{}]", rows(6).join(", "));
        let (text, transform) = rewritten(&format!("See [1]:\n{list}\nand {{braces}}."));
        assert_eq!((text, transform), (format!("See [1]:\n[{HEADER}]\nand {{braces}}."), Some(TABLE)));
        let small = r#"The answer is { "ok": true } today."#;
        assert_eq!(rewritten(small), (small.to_owned(), None));
    }

    #[test]
    fn lines_become_a_table_of_lines() {
        let (text, transform) = rewritten(&format!("log:\n{}\n", rows(6).join("\n")));
        assert_eq!((text, transform), (format!("log:\n[{}]\n", HEADER.replace("rows", "lines")), Some(TABLE)));
        let unlike = "{ \"id\": 1 }\n{ \"level\": 1, \"tags\": [ \"a\", \"b\" ] }";
        assert_eq!(rewritten(unlike).1, None, "two small objects");
    }

    #[test]
    fn what_is_complete_of_a_list_that_was_cut_off_is_a_table() {
        let (text, transform) = rewritten(&format!("[{}, {{\"id\": 6, \"lev", rows(6).join(", ")));
        assert_eq!((text, transform), (format!("[{HEADER}, {{\"id\": 6, \"lev"), Some(TABLE)));
    }

    #[test]
    fn documents_in_literals_are_found() {
        let list = format!("[{}]", rows(6).join(", "));
        let (text, _) = rewritten(&format!("meta=None content=[TextContent(type='text', text='{list}')]"));
        assert_eq!(text, format!("meta=None content=[TextContent(type='text', text='[{HEADER}]')]"));
    }

    #[test]
    fn calls_in_reprs_stay_as_python_has_them() {
        let row =
            |day: usize| format!("{{'id': {day}, 'at': datetime.date(2026, 1, {day}), 'ok': True, 'note': None}}");
        let list = format!("[{}, {}, {}]", row(1), row(2), row(3));
        let expected = "[Python values]\n[3 rows: id,at,ok=true,note=null\n1,datetime.date(2026, 1, 1)\n2,datetime.date(2026, 1, 2)\n3,datetime.date(2026, 1, 3)\n]";
        assert_eq!(rewritten(&list).0, expected);
    }

    #[test]
    fn tuples_become_tables_where_that_is_shorter() {
        let rows = format!("[{}]", ["('Aruba', 1968), ('Kabul', None)"; 4].join(", "));
        let table = format!("[8 tuples:\n{}]", "Aruba,1968\nKabul,None\n".repeat(4));
        assert_eq!(rewritten(&rows), (table.clone(), Some(TABLE)));
        let two = "[(1,), (2,)]";
        assert_eq!(rewritten(two).0, two);
        let text = rewritten(&format!("{{'rows': {rows}, 'at': [datetime.date(2026, 1, 1)], 'two': {two}}}")).0;
        let announced = "[Python values]\n{\"rows\":";
        assert_eq!(text, format!("{announced}{table},\"at\":[datetime.date(2026, 1, 1)],\"two\":[(1,),(2,)]}}"));
    }

    #[test]
    fn each_transform_has_its_documents() {
        let address =
            format!(r#"{{"street":"1 Long Acre Road","city":"Springfield","note":"{}"}}"#, "Ring twice. ".repeat(12));
        for (text, transform) in [
            (r#"{ "a" : [1.0, -0], "b": "x" }"#.to_owned(), Some(MINIFIED)),
            (format!(r#"{{"to":{address},"from":{address},"note":"x","by":[{address}]}}"#), Some(RECORDS)),
            (format!("{{\"rows\": [{}]}}", rows(6).join(",")), Some(TABLE)),
            ("[1,2,3]".to_owned(), None),
        ] {
            assert_eq!(rewritten(&text).1, transform, "{text}");
        }
    }
}
