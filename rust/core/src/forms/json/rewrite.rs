//! A text with each value in it rewritten: JSON as a whole, inside other text, on lines, or cut off.

use super::counted::Counted;
use std::borrow::Cow;
use std::ops::Range;

use super::fields::FieldLists;
use super::{Strategy, expands_to};
use crate::config::Level;
use crate::forms::json::choose::survey::Survey;
use crate::forms::json::write::document::{Forms, encoded};
use crate::json::find::{self, Form, Found};
use crate::json::repr::{VERBATIM, is_mixed};
use crate::json::tape::{self, Tape};
use crate::json::write::minified;
use crate::vocabulary::Vocabulary;

/// A shorter value inside prose is left alone: a list in a sentence or a literal in source code is read as it stands.
const SMALLEST_VALUE_BYTES: usize = 160;

/// A text with its values rewritten, and the same with its values minified: what the first must expand to.
#[derive(Default)]
pub(super) struct Rewritten {
    pub compressed: String,
    pub minified: String,
    pub strategy: Strategy,
    /// Tokens of `compressed`, known where it is one value as a whole.
    pub tokens: Option<usize>,
    /// Whether the last value may be sent minified.
    pub has_plain_form: bool,
    /// Where each value found starts and ends in `compressed`, ascending.
    pub values: Vec<(usize, usize)>,
}

/// Rewrites the values in a text of `tokens` tokens, `None` where none gets shorter; and the fields of its objects, where it
/// is one value.
pub(super) fn rewrite(
    text: &str,
    tokens: usize,
    vocabulary: Vocabulary,
    level: Level,
) -> (Option<Rewritten>, FieldLists) {
    let mut rewriter = Rewriter { text, vocabulary, level, copied: 0, is_alone: false, out: Rewritten::default() };
    let mut fields = FieldLists::default();
    match find::whole(text) {
        Some(value) => fields = rewriter.whole(value, tokens),
        None => rewriter.inside(),
    }
    (Some(rewriter.out).filter(|out| out.strategy != Strategy::Unchanged), fields)
}

/// Whether a value inside other text is too small to be rewritten.
pub(super) fn is_small(found: &Found) -> bool {
    found.end - found.start < SMALLEST_VALUE_BYTES
}

struct Rewriter<'a> {
    text: &'a str,
    vocabulary: Vocabulary,
    level: Level,
    /// How far the text has been copied or rewritten.
    copied: usize,
    /// Whether the text holds no other value: among others an object stays on its line.
    is_alone: bool,
    out: Rewritten,
}

impl Rewriter<'_> {
    /// A text that is one value; the white space around it goes. Says what fields its objects have.
    fn whole(&mut self, value: Found, tokens: usize) -> FieldLists {
        self.is_alone = true;
        let mut fields = FieldLists::default();
        if let Some(shorter) = self.shorten(value, tokens, |tape, survey| fields = FieldLists::of(tape, survey)) {
            self.out.push(&shorter);
            self.out.tokens = Some(shorter.best.tokens);
        }
        fields
    }

    fn inside(&mut self) {
        let values = find::inside(self.text);
        self.is_alone = values.len() == 1;
        let mut next = 0;
        for run in find::lines(self.text, &values) {
            self.each(&values[next..run.start]);
            let lines = find::joined(self.text, &values[run.clone()]);
            if !lines.is_some_and(|lines| self.replace(lines)) {
                self.each(&values[run.clone()]);
            }
            next = run.end;
        }
        self.each(&values[next..]);
        self.out.copy(self.text, self.copied..self.text.len());
    }

    fn each(&mut self, values: &[Found]) {
        for value in values.iter().filter(|value| !is_small(value)) {
            if !self.replace(value.clone()) {
                self.pass(value);
            }
        }
    }

    /// Writes a value's shorter form, if it has one.
    fn replace(&mut self, value: Found) -> bool {
        if is_small(&value) {
            return false;
        }
        let tokens = self.vocabulary.count(&self.text[value.start..value.end]);
        let (start, end) = (value.start, value.end);
        let shorter = self.shorten(value, tokens, |_, _| {}).and_then(Shorter::restored);
        let Some(shorter) = shorter else { return false };
        self.out.copy(self.text, self.copied..start);
        self.out.push(&shorter);
        self.copied = end;
        true
    }

    fn pass(&mut self, value: &Found) {
        self.out.copy(self.text, self.copied..value.start);
        let start = self.out.compressed.len();
        self.out.copy(self.text, value.start..value.end);
        self.out.values.push((start, self.out.compressed.len()));
        self.copied = value.end;
    }

    /// The shortest form of a value of `tokens` tokens, or `None` where the original is as short; `note` is told of what was
    /// read.
    fn shorten(&self, value: Found, tokens: usize, note: impl FnOnce(&Tape<'_>, &Survey<'_, '_>)) -> Option<Shorter> {
        let (original, form) = (&self.text[value.start..value.end], value.form);
        let json = minified(&value.into_json(self.text));
        let tape = tape::parse_transcribed(&json).ok()?;
        let survey = Survey::new(&tape, true);
        note(&tape, &survey);
        let plain = plain(&tape, form);
        let (vocabulary, level) = (self.vocabulary, self.level);
        let forms = Forms { vocabulary, level, announced: true, raw: true, row: self.is_alone };
        let encoded = encoded(&tape, &survey, form, forms);
        // Counted only as far as it takes to see which is shorter.
        let limit = encoded.as_ref().map_or(usize::MAX, |(encoded, _)| encoded.tokens);
        let plain_tokens = if plain == original {
            Some(tokens).filter(|&tokens| tokens <= limit)
        } else {
            self.vocabulary.count_till_limit(&plain, limit)
        };
        // Without an announcement nobody would know what a call in JSON is.
        let has_plain_form = form == Form::Value && !is_mixed(&json);
        let (best, strategy) = match (plain_tokens, encoded) {
            (None, Some(encoded)) => encoded,
            (Some(tokens), _) if has_plain_form => (Counted { text: plain.to_string(), tokens }, Strategy::Minified),
            _ => return None,
        };
        let shorter = Shorter { plain: plain.into_owned(), has_plain_form, best, strategy };
        (shorter.best.tokens < tokens).then_some(shorter)
    }
}

