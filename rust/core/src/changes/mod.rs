//! JSON that came before, but for what changed: a line for each change, by its path.
//!
//! ```text
//! [as in get_order above, except:]
//! status: cancelled
//! items[sku=KET978].qty: 18
//! removed: items[sku=HAT249]
//! added after items[sku=A1]: {"sku":"B2","qty":1}
//! ```
//!
//! Rows are named by a column that tells each from all others, so that a reader counts nothing. Where the earlier text states
//! changes itself, the lines hold for the one that it refers to, and name all that differs from either: whichever version a
//! reader takes, he comes to the same value.

mod cell;
mod compare;
mod entries;
mod line;
mod patch;
mod path;
mod rows;
mod sequence;

use std::borrow::Cow;
use std::sync::Arc;

use compare::compared;
use patch::patched;

use crate::forms::{self, json};
use crate::growth::{asked, unasked};
use crate::hash::hash_bytes;
use crate::json::find;
use crate::json::parse::parse_packed;
use crate::json::tape::{Kind, Tape};
use crate::json::verbatim::is_mixed;
use crate::json::write::minified;
use crate::repeats::{Changed, Index, Origin, Unresolved, changed};
use crate::transform::Transform;

/// What changed in an earlier result was stated.
pub const CHANGES: Transform =
    Transform { rank: 18, name: "changes", reason: "states what changed in an earlier result" };

/// So many of the latest results are looked at, and so many of these compared.
const MOST_SEEN: usize = 32;
const MOST_COMPARED: usize = 3;

/// A text that states changes of more texts than this is written out again.
const MOST_VERSIONS: usize = 8;

/// An earlier value may be so much longer, however short the new one is.
const FREE_BYTES: usize = 1 << 12;

/// Texts that state what changed in an earlier one to make `text` of it, the result of `origin`: one for each of a few that are
/// alike. [`expand`](expand()) gives back its value from any of them and the same index, which is checked. Linear in the text.
#[must_use]
pub fn drafts(text: &str, origin: &Origin, index: &Index) -> Vec<String> {
    if !text.starts_with(['{', '[']) || index.results().next().is_none() {
        return Vec::new();
    }
    let Some(json) = value_of_result(text) else { return Vec::new() };
    let Ok(new) = parse_packed(&json) else { return Vec::new() };
    let new = New { json: &json, shape: shape(&new), tape: new };
    let bases = new.bases(origin, index);
    bases.into_iter().filter_map(|base| new.draft(base, index)).collect()
}

/// The minified JSON that a text which states changes stands for behind those of `index`; `None` where it states none.
/// Near-linear in the result.
///
/// # Errors
/// Nothing above is called so, or is no value that the changes fit; or the text stands for more than it may.
#[must_use]
pub fn expand(text: &str, index: &Index) -> Option<Result<String, Unresolved>> {
    let Changed { label, lines } = changed(text)?;
    Some(index.latest(label).ok_or_else(|| nowhere(format!("no earlier result is called {label}"))).and_then(|base| {
        let value =
            value(index.root(base), index, asked).ok_or_else(|| nowhere(format!("{label} above is no JSON")))?;
        let stated = stated(&value.0, lines).map_err(|line| nowhere(format!("{line:?} does not fit {label} above")))?;
        let is_allowed = stated.len() <= asked(text.len() + index.sent());
        is_allowed.then_some(stated).ok_or(Unresolved::TooLarge)
    }))
}

fn nowhere(why: String) -> Unresolved {
    Unresolved::Nowhere(why)
}

/// The minified JSON that lines make of a value, the first of which may say in which order its fields came; the line that
/// does not fit where one does not.
fn stated<'l>(root: &'l str, lines: &'l str) -> Result<String, &'l str> {
    let (order, lines) = json::split_order(lines);
    let json = if lines.is_empty() { root.to_owned() } else { patched(root, lines)? };
    if order.is_empty() {
        return Ok(json);
    }
    let ordered = forms::expand(&[order, "\n", &json].concat()).map(Cow::into_owned).ok();
    ordered.filter(|json| parse_packed(json).is_ok()).ok_or(order)
}

