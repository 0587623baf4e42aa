//! What the texts above are called, so that a reader finds the very one that is meant.
//!
//! A result is called by its tool, `get_order`. Where that has answered calls with other arguments, too, it is called by the
//! first argument that none of those had: `get_order(W-1044)`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::json::parse::parse_packed;
use crate::json::tape::{Kind, Tape};
use crate::json::unescape::unescaped;
use crate::json::write::minified;

/// A longer argument is not repeated to the reader.
const LONGEST_ARGUMENT: usize = 64;

/// Where a text comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Who says it: the tool, or a speaker.
    pub name: Arc<str>,
    /// Of a result, what the tool was called with.
    pub arguments: Option<Arc<Arguments>>,
}

/// Somebody's words that are no result.
impl From<&str> for Origin {
    fn from(name: &str) -> Self {
        Self { name: name.into(), arguments: None }
    }
}

/// What a tool was called with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// As minified JSON, or as they came.
    text: Box<str>,
    /// Those that a reader can be told, in order.
    told: Box<[Box<str>]>,
}

impl Arguments {
    /// What they are, as minified JSON or as they came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads the arguments of a call, as the text in which it gives them. Linear.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match parse_packed(text) {
            Ok(tape) => Self { text: minified(text).into(), told: told(&tape) },
            Err(_) => Self { text: text.into(), told: Box::default() },
        }
    }
}

/// The texts and numbers among the arguments that can stand in a label.
fn told(tape: &Tape<'_>) -> Box<[Box<str>]> {
    if tape.kind(Tape::ROOT) != Kind::Object {
        return Box::default();
    }
    let value = |id| match tape.kind(id) {
        Kind::String => Some(unescaped(tape.text(id))),
        Kind::Number => Some(tape.text(id).into()),
        _ => None,
    };
    let values = tape.fields(Tape::ROOT).filter_map(|(_, id)| value(id));
    values.filter(|value| can_be_told(value)).map(Box::from).collect()
}

/// Whether an argument breaks no line and looks like no other text: some ASCII, blanks only inside.
fn can_be_told(value: &str) -> bool {
    let is_told = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/@#+=?&%~ ".contains(&byte);
    (1..=LONGEST_ARGUMENT).contains(&value.len()) && value.trim() == value && value.bytes().all(is_told)
}

/// The labels of the results above, and which text each leads to.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels(HashMap<Box<str>, Use>);

/// What a label leads to.
#[derive(Clone, Debug)]
struct Use {
    /// The latest text that it fits.
    latest: usize,
    /// What the tool was called with for that one.
    arguments: Arc<Arguments>,
    /// Whether it fits results of calls with different arguments.
    is_shared: bool,
}

impl Labels {
    /// Adds the next text, which has this number.
    pub fn add(&mut self, number: usize, origin: &Origin) {
        let Origin { name, arguments: Some(arguments) } = origin else { return };
        let names = std::iter::once(Box::from(&**name));
        for label in names.chain(arguments.told.iter().map(|value| with_argument(name, value))) {
            let new = || Use { latest: number, arguments: arguments.clone(), is_shared: false };
            let known = self.0.entry(label).or_insert_with(new);
            known.is_shared |= known.arguments != *arguments;
            known.latest = number;
        }
    }

    /// The latest text that a label fits.
    pub fn latest(&self, label: &str) -> Option<usize> {
        self.0.get(label).map(|known| known.latest)
    }

    /// What a text of this origin is called, if anything tells it from results of its tool for other arguments.
    pub fn label(&self, origin: &Origin) -> Option<Box<str>> {
        let Origin { name, arguments: Some(arguments) } = origin else { return Some(Box::from(&*origin.name)) };
        let labels = std::iter::once(Box::from(&**name));
        labels.chain(arguments.told.iter().map(|value| with_argument(name, value))).find(|label| self.is_own(label))
    }

    fn is_own(&self, label: &str) -> bool {
        self.0.get(label).is_some_and(|known| !known.is_shared)
    }
}

fn with_argument(name: &str, value: &str) -> Box<str> {
    format!("{name}({value})").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(arguments: &str) -> Origin {
        Origin { name: "get_order".into(), arguments: Some(Arc::new(Arguments::of(arguments))) }
    }

    fn labels(all: &[&str]) -> Vec<Option<String>> {
        let mut labels = Labels::default();
        for (number, arguments) in all.iter().enumerate() {
            labels.add(number, &origin(arguments));
        }
        all.iter().map(|arguments| labels.label(&origin(arguments)).map(String::from)).collect()
    }

    #[test]
    fn a_tool_that_is_always_called_alike_is_its_label() {
        assert_eq!(labels(&[r#"{"id": 7}"#, r#"{"id":7}"#]), [Some("get_order".into()), Some("get_order".into())]);
    }

    #[test]
    fn the_first_argument_that_no_other_call_has_tells_results_apart() {
        let found = labels(&[r#"{"shop":"eu","id":7}"#, r#"{"shop":"eu","id":8}"#, r#"{"shop":"us","id":8}"#]);
        assert_eq!(found, [Some("get_order(7)".into()), None, Some("get_order(us)".into())]);
    }

    #[test]
    fn what_could_break_a_line_or_be_misread_is_no_label() {
        for value in ["", " a", "a\n", "a)b", "é", "a,b", &"x".repeat(65)] {
            assert!(!can_be_told(value), "{value}");
        }
        assert!(can_be_told("src/app.py") && can_be_told("W-1044") && can_be_told("two words"));
    }

    #[test]
    fn a_label_leads_to_the_latest_text_that_it_fits() {
        let mut labels = Labels::default();
        for (number, arguments) in [r#"{"id":7}"#, r#"{"id":8}"#, r#"{"id":7}"#].into_iter().enumerate() {
            labels.add(number, &origin(arguments));
        }
        assert_eq!(
            ["get_order", "get_order(7)", "get_order(8)", "x"].map(|it| labels.latest(it)),
            [Some(2), Some(2), Some(1), None]
        );
    }
}
