//! What users call outside of a model call: counting, crushing one text, expanding, selecting.

use std::borrow::Cow;

use headroom_core::bulk;
use headroom_core::conversation::{self, count_request};
use headroom_core::counting::{TokenCount, count_text, count_text_till, fits as fits_text, tally_text};
use headroom_core::message::{Message, Role};
use headroom_core::models;
use headroom_core::window;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyString;

use crate::calibration::Calibration;
use crate::convert::{Asked, PyText, Row, method_text, rows_bytes};
use crate::detach::detached;
use crate::errors::CompressionError;
use crate::settings::{Crush, Window};

type Count<'py> = (usize, bool, usize, usize, Bound<'py, PyString>);

fn count_tuple(py: Python<'_>, count: TokenCount) -> Count<'_> {
    (count.value, count.exact, count.low, count.high, method_text(py, count.method))
}

/// (value, exact, low, high, method): the tokens of a text for a model.
#[pyfunction]
pub fn count(py: Python<'_>, text: PyText, model: PyText) -> PyResult<Count<'_>> {
    let model = models::resolve_counted(&model);
    detached(py, text.len(), || count_text(&text, &model)).map(|count| count_tuple(py, count))
}

/// The tokens of a text for a model if they are at most `limit`, else None.
#[pyfunction]
pub fn count_till_limit(py: Python<'_>, text: PyText, limit: usize, model: PyText) -> PyResult<Option<usize>> {
    let model = models::resolve_counted(&model);
    detached(py, text.len(), || count_text_till(&text, &model, limit))
}

/// Whether a text is surely at most `budget` tokens for a model.
#[pyfunction]
pub fn fits(py: Python<'_>, text: PyText, budget: usize, model: PyText) -> PyResult<bool> {
    let model = models::resolve_counted(&model);
    detached(py, text.len(), || fits_text(&text, &model, budget))
}

/// (value, exact, low, high, method): the tokens of a request given as rows.
#[pyfunction]
#[pyo3(signature = (rows, model, *, tools=None, output_schema=None, calibration=None))]
pub fn count_rows<'py>(
    py: Python<'py>,
    rows: Vec<Row>,
    model: PyText,
    tools: Option<PyText>,
    output_schema: Option<PyText>,
    calibration: Option<&Calibration>,
) -> PyResult<Count<'py>> {
    let model = models::resolve_counted(&model);
    let asked = Asked { rows, tools, sent_tools: None, output_schema };
    detached(py, asked.bytes(), || {
        let known = calibration.map(Calibration::now);
        asked.as_request(&model, model.limits, |request| count_request(request, known.as_ref()))
    })
    .map(|count| count_tuple(py, count))
}

/// What became of a text: (shorter text or None, name of what was done or None, tokens before, tokens after).
pub type Crushed = (Option<String>, Option<&'static str>, usize, usize);

/// The same of one that the core has made.
pub fn crushed_tuple(crushed: bulk::Crushed) -> Crushed {
    (crushed.replacement.as_deref().map(str::to_owned), crushed.transform, crushed.before, crushed.after)
}

/// What becomes of a text on its own.
#[pyfunction]
pub fn crush(py: Python<'_>, text: PyText, model: PyText, config: Crush) -> PyResult<Crushed> {
    let model = models::resolve(&model);
    let level = config.level(&model);
    detached(py, text.len(), || bulk::crushed(&text.alone(true), &model, level)).map(crushed_tuple)
}

/// (name, reason) of every way in which a message may be rewritten, by rank.
#[pyfunction]
pub fn transforms() -> Vec<(&'static str, &'static str)> {
    conversation::transforms().into_iter().map(|transform| (transform.name, transform.reason)).collect()
}

/// The text that a sent text stands for behind `rows`, or None where it is no form of ours.
///
/// Raises headroom.CompressionError where it refers to what the rows do not say, or a form of ours does not hold what its
/// header announces.
#[pyfunction]
#[pyo3(signature = (text, rows=Vec::new()))]
pub fn expand(py: Python<'_>, text: PyBackedStr, rows: Vec<Row>) -> PyResult<Option<String>> {
    let bytes = text.len() + rows_bytes(&rows);
    let expanded = detached(py, bytes, || {
        let messages: Vec<Message<'_>> = rows.iter().map(Row::message).collect();
        conversation::expand(&text, &messages).map(|expanded| match expanded {
            Cow::Borrowed(_) => None,
            Cow::Owned(expanded) => Some(expanded),
        })
    })?;
    expanded.map_err(|reason| CompressionError::new_err(reason.to_string()))
}

/// (message, text, what it stands for) of the texts of sent rows that stand for others and may have been rewritten.
///
/// Raises headroom.CompressionError as `expand` does; it names the message.
#[pyfunction]
pub fn expand_all(py: Python<'_>, rows: Vec<Row>) -> PyResult<Vec<(usize, usize, String)>> {
    let expanded = detached(py, rows_bytes(&rows), || {
        let messages: Vec<Message<'_>> = rows.iter().map(Row::message).collect();
        conversation::expand_all(&messages)
    })?;
    let edits =
        expanded.map_err(|(message, reason)| CompressionError::new_err(format!("message {message}: {reason}")))?;
    Ok(edits.into_iter().map(|edit| (edit.message, edit.text, edit.replacement.to_string())).collect())
}

/// For each message whether it stays: `tokens` are their costs, `roles` who speaks.
#[pyfunction]
pub fn select(tokens: Vec<usize>, roles: Vec<PyText>, context_tokens: usize, config: Window) -> Vec<bool> {
    let roles: Vec<Role> = roles.iter().map(|role| Role::from(&**role)).collect();
    window::stays(&tokens, &roles, context_tokens, &config.0)
}

/// Tokens of `o200k_base` by the kind of content, in the order of the core's `Unit`: what estimates are made of.
#[pyfunction]
pub fn tally(py: Python<'_>, text: PyText) -> PyResult<Vec<usize>> {
    let unknown = models::resolve("");
    detached(py, text.len(), || tally_text(&text, &unknown).units().to_vec())
}