/// What a value is without any form of ours: minified JSON, the elements of an array as they stood in the text.
fn plain<'a>(tape: &Tape<'a>, form: Form) -> Cow<'a, str> {
    let json = tape.source();
    match form {
        Form::Value if is_mixed(json) => json.replace(char::from(VERBATIM), "").into(),
        Form::Value => Cow::Borrowed(json),
        Form::Lines => tape.children(Tape::ROOT).map(|line| tape.text(line)).collect::<Vec<_>>().join("\n").into(),
        Form::Cut => format!("{},", &json[..json.len() - 1]).into(),
    }
}

/// A value's minified form, and the shortest.
struct Shorter {
    plain: String,
    /// Whether the minified form may be sent.
    has_plain_form: bool,
    best: Counted,
    strategy: Strategy,
}

impl Shorter {
    /// The same if it expands to the minified form, so that one value inside other text does not spoil the others.
    fn restored(self) -> Option<Self> {
        expands_to(&self.best.text, &self.plain).then_some(self)
    }
}

impl Rewritten {
    /// The same without any form of ours, where it is one value as a whole that has such a form.
    pub fn minified(self) -> Option<Self> {
        self.tokens.filter(|_| self.has_plain_form)?;
        let values = vec![(0, self.minified.len())];
        let compressed = self.minified.clone();
        Some(Self { compressed, values, strategy: Strategy::Minified, tokens: None, ..self })
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
        self.strategy = self.strategy.max(shorter.strategy);
        self.has_plain_form = shorter.has_plain_form;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text becomes; itself where that is no shorter.
    fn rewritten(text: &str) -> (String, Strategy) {
        let vocabulary = Vocabulary::O200kBase;
        rewrite(text, vocabulary.count(text), vocabulary, Level::Default)
            .0
            .map_or((text.to_owned(), Strategy::Unchanged), |it| (it.compressed, it.strategy))
    }

    fn rows(count: usize) -> Vec<String> {
        (0..count).map(|id| format!(r#"{{"id": {id}, "level": "info", "text": "job {id} done"}}"#)).collect()
    }

    const HEADER: &str = "6 rows: id,level=info,text\n0,job 0 done\n1,job 1 done\n2,job 2 done\n3,job 3 done\n4,job 4 done\n5,job 5 done\n";

    #[test]
    fn values_in_prose_are_rewritten_and_the_prose_stays() {
        let list = format!("[{}]", rows(6).join(", "));
        let (text, strategy) = rewritten(&format!("See [1]:\n{list}\nand {{braces}}."));
        assert_eq!((text, strategy), (format!("See [1]:\n[{HEADER}]\nand {{braces}}."), Strategy::Table));
        let small = r#"The answer is { "ok": true } today."#;
        assert_eq!(rewritten(small), (small.to_owned(), Strategy::Unchanged));
    }

    #[test]
    fn lines_become_a_table_of_lines() {
        let (text, strategy) = rewritten(&format!("log:\n{}\n", rows(6).join("\n")));
        assert_eq!((text, strategy), (format!("log:\n[{}]\n", HEADER.replace("rows", "lines")), Strategy::Table));
        let unlike = "{ \"id\": 1 }\n{ \"level\": 1, \"tags\": [ \"a\", \"b\" ] }";
        assert_eq!(rewritten(unlike).1, Strategy::Unchanged, "two small objects");
    }

    #[test]
    fn what_is_complete_of_a_list_that_was_cut_off_is_a_table() {
        let (text, strategy) = rewritten(&format!("[{}, {{\"id\": 6, \"lev", rows(6).join(", ")));
        assert_eq!((text, strategy), (format!("[{HEADER}, {{\"id\": 6, \"lev"), Strategy::Table));
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
        assert_eq!(rewritten(&rows), (table.clone(), Strategy::Table));
        let two = "[(1,), (2,)]";
        assert_eq!(rewritten(two).0, two);
        let text = rewritten(&format!("{{'rows': {rows}, 'at': [datetime.date(2026, 1, 1)], 'two': {two}}}")).0;
        let announced = "[Python values]\n{\"rows\":";
        assert_eq!(text, format!("{announced}{table},\"at\":[datetime.date(2026, 1, 1)],\"two\":[(1,),(2,)]}}"));
    }

    #[test]
    fn each_strategy_has_its_documents() {
        let address = r#"{"street":"1 Long Acre Road","city":"Springfield","zip":"12345"}"#;
        for (text, strategy) in [
            (r#"{ "a" : [1.0, -0], "b": "x" }"#.to_owned(), Strategy::Minified),
            (format!(r#"{{"to":{address},"from":{address},"note":"x","by":[{address}]}}"#), Strategy::Records),
            (format!("{{\"rows\": [{}]}}", rows(6).join(",")), Strategy::Table),
            ("[1,2,3]".to_owned(), Strategy::Unchanged),
        ] {
            assert_eq!(rewritten(&text).1, strategy, "{text}");
        }
    }
}
