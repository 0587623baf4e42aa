//! A text's final form: rewritten or not, and counted; remembered, so that a history is settled once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use crate::config::{CrushConfig, Level};
use crate::counting::{is_less, tally_text};
use crate::forms::json::{FieldLists, crush, is_settled};
use crate::forms::listing;
use crate::memo::{CAPACITY_BYTES, Key, Memo, Weigh};
use crate::message::Text;
use crate::models::Model;
use crate::plan::Transform;
use crate::vocabulary::Tally;

/// A text's final form and its counts.
#[derive(Clone, Debug)]
pub struct Settled {
    /// What to send in its place, if anything.
    pub replacement: Option<Arc<str>>,
    /// How that was made.
    pub transform: Transform,
    /// Tokens of the text as it is.
    pub before: Tally,
    /// Tokens of what is sent.
    pub after: Tally,
    /// The fields of the objects in it, where it is one value.
    pub fields: FieldLists,
    /// Whether it is sent as it is because settling failed.
    pub failed: bool,
}

impl Settled {
    /// Sends another text if that takes fewer tokens of the vocabulary.
    fn replace(&mut self, text: String, transform: Transform, after: Tally) {
        if after.tokens() < self.after.tokens() {
            (self.replacement, self.transform, self.after) = (Some(text.into()), transform, after);
        }
    }

    /// The same, or the text as it is where the model's own tokens are estimated to be no fewer.
    fn for_model(self, model: &Model) -> Self {
        if self.replacement.is_none() || is_less(&self.after, &self.before, model) {
            return self;
        }
        Self { fields: self.fields, ..unchanged(self.before) }
    }
}

impl Weigh for Settled {
    fn heap_bytes(&self) -> usize {
        self.replacement.as_ref().map_or(0, |text| text.len()) + self.fields.bytes()
    }
}

/// Shorter texts are counted faster than they are looked up; what may be rewritten is always worth it.
const SMALLEST_REMEMBERED_BYTES: usize = 256;

static MEMO: LazyLock<Memo<Settled>> = LazyLock::new(|| Memo::new(CAPACITY_BYTES));

/// Settles one text, which depends on nothing but the text, the model and how texts are rewritten.
pub(crate) fn settle(text: &Text<'_>, model: &Model, config: CrushConfig) -> Settled {
    remembered(text, model, config).for_model(model)
}

/// What is remembered is the same for all models with one vocabulary.
fn remembered(text: &Text<'_>, model: &Model, config: CrushConfig) -> Settled {
    let rewrite = text.editable && config.enabled;
    let make = || {
        catch_unwind(AssertUnwindSafe(|| {
            if rewrite { shortest(text.text, model, config.level) } else { as_it_is(text.text, model) }
        }))
        .unwrap_or_else(|_| failed(text.text))
    };
    if !rewrite && text.text.len() < SMALLEST_REMEMBERED_BYTES {
        return make();
    }
    let compact = rewrite && config.level == Level::Compact;
    let variant = [model.vocabulary.number(), u8::from(rewrite) | u8::from(model.exact) << 1 | u8::from(compact) << 2];
    MEMO.get_or(Key::new(variant, text.text), make)
}

/// The tokens of a text that is never rewritten.
pub(crate) fn tally(text: &str, model: &Model) -> Tally {
    settle(&Text::fixed(text), model, CrushConfig::default()).before
}

/// Rewrites one text where that takes fewer tokens: its JSON, and then line numbers where it is a listing.
///
/// [`sources::expand`](crate::conversation::expand::expand) gives back the text with its JSON minified. Linear in the text.
#[must_use]
pub fn form(text: &str, model: &Model, level: Level) -> Settled {
    shortest(text, model, level).for_model(model)
}

