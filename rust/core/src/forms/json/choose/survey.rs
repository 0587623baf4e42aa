//! What is known of a document before its form is chosen: what recurs in it, and roughly what each value takes.
//!
//! Three passes over the tape, each linear: hashes from the leaves up, counts in document order, costs from the leaves up.

use std::collections::HashMap;

use super::cost::{self, Quarters};
use super::keys::is_map;
use super::levels::{is_dense, may_have_records, smallest_repeat};
use crate::config::Level;
use crate::forms::fields::FieldLists;
use crate::hash::{hash_bytes, mixed};
use crate::json::tape::{Kind, NodeId, Tape};

/// A map of fewer entries may as well be an object with fields.
const FEWEST_ENTRIES: usize = 3;

/// Index of a list of keys that objects of the document have.
pub type ShapeId = u32;

/// What recurs in a document, and estimates of what its values take.
pub struct Survey<'t, 'a> {
    tape: &'t Tape<'a>,
    /// What may be stated once and referred to, if anything may.
    level: Option<Level>,
    /// Bytes from which on what repeats is marked.
    smallest_repeat: usize,
    nodes: Vec<Surveyed>,
    /// How often a value stands in the document outside of other repeats, by its hash; only of large ones.
    repeats: HashMap<u32, u32>,
    shapes: Vec<Shape>,
}

#[derive(Clone, Copy, Default)]
struct Surveyed {
    hash: u32,
    cost: Quarters,
    /// Of an object.
    shape: ShapeId,
    /// Whether it is one of a map's entries.
    is_entry: bool,
}

/// The keys of some objects, in order.
#[derive(Clone, Copy)]
struct Shape {
    /// The first object that has them.
    first: NodeId,
    /// How many objects have them, repeats left out.
    count: u32,
    /// What the keys take where they are written out.
    keys: Quarters,
}

impl<'t, 'a> Survey<'t, 'a> {
    /// Surveys a document; records and repeats may be stated once and referred to as `level` allows it, without one not.
    pub fn new(tape: &'t Tape<'a>, level: Option<Level>) -> Self {
        let nodes = vec![Surveyed::default(); tape.len()];
        let smallest_repeat = level.and_then(smallest_repeat).unwrap_or(usize::MAX);
        let mut survey = Self { tape, level, smallest_repeat, nodes, repeats: HashMap::new(), shapes: Vec::new() };
        if level.is_some() {
            survey.hash_values();
            survey.count_repeats();
        }
        survey.estimate_costs();
        survey
    }

    /// What a value takes where it stands, in its shortest form without tables.
    pub fn cost(&self, id: NodeId) -> Quarters {
        self.nodes[id as usize].cost
    }

    /// The shape of an object.
    pub fn shape(&self, object: NodeId) -> ShapeId {
        self.nodes[object as usize].shape
    }

    /// Whether an object may be a record. Beside values without names, the key of a map's entry is misread.
    pub fn may_be_record(&self, object: NodeId) -> bool {
        let is_entry = self.nodes[object as usize].is_entry;
        self.level.is_some_and(|level| may_have_records(level) && (is_dense(level) || !is_entry))
    }

    /// How many shapes there are.
    pub fn shapes(&self) -> usize {
        self.shapes.len()
    }

    /// The first object of a shape.
    pub fn first(&self, shape: ShapeId) -> NodeId {
        self.shapes[shape as usize].first
    }

    /// The fields of the objects of a document, in the order in which it has them.
    pub fn field_lists(&self, tape: &Tape<'_>) -> FieldLists {
        // The survey reads from the end.
        let mut objects: Vec<NodeId> = (0..self.shapes()).map(|shape| self.first(shape as ShapeId)).collect();
        objects.sort_unstable();
        FieldLists::of(tape, &objects)
    }

    /// What a shape's keys take where they are written out.
    pub fn keys_cost(&self, shape: ShapeId) -> Quarters {
        self.shapes[shape as usize].keys
    }

    /// The number that equal values have in common, if the value is large and stands elsewhere, too.
    pub fn repeated(&self, id: NodeId) -> Option<u32> {
        let hash = self.nodes[id as usize].hash;
        let repeats = self.is_large(id) && self.repeats.get(&hash).is_some_and(|&count| count > 1);
        repeats.then_some(hash)
    }

