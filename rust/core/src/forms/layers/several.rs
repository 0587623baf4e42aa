//! Finding the strings that most of a text is, JSON in each and the same between each two, as tools over MCP answer with a
//! text for each record.

use super::header::MARK;
use super::layer::Layer;
use super::peel::{LONGEST_AROUND, Peeled, is_of_source};
use crate::json::dress::undressed;
use crate::json::find::is_literal_behind;
use crate::json::literal::{Language, Literal, read, written};
use crate::json::note::is_noted;

/// So many strings make it worth to say that each line is one.
const FEWEST_STRINGS: usize = 2;

/// Whether a text may be such strings. Reads little.
pub fn may_be_several(text: &str) -> bool {
    opening(text, 0).is_some()
}

/// The layer of several strings that a text is, and their JSON, minified, a line for each; `None` where it is none that can be
/// written again letter by letter. Linear.
pub fn several(text: &str) -> Option<Peeled> {
    let quote = opening(text, 0).filter(|&quote| !is_literal_behind(&text[..=quote]))?;
    let languages =
        if text.as_bytes()[quote] == b'"' { &[Language::Json, Language::Python][..] } else { &[Language::Python] };
    languages.iter().find_map(|&language| of_language(text, quote, language))
}

/// Where the first string opens behind `start` that begins as JSON does; not far behind it.
fn opening(text: &str, start: usize) -> Option<usize> {
    let near = text.as_bytes().get(start..)?;
    let near = &near[..near.len().min(LONGEST_AROUND)];
    let begins = |&at: &usize| matches!(near.get(at + 1), Some(b'{' | b'['));
    memchr::memchr2_iter(b'\'', b'"', near).find(begins).map(|at| start + at)
}

fn of_language(text: &str, quote: usize, language: Language) -> Option<Peeled> {
    let mut strings = Strings { text, quote, language, first: None, lines: Vec::new() };
    let first = strings.take(quote + 1)?;
    let between = &text[first..=opening(text, first)?];
    let mut end = first;
    while let Some(next) = text[end..].strip_prefix(between).and_then(|_| strings.take(end + between.len())) {
        end = next;
    }
    let with_cut = text[end..].strip_prefix(between).and_then(|_| strings.with_cut(end + between.len()));
    let with_cut = with_cut.and_then(|(lines, end)| strings.layered(&lines, between, end));
    with_cut.or_else(|| strings.layered(&strings.lines, between, end))
}

/// Strings that are spelled alike, as they are read.
struct Strings<'t> {
    text: &'t str,
    /// Where the quote of the first stands.
    quote: usize,
    language: Language,
    /// How the first is spelled.
    first: Option<Layer>,
    /// The JSON of each.
    lines: Vec<String>,
}

