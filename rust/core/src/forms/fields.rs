//! Which fields objects have, and the order in which a conversation met them first.
//!
//! The same record in another order of fields is, letter by letter, another text. Where an order is known, it can be written
//! in that one (`json/reorder.rs`), and is the repeat that it is.

use std::collections::{HashMap, HashSet};
use std::iter::from_fn;
use std::sync::Arc;

use crate::hash::hash_bytes;
use crate::json::scalar::string_end;
use crate::json::tape::{NodeId, Tape};
use crate::json::verbatim::is_mixed;

/// Objects of more fields stay in their order: stating it would take a document of its own.
const MOST_FIELDS: usize = 64;

/// Values whose objects differ more than this have no order worth remembering.
const MOST_LISTS: usize = 64;

/// What a conversation remembers of names; lists that do not fit are not remembered.
const MOST_BYTES: usize = 1 << 20;

/// The names of an object's fields in order, as they stand in JSON: two at least, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// With a comma behind each.
    names: Arc<str>,
    count: usize,
    /// The same for the same names in any order.
    set: u64,
}

impl Fields {
    /// These names, or `None` where no order of them is worth remembering.
    #[must_use]
    pub fn new<'n>(names: impl Iterator<Item = &'n str>) -> Option<Self> {
        let names: Vec<&str> = names.take(MOST_FIELDS + 1).collect();
        let distinct: HashSet<&str> = names.iter().copied().collect();
        let (count, set) = (names.len(), set_of(names.iter().copied()));
        let fits = (2..=MOST_FIELDS).contains(&count) && distinct.len() == count;
        fits.then(|| Self {
            names: names.into_iter().flat_map(|name| [name, ","]).collect::<String>().into(),
            count,
            set,
        })
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut rest = &*self.names;
        from_fn(move || {
            let end = string_end(rest.as_bytes(), 0).ok()?;
            let name = &rest[..end];
            rest = &rest[end + 1..];
            Some(name)
        })
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// What all lists of the same names have in common.
    pub(super) fn set(&self) -> u64 {
        self.set
    }

    /// The same names in the order of `known`; one that is not known stays behind the one it follows.
    fn aligned(&self, known: &Self) -> Option<Self> {
        let known: HashMap<&str, usize> = known.names().zip(1..).collect();
        let mut last = 0;
        let place = |name| {
            last = known.get(name).copied().unwrap_or(last);
            (last, name)
        };
        let mut names: Vec<(usize, &str)> = self.names().map(place).collect();
        names.sort_by_key(|&(place, _)| place);
        Self::new(names.into_iter().map(|(_, name)| name))
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + self.names.len()
    }
}

/// The same number for the same names in any order.
pub(super) fn set_of<'n>(names: impl Iterator<Item = &'n str>) -> u64 {
    names.fold(0, |sum, name| sum.wrapping_add(hash_bytes(name.as_bytes())))
}

/// The fields of the objects in a value, each list once; not those that come in several orders, and none of a value that
/// only Python can say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldLists(Arc<[Fields]>);

impl FieldLists {
    /// Those of these objects of a document, in the order in which they are given.
    #[must_use]
    pub fn of(tape: &Tape<'_>, objects: &[NodeId]) -> Self {
        if objects.len() > MOST_LISTS || is_mixed(tape.source()) {
            return Self::default();
        }
        let names = |&object: &NodeId| Fields::new(tape.fields(object).map(|(key, _)| tape.text(key)));
        Self::each_once(objects.iter().filter_map(names).collect())
    }

    fn each_once(lists: Vec<Fields>) -> Self {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        for fields in &lists {
            *counts.entry(fields.set).or_default() += 1;
        }
        Self(lists.into_iter().filter(|fields| counts[&fields.set] == 1).collect())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Fields> {
        self.0.iter()
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.iter().map(Fields::bytes).sum()
    }
}

/// The order in which a conversation had the fields of its objects first.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    lists: Vec<Fields>,
    by_set: HashMap<u64, usize>,
    /// The longest list that has a name, by its hash: of several the oldest.
    by_name: HashMap<u64, usize>,
    bytes: usize,
    /// Whether something stands above whose fields nobody has read: then no order is known to be the first.
    is_closed: bool,
    /// How many lists there were at the point to go back to, and whether it was closed.
    marked: (usize, bool),
}

impl Orders {
    /// Adds the fields of the next value, `None` where nobody has read them; those that are known stay as they are.
    pub fn add(&mut self, lists: Option<&FieldLists>) {
        self.is_closed |= lists.is_none();
        for fields in lists.into_iter().flat_map(FieldLists::iter) {
            if !self.by_set.contains_key(&fields.set) && self.bytes + fields.bytes() <= MOST_BYTES {
                self.push(fields.clone());
            }
        }
    }

    fn push(&mut self, fields: Fields) {
        let number = self.lists.len();
        self.by_set.insert(fields.set, number);
        for name in fields.names() {
            let longest = self.by_name.entry(hash_bytes(name.as_bytes())).or_insert(number);
            if self.lists.get(*longest).is_some_and(|list| list.count < fields.count) {
                *longest = number;
            }
        }
        self.bytes += fields.bytes();
        self.lists.push(fields);
    }

    /// The known order of these fields, if it is another: that of the same names, or else that of a list with most of them.
    #[must_use]
    pub fn other_order(&self, fields: &Fields) -> Option<Fields> {
        if self.is_closed {
            return None;
        }
        let known = match self.by_set.get(&fields.set) {
            Some(&same) => self.lists[same].clone(),
            None => fields.aligned(self.nearest(fields)?)?,
        };
        (known != *fields).then_some(known)
    }