fn shortest(text: &str, model: &Model, level: Level) -> Settled {
    if listing::is_headed(text) {
        return as_it_is(text, model);
    }
    let crushed = crush(text, model.vocabulary, level);
    let counted = |text: &str, tokens| if model.exact { Tally::exact(tokens) } else { tally_text(text, model) };
    let mut settled = unchanged(counted(text, crushed.tokens_before));
    settled.fields = crushed.fields;
    if let Some(json) = crushed.text {
        let after = counted(&json, crushed.tokens_after);
        settled.replace(json, crushed.strategy.into(), after);
    }
    // Most texts are no listing, which is told faster than whether they may be rewritten.
    let listing = listing::written(settled.replacement.as_deref().unwrap_or(text));
    if let Some(listing) = listing.filter(|_| !is_settled(text)) {
        let after = tally_text(&listing, model);
        settled.replace(listing, Transform::Listing, after);
    }
    settled
}

fn as_it_is(text: &str, model: &Model) -> Settled {
    unchanged(tally_text(text, model))
}

fn unchanged(tally: Tally) -> Settled {
    let fields = FieldLists::default();
    Settled { replacement: None, transform: Transform::None, before: tally, after: tally, fields, failed: false }
}

/// A fault of ours must not lose a message: it goes out as it is, counted by the bound that a token has a byte.
fn failed(text: &str) -> Settled {
    Settled { failed: true, ..unchanged(Tally::exact(text.len())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    fn sent(text: &str) -> Option<Arc<str>> {
        form(text, &resolve("gpt-4o"), Level::Default).replacement
    }

    fn numbered(lines: &[&str]) -> String {
        let line = |(number, line): (usize, &&str)| format!("{number:>6}\t{line}\n");
        (1..).zip(lines).map(line).collect()
    }

    const LINES: [&str; 8] = ["import os", "", "def main():", "    return os", "", "", "if x:", "    main()"];

    #[test]
    fn a_listing_is_sent_without_padding_where_that_is_less() {
        let listing = sent(&numbered(&LINES)).unwrap();
        assert!(listing.starts_with("[line numbers padded to 6 columns]\n1\timport os\n2\t\n"), "{listing}");
        assert_eq!(sent(&numbered(&LINES[..3])), None, "the line above would take more than it saves");
        assert_eq!(sent(&listing), None, "it is sent as it is from then on");
    }

    #[test]
    fn json_in_a_listing_is_rewritten_first() {
        let row = |id: usize| format!(r#"{{"id": {id}, "name": "number {id}"}}"#);
        let rows = format!("[{}]", (0..8).map(row).collect::<Vec<_>>().join(", "));
        let listing = sent(&numbered(&["rows =", &rows, "", "a", "b", "c", "d", "e", "f"])).unwrap();
        let expected = "[line numbers padded to 6 columns]\n1\trows =\n2\t[8 rows: id,name\n0,number 0\n";
        assert!(listing.starts_with(expected), "{listing}");
    }

    #[test]
    fn what_an_estimate_counts_as_no_less_is_not_sent() {
        let text = "[None,'\\x0B']"; // fewer tokens of o200k_base as JSON, but more of them symbols
        assert!(sent(text).is_some());
        assert_eq!(form(text, &resolve("gemini-2.5-pro"), Level::Default).replacement, None);
    }

    #[test]
    fn it_does_not_matter_which_model_a_text_was_settled_for_before() {
        for text in ["[None,'\\x0B']", &numbered(&LINES[..5]), &numbered(&LINES)] {
            for id in ["claude-sonnet-4-5", "gemini-2.5-pro", "deepseek-chat", "a model nobody knows", "gpt-4o"] {
                let (model, config) = (resolve(id), CrushConfig::default());
                let settled = settle(&Text { editable: true, ..Text::fixed(text) }, &model, config);
                assert_eq!(settled.replacement, form(text, &model, config.level).replacement, "{id}");
            }
        }
    }

    #[test]
    fn what_means_something_already_is_no_listing() {
        let listing = numbered(&LINES);
        for before in ["<result id=1>\n", "[1 rows: a\n1\n]\n", "[line numbers padded to 6 columns]\n"] {
            assert_eq!(sent(&format!("{before}{listing}")), None, "{before}");
        }
        assert_eq!(sent(&format!("[… as in read above]\n{listing}…")), None);
    }
}
