//! What is given of a result that was shown in part.

use headroom_core::conversation::own_form;
use headroom_core::memo::{Digest, Digested};
use headroom_core::models;
use headroom_core::pages::{Page, page as core_page};
use headroom_core::views;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::convert::PyText;
use crate::detach::detached;
use crate::latest::Latest;
use crate::settings::Settings;

static DIGESTS: Latest<(), Digest> = Latest::new();

/// The page of `text`, a result as it came, for a model and the settings that it was shown in part under.
///
/// `address` names it; `query`, `lines`, `rows` and `fields` say what is wanted; it takes `tokens` at most.
#[pyfunction]
#[pyo3(signature = (text, model, settings, *, counted_as, address, query, lines, rows, fields, tokens))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub fn page(
    py: Python<'_>,
    text: PyText,
    model: PyText,
    settings: &Settings,
    counted_as: Option<PyText>,
    address: PyText,
    query: Option<PyText>,
    lines: Option<PyText>,
    rows: Option<PyText>,
    fields: Option<PyText>,
    tokens: usize,
) -> PyResult<String> {
    let own = models::resolve(&model);
    let model = counted_as.map_or(own, |counted_as| own.counted_as(models::resolve(&counted_as)));
    let config = &settings.config;
    let (query, lines) = (query.as_deref(), lines.as_deref());
    let (rows, fields) = (rows.as_deref(), fields.as_deref());
    let (vocabulary, level) = (model.vocabulary, config.crush.level(model.level));
    let asked = Page { address: &address, query, lines, rows, fields, budget: tokens, vocabulary, level };
    let digest = digest(py, &text)?;
    detached(py, text.len(), || {
        let original = Digested { text: &text, digest };
        let own = if asked.is_of_records() { None } else { own_form(&original, &model, config) };
        core_page(original, own.as_deref(), &asked)
    })
}

fn digest(py: Python<'_>, text: &PyText) -> PyResult<Digest> {
    let make = || detached(py, text.len(), || Digest::of(text));
    match text {
        PyText::Sound(sound) => DIGESTS.get_or(sound, (), py, make),
        PyText::Repaired(_) => make(),
    }
}

/// The address in the first line of a view; None where a text is none.
#[pyfunction]
pub fn address_in(text: PyBackedStr) -> Option<String> {
    views::address_in(&text).map(str::to_owned)
}