/// A value that is compared with earlier ones.
struct New<'t> {
    json: &'t str,
    tape: Tape<'t>,
    shape: u64,
}

impl New<'_> {
    /// The results that it may be stated as changes of: the latest of the same call and the latest of all, of the same tool
    /// or shape, if their labels lead to them.
    fn bases(&self, origin: &Origin, index: &Index) -> Vec<usize> {
        let most = unasked(self.json.len()).saturating_add(FREE_BYTES);
        let is_alike = |&number: &usize| {
            let text = index.text(number);
            let may_be = index.label(number).is_some() && text.starts_with(['[', '{']) && text.len() <= most;
            let value = may_be.then(|| value(number, index, unasked)).flatten();
            value.is_some_and(|(json, shape)| {
                json.len() <= most && (*shape == self.shape || index.is_of(number, &origin.name))
            })
        };
        let mut bases: Vec<usize> = Vec::new();
        for number in index.latest_of(origin).into_iter().chain(index.results().take(MOST_SEEN)) {
            if bases.len() < MOST_COMPARED && !bases.contains(&number) && is_alike(&number) {
                bases.push(number);
            }
        }
        bases
    }

    /// The text that states what changed in one of them.
    fn draft(&self, base: usize, index: &Index) -> Option<String> {
        let versions: Vec<usize> = index.versions(base).take(MOST_VERSIONS + 1).collect();
        let olds = versions.iter().map(|&version| value(version, index, unasked).map(|(json, _)| &**json));
        let olds: Vec<&str> = olds.collect::<Option<Vec<_>>>().filter(|olds| olds.len() <= MOST_VERSIONS)?;
        let tapes: Vec<Tape<'_>> = olds.iter().map(|old| parse_packed(old).ok()).collect::<Option<_>>()?;
        let lines = compared(&self.tape, &tapes)?;
        let json = stated(olds.last()?, &lines).ok()?;
        let order = if json == self.json { String::new() } else { json::stated_order(self.json, &json)? };
        let lines = if order.is_empty() || lines.is_empty() { order + &lines } else { order + "\n" + &lines };
        let label = index.label(base)?;
        let text = Changed { label: &label, lines: &lines }.text();
        (expand(&text, index)?.ok()? == self.json).then_some(text)
    }
}

/// The minified JSON of a result, given as it is written by itself; `None` where it is none, or one that somebody laid out.
fn value_of_result(text: &str) -> Option<String> {
    let json = match forms::expand(text).ok()? {
        Cow::Owned(json) => json, // minified, where it is one value
        Cow::Borrowed(_) if text.contains('\n') => return None,
        Cow::Borrowed(_) => find::whole(text).map(|found| minified(&found.into_json(text)))?,
    };
    (!is_mixed(&json)).then_some(json)
}

/// The value that a text above says, as minified JSON, and its shape; each text is read once. `most` says how much a text may
/// stand for.
fn value(number: usize, index: &Index, most: fn(usize) -> usize) -> Option<&(Arc<str>, u64)> {
    index.value(number, || {
        let text = index.text(number);
        let root = index.root(number);
        let said = if root == number {
            Cow::Borrowed(text)
        } else {
            stated(&value(root, index, most)?.0, changed(text)?.lines).ok()?.into()
        };
        let json = forms::expand_within(&said, most(said.len())).ok()?;
        let tape = parse_packed(&json).ok()?;
        matches!(tape.kind(Tape::ROOT), Kind::Array | Kind::Object).then(|| (minified(&json).into(), shape(&tape)))
    })
}

/// The same number for values whose outermost objects have the same keys.
fn shape(tape: &Tape<'_>) -> u64 {
    let first = tape.children(Tape::ROOT).next().filter(|_| tape.kind(Tape::ROOT) == Kind::Array);
    let object = first.unwrap_or(Tape::ROOT);
    let keys = (tape.kind(object) == Kind::Object).then(|| tape.fields(object).map(|(key, _)| tape.text(key)));
    keys.map_or(0, |keys| keys.fold(1, |sum, key| sum.wrapping_add(hash_bytes(key.as_bytes()) | 1)))
}

#[cfg(test)]
mod tests;
