//! Marks of repeats: `&3 ` before a value that comes again, `*3` where it does.

use std::collections::HashMap;

use crate::json::tape::NodeId;

/// The values that could be referred to, and the places where they are.
#[derive(Debug, Default)]
pub struct Marks {
    /// By the number that equal values have in common.
    known: HashMap<u32, Known>,
    /// Where marks and references go, in the order of the text.
    places: Vec<(usize, u32, Mark)>,
}

#[derive(Debug)]
struct Known {
    node: NodeId,
    is_referred_to: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Anchor,
    Reference,
}

impl Marks {
    /// Notes that a value is about to be written at `at`: where an equal one stands already, refers to that and answers
    /// true. `is_same` says whether the node it is given is really equal.
    pub fn refer(&mut self, at: usize, class: u32, node: NodeId, is_same: impl FnOnce(NodeId) -> bool) -> bool {
        match self.known.get_mut(&class) {
            Some(known) if is_same(known.node) => {
                known.is_referred_to = true;
                self.places.push((at, class, Mark::Reference));
                true
            }
            Some(_) => false,
            None => {
                self.known.insert(class, Known { node, is_referred_to: false });
                self.places.push((at, class, Mark::Anchor));
                false
            }
        }
    }

    /// Whether anything is referred to.
    pub fn are_used(&self) -> bool {
        self.places.iter().any(|(.., mark)| *mark == Mark::Reference)
    }

    /// Appends `text` with its marks: values are numbered in the order in which they stand.
    pub fn splice_into(&self, text: &str, out: &mut String) {
        let mut numbers: HashMap<u32, usize> = HashMap::new();
        let mut copied = 0;
        for &(at, class, mark) in self.places.iter().filter(|(_, class, _)| self.known[class].is_referred_to) {
            out.push_str(&text[copied..at]);
            copied = at;
            let next = numbers.len() + 1;
            let number = *numbers.entry(class).or_insert(next);
            let (sign, space) = if mark == Mark::Anchor { ("&", " ") } else { ("*", "") };
            out.extend([sign, &number.to_string(), space]);
        }
        out.push_str(&text[copied..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of values separated by commas, a value's first letter its class, with its marks.
    fn marked(values: &[&str]) -> String {
        let (mut marks, mut text) = (Marks::default(), String::new());
        for (index, value) in values.iter().enumerate() {
            text.push_str(if index > 0 { "," } else { "" });
            let class = u32::from(value.as_bytes()[0]);
            if !marks.refer(text.len(), class, index as NodeId, |other| values[other as usize] == *value) {
                text.push_str(value);
            }
        }
        let mut out = String::new();
        marks.splice_into(&text, &mut out);
        assert_eq!(marks.are_used(), out != text);
        out
    }

    #[test]
    fn values_are_numbered_in_the_order_in_which_they_stand() {
        assert_eq!(marked(&["apple", "bread", "bread", "apple", "bread"]), "&1 apple,&2 bread,*2,*1,*2");
    }

    #[test]
    fn what_nothing_refers_to_has_no_mark_and_no_number() {
        assert_eq!(marked(&["apple", "bread", "cheese", "cheese"]), "apple,bread,&1 cheese,*1");
        assert_eq!(marked(&["apple", "bread"]), "apple,bread");
    }

    #[test]
    fn values_that_only_share_a_number_are_told_apart() {
        assert_eq!(marked(&["apple", "avocado", "apple"]), "&1 apple,avocado,*1");
    }
}
