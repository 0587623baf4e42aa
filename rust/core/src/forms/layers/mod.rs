//! Layers: a text most of which is one string, in it perhaps another that holds most of it, as tools over MCP answer:
//! `meta=None content=[TextContent(type='text', text='{"result": "[{\\"id\\": 1 ...`.
//!
//! Each layer has its own escapes, and those of the inner ones are escaped again by the outer ones. A line a layer says what
//! stood around the string; below them is what the innermost says, without escapes and in its own shortest form. Nothing
//! stands behind it, so that it can pretend to end nowhere.
//!
//! ```
//! use headroom_core::forms::layers::Layers;
//! use headroom_core::forms::Form;
//!
//! let text = "[below stands the Python string <text> of: isError=False text='<text>']\nC:\\temp\\new";
//! assert_eq!(Layers.expand(text, 100).unwrap(), r"isError=False text='C:\\temp\\new'");
//! ```

mod header;
mod layer;
mod parted;
mod peel;
mod several;

use std::borrow::Cow;

use self::layer::Layer;
use self::peel::{Glance, Peeled, peeled};
use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::nature::Nature;
use super::{FORMS, undone_within, within};
use crate::growth::asked;
use crate::json::layout::LineLayout;
use crate::json::verbatim::is_mixed;
use crate::json::write::minified;
use crate::transform::Transform;

/// Strings in strings were written without their escapes.
pub const LAYERS: Transform =
    Transform { rank: 5, name: "layers", reason: "strings in strings were written once, without their escapes" };

/// Layers, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Layers;

impl Form for Layers {
    fn transforms(&self) -> &'static [Transform] {
        &[LAYERS]
    }

    fn is_around(&self) -> bool {
        true
    }

    fn is_marked(&self, text: &str) -> bool {
        header::read(text).is_some()
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, terms: Terms) -> Proposal {
        Glance::of(facts.text()).and_then(|glance| draft(facts, glance, terms)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        let (layers, inner) = header::layers(text);
        if layers.is_empty() {
            return Ok(Cow::Borrowed(text));
        }
        let start = text.len() - inner.len();
        let moved = |malformed: Malformed| Malformed {
            begins_at: start + malformed.begins_at,
            at: start + malformed.at,
            why: malformed.why,
        };
        let inner = undone_within(FORMS, inner, |_| most).map_err(moved)?;
        let too_large = Malformed { begins_at: 0, at: start, why: Refusal::TooLarge };
        around(&layers, &inner, most).map(Cow::Owned).ok_or(too_large)
    }
}

/// The lines that say what stands around a text, and the text; none of them where it is no such form.
#[must_use]
pub fn parted(text: &str) -> (&str, &str) {
    let (_, inner) = header::layers(text);
    text.split_at(text.len() - inner.len())
}

/// What the innermost string of a text says, where most of it is strings in strings.
#[must_use]
pub fn innermost(text: &str) -> Option<String> {
    Some(Glance::of(text)?.peeled(text)?.innermost)
}

/// The text that has these layers around the innermost one, if that is no more than `most` bytes.
fn around(layers: &[Layer], innermost: &str, most: usize) -> Option<String> {
    layers.iter().rev().try_fold(innermost.to_owned(), |text, layer| layer.around(&text, most))
}

fn draft(facts: &Facts<'_>, glance: Glance, terms: Terms) -> Option<Draft> {
    let value = value(facts)?;
    let peeled = if let Cow::Borrowed(text) = value { glance.peeled(text) } else { peeled(&value) };
    let Peeled { layers, innermost } = peeled?;
    if Nature::of(&innermost, false) != Nature::Plain {
        return None;
    }
    let shortest = within(&Facts::of(&innermost), terms).text;
    // White space that its dress does not tell is part of what a string says.
    let exact = shortest.filter(|it| undone_within(FORMS, it, asked).is_ok_and(|said| said == innermost));
    let mut out = String::new();
    for layer in &layers {
        header::write_into(layer, &mut out);
    }
    out.push_str(exact.as_deref().unwrap_or(&innermost));
    let says = match value {
        Cow::Borrowed(_) => None,
        Cow::Owned(value) => Some(value),
    };
    Some(Draft { says, ..Draft::exact(out, LAYERS) })
}

/// The text, minified where it is one JSON value or repr; `None` for what somebody has laid out.
fn value<'t>(facts: &Facts<'t>) -> Option<Cow<'t, str>> {
    let text = facts.text();
    let Some(found) = facts.whole() else { return Some(Cow::Borrowed(text)) };
    let original = &text[found.start..found.end];
    let layout = LineLayout::of(original, "");
    if layout == LineLayout::ByHand || (layout == LineLayout::Regular && text.ends_with('\n')) {
        return None;
    }
    let json = minified(&found.clone().into_json(text));
    (!is_mixed(&json)).then_some(Cow::Owned(json))
}
