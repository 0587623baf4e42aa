//! Record types: lists of fields that several objects of a document share, stated once.

use std::collections::{HashMap, HashSet};

use super::cost;
use super::survey::{ShapeId, Survey};
use crate::json::repr::VERBATIM;
use crate::json::tape::{NodeId, Tape};

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
    pub fn new(tape: &Tape<'a>, survey: &Survey<'_, 'a>, instances: &[Vec<NodeId>], names: &Names<'a>) -> Self {
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
        let count = self.count(instances) as u64;
        count > 1 && keys * (count - 1) > u64::from(cost::NAME) * (count + 1)
    }

    fn record_type(
        &self,
        tape: &Tape<'a>,
        instances: &[Vec<NodeId>],
        names: &Names<'a>,
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
        field.constant = Some(value).filter(|&value| !tape.text(value).as_bytes().contains(&VERBATIM));
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
pub struct Names<'a>(HashMap<NodeId, &'a str>);

impl<'a> Names<'a> {
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
