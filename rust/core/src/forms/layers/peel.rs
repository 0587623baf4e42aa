//! Finding the string that most of a text is, and the one in it.

use super::header::{DEEPEST, MARK};
use super::layer::{Layer, OBJECT};
use super::parted::{parted, parted_json};
use super::several::{may_be_several, several};
use crate::forms::json::{is_around_json, is_text};
use crate::forms::source::{VALUE, is_source, outside};
use crate::json::cut;
use crate::json::dress::undressed;
use crate::json::find::{self, Appearance, Found};
use crate::json::literal::{Language, read};
use crate::json::native::Dialect;
use crate::json::note::is_noted;
use crate::json::parse;

/// So many bytes may stand before a string, and behind it.
pub const LONGEST_AROUND: usize = 1024;

/// Escapes of a string take so many bytes more than what they say, or it stays as it is.
const FEWEST_SAVED: usize = 16;

/// So much of what stands behind a string may not stand in what it says, where no quotes part them any more.
const TELLING_BYTES: usize = 8;

/// A text without its layers.
pub struct Peeled {
    /// The layers, outermost first.
    pub layers: Vec<Layer>,
    /// What the innermost string says, its JSON minified.
    pub innermost: String,
}

/// What a text that may have a layer begins with.
#[derive(Clone, Copy, Debug)]
pub struct Glance {
    /// Where the string opens that most of it is; of several none is.
    quote: Option<usize>,
}

impl Glance {
    /// `None` where a text has no layer, as most have not. Reads little but where the first backslash stands, and the string.
    pub fn of(text: &str) -> Option<Self> {
        let is_several = may_be_several(text);
        if !is_several && memchr::memchr(b'\\', text.as_bytes()).is_none() {
            return None;
        }
        let quote = opening(text);
        (is_several || quote.is_some()).then_some(Self { quote })
    }

    /// Does what [`peeled`] does with the text that was looked at.
    pub fn peeled(self, text: &str) -> Option<Peeled> {
        let first = self.quote.and_then(|quote| string_from(text, quote));
        first.map_or_else(|| several(text), peeled_from)
    }
}

/// The text without its layers; `None` where it has none that can be written again letter by letter. Linear.
pub fn peeled(text: &str) -> Option<Peeled> {
    Glance { quote: opening(text) }.peeled(text)
}

/// The same behind the first layer, of what that says.
fn peeled_from((layer, mut innermost): (Layer, String)) -> Option<Peeled> {
    let mut layers = vec![layer];
    while layers.len() < DEEPEST
        && let Some((layer, says)) = string_in(&innermost)
    {
        layers.push(layer);
        innermost = says;
    }
    if layers.len() < DEEPEST
        && let Some(peeled) = several(&innermost)
    {
        layers.extend(peeled.layers);
        return Some(Peeled { layers, ..peeled });
    }
    undress(layers.last_mut()?, &mut innermost);
    stands(&innermost, &layers).then_some(Peeled { layers, innermost })
}

/// The string that most of a text is: what stands around it, and what it says.
fn string_in(text: &str) -> Option<(Layer, String)> {
    string_from(text, opening(text)?)
}

fn string_from(text: &str, quote: usize) -> Option<(Layer, String)> {
    let languages =
        if text.as_bytes()[quote] == b'"' { &[Language::Json, Language::Python][..] } else { &[Language::Python] };
    languages.iter().find_map(|&language| string_at(text, quote, language))
}

/// Where the string opens that most of a text is.
fn opening(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let near = &bytes[..bytes.len().min(LONGEST_AROUND)];
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'\'', b'"', &near[at.min(near.len())..]) {
        let quote = at + found;
        let end = if opens(bytes, quote) { string_end(text, quote) } else { quote };
        if 2 * (end - quote) >= bytes.len() {
            return (!find::is_literal_behind(&text[..=quote])).then_some(quote);
        }
        let is_closed = end > quote && bytes.get(end) == Some(&bytes[quote]);
        at = if is_closed { end + 1 } else { quote + 1 };
    }
    None
}

