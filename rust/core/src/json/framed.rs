//! Objects on lines between other text, some of which differs from line to line: logs, listings with numbers, event streams.
//!
//! What stands around each object is a [`Frame`]: the same for all of them but for a text before the object, one behind it,
//! or both. An array of the objects, with these texts as their first fields, says all of it.

use std::ops::Range;

use super::find::{Appearance, Found};
use super::joined::may_join;
use super::native::Dialect;
use super::tape::Tape;
use super::unescape::unescaped;
use super::write::quote_into;

/// Stands for the text before an object that is its own.
pub const BEFORE: &str = "<before>";

/// Stands for the object.
pub const OBJECT: &str = "<object>";

/// Stands for the text behind an object that is its own.
pub const BEHIND: &str = "<behind>";

/// What stands between two objects is no longer, and neither is what stands before the first.
const LONGEST_GAP: usize = 256;

/// So many more lines than the one with the object may stand before it: `id: 7`, `event: added`.
const MOST_LINES_BEFORE: usize = 2;

/// Fewer objects with words around them are read as they stand.
const FEWEST: usize = 3;

/// What stands on one side of each object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side<'t> {
    /// What it begins with.
    pub start: &'t str,
    /// What it ends with, behind a text of each object's own; `None` where there is no such text.
    pub end: Option<&'t str>,
}

/// What stands around each of some objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'t> {
    /// Before it.
    pub before: Side<'t>,
    /// Behind it.
    pub behind: Side<'t>,
    /// Between two of them with what stands around: line ends.
    pub joint: &'t str,
}

impl<'t> Side<'t> {
    fn of(text: &'t str, mark: &str) -> Self {
        text.split_once(mark).map_or(Self { start: text, end: None }, |(start, end)| Self { start, end: Some(end) })
    }

    fn said(self, mark: &str) -> String {
        self.end.map_or(self.start.to_owned(), |end| [self.start, mark, end].concat())
    }

    fn into(self, text: &str, out: &mut String) {
        out.push_str(self.start);
        if let Some(end) = self.end {
            out.extend([text, end]);
        }
    }

