//! Record types: lists of fields that several objects of a document share, stated once.

use std::collections::{HashMap, HashSet};

use super::column::is_out_of_sight;
use super::cost;
use super::survey::{ShapeId, Survey};
use crate::json::tape::{NodeId, Tape};
use crate::json::verbatim::is_mixed;

/// More record types than this help no reader, and each shape is compared with all of them.
const MOST_TYPES: usize = 64;

/// Shapes that are looked at, the most frequent first.
const MOST_SHAPES: usize = 512;

/// A record type.
#[derive(Debug)]
pub struct RecordType<'a> {
    /// What stands before its values: the key of its first record, so that the name says what it is.
    pub name: String,
    /// In document order.
    pub fields: Vec<Field<'a>>,
}

/// A field of a record type.
#[derive(Debug)]
pub struct Field<'a> {
    /// The key's JSON string.
    pub key: &'a str,
    /// The value of all records, where it never changes.
    pub constant: Option<NodeId>,
}

/// The record types of a document, and which shapes are written as which.
#[derive(Debug, Default)]
pub struct Records<'a> {
    /// In the order of their first records.
    pub types: Vec<RecordType<'a>>,
    by_shape: HashMap<ShapeId, usize>,
}

impl<'a> Records<'a> {
    /// The type of a shape's objects, if they are written as records.
    pub fn type_of(&self, shape: ShapeId) -> Option<usize> {
        self.by_shape.get(&shape).copied()
    }

    /// The record types worth stating; `instances` are the objects of each shape that would be records.
    pub fn new(tape: &Tape<'a>, survey: &Survey<'_, 'a>, instances: &[Vec<NodeId>], names: &ObjectNames<'a>) -> Self {
        let mut families = families(tape, survey, instances);
        families.retain(|family| family.is_worth_it(survey, instances));
        families
            .sort_by_key(|family| family.shapes.iter().map(|&shape| instances[shape as usize].first().copied()).min());
        let mut records = Self::default();
        let mut taken = HashSet::new();
        for family in families {
            let index = records.types.len();
            records.by_shape.extend(family.shapes.iter().map(|&shape| (shape, index)));
            records.types.push(family.record_type(tape, instances, names, &mut taken));
        }
        records
    }
}

/// Shapes written as one type: the first has all fields, the others lack some.
struct Family<'a> {
    keys: Vec<&'a str>,
    shapes: Vec<ShapeId>,
}

/// Greedy: shapes with the most fields first, each joins the type of which it lacks the fewest.
fn families<'a>(tape: &Tape<'a>, survey: &Survey<'_, 'a>, instances: &[Vec<NodeId>]) -> Vec<Family<'a>> {
    let mut shapes: Vec<ShapeId> =
        (0..survey.shapes() as ShapeId).filter(|&shape| !instances[shape as usize].is_empty()).collect();
    shapes.sort_by_key(|&shape| std::cmp::Reverse(instances[shape as usize].len()));
    shapes.truncate(MOST_SHAPES);
    let keys = |shape| tape.fields(survey.first(shape)).map(|(key, _)| tape.text(key)).collect::<Vec<_>>();
    let mut keyed: Vec<(ShapeId, Vec<&str>)> = shapes.into_iter().map(|shape| (shape, keys(shape))).collect();
    keyed.retain(|(_, keys)| keys.len() > 1 && keys.iter().collect::<HashSet<_>>().len() == keys.len());
    keyed.sort_by_key(|(shape, keys)| (std::cmp::Reverse(keys.len()), *shape));
    let mut families: Vec<Family> = Vec::new();
    for (shape, keys) in keyed {
        let nearest = (0..families.len())
            .filter(|&family| lacks_few(&families[family].keys, &keys))
            .min_by_key(|&family| families[family].keys.len());
        match nearest {
            Some(family) => families[family].shapes.push(shape),
            None if families.len() < MOST_TYPES => families.push(Family { keys, shapes: vec![shape] }),
            None => {}
        }
    }
    families
}

/// Whether `keys` are among `all` in the same order, most of them.
fn lacks_few(all: &[&str], keys: &[&str]) -> bool {
    if all.len() > keys.len() + 1 + keys.len() / 3 {
        return false;
    }
    let mut rest = all.iter();
    keys.iter().all(|key| rest.any(|other| other == key))
}

impl<'a> Family<'a> {
    fn count(&self, instances: &[Vec<NodeId>]) -> usize {
        self.shapes.iter().map(|&shape| instances[shape as usize].len()).sum()
    }