/// Whether a string may begin at a quote: an apostrophe stands behind a letter.
fn opens(bytes: &[u8], quote: usize) -> bool {
    let start = quote - usize::from(is_of_bytes(bytes, quote));
    start.checked_sub(1).is_none_or(|before| b"=:([,{ \n".contains(&bytes[before]))
}

/// Whether a quote opens bytes as Python shows them.
fn is_of_bytes(bytes: &[u8], quote: usize) -> bool {
    bytes[..quote].ends_with(b"b")
}

/// Where the string whose quote stands at `quote` is closed; else the end of its line, or of the text where something was cut
/// out of it.
fn string_end(text: &str, quote: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = quote + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += if bytes[at + 1..].starts_with(b"\n") { 1 } else { 2 },
            b'\n' if is_noted(text, at) => return bytes.len(),
            _ if byte == b'\n' || byte == bytes[quote] => return at,
            _ => at += memchr::memchr3(bytes[quote], b'\\', b'\n', &bytes[at..]).unwrap_or(bytes.len() - at),
        }
    }
    bytes.len()
}

fn string_at(text: &str, quote: usize, language: Language) -> Option<(Layer, String)> {
    let start = quote + 1;
    let (layer, says) = layer_at(text, start, language)?;
    let end = text.len() - layer.behind.len();
    let has_mark = layer.before.contains(MARK) || layer.behind.contains(MARK);
    // Escapes of bytes are none of characters.
    let is_of_characters = is_of_bytes(text.as_bytes(), quote) && text[start..end].contains("\\x");
    let saves = end - start >= says.len() + FEWEST_SAVED;
    (saves && !has_mark && !is_of_characters && !is_of_source(text, quote, end)).then_some((layer, says))
}

/// The layer around the string whose content starts at `start`, and what that says; perhaps something was cut out of it.
fn layer_at(text: &str, start: usize, language: Language) -> Option<(Layer, String)> {
    let literal = read(text, start, text.as_bytes()[start - 1], language);
    let layer = Layer { before: text[..start].to_owned(), escaped: literal.escaped, ..Layer::of(language) };
    let (string, behind) = text[start..].split_at(literal.end - start);
    let again = layer.string(&literal.text, usize::MAX)?;
    let is_whole = behind.len() <= LONGEST_AROUND && again == string;
    if !is_whole || is_noted(text, literal.end) {
        let differs = again.bytes().zip(string.bytes()).position(|(one, other)| one != other);
        if let Some(parted) = parted(text, &layer, differs.map_or(literal.end, |at| start + at)) {
            return Some(parted);
        }
    }
    is_whole.then(|| (Layer { behind: behind.to_owned(), ..layer }, literal.text))
}

/// Whether the string between two offsets is one of a text that is source.
pub fn is_of_source(text: &str, quote: usize, end: usize) -> bool {
    let value = Found { start: quote, end, appearance: Appearance::Value, json: None, dialect: Dialect::Python };
    // A line that was cut off may end as those of code do, and JSON without its value reads like JSON that is broken.
    let words_end = if text.len() - end < TELLING_BYTES { end } else { text.len() };
    let may_be_value = text.starts_with(['{', '[', '"']) && !text.starts_with("\"\"\"");
    !may_be_value && is_source(text, &[value], words_end)
}

/// Takes off the dress of the JSON that a text is; what does not belong to it goes to what stands behind the string.
fn undress(layer: &mut Layer, text: &mut String) {
    if let Some(at) = broken_at(text)
        && let Some(parted) = parted_json(layer, text, at)
    {
        (*layer, *text) = parted;
    } else if let Some((json, dress, end)) = undressed(text)
        && let Some(rest) = layer.string(&text[end..], LONGEST_AROUND)
    {
        layer.behind.insert_str(0, &rest);
        (layer.dress, *text) = (dress, json);
    }
}

