//! The classes of which a document has instances, and how they are announced.

use std::collections::HashMap;

use crate::forms::json::notation::INSTANCES;
use crate::json::tape::{NodeId, Tape};
use crate::json::verbatim::is_name;

/// More classes than this are neither written nor read.
const MOST: usize = 64;

/// Classes, each with the names of the arguments that its instances are made with. No two have the same names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Classes {
    /// `Item(id,name)`, in the order in which they are announced.
    all: Vec<String>,
    /// Which of them has these names, commas between them.
    by_names: HashMap<String, usize>,
}

impl Classes {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Takes in a class; answers whether that is known now, and no other has its names.
    pub fn insert(&mut self, class: &str, names: &str) -> bool {
        if let Some(known) = self.of(names) {
            return known == class;
        }
        let has_room = self.all.len() < MOST;
        if has_room {
            self.by_names.insert(names.to_owned(), self.all.len());
            self.all.push(format!("{class}({names})"));
        }
        has_room
    }

    /// The class whose instances have these names.
    fn of(&self, names: &str) -> Option<&str> {
        let announced = &self.all[*self.by_names.get(names)?];
        Some(&announced[..announced.len() - names.len() - "()".len()])
    }

    /// The class of which an object is an instance.
    pub fn of_object(&self, tape: &Tape<'_>, object: NodeId) -> Option<&str> {
        let mut names = String::new();
        for (key, _) in tape.fields(object) {
            let key = tape.text(key);
            let name = &key[1..key.len() - 1];
            if !name.bytes().all(is_name) {
                return None;
            }
            names.extend([if names.is_empty() { "" } else { "," }, name]);
        }
        self.of(&names)
    }

    /// Appends the line that announces them, without its end.
    pub fn announced_into(&self, out: &mut String) {
        out.extend([INSTANCES, &self.all.join(","), "]"]);
    }

    /// The classes that are announced where a text begins, and the length of that.
    pub fn announced_at(text: &str) -> Option<(Self, usize)> {
        let (mut classes, mut at) = (Self::default(), INSTANCES.len());
        let list = text.strip_prefix(INSTANCES)?;
        let list = &list[..list.find(']')?];
        for class in list.strip_suffix(')')?.split("),") {
            let (class, names) = class.split_once('(')?;
            let is_list = |text: &str| text.split(',').all(|name| !name.is_empty() && name.bytes().all(is_name));
            let is_new = is_list(names) && classes.of(names).is_none();
            (is_new && is_list(class) && !class.contains(',') && classes.insert(class, names)).then_some(())?;
        }
        at += list.len() + 1;
        Some((classes, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse::parse_packed;

    fn classes(all: &[(&str, &str)]) -> Classes {
        let mut classes = Classes::default();
        assert!(all.iter().all(|(class, names)| classes.insert(class, names)));
        classes
    }

    #[test]
    fn classes_are_told_by_the_names_of_their_arguments() {
        let mut classes = classes(&[("shop.Item", "id,name"), ("Item", "id"), ("Item", "id")]);
        assert!(!classes.insert("Other", "id,name"));
        for (object, class) in
            [(r#"{"id":1,"name":2}"#, Some("shop.Item")), (r#"{"name":1,"id":2}"#, None), ("{}", None)]
        {
            let tape = parse_packed(object).unwrap();
            assert_eq!(classes.of_object(&tape, Tape::ROOT), class, "{object}");
        }
        let tape = parse_packed(r#"{"id,name":1}"#).unwrap();
        assert_eq!(classes.of_object(&tape, Tape::ROOT), None);
    }

    #[test]
    fn they_are_announced_on_a_line() {
        let classes = classes(&[("shop.Item", "id,name"), ("Line", "sku")]);
        let mut line = String::new();
        classes.announced_into(&mut line);
        assert_eq!(line, "[Python objects: shop.Item(id,name),Line(sku)]");
        let length = line.len();
        assert_eq!(Classes::announced_at(&(line.clone() + "\n[1]")), Some((classes, length)));
        assert!(Classes::announced_at(&(line + "[Python values]\n")).is_some());
    }

    #[test]
    fn what_only_looks_like_such_a_line_is_none() {
        for list in ["", "A", "A()", "A(b", "(b)", "A(b),", "A(b,)", "A(b)C(d)", "A(b),B(b)", "A(b c)", "A,B(c)"] {
            assert_eq!(Classes::announced_at(&format!("[Python objects: {list}]\n")), None, "{list}");
        }
        let many: Vec<String> = (0..=MOST).map(|n| format!("A(b{n})")).collect();
        assert_eq!(Classes::announced_at(&format!("[Python objects: {}]\n", many.join(","))), None);
    }
}
