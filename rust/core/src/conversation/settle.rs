//! A text's own form: rewritten or not, and counted; remembered, so that a history is settled once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use crate::config::{Config, Level};
use crate::counting::{is_less, tally_text};
use crate::forms::{self, FieldLists, Nature, QUOTED, Shortest, Terms};
use crate::memo::{CAPACITY_BYTES, Digest, Digested, Key, Memo, Weigh};
use crate::message::Text;
use crate::models::Model;
use crate::transform::Transform;
use crate::vocabulary::Tally;

/// What is known of a text alone: what it is, its shortest form, and their counts.
#[derive(Clone, Debug)]
pub struct Settled {
    /// What it already is; of a text that may not be rewritten nobody asks, and of one that failed nobody knows.
    pub nature: Option<Nature>,
    /// What to send in its place, if anything.
    pub replacement: Option<Arc<str>>,
    /// How that was made.
    pub transform: Option<Transform>,
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
    /// A text that is sent as it is.
    fn as_it_is(nature: Option<Nature>, tally: Tally) -> Self {
        Self {
            nature,
            replacement: None,
            transform: None,
            before: tally,
            after: tally,
            fields: FieldLists::default(),
            failed: false,
        }
    }

    /// A fault of ours must not lose a message: it goes out as it is, counted by the bound that a token has a byte.
    fn failed(text: &str) -> Self {
        Self { failed: true, ..Self::as_it_is(None, Tally::exact(text.len())) }
    }

    /// The text as it is where the model's own tokens are estimated to be no fewer; what must be quoted costs what it costs.
    fn for_model(self, model: &Model) -> Self {
        let stands = self.replacement.is_none() || self.transform == Some(QUOTED);
        if stands || is_less(&self.after, &self.before, model) {
            return self;
        }
        Self { fields: self.fields, ..Self::as_it_is(self.nature, self.before) }
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
/// At no level they are not.
pub(crate) fn settle(text: &Text<'_>, model: &Model, level: Option<Level>) -> Settled {
    remembered(text, || Digest::of(text.text), model, level).for_model(model)
}

/// The tokens of a text that is never rewritten.
pub(crate) fn tally(text: &str, model: &Model) -> Tally {
    settle(&Text::fixed(text), model, None).before
}

/// The own form of a text that may be rewritten, without remembering it: where that takes fewer tokens, another text from
/// which [`expand`](super::expand) gives back the text with its JSON minified. Linear in the text.
#[must_use]
pub fn form(text: &str, model: &Model, level: Level) -> Settled {
    made(&Text { editable: true, ..Text::fixed(text) }, model, Some(level)).for_model(model)
}

/// The own form of a result, from memory, where it is sent in one.
#[must_use]
pub fn own_form(original: &Digested<'_>, model: &Model, config: &Config) -> Option<Arc<str>> {
    let level = config.crush.enabled.then(|| config.crush.level(model.level))?;
    let text = Text { editable: true, ..Text::fixed(original.text) };
    remembered(&text, || original.digest, model, Some(level)).for_model(model).replacement
}

/// Settles a text from memory, which all models with one vocabulary share.
fn remembered(text: &Text<'_>, digest: impl FnOnce() -> Digest, model: &Model, level: Option<Level>) -> Settled {
    let level = level.filter(|_| text.editable);
    let make =
        || catch_unwind(AssertUnwindSafe(|| made(text, model, level))).unwrap_or_else(|_| Settled::failed(text.text));
    if level.is_none() && text.text.len() < SMALLEST_REMEMBERED_BYTES {
        return make();
    }
    let levels = level.map_or(0, |level| 1 + level as u8);
    let flags = [text.editable, model.exact, text.is_ours].into_iter().zip(0..);
    let variant = flags.map(|(flag, bit)| u8::from(flag) << bit).sum::<u8>() | levels << 3;
    MEMO.get_or(Key::of([model.vocabulary.number(), variant], digest()), make)
}

/// Writes a text in its shortest form of `level`; without one it stays as it is.
fn made(text: &Text<'_>, model: &Model, level: Option<Level>) -> Settled {
    let nature = text.editable.then(|| Nature::of(text.text, text.is_ours));
    match (nature, level) {
        (Some(Nature::Plain), Some(level)) => written(text.text, model, level),
        (Some(Nature::Claiming), Some(_)) => quoted(text.text, model),
        _ => Settled::as_it_is(nature, tally_text(text.text, model)),
    }
}

/// Puts a text below the line that says that it is somebody else's.
fn quoted(text: &str, model: &Model) -> Settled {
    let quoted = forms::quoted::quoted(text);
    Settled {
        after: tally_text(&quoted, model),
        replacement: Some(quoted.into()),
        transform: Some(QUOTED),
        ..Settled::as_it_is(Some(Nature::Claiming), tally_text(text, model))
    }
}

/// Writes a plain text in its shortest form.
fn written(text: &str, model: &Model, level: Level) -> Settled {
    let terms = Terms { vocabulary: model.vocabulary, level };
    let Shortest { text: shorter, transform, tokens_before, tokens_after, fields } = forms::shortest(text, terms);
    let counted = |text: &str, tokens| if model.exact { Tally::exact(tokens) } else { tally_text(text, model) };
    let before = counted(text, tokens_before);
    let after = shorter.as_deref().map_or(before, |shorter| counted(shorter, tokens_after));
    let replacement = shorter.map(Arc::from);
    Settled { replacement, transform, after, fields, ..Settled::as_it_is(Some(Nature::Plain), before) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    fn editable(text: &str) -> Text<'_> {
        Text { editable: true, ..Text::fixed(text) }
    }

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
        let ours = Text { is_ours: true, ..editable(&listing) };
        assert_eq!(made(&ours, &resolve("gpt-4o"), Some(Level::Default)).replacement, None, "it stays from then on");
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
                let (model, level) = (resolve(id), Level::Default);
                let settled = settle(&editable(text), &model, Some(level));
                assert_eq!(settled.replacement, form(text, &model, level).replacement, "{id}");
            }
        }
    }

    #[test]
    fn what_means_something_already_is_no_listing() {
        let listing = numbered(&LINES);
        assert_eq!(sent(&format!("<result id=1>\n{listing}")), None);
        for before in ["[1 rows: a\n1\n]\n", "[line numbers padded to 6 columns]\n", "[… as in read above]\n"] {
            let text = format!("{before}{listing}…");
            assert_eq!(sent(&text).as_deref(), Some(&*forms::quoted::quoted(&text)), "{before}");
        }
    }
}