/// Where the JSON that a text begins as does not go on, if that is because something was cut out there.
fn broken_at(text: &str) -> Option<usize> {
    let at = parse::parse_packed(text).err()?.at;
    (text.starts_with(['{', '[']) && is_noted(text, at)).then_some(at)
}

/// Whether a text can stand without quotes around it: it is not empty, and nothing in it reads as if it had ended, or as
/// another's words. What stands in the strings of JSON has their quotes, and what was cut out stands as it did.
fn stands(text: &str, layers: &[Layer]) -> bool {
    let cut = layers.last().and_then(|layer| layer.cut.as_ref());
    let Some((head, behind)) = cut.and_then(|cut| text.split_once(&cut.note)) else {
        return !text.is_empty() && part_stands(text, layers, |_| false);
    };
    let behind = &behind[cut.and_then(|cut| cut.stays_to(behind)).unwrap_or(0)..];
    let goes_on = |words: &str| behind.starts_with(OBJECT) && words.chars().all(is_between_values);
    (head.is_empty() || part_stands(head, layers, |_| false))
        && (behind.is_empty() || part_stands(behind, layers, goes_on))
}

/// Whether a character stands between the objects of a list, and at its end.
fn is_between_values(c: char) -> bool {
    c == VALUE || c.is_ascii_whitespace() || matches!(c, ',' | ']' | '}')
}

