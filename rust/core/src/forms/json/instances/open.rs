//! Opening: instances become objects.

use super::classes::Classes;
use super::close::closed;
use crate::forms::json::read::is_announced;
use crate::json::instance::arguments;
use crate::json::parse::parse_transcribed;
use crate::json::repr::transcribe_value;
use crate::json::tape::Tape;
use crate::json::verbatim::{VERBATIM, marked_into};
use crate::json::write::minified;

/// Instances in instances deeper than this stay as Python has them.
const DEEPEST: usize = 32;

/// A document whose instances are objects.
pub struct Instances {
    /// The document, minified; what else only Python can say stands between its marks.
    pub json: String,
    /// The classes of the instances.
    pub classes: Classes,
}

impl Instances {
    /// A text in our notation, which stands for this document, below the line that names the classes.
    pub fn announced(&self, body: &str) -> String {
        let mut text = String::with_capacity(body.len() + 64);
        self.classes.announced_into(&mut text);
        text.push_str(if is_announced(body) { "" } else { "\n" });
        text + body
    }
}

/// The document on a tape, transcribed and minified, with its instances opened; `None` where it has none, or they could not be
/// told from its dicts. Linear, but for how deep instances stand in each other.
pub fn opened(tape: &Tape<'_>) -> Option<Instances> {
    let mut classes = Classes::default();
    let json = minified(&objects(tape.source(), 0, &mut classes));
    if classes.is_empty() {
        return None;
    }
    let is_told = closed(&parse_transcribed(&json).ok()?, &classes, tape.source().len())?
        == tape.source().replace(char::from(VERBATIM), "");
    is_told.then_some(Instances { json, classes })
}

/// A transcribed text with objects in the place of its instances, where these can be written again.
fn objects(json: &str, depth: usize, classes: &mut Classes) -> String {
    let mut out = String::with_capacity(json.len());
    for (index, part) in json.split(char::from(VERBATIM)).enumerate() {
        match (index % 2 == 1).then(|| object(part, depth, classes)) {
            None => out.push_str(part),
            Some(Some(object)) => out.push_str(&object),
            Some(None) => marked_into(part, &mut out),
        }
    }
    out
}

/// The object that an instance is.
fn object(text: &str, depth: usize, classes: &mut Classes) -> Option<String> {
    let (class, arguments) = arguments(text).filter(|_| depth < DEEPEST)?;
    let names: Vec<&str> = arguments.iter().map(|(name, _)| *name).collect();
    let mut values = Vec::with_capacity(arguments.len());
    for (_, value) in &arguments {
        values.push(transcribe_value(value)?);
    }
    if !classes.insert(class, &names.join(",")) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for (index, (name, value)) in names.iter().zip(&values).enumerate() {
        out.extend([if index > 0 { ",\"" } else { "{\"" }, name, "\":", &objects(value, depth + 1, classes)]);
    }
    out.push('}');
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::find::whole;

    fn opened_in(repr: &str) -> Option<(String, String)> {
        let json = minified(&whole(repr).unwrap().into_json(repr));
        let opened = opened(&parse_transcribed(&json).unwrap())?;
        let mut line = String::new();
        opened.classes.announced_into(&mut line);
        Some((line, opened.json))
    }

    #[test]
    fn instances_in_instances_are_objects() {
        let repr = "[Order(id=1, by=Customer(name='Ada', tags=['a', None]), lines=[Line(sku='K', qty=2), Line(sku=\"it's\", qty=1)])]";
        let line = "[Python objects: Order(id,by,lines),Customer(name,tags),Line(sku,qty)]";
        let json =
            r#"[{"id":1,"by":{"name":"Ada","tags":["a",null]},"lines":[{"sku":"K","qty":2},{"sku":"it's","qty":1}]}]"#;
        assert_eq!(opened_in(repr), Some((line.to_owned(), json.to_owned())));
    }

    #[test]
    fn what_else_only_python_can_say_stays_between_its_marks() {
        let repr =
            "[P(at=date(2026, 1, 2), of={'a': (1, 2), 'b': nan}, to={1: P(at=1)}), P(at=<A.B: 1>, of=P(at=2), to=[])]";
        let json = "[{\"at\":\u{1a}date(2026, 1, 2)\u{1a},\"of\":{\"a\":\u{1a}(1, 2)\u{1a},\"b\":\u{1a}nan\u{1a}},\"to\":\u{1a}{1: P(at=1)}\u{1a}},{\"at\":\u{1a}<A.B: 1>\u{1a},\"of\":{\"at\":2},\"to\":[]}]";
        assert_eq!(opened_in(repr), Some(("[Python objects: P(at,of,to),P(at)]".to_owned(), json.to_owned())));
    }

    #[test]
    fn instances_that_could_not_be_told_from_dicts_stay() {
        for repr in [
            "[P(a=1), {'a': 2}]",
            "[P(a={'a': 1})]",
            "[P(a='\\'b')]",
            "[P(1), (1, 2), nan]",
            "[{'b': Q()}]",
            "[P(b=\"x\")]",
        ] {
            let opened = opened_in(repr);
            assert!(opened.is_none(), "{opened:?}");
        }
    }

    #[test]
    fn of_two_classes_with_the_same_names_the_first_is_opened() {
        let (line, json) = opened_in("[P(a=1), Q(a=2)]").unwrap();
        assert_eq!((line.as_str(), json.as_str()), ("[Python objects: P(a)]", "[{\"a\":1},\u{1a}Q(a=2)\u{1a}]"));
    }
}