    fn hash_values(&mut self) {
        let mut shapes: HashMap<u64, ShapeId> = HashMap::new();
        for id in (0..self.tape.len() as NodeId).rev() {
            let hash = match self.tape.kind(id) {
                Kind::Object | Kind::Array if !self.tape.is_childless(id) => self.hash_of_children(id),
                _ => hash_bytes(self.tape.text(id).as_bytes()),
            };
            self.nodes[id as usize].hash = (hash >> 32) as u32;
            if self.tape.kind(id) == Kind::Object {
                self.nodes[id as usize].shape = self.shape_of(id, &mut shapes);
                self.mark_entries(id);
            }
        }
    }

    fn mark_entries(&mut self, object: NodeId) {
        if is_map(self.tape, object, FEWEST_ENTRIES) {
            self.tape.fields(object).for_each(|(_, entry)| self.nodes[entry as usize].is_entry = true);
        }
    }

    fn hash_of_children(&self, id: NodeId) -> u64 {
        let opening = u64::from(self.tape.source().as_bytes()[self.tape.start(id)]);
        self.tape.children(id).fold(opening, |hash, child| mixed(hash, u64::from(self.nodes[child as usize].hash)))
    }

    /// Two lists of keys with one hash are told apart; the second then has a shape for each of its objects.
    fn shape_of(&mut self, object: NodeId, known: &mut HashMap<u64, ShapeId>) -> ShapeId {
        let keys = || self.tape.fields(object).map(|(key, _)| key);
        let hash = keys().fold(0, |hash, key| mixed(hash, u64::from(self.nodes[key as usize].hash)));
        let shape = known.get(&hash).copied().filter(|&shape| self.has_keys_of(object, self.first(shape)));
        let shape = shape.unwrap_or_else(|| {
            self.shapes.push(Shape { first: object, count: 0, keys: cost::keys(self.tape, object) });
            self.shapes.len() as ShapeId - 1
        });
        known.insert(hash, shape);
        self.shapes[shape as usize].first = object;
        shape
    }

    fn has_keys_of(&self, object: NodeId, other: NodeId) -> bool {
        let keys = |id| self.tape.fields(id).map(|(key, _)| self.tape.text(key));
        keys(object).eq(keys(other))
    }

    /// What stands inside a repeat is not counted again: it is not written again either.
    fn count_repeats(&mut self) {
        let mut id = 0;
        while id < self.tape.len() as NodeId {
            let Surveyed { hash, shape, .. } = self.nodes[id as usize];
            if self.is_large(id) {
                let count = self.repeats.entry(hash).or_default();
                *count += 1;
                if *count > 1 {
                    id = self.tape.after(id);
                    continue;
                }
            }
            if self.tape.kind(id) == Kind::Object && self.may_be_record(id) {
                self.shapes[shape as usize].count += 1;
            }
            id += 1;
        }
    }

    fn estimate_costs(&mut self) {
        for id in (0..self.tape.len() as NodeId).rev() {
            let whole = match self.tape.kind(id) {
                Kind::Object => self.children_cost(id).saturating_add(self.keys_or_name(id)),
                Kind::Array if !self.tape.is_childless(id) => self.children_cost(id),
                _ => cost::scalar(self.tape.text(id)),
            };
            let repeats = if !self.repeats.is_empty() && self.is_large(id) {
                self.repeats.get(&self.nodes[id as usize].hash)
            } else {
                None
            };
            self.nodes[id as usize].cost = repeats.map_or(whole, |&count| cost::shared(whole, count));
        }
    }

    fn children_cost(&self, id: NodeId) -> Quarters {
        let is_object = self.tape.kind(id) == Kind::Object;
        let values = self.tape.children(id).skip(usize::from(is_object)).step_by(1 + usize::from(is_object));
        values.fold(cost::TOKEN, |sum, child| sum.saturating_add(self.cost(child)).saturating_add(cost::SEPARATOR))
    }

    /// What an object's keys take, or as its share of them what a record takes.
    fn keys_or_name(&self, object: NodeId) -> Quarters {
        if !self.may_be_record(object) {
            return cost::keys(self.tape, object);
        }
        let Shape { count, keys, .. } = self.shapes[self.shape(object) as usize];
        keys.min(cost::NAME + keys / count.max(1))
    }

