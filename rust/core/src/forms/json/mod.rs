//! `SmartCrusher`: the JSON in a text, as a whole or inside other text, in our notation.
//!
//! `rewrite` finds the values, `choose` decides which form each part of a document takes, `write` writes it, and `read`
//! reads it back. The notation itself, for readers, is `docs/notation.md`; `tests/reader` reads it by that page alone.
//!
//! ```
//! use headroom_core::config::Level;
//! use headroom_core::forms::json::{crush, expand};
//! use headroom_core::forms::Terms;
//! use headroom_core::vocabulary::Vocabulary;
//!
//! let text = r#"Orders: [{"id": 7, "by": {"name": "Ada"}, "note": null, "lines": [{"sku": "L", "qty": 2}]},
//!     {"id": 8, "by": {"name": "Bob"}, "note": null, "lines": [{"sku": "D", "qty": 1}, {"sku": "L", "qty": 4}]}]"#;
//! let (shorter, _) = crush(text, Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default });
//! let shorter = shorter.unwrap();
//! let rows = [r#"7,Ada,[{"sku":"L","qty":2}]"#, r#"8,Bob,[{"sku":"D","qty":1},{"sku":"L","qty":4}]"#].join("\n");
//! assert_eq!(shorter.text, format!("Orders: [2 rows: id,by.name,note=null,lines\n{rows}\n]"));
//! assert!(expand(&shorter.text).unwrap().starts_with(r#"Orders: [{"id":7,"by":{"name":"Ada"},"note":null,"#));
//! ```

mod arrange;
mod breakout;
pub(crate) mod cell;
pub(super) mod choose;
mod counted;
mod data;
mod documents;
mod instances;
mod integer_keys;
mod notation;
mod raw;
mod read;
mod reorder;
mod rewrite;
mod shorter;
mod transforms;
mod write;

use std::borrow::Cow;

pub(super) use breakout::{is_around_json, is_text};
pub use data::opened_data;
pub use read::{expand, is_marked};
pub use reorder::{Ordered, ordered, own_fields, split_order, stated_order};
pub use transforms::{MINIFIED, RECORDS, TABLE};

use self::read::expand_within;
use self::rewrite::{Rewritten, is_small, rewrite};
use super::facts::Facts;
use super::fields::FieldLists;
use super::form::{Form, Malformed, Proposal, Shorter, Terms, checked};
use crate::json::find::{self, Found};
use crate::json::verbatim::is_mixed;
use crate::transform::Transform;

/// The notation, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Form for Json {
    fn transforms(&self) -> &'static [Transform] {
        &[MINIFIED, RECORDS, TABLE]
    }

    fn is_marked(&self, text: &str) -> bool {
        is_marked(text)
    }

    fn write(&self, facts: &Facts<'_>, tokens: usize, terms: Terms) -> Proposal {
        let (rewritten, fields) = rewrite(facts, tokens, terms);
        Proposal {
            draft: rewritten.filter(|it| is_final(&it.compressed, &it.values)).and_then(Rewritten::into_draft),
            fields,
        }
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand_within(text, most)
    }
}

/// Rewrites the JSON in `text` where that takes fewer tokens, and says what fields its objects have, where it is one value.
///
/// A text that holds the notation already is left alone. Linear in the text.
#[must_use]
pub fn crush(text: &str, terms: Terms) -> (Option<Shorter>, FieldLists) {
    if is_marked(text) || is_mixed(text) {
        return (None, FieldLists::default());
    }
    checked(&Json, &Facts::of(text), terms.vocabulary.count(text), terms)
}

/// Whether crushing a result again would find the same `values` in it, which are where they start and end, ascending.
///
/// A bracket around them that was no value may have become one: `['x', {"ok":\ttrue}]` is one without the tab. What holds
/// the notation is not crushed again, so that only a text that is minified alone, and needs no fallback, can fail here.
fn is_final(text: &str, values: &[(usize, usize)]) -> bool {
    let known = |found: Found<'_>| is_small(&found) || values.binary_search(&(found.start, found.end)).is_ok();
    is_marked(text) || find::inside(text).0.into_iter().all(known)
}
