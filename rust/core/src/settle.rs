//! A text's final form: rewritten or not, and counted; remembered, so that a history is settled once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use crate::config::{CrushConfig, Level};
use crate::crush::crush;
use crate::memo::{CAPACITY_BYTES, Key, Memo, Weigh};
use crate::message::Text;
use crate::models::Model;
use crate::plan::Transform;
use crate::tokens::{Tally, is_less, tally_text};

/// A text's final form and its counts.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    /// What to send in its place, if anything.
    pub replacement: Option<Arc<str>>,
    /// How that was made.
    pub transform: Transform,
    /// Tokens of the text as it is.
    pub before: Tally,
    /// Tokens of what is sent.
    pub after: Tally,
    /// Whether it is sent as it is because settling failed.
    pub failed: bool,
}

impl Weigh for Settled {
    fn heap_bytes(&self) -> usize {
        self.replacement.as_ref().map_or(0, |text| text.len())
    }
}

/// Shorter texts are counted faster than they are looked up; what may be rewritten is always worth it.
const SMALLEST_REMEMBERED_BYTES: usize = 256;

static MEMO: LazyLock<Memo<Settled>> = LazyLock::new(|| Memo::new(CAPACITY_BYTES));

/// Settles one text, which depends on nothing but the text, the model and how texts are rewritten.
///
/// A form that takes fewer tokens of the vocabulary may be estimated to take more of the model's own: it is not sent.
pub(crate) fn settle(text: &Text<'_>, model: &Model, config: CrushConfig) -> Settled {
    let settled = counted(text, model, config);
    let is_worse = settled.replacement.is_some() && !is_less(&settled.after, &settled.before, model);
    if is_worse { unchanged(settled.before) } else { settled }
}

/// What is remembered: for all models with one vocabulary the same.
fn counted(text: &Text<'_>, model: &Model, config: CrushConfig) -> Settled {
    let rewrite = text.editable && config.enabled;
    let make = || {
        catch_unwind(AssertUnwindSafe(|| form(text.text, model, rewrite.then_some(config.level))))
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

fn form(text: &str, model: &Model, level: Option<Level>) -> Settled {
    let Some(level) = level else { return unchanged(tally_text(text, model)) };
    let crushed = crush(text, model.vocabulary, level);
    let counted = |text: &str, tokens| if model.exact { Tally::exact(tokens) } else { tally_text(text, model) };
    let before = counted(text, crushed.tokens_before);
    let after = crushed.text.as_deref().map_or(before, |text| counted(text, crushed.tokens_after));
    Settled {
        replacement: crushed.text.map(Arc::from),
        transform: crushed.strategy.into(),
        before,
        after,
        failed: false,
    }
}

fn unchanged(tally: Tally) -> Settled {
    Settled { replacement: None, transform: Transform::None, before: tally, after: tally, failed: false }
}

/// A fault of ours must not lose a message: it goes out as it is, counted by the bound that a token has a byte.
fn failed(text: &str) -> Settled {
    Settled { failed: true, ..unchanged(Tally::exact(text.len())) }
}