impl Strings<'_> {
    /// Takes in the string whose content starts there; answers where that ends, or `None` where it is spelled otherwise.
    fn take(&mut self, start: usize) -> Option<usize> {
        let literal = self.read(start);
        let is_closed = self.text.as_bytes().get(literal.end) == Some(&self.mark());
        let (json, dress, end) = undressed(&literal.text).filter(|_| is_closed)?;
        let is_alike = |first: &Layer| (first.escaped, first.dress) == (literal.escaped, dress);
        if end < literal.text.len() || json.contains('\n') || !self.first.as_ref().is_none_or(is_alike) {
            return None;
        }
        let layer = || Layer { escaped: literal.escaped, dress, ..Layer::of(self.language) };
        self.first.get_or_insert_with(layer);
        self.lines.push(json);
        Some(literal.end)
    }

    /// The lines with that of a string which was cut off, whose content starts there; and where what is JSON of it ends.
    fn with_cut(&self, start: usize) -> Option<(Vec<String>, usize)> {
        let literal = self.read(start);
        let is_cut = literal.end == self.text.len() || is_noted(self.text, literal.end);
        let (json, _, end) = undressed(&literal.text).filter(|_| is_cut)?;
        let rest = written(&literal.text[end..], self.mark(), self.language, literal.escaped, LONGEST_AROUND)?;
        let lines = self.lines.iter().cloned().chain([json]).collect();
        // Where the rest was written otherwise, that is somewhere else, amid a character perhaps.
        let end = literal.end.checked_sub(rest.len()).filter(|&end| end >= start && self.text.is_char_boundary(end))?;
        Some((lines, end))
    }

    fn read(&self, start: usize) -> Literal {
        read(self.text, start, self.mark(), self.language)
    }

    fn mark(&self) -> u8 {
        self.text.as_bytes()[self.quote]
    }

    /// The layer of strings that say these lines and end at `end`, if that is most of the text, letter by letter.
    fn layered(&self, lines: &[String], between: &str, end: usize) -> Option<Peeled> {
        let (text, quote) = (self.text, self.quote);
        let (before, behind) = (&text[..=quote], &text[end..]);
        let has_mark = [before, between, behind].iter().any(|around| around.contains(MARK));
        let is_most = 2 * (end - quote) >= text.len() && behind.len() <= LONGEST_AROUND;
        if lines.len() < FEWEST_STRINGS || has_mark || !is_most || is_of_source(text, quote, end) {
            return None;
        }
        let (first, lines) = (self.first.clone()?, lines.join("\n"));
        let layer = Layer { before: before.into(), between: Some(between.into()), behind: behind.into(), ..first };
        (layer.around(&lines, text.len()).as_deref() == Some(text))
            .then(|| Peeled { layers: vec![layer], innermost: lines })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [&str; 3] = [r#"{"id":1,"a":"it's \"so\""}"#, r#"{"id":2,"a":"b\nc"}"#, r#"{"id":3,"a":""}"#];

    fn blocks(strings: &[String]) -> String {
        let block = |text: &String| {
            format!("TextContent(type='text', text='{}', meta=None)", text.replace('\\', "\\\\").replace('\'', "\\'"))
        };
        format!("content=[{}] isError=False", strings.iter().map(block).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn each_string_is_a_line() {
        let text = blocks(&ROWS.map(|row| row.replace(':', ": ").replace(",\"", ", \"")));
        let Peeled { layers, innermost } = several(&text).unwrap();
        assert_eq!(innermost, ROWS.join("\n"));
        let around = (layers[0].before.as_str(), layers[0].between.as_deref(), layers[0].behind.as_str());
        let between = "', meta=None), TextContent(type='text', text='";
        assert_eq!(around, ("content=[TextContent(type='text', text='", Some(between), "', meta=None)] isError=False"));
        let quoted = |row: &str| format!("{{\"type\":\"text\",\"text\":{}}}", serde_json::to_string(row).unwrap());
        let json = format!(
            "{{\"content\":[{}],\"isError\":false}}",
            ROWS.repeat(4).into_iter().map(quoted).collect::<Vec<_>>().join(",")
        );
        assert_eq!(several(&json).unwrap().innermost, ROWS.repeat(4).join("\n"));
    }

    #[test]
    fn what_was_cut_off_stands_behind_the_last_whole_one() {
        let text = blocks(&ROWS.repeat(4).into_iter().map(str::to_owned).collect::<Vec<_>>());
        for cut in text.rfind("id\":3").unwrap()..text.len() {
            let Some(Peeled { layers, innermost }) = several(&text[..cut]) else { panic!("{}", &text[..cut]) };
            assert_eq!(layers[0].around(&innermost, usize::MAX).as_deref(), Some(&text[..cut]));
        }
    }

    #[test]
    fn strings_that_differ_in_how_they_are_spelled_or_parted_are_none() {
        let spaced = ROWS[1].replace(':', ": ");
        assert!(several(&blocks(&[ROWS[0].to_owned(), spaced])).is_none());
        assert!(several(&blocks(&[ROWS[0].to_owned(), "words".to_owned()])).is_none());
        assert!(several(&blocks(&[ROWS[0].to_owned()])).is_none());
        let keyed = |n: usize| format!(r#"{{"offset":{n},"value":"{{\"a\":1}}"}}"#);
        assert!(several(&format!("[{}]", (0..60).map(keyed).collect::<Vec<_>>().join(","))).is_none());
    }

    #[test]
    fn strings_of_a_module_are_none() {
        let path = |n| format!("    \"{{0}}/v1/items{n}/(?P<Name>[^/]+)$\": Response.dispatch,");
        let paths = [0, 1, 2, 3, 4, 5].map(path).join("\n");
        for docstring in ["\"\"\"Paths.\"\"\"\n\n", ""] {
            let text = format!("{docstring}from .responses import Response\n\npaths = {{\n{paths}\n}}\n");
            assert!(several(&text).is_none(), "{text}");
        }
    }
}