    fn is_large(&self, id: NodeId) -> bool {
        self.tape.text(id).len() >= self.smallest_repeat
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::json::parse::parse_packed;

    const ADDRESS: &str = r#"{"street":"1 Long Acre Road","zip":"12345"}"#;

    /// The values with this text, first to last.
    fn all(tape: &Tape<'_>, text: &str) -> Vec<NodeId> {
        (0..tape.len() as NodeId).filter(|&id| tape.text(id) == text).collect()
    }

    #[test]
    fn a_large_value_that_stands_twice_is_a_repeat() {
        let text = format!(r#"[{ADDRESS},"short","short",{ADDRESS},{{"street":"1 Long Acre Road","zip":"54321"}}]"#);
        let tape = parse_packed(&text).unwrap();
        let survey = Survey::new(&tape, Some(Level::Compact));
        let repeated: Vec<NodeId> = (0..tape.len() as NodeId).filter(|&id| survey.repeated(id).is_some()).collect();
        assert_eq!(repeated, all(&tape, ADDRESS));
        assert_eq!(survey.repeated(repeated[0]), survey.repeated(repeated[1]));
        assert!(Survey::new(&tape, None).repeated(repeated[0]).is_none(), "nothing is referred to without names");
    }

    #[test]
    fn what_stands_inside_a_repeat_is_not_counted_again() {
        let text = format!("[[{ADDRESS},true],[{ADDRESS},true]]");
        let tape = parse_packed(&text).unwrap();
        let survey = Survey::new(&tape, Some(Level::Compact));
        assert!(survey.repeated(1).is_some(), "the arrays are equal");
        assert!(all(&tape, ADDRESS).iter().all(|&id| survey.repeated(id).is_none()));
    }

    #[test]
    fn objects_with_the_same_keys_in_the_same_order_have_one_shape() {
        let tape = parse_packed(r#"[{"a":1,"b":2},{"b":1,"a":2},{"a":"x","b":{"a":1}},{},{}]"#).unwrap();
        let survey = Survey::new(&tape, Some(Level::Default));
        let objects: Vec<NodeId> = tape.children(Tape::ROOT).collect();
        let shapes: Vec<ShapeId> = objects.iter().map(|&id| survey.shape(id)).collect();
        assert!(shapes[0] == shapes[2] && shapes[3] == shapes[4]);
        assert_eq!(survey.shapes(), 4, "a and b, b and a, a alone, none");
        assert_eq!(survey.first(shapes[2]), objects[0]);
    }

    #[test]
    fn what_is_marked_where_it_repeats_goes_by_the_level() {
        let quoted = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
        let texts = [23, 24, 199, 200].map(quoted);
        let json = format!("[{0},{0}]", texts.join(","));
        let tape = parse_packed(&json).unwrap();
        let marked = |level| {
            let survey = Survey::new(&tape, Some(level));
            let repeats = (0..tape.len() as NodeId).filter(|&id| survey.repeated(id).is_some());
            repeats.map(|id| tape.text(id).len()).collect::<BTreeSet<_>>()
        };
        assert_eq!(marked(Level::Plain), BTreeSet::new());
        assert_eq!(marked(Level::Default), BTreeSet::from([200]));
        assert_eq!(marked(Level::Compact), BTreeSet::from([24, 199, 200]));
    }

    #[test]
    fn objects_that_are_entries_of_a_map_are_no_records() {
        let tape = parse_packed(r#"[{"a":{"x":{}},"b":{},"c":{}},{"a":{},"b":{}},{"a":{},"b":{},"c":1}]"#).unwrap();
        let may_be_record = |level| {
            let survey = Survey::new(&tape, Some(level));
            let objects = (0..tape.len() as NodeId).filter(|&id| tape.kind(id) == Kind::Object);
            objects.map(|id| u8::from(survey.may_be_record(id))).collect::<Vec<_>>()
        };
        assert_eq!(may_be_record(Level::Plain), [0; 11]);
        assert_eq!(may_be_record(Level::Default), [1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1]);
        assert_eq!(may_be_record(Level::Compact), [1; 11]);
    }

    #[test]
    fn names_and_references_make_what_recurs_cheaper() {
        let text = format!("[{ADDRESS},{ADDRESS},{ADDRESS}]");
        let tape = parse_packed(&text).unwrap();
        let (named, plain) = (Survey::new(&tape, Some(Level::Compact)), Survey::new(&tape, None));
        assert!(named.cost(1) < plain.cost(1) && named.cost(Tape::ROOT) < plain.cost(Tape::ROOT));
    }
}
