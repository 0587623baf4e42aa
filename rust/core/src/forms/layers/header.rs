//! The line above a string that says what stood around it.

use super::layer::{Cut, Layer, Stays};
use crate::json::dress::Dress;
use crate::json::literal::{Escaped, Language};
use crate::json::spelling::Spelling;

/// How the line begins.
const START: &str = "[below stands the ";

/// The same where there is a string for each line.
const START_OF_LINES: &str = "[each line below is the ";

/// What stands in the place of the string, there and in what stood around it.
pub const MARK: &str = "<text>";

/// What stands before the note on what was cut out of a string, and behind it: both stand in quotes.
const CUTS: [(&str, &str, Stays); 3] = [
    (", cut at \"", "\"", Stays::Nothing),
    (", cut from \"", "\" to {", Stays::ToObject),
    (", cut from \"", "\" to the end", Stays::ToEnd),
];

/// What stands before what stood around the string.
const OF: &str = " of: ";

/// More layers than this are neither written nor read.
pub const DEEPEST: usize = 8;

const LANGUAGES: [(&str, Language); 2] = [("Python string ", Language::Python), ("JSON string ", Language::Json)];

const ASCII: &str = "ASCII";
const HTML: &str = "HTML-safe";
const INVISIBLE: &str = "escapes of what is invisible stand";
const JSON_SPACED: &str = "its JSON spaced";
const JSON_INDENTED: &str = "its JSON indented by ";
const JSON_ASCII: &str = "its JSON ASCII";
const JSON_HTML: &str = "its JSON HTML-safe";

/// Appends the line above a string.
pub fn write_into(layer: &Layer, out: &mut String) {
    let language = LANGUAGES.iter().find(|(_, language)| *language == layer.language);
    let start = if layer.between.is_some() { START_OF_LINES } else { START };
    out.extend([start, language.map_or("", |(name, _)| name), MARK]);
    for word in words(layer) {
        out.extend([", ", &word]);
    }
    if let Some(Cut { note, stays }) = &layer.cut {
        let words = CUTS.iter().find(|(.., it)| it == stays);
        out.extend(words.into_iter().flat_map(|(start, end, _)| [start.to_string(), escaped(note), end.to_string()]));
    }
    out.push_str(OF);
    let [between, again] = layer.between.as_deref().map_or(["", ""], |between| [between, MARK]);
    out.extend([&layer.before, MARK, between, again, &layer.behind].map(escaped));
    out.push_str("]\n");
}