    /// The text of an object's own in what stands there: not empty, and on one line.
    fn own(self, there: &'t str) -> Option<&'t str> {
        let own = there.strip_prefix(self.start)?.strip_suffix(self.end?)?;
        (!own.is_empty() && !own.contains(['\n', '\r'])).then_some(own)
    }

    /// What stands at all of some places, as one side; `None` where there is no text for each. Linear.
    fn common(all: &[&'t str]) -> Option<Self> {
        let (&first, rest) = all.split_first()?;
        if rest.iter().all(|&other| other == first) {
            return Some(Self { start: first, end: None });
        }
        let shared = |ends: fn(&str, &str) -> usize| rest.iter().map(|other| ends(first, other)).min().unwrap_or(0);
        let start = word_start(first, shared(shared_start));
        let shortest = all.iter().map(|text| text.len()).min().unwrap_or(0);
        let end = word_end(first, shared(shared_end).min(shortest - start));
        let ends = [(start, end), (start, 0), (0, 0)];
        ends.into_iter()
            .map(|(start, end)| Self { start: &first[..start], end: Some(&first[first.len() - end..]) })
            .find(|side| all.iter().all(|there| side.own(there).is_some()))
    }
}

/// How many bytes two texts begin with that are the same.
fn shared_start(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}

/// How many they end with.
fn shared_end(one: &str, other: &str) -> usize {
    one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum()
}

/// Whether a character stands between words: a time, an address or a path is one word.
fn parts_words(c: char) -> bool {
    c.is_whitespace() || "[](){}<>|\"'=,;".contains(c)
}

/// How much of the first `most` bytes ends before a word.
fn word_start(text: &str, most: usize) -> usize {
    text[..most].char_indices().rev().find(|&(_, c)| parts_words(c)).map_or(0, |(at, c)| at + c.len_utf8())
}

/// How much of the last `most` bytes begins behind a word.
fn word_end(text: &str, most: usize) -> usize {
    let end = &text[text.len() - most..];
    end.find(parts_words).map_or(0, |at| most - at)
}

impl<'t> Frame<'t> {
    /// The frame that a text shows, with marks in it for what differs; the first of each counts.
    #[must_use]
    pub fn of(shown: &'t str, joint: &'t str) -> Option<Self> {
        let (before, behind) = shown.split_once(OBJECT)?;
        Some(Self { before: Side::of(before, BEFORE), behind: Side::of(behind, BEHIND), joint })
    }

    /// The text that shows it.
    #[must_use]
    pub fn shown(&self) -> String {
        [&self.before.said(BEFORE), OBJECT, &self.behind.said(BEHIND)].concat()
    }

    /// The marks of the texts that are the objects' own, in the order in which these are their first fields.
    pub fn marks(&self) -> impl Iterator<Item = &'static str> {
        let sides = [(self.before, BEFORE), (self.behind, BEHIND)];
        sides.into_iter().filter(|(side, _)| side.end.is_some()).map(|(_, mark)| mark)
    }

    /// What stands between two objects that have no texts of their own.
    fn gap(&self) -> String {
        [self.behind.start, self.joint, self.before.start].concat()
    }

    /// Appends what stands before an object, of whose own texts this is the first or none.
    pub fn open_into(&self, own: &[String], out: &mut String) {
        self.before.into(own.first().map_or("", String::as_str), out);
    }

    /// Appends what stands behind an object.
    pub fn close_into(&self, own: &[String], out: &mut String) {
        self.behind.into(own.last().map_or("", String::as_str), out);
    }

    /// The text that an array stands for whose objects have their own texts as their first fields.
    #[must_use]
    pub fn written(&self, tape: &Tape<'_>) -> String {
        let mut out = String::with_capacity(tape.source().len());
        for (index, object) in tape.children(Tape::ROOT).enumerate() {
            if index > 0 {
                out.push_str(self.joint);
            }
            let mut fields = tape.fields(object);
            let own: Vec<String> = fields
                .by_ref()
                .take(self.marks().count())
                .map(|(_, value)| unescaped(tape.text(value)).into())
                .collect();
            self.open_into(&own, &mut out);
            let rest = fields.next().map_or("}", |(key, _)| &tape.source()[tape.start(key)..tape.end(object)]);
            out.extend(["{", rest]);
            self.close_into(&own, &mut out);
        }
        out
    }
}

/// Some of a text's values that are objects on lines between other text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framed<'t> {
    /// Which of the values: the objects, and others that are part of what stands around them.
    pub values: Range<usize>,
    /// What stands around the objects.
    frame: Frame<'t>,
    /// Where they stand in the text, with what is around them.
    place: Range<usize>,
    /// The objects among the values, and what stands before and behind each.
    objects: Vec<(usize, [&'t str; 2])>,
}

impl<'t> Framed<'t> {
    /// The array that the objects are, their own texts before their fields; `None` where one is no object in JSON.
    #[must_use]
    pub fn joined(&self, text: &'t str, values: &[Found<'t>]) -> Option<Found<'t>> {
        let mut json = String::from("[");
        for &(index, around) in &self.objects {
            json.push_str(if json.len() > 1 { ",{" } else { "{" });
            self.own_into(around, &mut json);
            let object = values[index].clone().into_json(text);
            let rest = object.strip_prefix('{')?.trim_start();
            json.extend([if rest.starts_with('}') || json.ends_with('{') { "" } else { "," }, rest]);
        }
        json.push(']');
        let Range { start, end } = self.place.clone();
        Some(Found {
            start,
            end,
            appearance: Appearance::Framed(self.frame),
            json: Some(json),
            dialect: Dialect::Python,
        })
    }