    fn is_worth_it(&self, survey: &Survey<'_, 'a>, instances: &[Vec<NodeId>]) -> bool {
        let keys = u64::from(survey.keys_cost(self.shapes[0]));
        let count = self.count(instances);
        let (others, all) = (count as u64 - 1, count as u64 + 1);
        keys * others > u64::from(cost::NAME) * all && !is_out_of_sight(self.keys.len(), count)
    }

    fn record_type(
        &self,
        tape: &Tape<'a>,
        instances: &[Vec<NodeId>],
        names: &ObjectNames<'a>,
        taken: &mut HashSet<String>,
    ) -> RecordType<'a> {
        let first = self.shapes.iter().filter_map(|&shape| instances[shape as usize].first().copied()).min();
        let name = distinct(first.map_or("record", |id| names.name(id)), taken);
        let mut fields: Vec<Field> = self.keys.iter().map(|&key| Field { key, constant: None }).collect();
        if let [shape] = self.shapes[..] {
            state_constants(tape, &instances[shape as usize], &mut fields);
        }
        RecordType { name, fields }
    }
}

/// Finds the fields that have one value in all objects, which have these fields and no others.
fn state_constants(tape: &Tape<'_>, objects: &[NodeId], fields: &mut [Field<'_>]) {
    let Some((&first, others)) = objects.split_first() else { return };
    for (field, (_, value)) in fields.iter_mut().zip(tape.fields(first)) {
        field.constant = Some(value).filter(|&value| !is_mixed(tape.text(value)));
    }
    for &object in others {
        for (field, (_, value)) in fields.iter_mut().zip(tape.fields(object)) {
            field.constant = field.constant.filter(|&constant| tape.text(constant) == tape.text(value));
        }
    }
}

/// `wanted`, or with a number behind it where that is taken.
fn distinct(wanted: &str, taken: &mut HashSet<String>) -> String {
    let mut name = wanted.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{wanted}{number}");
        number += 1;
    }
    name
}

/// The key under which some objects stand: their own, or that of the array or map that holds them.
#[derive(Debug, Default)]
pub struct ObjectNames<'a>(HashMap<NodeId, &'a str>);

impl<'a> ObjectNames<'a> {
    /// Remembers the key of an object, a JSON string.
    pub fn insert(&mut self, object: NodeId, key: Option<&'a str>) {
        if let Some(key) = key {
            self.0.insert(object, inner(key));
        }
    }

    fn name(&self, object: NodeId) -> &'a str {
        self.0.get(&object).copied().unwrap_or("record")
    }
}

/// Whether a key, a JSON string, can be a record's name: a short word, no literal.
pub fn is_name(key: &str) -> bool {
    let name = inner(key);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=32).contains(&name.len())
        && name.as_bytes()[0].is_ascii_alphabetic()
        && name.bytes().all(is_word)
        && !matches!(name, "true" | "false" | "null")
}

