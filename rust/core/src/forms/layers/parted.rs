//! Finding a string out of whose middle something was cut, with a note in its place: what is left of it on both sides has the
//! escapes of one string.

use std::ops::Range;

use super::layer::{Cut, Layer, Stays};
use super::peel::LONGEST_AROUND;
use crate::json::dress::{Dress, undressed};
use crate::json::literal::{Escaped, Literal, read};
use crate::json::note::note;
use crate::json::parse;
use crate::json::scalar::skip_space;
use crate::json::tape::Tape;
use crate::json::write::minified;

/// An escape that was cut in two leaves so many bytes behind the note, as its own backslashes have escapes.
const LONGEST_LEFT: usize = 8;

/// So many bytes of objects are worth it to write them apart from what was cut.
const FEWEST_BYTES: usize = 160;

/// Looking for objects may read this many times the text's length in vain.
const ATTEMPT_FACTOR: usize = 4;

/// The layer of the string that `layer` begins, which reads otherwise at `at`, and what the string says.
pub fn parted(text: &str, layer: &Layer, at: usize) -> Option<(Layer, String)> {
    let (start, quote) = (layer.before.len(), layer.quote()?);
    let cut = note(text, at).filter(|cut| cut.start > start)?;
    let head = read(&text[..cut.start], start, quote, layer.language);
    (cut.end..=cut.end + LONGEST_LEFT).filter(|&at| text.is_char_boundary(at)).find_map(|at| {
        let tail = read(text, at, quote, layer.language);
        let (note, behind) = (&text[head.end..at], &text[tail.end..]);
        let has_escapes = tail.end - at > tail.text.len();
        if behind.len() > LONGEST_AROUND || !has_escapes {
            return None;
        }
        let says = [&head.text, note, &tail.text].concat();
        let cut = Some(Cut { note: note.to_owned(), stays: Stays::Nothing });
        let escaped = either(head.escaped, tail.escaped);
        let layer = Layer { behind: behind.to_owned(), escaped, cut, ..layer.clone() };
        (layer.around(&says, text.len()).as_deref() == Some(text)).then_some((layer, says))
    })
}

fn either(one: Escaped, other: Escaped) -> Escaped {
    Escaped {
        ascii: one.ascii || other.ascii,
        html: one.html || other.html,
        invisible: one.invisible || other.invisible,
    }
}

/// The layer of a string that says JSON out of which something was cut, as `layer` is without regard to that, and its JSON
/// minified; `at` is where that no longer fits. What is left of the element that was cut stands as it did in the string, so
/// that it reads like no JSON.
pub fn parted_json(layer: &Layer, says: &str, at: usize) -> Option<(Layer, String)> {
    let text = layer.around(says, usize::MAX)?;
    let (start, end) = (layer.before.len(), text.len() - layer.behind.len());
    let cut = match &layer.cut {
        Some(cut) => cut.note.as_str(),
        None => &says[note(says, at)?],
    };
    let cut = text.find(cut).map(|at| at..at + cut.len())?;
    let head = read(&text[..cut.start], start, layer.quote()?, layer.language);
    let (json, dress, read_to) = undressed(&head.text)?;
    let left = layer.string(&head.text[read_to..], LONGEST_AROUND)?;
    let note = text[cut.start.checked_sub(left.len())?..cut.end].to_owned();
    let layer = Layer { dress, ..layer.clone() };
    let all = Parted { text: &text, layer, head: json, note, behind: cut.end..end };
    all.to_object().or_else(|| all.to_end())
}

/// A string out of which something was cut.
struct Parted<'t> {
    text: &'t str,
    layer: Layer,
    /// The JSON before the note, minified.
    head: String,
    note: String,
    /// What stands of the string behind the note.
    behind: Range<usize>,
}

impl Parted<'_> {
    /// The same with the objects behind the note written as JSON.
    fn to_object(&self) -> Option<(Layer, String)> {
        let (layer, end) = (&self.layer, self.behind.end);
        let tail = self.tail()?;
        let objects = objects(&tail.text)?;
        let rest = layer.string(&tail.text[objects.end..], LONGEST_AROUND)?;
        let start = end.checked_sub(layer.string(&tail.text[objects.start..], usize::MAX)?.len())?;
        let json = minified(&tail.text[objects]);
        let ascii = layer.dress.ascii || self.head.is_ascii() && !json.is_ascii() && tail.text.is_ascii();
        let dress = Dress { ascii, ..layer.dress };
        self.checked(&self.text[self.behind.start..start], &json, Stays::ToObject, dress, rest)
    }

    /// The same with all that stands behind the note as it was.
    fn to_end(&self) -> Option<(Layer, String)> {
        self.checked(&self.text[self.behind.clone()], "", Stays::ToEnd, self.layer.dress, String::new())
    }

    /// What the string says behind what is left of an escape behind the note.
    fn tail(&self) -> Option<Literal> {
        let Range { start, end } = self.behind;
        let (text, quote) = (&self.text[..end], self.layer.quote()?);
        let starts = (start..=start + LONGEST_LEFT).filter(|&at| text.is_char_boundary(at));
        starts.map(|at| read(text, at, quote, self.layer.language)).find(|tail| tail.end == end)
    }

    fn checked(&self, stays: &str, json: &str, how: Stays, dress: Dress, rest: String) -> Option<(Layer, String)> {
        let cut = Some(Cut { note: self.note.clone(), stays: how });
        let layer = Layer { behind: rest + &self.layer.behind, dress, cut, ..self.layer.clone() };
        let whole = [&self.head, self.note.as_str(), stays, json].concat();
        (layer.around(&whole, self.text.len())? == self.text).then_some((layer, whole))
    }
}

/// The objects of an array in the end of a JSON text, side by side, behind which little else stands.
fn objects(text: &str) -> Option<Range<usize>> {
    let mut attempts = text.len().saturating_mul(ATTEMPT_FACTOR);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'{', &text.as_bytes()[at..]) {
        let start = at + found;
        match parse::parse_packed_at(text, start) {
            Ok(first) => at = run_end(text, first.end(Tape::ROOT)),
            Err(not) => {
                attempts = attempts.checked_sub(not.at - start)?;
                at = start + 1;
                continue;
            }
        }
        if text.len() - at <= LONGEST_AROUND {
            return (at - start >= FEWEST_BYTES).then_some(start..at);
        }
    }
    None
}

/// Where the objects end that follow an object, which ends at `end`, behind commas.
fn run_end(text: &str, mut end: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        let comma = skip_space(bytes, end);
        let next = skip_space(bytes, (comma + 1).min(bytes.len()));
        let is_next = bytes.get(comma) == Some(&b',') && bytes.get(next) == Some(&b'{');
        match is_next.then(|| parse::parse_packed_at(text, next)) {
            Some(Ok(object)) => end = object.end(Tape::ROOT),
            _ => return end,
        }
    }
}
