//! Record types: lists of fields that several objects of a document share, stated once.

use std::collections::{HashMap, HashSet};

use super::column::is_out_of_sight;
use super::cost::{self, Quarters};
use super::levels::Naming;
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
    /// What each of its records is estimated to save, its name aside.
    pub saved: Quarters,
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
    pub fn new(
        tape: &Tape<'a>,
        survey: &Survey<'_, 'a>,
        instances: &[Vec<NodeId>],
        names: &ObjectNames<'a>,
        naming: Naming,
    ) -> Self {
        let mut families = families(tape, survey, instances);
        families
            .sort_by_key(|family| family.shapes.iter().map(|&shape| instances[shape as usize].first().copied()).min());
        let mut records = Self::default();
        let mut taken = HashSet::new();
        for family in families {
            let fields = family.fields(tape, instances);
            let Some(saved) = family.saved(survey, instances, &fields, naming) else { continue };
            let index = records.types.len();
            records.by_shape.extend(family.shapes.iter().map(|&shape| (shape, index)));
            let name = distinct(family.name(instances, names), &mut taken);
            records.types.push(RecordType { name, fields, saved });
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

    /// What each record saves beside its name, or `None` where all together do not pay for stating the type.
    fn saved(
        &self,
        survey: &Survey<'_, 'a>,
        instances: &[Vec<NodeId>],
        fields: &[Field<'_>],
        naming: Naming,
    ) -> Option<Quarters> {
        let keys = survey.keys_cost(self.shapes[0]);
        let (saved, others) = if naming.names_all() {
            let stated = fields.iter().filter_map(|field| Some((field.key, field.constant?)));
            let costs =
                stated.map(|(key, value)| (cost::named(key), survey.cost(value).saturating_add(cost::SEPARATOR)));
            let (names, values) = costs.fold((0, 0), |(names, values): (Quarters, Quarters), (name, value)| {
                (names.saturating_add(name), values.saturating_add(value))
            });
            (names.saturating_add(values), keys.saturating_sub(names))
        } else {
            (keys, 0)
        };
        let count = self.count(instances) as u64;
        let stated = u64::from(cost::NAME) * (count + 1) + u64::from(others);
        let pays = count > 1 && u64::from(saved) * (count - 1) > stated;
        (pays && !is_out_of_sight(fields.len(), count as usize)).then_some(saved)
    }

    fn name<'n>(&self, instances: &[Vec<NodeId>], names: &ObjectNames<'n>) -> &'n str {
        let first = self.shapes.iter().filter_map(|&shape| instances[shape as usize].first().copied()).min();
        first.map_or("record", |id| names.name(id))
    }

    fn fields(&self, tape: &Tape<'a>, instances: &[Vec<NodeId>]) -> Vec<Field<'a>> {
        let mut fields: Vec<Field> = self.keys.iter().map(|&key| Field { key, constant: None }).collect();
        if let [shape] = self.shapes[..] {
            state_constants(tape, &instances[shape as usize], &mut fields);
        }
        fields
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
    use crate::forms::json::write::header::records_into;
    use crate::json::parse::parse_packed;
    use crate::vocabulary::Vocabulary;

    /// What is announced of a document's records.
    fn announced(json: &str) -> String {
        announced_at(Level::Compact, json)
    }

    fn announced_at(level: Level, json: &str) -> String {
        let tape = parse_packed(json).unwrap();
        let terms = Terms { vocabulary: Vocabulary::O200kBase, level };
        let layouts = layouts(&tape, &Survey::new(&tape, Some(terms.level)), true, terms);
        let mut text = String::new();
        records_into(&tape, layouts.records.types.iter(), &mut text);
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
    fn where_values_say_their_fields_a_type_pays_by_what_never_changes() {
        let user = |login: &str| format!(r#"{{"login":"{login}","identifier":17,"type":"User","site_admin":false}}"#);
        let text = |users: [String; 3]| {
            format!(r#"{{"title":"x","author":{},"to":[{}],"by":{}}}"#, users[0], users[1], users[2])
        };
        let constant = text(["ada", "bob", "eve"].map(user));
        let announced = announced_at(Level::Default, &constant);
        assert_eq!(announced, "[records: author(login,identifier=17,type=User,site_admin=false)]");
        let [ada, bob, eve] = USERS.map(|user| user.replace(r#","type":"User""#, ""));
        assert_eq!(announced_at(Level::Default, &text([ada, bob, eve])), "[records: ]");
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