    fn own_into(&self, around: [&'t str; 2], json: &mut String) {
        let sides = [(self.frame.before, BEFORE), (self.frame.behind, BEHIND)];
        let own = sides.iter().zip(around).filter_map(|((side, mark), there)| Some((mark, side.own(there)?)));
        for (number, (mark, own)) in own.enumerate() {
            json.push_str(if number > 0 { "," } else { "" });
            quote_into(mark, json);
            json.push(':');
            quote_into(own, json);
        }
    }
}

/// The objects with other text around them among the values that were found in a text, first to last. Linear.
#[must_use]
pub fn framed<'t>(text: &'t str, values: &[Found<'_>]) -> Vec<Framed<'t>> {
    let objects: Vec<usize> = (0..values.len()).filter(|&index| is_object(text, &values[index])).collect();
    let (mut all, mut start, mut taken): (Vec<Framed<'t>>, _, _) = (Vec::new(), 0, 0);
    while start + 1 < objects.len() {
        let gap = |index: usize| Gap::between(text, &values[objects[index]], &values[*objects.get(index + 1)?]);
        let Some(first) = gap(start) else {
            start += 1;
            continue;
        };
        let mut gaps = vec![first];
        while let Some(next) = gap(start + gaps.len()).filter(|next| next.is_like(&first)) {
            gaps.push(next);
        }
        let run = &objects[start..=start + gaps.len()];
        let found = around(text, values, run, &gaps, taken);
        let takes_last = found.as_ref().is_some_and(|found| found.objects.last().map(|last| &last.0) == run.last());
        taken = found.as_ref().map_or(taken, |found| found.place.end);
        all.extend(found);
        // The last one may be the first of others.
        start += gaps.len() + usize::from(takes_last);
    }
    all
}

fn is_object(text: &str, value: &Found<'_>) -> bool {
    value.appearance == Appearance::Value && value.dialect == Dialect::Python && text.as_bytes()[value.start] == b'{'
}

/// What stands between two objects.
#[derive(Clone, Copy, Debug)]
struct Gap<'t> {
    behind: &'t str,
    joint: &'t str,
    before: &'t str,
}

impl<'t> Gap<'t> {
    fn between(text: &'t str, value: &Found<'_>, next: &Found<'_>) -> Option<Self> {
        let gap = text.get(value.end..next.start).filter(|gap| gap.len() <= LONGEST_GAP)?;
        let is_line_end = |c: char| matches!(c, '\n' | '\r');
        let (behind, rest) = gap.split_at(gap.find(is_line_end)?);
        let before = rest.trim_start_matches(is_line_end);
        let joint = &rest[..rest.len() - before.len()];
        // The key of a map that is none by the letter is no text.
        let is_key = before.trim_end().ends_with("\":");
        (lines(before) <= MOST_LINES_BEFORE && !is_key).then_some(Self { behind, joint, before })
    }

    /// Whether two may stand between objects of one frame.
    fn is_like(&self, other: &Self) -> bool {
        self.joint == other.joint
            && lines(self.before) == lines(other.before)
            && self.before.is_empty() == other.before.is_empty()
            && self.behind.is_empty() == other.behind.is_empty()
    }
}

/// How many lines end in a text.
fn lines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// Some objects with these gaps between them, and what stands before the first and behind the last; `taken` is where that may
/// begin. `None` where they have no frame in common, or one that is stated better as what joins them.
fn around<'t>(
    text: &'t str,
    values: &[Found<'_>],
    objects: &[usize],
    gaps: &[Gap<'t>],
    taken: usize,
) -> Option<Framed<'t>> {
    let first = before_first(&text[..values[objects[0]].start], taken, gaps[0].before);
    let last = behind_last(&text[values[*objects.last()?].end..], gaps[0].behind);
    let kept = usize::from(first.is_none())..objects.len() - usize::from(last.is_none());
    let befores = first.into_iter().chain(gaps.iter().map(|gap| gap.before));
    let behinds = gaps.iter().map(|gap| gap.behind).chain(last).skip(kept.start);
    let around: Vec<[&str; 2]> = befores.zip(behinds).map(|(before, behind)| [before, behind]).collect();
    let side = |side: usize| Side::common(&around.iter().map(|around| around[side]).collect::<Vec<_>>());
    let frame = Frame { before: side(0)?, behind: side(1)?, joint: gaps[0].joint };
    let is_joined = frame.marks().next().is_none() && may_join(&frame.gap());
    if kept.len() < FEWEST || is_joined {
        return None;
    }
    let objects: Vec<_> = objects[kept].iter().copied().zip(around).collect();
    let ((first, [before, _]), (last, [_, behind])) = (*objects.first()?, *objects.last()?);
    let place = values[first].start - before.len()..values[last].end + behind.len();
    let within = values.partition_point(|value| value.end <= place.start)
        ..values.partition_point(|value| value.start < place.end);
    let is_apart = values[within.start].start >= place.start && values[within.end - 1].end <= place.end;
    is_apart.then_some(Framed { values: within, frame, place, objects })
}

/// What stands before the first of some objects from where its lines begin, if as many stand there as before the others.
fn before_first<'t>(text: &'t str, taken: usize, other: &str) -> Option<&'t str> {
    let near = text.len().saturating_sub(LONGEST_GAP + 1);
    let mut ends = memchr::memrchr_iter(b'\n', &text.as_bytes()[near..]);
    let start = ends.nth(lines(other)).map_or(0, |at| near + at + 1);
    let before = text.get(start..).filter(|before| start >= taken && before.len() <= LONGEST_GAP)?;
    let is_like = lines(before) == lines(other) && before.is_empty() == other.is_empty();
    (is_like && !before.contains(['{', '}'])).then_some(before)
}