/// What stood in a text or around it, on one line.
fn escaped(part: &str) -> String {
    part.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// What is said of the escapes of a string and of the JSON in it.
fn words(layer: &Layer) -> Vec<String> {
    let Layer { escaped, dress, .. } = layer;
    let spelling = match dress.spelling {
        Spelling::Minified => String::new(),
        Spelling::Spaced => JSON_SPACED.to_owned(),
        Spelling::Indented(width) => format!("{JSON_INDENTED}{width}"),
    };
    let said = |word: &str, is_said| if is_said { word.to_owned() } else { String::new() };
    let words = [
        said(ASCII, escaped.ascii),
        said(HTML, escaped.html),
        said(INVISIBLE, escaped.invisible),
        spelling,
        said(JSON_ASCII, dress.ascii),
        said(JSON_HTML, dress.html),
    ];
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

/// The layer that a text begins with, and what stands below its line.
pub fn read(text: &str) -> Option<(Layer, &str)> {
    let is_of_lines = text.starts_with(START_OF_LINES);
    let start = if is_of_lines { START_OF_LINES } else { START };
    let (line, below) = text.strip_prefix(start)?.split_once('\n')?;
    let (language, line) = LANGUAGES.iter().find_map(|(name, it)| Some((*it, line.strip_prefix(name)?)))?;
    let (words, cut, around) = said(line.strip_prefix(MARK)?.strip_suffix(']')?)?;
    let (before, mut behind) = around.split_once(MARK)?;
    let mut between = None;
    if is_of_lines {
        let parts = behind.split_once(MARK)?;
        (between, behind) = (Some(unescaped(parts.0)?), parts.1);
    }
    let mut layer = Layer {
        before: unescaped(before)?,
        between,
        behind: unescaped(behind)?,
        language,
        escaped: Escaped::default(),
        dress: Dress::NONE,
        cut,
    };
    words.split(", ").skip(1).try_for_each(|word| take_in(word, &mut layer))?;
    layer.quote()?;
    let mut again = String::new();
    write_into(&layer, &mut again);
    text.starts_with(&again).then_some((layer, below))
}

/// The words of a line, where the string was cut, and what stood around it.
fn said(line: &str) -> Option<(&str, Option<Cut>, &str)> {
    let (words, around) = line.split_once(OF)?;
    for (start, end, stays) in CUTS {
        let Some((words, rest)) = line.split_once(start).filter(|(words, _)| words.len() < line.len() - around.len())
        else {
            continue;
        };
        if let Some((note, around)) = rest.split_once(&format!("{end}{OF}")) {
            let note = unescaped(note).filter(|note| !note.is_empty())?;
            return Some((words, Some(Cut { note, stays }), around));
        }
    }
    Some((words, None, around))
}

fn take_in(word: &str, layer: &mut Layer) -> Option<()> {
    match word {
        ASCII => layer.escaped.ascii = true,
        HTML => layer.escaped.html = true,
        INVISIBLE => layer.escaped.invisible = true,
        JSON_SPACED => layer.dress.spelling = Spelling::Spaced,
        JSON_ASCII => layer.dress.ascii = true,
        JSON_HTML => layer.dress.html = true,
        _ => {
            let width = word.strip_prefix(JSON_INDENTED).filter(|width| width.len() == 1)?;
            layer.dress.spelling = Spelling::Indented(width.parse().ok().filter(|width| (1..=8).contains(width))?);
        }
    }
    Some(())
}

/// What stood around a string, as the line above it says that.
fn unescaped(said: &str) -> Option<String> {
    let mut out = String::with_capacity(said.len());
    let mut parts = said.split('\\');
    out.push_str(parts.next()?);
    while let Some(part) = parts.next() {
        match part.chars().next() {
            None => out.extend(["\\", parts.next()?]),
            Some('n') => out.extend(["\n", &part[1..]]),
            Some('r') => out.extend(["\r", &part[1..]]),
            Some(_) => return None,
        }
    }
    Some(out)
}

/// The layers that a text begins with, outermost first, and what stands below them.
pub fn layers(text: &str) -> (Vec<Layer>, &str) {
    let (mut layers, mut rest) = (Vec::new(), text);
    while layers.len() < DEEPEST
        && let Some((layer, below)) = read(rest)
    {
        layers.push(layer);
        rest = below;
    }
    (layers, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer() -> Layer {
        Layer {
            before: "Result:\ntext='".to_owned(),
            between: None,
            behind: "', path='C:\\\\new')]".to_owned(),
            language: Language::Python,
            escaped: Escaped::default(),
            dress: Dress::NONE,
            cut: None,
        }
    }

    fn line(layer: &Layer) -> String {
        let mut out = String::new();
        write_into(layer, &mut out);
        out
    }

    #[test]
    fn the_line_says_what_stood_around_the_string() {
        let said = r"[below stands the Python string <text> of: Result:\ntext='<text>', path='C:\\\\new')]]";
        assert_eq!(line(&layer()), format!("{said}\n"));
        assert_eq!(read(&format!("{said}\nwords")), Some((layer(), "words")));
    }

    #[test]
    fn it_says_what_was_escaped_and_how_json_was_written() {
        let escaped = Escaped { ascii: true, html: true, invisible: true };
        let dress = Dress { spelling: Spelling::Indented(2), ascii: true, html: true };
        let layer = Layer { language: Language::Json, before: "\"".to_owned(), escaped, dress, ..layer() };
        let words = "ASCII, HTML-safe, escapes of what is invisible stand, its JSON indented by 2, its JSON ASCII, its JSON HTML-safe";
        assert!(line(&layer).starts_with(&format!("[below stands the JSON string <text>, {words} of: \"<text>'")));
        assert_eq!(read(&line(&layer)), Some((layer, "")));
    }

    #[test]
    fn it_says_where_something_was_cut() {
        for (stays, said) in [
            (Stays::Nothing, r#", cut at "\n[... of: 9 \\]""#),
            (Stays::ToObject, r#", cut from "\n[... of: 9 \\]" to {"#),
            (Stays::ToEnd, r#", cut from "\n[... of: 9 \\]" to the end"#),
        ] {
            let cut = Some(Cut { note: "\n[... of: 9 \\]".to_owned(), stays });
            let layer = Layer { cut, ..layer() };
            assert!(line(&layer).starts_with(&format!("[below stands the Python string <text>{said} of: Result:")));
            assert_eq!(read(&line(&layer)), Some((layer, "")));
        }
    }

    #[test]
    fn what_only_looks_like_such_a_line_is_none() {
        for line in [
            "[below stands the Python string <text> of: '<text>'",
            "[below stands the Python string <text> of: '<text>]\\",
            "[below stands the Ruby string <text> of: '<text>']\n",
            "[below stands the JSON string <text> of: '<text>']\n",
            "[below stands the Python string <text> of: <text>']\n",
            "[below stands the Python string <text> of: 'text']\n",
            "[below stands the Python string <text>, HTML-safe, ASCII of: '<text>']\n",
            "[below stands the Python string <text>, ASCII, ASCII of: '<text>']\n",
            "[below stands the Python string <text>, its JSON indented by 9 of: '<text>']\n",
            "[below stands the Python string <text>, its JSON indented by +2 of: '<text>']\n",
            "[below stands the Python string <text> of: \\t'<text>']\n",
            "[below stands the Python string <text>, cut at \"\" of: '<text>']\n",
            "[below stands the Python string <text>, cut at \"x\" to { of: '<text>']\n",
            "[below stands the Python string <text>, cut from \"x\" of: '<text>']\n",
            " [below stands the Python string <text> of: '<text>']\n",
            "",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