fn inner(quoted: &str) -> &str {
    &quoted[1..quoted.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;
    use crate::forms::form::Terms;
    use crate::forms::json::choose::layout::layouts;
    use crate::forms::json::write::header::{HeaderSource, records_into};
    use crate::json::parse::parse_packed;
    use crate::vocabulary::Vocabulary;

    /// What is announced of a document's records.
    fn announced(json: &str) -> String {
        announced_at(Level::Compact, json)
    }

    fn announced_at(level: Level, json: &str) -> String {
        let tape = parse_packed(json).unwrap();
        let terms = Terms { vocabulary: Vocabulary::O200kBase, level };
        let layouts = layouts(&tape, &Survey::new(&tape, Some(terms.level)), true, 0, terms);
        let mut text = String::new();
        records_into(HeaderSource { tape: &tape, natives: None }, layouts.records.types.iter(), &mut text);
        text
    }

    const USERS: [&str; 3] = [
        r#"{"login":"ada","identifier":17,"type":"User"}"#,
        r#"{"login":"bob","identifier":42,"type":"User"}"#,
        r#"{"login":"eve","identifier":9,"type":"User"}"#,
    ];

    #[test]
    fn a_type_is_named_by_the_key_of_its_first_record() {
        let [ada, bob, eve] = USERS;
        let text = format!(r#"{{"title":"x","author":{ada},"assignees":[[{bob}]],"closed_by":{eve}}}"#);
        assert_eq!(announced(&text), "[records: author(login,identifier,type=User)]");
        assert_eq!(announced(&format!("[0,[{ada}],[{bob}],[{eve}]]")), "[records: record(login,identifier,type=User)]");
        let text = format!(r#"{{"by":{{"true":[[{ada}]],"a key":[[{bob}]],"then":[[{eve}]],"no":1}}}}"#);
        assert_eq!(announced(&text), "[records: by(login,identifier,type=User)]", "no word, so the next key above");
    }

    #[test]
    fn no_type_is_named_by_the_key_of_a_map() {
        let [ada, bob, eve] = USERS;
        let type_named = |name: &str| format!("[records: {name}(login,identifier,type=User)]");
        let text = format!(r#"[0,{{"users":{{"first":{ada},"second":{bob}}}}},[{eve}]]"#);
        assert_eq!(announced_at(Level::Default, &text), type_named("users"));
        let text = text.replace("\"second\":", "\"count\":2,\"second\":");
        assert_eq!(announced_at(Level::Default, &text), type_named("first"), "no map, its fields are no objects all");
        let inner = format!(r#"[0,{{"jobs":{{"index":{{"by":{ada}}},"query":{{"by":{bob}}},"web":{{"by":{eve}}}}}}}]"#);
        assert_eq!(announced_at(Level::Default, &inner), type_named("by"));
    }

    #[test]
    fn entries_of_a_map_are_no_records_and_what_is_in_them_is() {
        let [ada, bob, eve] = USERS;
        let map = format!(r#"{{"users":{{"a":{ada},"b":{bob},"c":{eve}}}}}"#);
        assert_eq!(announced_at(Level::Default, &map), "[records: ]");
        let map = format!(r#"{{"users":{{"a":[1,{ada}],"b":[2,{bob}],"c":[3,{eve}]}}}}"#);
        assert_eq!(announced_at(Level::Default, &map), "[records: a(login,identifier,type=User)]", "no map of objects");
        let map = format!(r#"{{"users":{{"a":{{"is":[{ada}]}},"b":{{"is":[{bob}]}},"c":{{"is":[{eve}]}}}}}}"#);
        assert_eq!(announced_at(Level::Default, &map), "[records: is(login,identifier,type=User)]");
    }

    #[test]
    fn a_record_far_longer_than_often_is_none() {
        let object = |which: usize| {
            let fields: Vec<String> = (0..60).map(|n| format!("\"field {n}\":{}", n * which)).collect();
            format!("{{{}}}", fields.join(","))
        };
        let text = |count: usize| {
            format!("[0,{}]", (1..=count).map(|n| format!("[{}]", object(n))).collect::<Vec<_>>().join(","))
        };
        assert_eq!(announced(&text(14)), "[records: ]");
        assert!(announced(&text(15)).starts_with("[records: record(field 0=0,field 1,"));
    }

    #[test]
    fn two_types_never_share_a_name() {
        let [ada, bob, eve] = USERS;
        let team = |id: u32| format!(r#"{{"identifier":{id},"slug":"team-{id}","members":[]}}"#);
        let text = format!(
            r#"[0,{{"owner":{ada}}},{{"by":{bob}}},{{"to":{eve}}},{{"owner":{}}},{{"x":{}}},{{"y":{}}}]"#,
            team(1),
            team(2),
            team(3)
        );
        assert_eq!(announced(&text), "[records: owner(login,identifier,type=User),owner2(identifier,slug,members=[])]");
    }

    #[test]
    fn records_that_lack_a_field_join_those_that_have_it() {
        let [ada, bob, eve] = USERS;
        let cat = r#"{"login":"cat","type":"User"}"#;
        let text = format!(r#"{{"title":"x","a":{cat},"b":{ada},"c":{bob},"d":[{eve}]}}"#);
        assert_eq!(announced(&text), "[records: a(login,identifier,type)]", "then nothing is stated for all");
        let text = text.replace(cat, r#"{"type":"User","login":"cat"}"#);
        assert_eq!(announced(&text), "[records: b(login,identifier,type=User)]", "another order");
    }

    #[test]
    fn what_saves_less_than_its_announcement_is_no_record() {
        let [ada, ..] = USERS;
        assert_eq!(announced(r#"[0,{"x":1,"y":2},[{"x":3,"y":4}],[{"x":5,"y":6}]]"#), "[records: ]", "short keys");
        assert_eq!(announced(&format!(r#"{{"title":"x","author":{ada}}}"#)), "[records: ]", "once");
        let twice = r#"[0,{"identifier":1,"identifier":2},[{"identifier":3,"identifier":4}],[{"identifier":5,"identifier":6}]]"#;
        assert_eq!(announced(twice), "[records: ]", "a key that stands twice");
    }

    #[test]
    fn short_words_are_names() {
        for name in [r#""author""#, r#""Pull-Request_2""#] {
            assert!(is_name(name), "{name}");
        }
        for name in [r#""""#, r#""2nd""#, r#""null""#, r#""a b""#, r#""é""#, r#""a(""#] {
            assert!(!is_name(name), "{name}");
        }
        assert!(!is_name(&format!("\"{}\"", "x".repeat(33))));
    }
}