/// What stands behind the last one up to the end of its line, if anything does behind the others.
fn behind_last<'t>(text: &'t str, other: &str) -> Option<&'t str> {
    if other.is_empty() {
        return Some("");
    }
    let near = &text.as_bytes()[..text.len().min(LONGEST_GAP + 1)];
    let line = text.get(..memchr::memchr2(b'\n', b'\r', near).unwrap_or(near.len()))?;
    (!line.is_empty() && line.len() <= LONGEST_GAP && !line.contains(['{', '}'])).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::find::inside;
    use crate::json::parse::parse_packed;

    /// The lines of a text with objects in them, as what shows them and the array that they are.
    fn told(text: &str) -> Vec<(String, String)> {
        let values = inside(text).0;
        let tell = |lines: Framed<'_>| {
            let found = lines.joined(text, &values).unwrap();
            let json = found.json.unwrap();
            assert_eq!(lines.frame.written(&parse_packed(&json).unwrap()), text[found.start..found.end]);
            (lines.frame.shown(), json)
        };
        framed(text, &values).into_iter().map(tell).collect()
    }

    #[test]
    fn what_differs_before_objects_and_behind_them_is_theirs() {
        for (text, shown, json) in [
            (
                "10:01 api {\"a\":1}\n10:02 api {\"a\":2}\n10:09 api {}\n",
                "<before> api <object>",
                r#"[{"<before>":"10:01","a":1},{"<before>":"10:02","a":2},{"<before>":"10:09"}]"#,
            ),
            (
                "Log:\n[1] {\"a\":1} in 7 ms\n[2] {\"a\":2} in 8 ms\n[3] {\"a\":3} in 7 ms",
                "[<before>] <object> in <behind> ms",
                r#"[{"<before>":"1","<behind>":"7","a":1},{"<before>":"2","<behind>":"8","a":2},{"<before>":"3","<behind>":"7","a":3}]"#,
            ),
            (
                "id: 7\ndata: {\"a\":1}\n\nid: 8\ndata: {\"a\":2}\n\nid: 9\ndata: {\"a\":3}\n\n",
                "id: <before>\ndata: <object>",
                r#"[{"<before>":"7","a":1},{"<before>":"8","a":2},{"<before>":"9","a":3}]"#,
            ),
            ("[api] {\"a\":1}\n[api] {\"a\":2}\n[api] {\"a\":3}", "[api] <object>", r#"[{"a":1},{"a":2},{"a":3}]"#),
        ] {
            assert_eq!(told(text), [(shown.to_owned(), json.to_owned())]);
        }
    }

    #[test]
    fn words_are_never_parted() {
        let common = |texts: &[&'static str]| Side::common(texts).map(|side| (side.start, side.end));
        assert_eq!(common(&["10:01 INFO ", "10:02 INFO "]), Some(("", Some(" INFO "))));
        assert_eq!(common(&["a-1 x", "a-2 x"]), Some(("", Some(" x"))));
        assert_eq!(common(&["é=ü;", "é=ö;"]), Some(("é=", Some(";"))));
        assert_eq!(common(&["a b c", "a b b c"]), Some(("a b ", Some(""))), "each has a text");
        assert_eq!(common(&["a", "a"]), Some(("a", None)));
        assert_eq!(common(&["", "a"]), None);
        assert_eq!(common(&["1\n2", "1\n3", "2\n3"]), None, "on one line");
    }

    #[test]
    fn what_is_between_other_objects_ends_their_lines() {
        let line = |n: usize| format!("{n} {{\"a\":{n}}}\n");
        let lines = |range: Range<usize>| range.map(line).collect::<String>();
        let counts = |text: &str| told(text).iter().map(|(_, json)| json.matches("\"a\"").count()).collect::<Vec<_>>();
        assert_eq!(counts(&format!("{}words\n{}", lines(1..5), lines(5..8))), [4, 3]);
        assert_eq!(counts(&format!("See {{\"a\":0}}: {}", lines(1..5))), [3], "the first stands in another line");
        assert_eq!(counts(&format!("[{{\"a\":0}}] 0 {}", lines(1..5))), [3]);
        assert_eq!(counts(&format!("{}\n{}", lines(1..5), lines(5..7))), [4], "two are too few");
        assert_eq!(counts(&format!("{}{}", lines(1..3), "-".repeat(LONGEST_GAP))), [0; 0]);
    }

    #[test]
    fn what_joins_objects_is_no_frame() {
        for text in [
            "{\"a\":1}\n{\"a\":2}\n{\"a\":3}",
            "- {\"a\":1}\n- {\"a\":2}\n- {\"a\":3}",
            "1 {\"a\":1}, 2 {\"a\":2}, 3 {\"a\":3}",
        ] {
            assert_eq!(told(text), []);
        }
    }

    #[test]
    fn a_frame_is_read_from_what_shows_it() {
        let shown = "at <before>, <object>: <behind>";
        let frame = Frame::of(shown, "\n").unwrap();
        assert_eq!((frame.shown().as_str(), frame.marks().collect::<Vec<_>>()), (shown, vec![BEFORE, BEHIND]));
        assert_eq!(Frame::of("<before>", "\n"), None);
    }
}