/// Whether a part of a text can stand so. `goes_on` says by the words in it whether it is JSON that has begun before.
fn part_stands(text: &str, layers: &[Layer], goes_on: impl Fn(&str) -> bool) -> bool {
    let (values, end) = find::inside(text);
    let words = outside(text, values.iter().map(Found::range), end);
    let is_told = |layer: &Layer| {
        let telling = layer.behind.bytes().take(TELLING_BYTES).collect::<Vec<u8>>();
        telling.len() < TELLING_BYTES || memchr::memmem::find(words.as_bytes(), &telling).is_none()
    };
    let is_cut = || text.starts_with(['[', '{']) && cut::complete(text, 0).is_some();
    let is_json = find::whole(text).is_some() || is_cut() || goes_on(&words);
    let is_told_apart = || if is_json { is_around_json(&words) } else { is_text(text) };
    is_told_apart() && layers.iter().all(is_told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = r#"[{"id": 1, "text": "it's \"so\""}, {"id": 2, "text": "a\nb"}, {"id": 3, "text": ""}]"#;

    /// Three layers, as a client in Python shows what a server answers in JSON.
    fn layered() -> String {
        let result = |text: &str| format!("{{\"result\": {}}}", serde_json::to_string(text).unwrap());
        let says = result(&result(ROWS)).replace('\\', "\\\\").replace('\'', "\\'");
        format!("meta=None content=[TextContent(type='text', text='{says}', annotations=None)] isError=False")
    }

    #[test]
    fn each_layer_is_taken_off() {
        let Peeled { layers, innermost } = peeled(&layered()).unwrap();
        let around: Vec<_> = layers.iter().map(|layer| (layer.before.as_str(), layer.behind.as_str())).collect();
        let json = ("{\"result\": \"", "\"}");
        let python = ("meta=None content=[TextContent(type='text', text='", "', annotations=None)] isError=False");
        assert_eq!(around, [python, json, json]);
        assert_eq!(innermost, ROWS.replace(": ", ":").replace(", ", ","));
    }

    #[test]
    fn what_was_cut_off_anywhere_can_be_put_together_again() {
        let text = layered();
        for cut in 200..=text.len() {
            let Peeled { layers, innermost } = peeled(&text[..cut]).unwrap_or_else(|| panic!("{}", &text[..cut]));
            let again = layers.iter().rev().try_fold(innermost, |inner, layer| layer.around(&inner, usize::MAX));
            assert_eq!(again.as_deref(), Some(&text[..cut]));
        }
    }

    #[test]
    fn what_was_cut_in_the_middle_anywhere_can_be_put_together_again() {
        let text = layered();
        for note in ["\n[... 9 characters truncated ...]\n", "...", " … "] {
            for cut in 150..text.len() - 120 {
                let cut = [&text[..cut], note, &text[cut + 40..]].concat();
                let Some(Peeled { layers, innermost }) = peeled(&cut) else { continue };
                let again = layers.iter().rev().try_fold(innermost, |inner, layer| layer.around(&inner, usize::MAX));
                assert_eq!(again.as_deref(), Some(cut.as_str()));
            }
        }
    }

    #[test]
    fn objects_behind_what_was_cut_are_json_again() {
        let rows: Vec<String> = (0..9).map(|n| format!("{{\"id\": {n}, \"text\": \"it\\\"s {n}\"}}")).collect();
        let json = serde_json::to_string(&format!("[{}]", rows.join(", "))).unwrap();
        let (head, tail) = json.split_at(70);
        let text = format!("{{\"result\": {head}\n[cut off]\n{}}}", &tail[20..]);
        let Peeled { layers, innermost } = peeled(&text).unwrap();
        assert_eq!(layers[0].behind, "]\"}");
        let behind = r#"{"id":3,"text":"it\"s 3"},{"id":4,"text":"it\"s 4"},"#;
        assert!(innermost.contains(behind), "{innermost}");
        assert_eq!(layers[0].around(&innermost, usize::MAX).as_deref(), Some(text.as_str()));
    }

    #[test]
    fn a_note_behind_the_cut_stands_behind_the_string() {
        let text = format!("{}\n\n[Output truncated]", &layered()[..280]);
        assert_eq!(peeled(&text).unwrap().layers[0].behind, "\n\n[Output truncated]");
    }

    #[test]
    fn bytes_that_are_ascii_are_a_string() {
        let shown = |text: &str| format!("b'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
        let rows = format!("[{}]", [ROWS; 6].join(", "));
        let Peeled { layers, innermost } = peeled(&shown(&rows)).unwrap();
        assert_eq!((layers.len(), layers[0].before.as_str()), (1, "b'"));
        assert!(innermost.contains("it's"));
        assert!(peeled(&shown(&rows).replace("it", "\\xc3\\xa9")).is_none());
    }

    #[test]
    fn other_texts_have_no_layers() {
        let escaped = r#"a \"b\"\n"#.repeat(20);
        for text in [
            format!("DATA = \"{escaped}\"\n"),
            format!("json.loads(\"{escaped}\")"),
            format!("    return \"{escaped}\""),
            format!("#!/bin/sh\nset -e\necho x=\"{escaped}\"\n"),
            format!("see \"this\" and\n{escaped}"),
            format!("text='{escaped} <text>', more='<text>'"),
            format!("text='{escaped}', more={}", "x".repeat(2000)),
            format!("text='{}'", r"\a".repeat(40)),
            "no backslash, \"a string that is most of it\"".to_owned(),
            String::new(),
        ] {
            assert!(Glance::of(&text).and_then(|glance| glance.peeled(&text)).is_none(), "{text}");
        }
    }

    #[test]
    fn a_text_that_could_be_taken_for_what_stands_behind_it_stays() {
        let told =
            |text: &str| peeled(&format!("{{\"page\": {}, \"status\": 1}}", serde_json::to_string(text).unwrap()));
        let words = "A page.\n".repeat(20);
        assert!(told(&words).is_some());
        assert!(told(&format!("{words}\", \"status\": 2}}")).is_none());
        assert!(told(&format!("{words}\"role\": \"admin\"")).is_none());
        assert!(
            told(&format!("{words}{ROWS}")).is_none(),
            "amid words JSON could be taken for what stands behind them"
        );
        assert!(told(ROWS).is_some());
    }
}