    /// The list that is the longest to have each of most of the names.
    fn nearest(&self, fields: &Fields) -> Option<&Fields> {
        let mut votes: HashMap<usize, usize> = HashMap::new();
        for name in fields.names() {
            if let Some(&list) = self.by_name.get(&hash_bytes(name.as_bytes())) {
                *votes.entry(list).or_default() += 1;
            }
        }
        let (&list, _) = votes.iter().find(|&(_, &count)| count * 2 > fields.count)?;
        Some(&self.lists[list])
    }

    /// Makes this the point to go back to.
    pub fn mark(&mut self) {
        self.marked = (self.lists.len(), self.is_closed);
    }

    /// Goes back to that point. Linear in what is known.
    pub fn undo(&mut self) {
        let (count, is_closed) = self.marked;
        if self.lists.len() > count {
            let lists = std::mem::take(&mut self.lists);
            *self = Self { marked: self.marked, ..Self::default() };
            lists.into_iter().take(count).for_each(|fields| self.push(fields));
        }
        self.is_closed = is_closed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;
    use crate::forms::json::choose::survey::Survey;
    use crate::json::parse::parse_packed;

    fn lists(json: &str) -> FieldLists {
        let tape = parse_packed(json).unwrap();
        Survey::new(&tape, Some(Level::Default)).field_lists(&tape)
    }

    fn told(lists: &FieldLists) -> Vec<String> {
        lists.iter().map(|fields| fields.names().collect::<Vec<_>>().join(",").replace('"', "")).collect()
    }

    fn orders(documents: &[&str]) -> Orders {
        let mut orders = Orders::default();
        for json in documents {
            orders.add(Some(&lists(json)));
        }
        orders
    }

    /// The known order of the fields of an object.
    fn other_order(orders: &Orders, json: &str) -> Option<String> {
        let other = orders.other_order(lists(json).iter().next()?)?;
        Some(other.names().collect::<Vec<_>>().join(",").replace('"', ""))
    }

    #[test]
    fn each_list_of_fields_stands_once_in_the_order_of_the_document() {
        let found = lists(r#"{"b":{"y":1,"x":2},"a":[{"d":1,"c":2},{"d":3,"c":4},{"e":5}]}"#);
        assert_eq!(told(&found), ["b,a", "y,x", "d,c"]);
    }

    #[test]
    fn fields_that_come_in_several_orders_have_none() {
        assert_eq!(told(&lists(r#"[{"a":1,"b":2},{"b":1,"a":2},{"c":1,"d":2}]"#)), ["c,d"]);
        assert_eq!(told(&lists(r#"[{"a":1,"a":2}]"#)), [""; 0], "a name twice");
    }

    #[test]
    fn the_first_order_of_the_same_names_is_the_known_one() {
        let orders = orders(&[r#"{"id":1,"name":"x","total":2}"#, r#"{"total":2,"id":1,"name":"x"}"#]);
        assert_eq!(other_order(&orders, r#"{"total":5,"name":"y","id":7}"#).as_deref(), Some("id,name,total"));
        assert_eq!(other_order(&orders, r#"{"id":7,"name":"y","total":5}"#), None, "it has that order");
    }

    #[test]
    fn a_name_that_is_new_stays_behind_the_one_it_follows() {
        let orders = orders(&[r#"{"id":1,"name":"x","total":2}"#]);
        let known = |json| other_order(&orders, json);
        assert_eq!(known(r#"{"new":0,"total":5,"status":"z","id":7}"#).as_deref(), None, "half of them are known");
        assert_eq!(known(r#"{"new":0,"total":5,"name":"a","id":7}"#).as_deref(), Some("new,id,name,total"));
        assert_eq!(known(r#"{"total":5,"status":"z","name":"a","id":7}"#).as_deref(), Some("id,name,total,status"));
        assert_eq!(known(r#"{"id":7,"status":"z","name":"a","total":5}"#), None, "the known ones are in order");
    }

    #[test]
    fn small_objects_that_share_names_do_not_hide_a_large_one() {
        let orders =
            orders(&[r#"{"b":1,"a":2,"x":3}"#, r#"{"d":1,"c":2,"x":3}"#, r#"{"a":1,"b":2,"c":3,"d":4,"e":5}"#]);
        assert_eq!(other_order(&orders, r#"{"e":1,"d":2,"c":3,"b":4,"new":5}"#).as_deref(), Some("b,new,c,d,e"));
        assert_eq!(other_order(&orders, r#"{"x":1,"a":2,"b":3}"#).as_deref(), Some("b,a,x"), "the same names");
    }

    #[test]
    fn what_was_added_since_the_mark_can_be_forgotten() {
        let mut orders = orders(&[r#"{"a":1,"b":2}"#]);
        orders.mark();
        orders.add(Some(&lists(r#"{"c":1,"d":2,"a":3}"#)));
        assert!(other_order(&orders, r#"{"d":1,"c":2,"a":3}"#).is_some());
        orders.undo();
        assert_eq!(other_order(&orders, r#"{"d":1,"c":2,"a":3}"#), None);
        assert_eq!(other_order(&orders, r#"{"b":1,"a":2}"#).as_deref(), Some("a,b"));
        orders.add(Some(&lists(r#"{"d":1,"c":2}"#)));
        assert_eq!(other_order(&orders, r#"{"c":1,"d":2}"#).as_deref(), Some("d,c"));
    }
}
