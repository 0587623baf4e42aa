//! What the core's catalogue says of models and services, as tuples.

use headroom_core::models::{self, Limits, ModelNames, Price};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::convert::PyText;

type ModelInfo = (&'static str, &'static str, bool, &'static str, usize, usize, usize, bool, &'static str);

/// (service, vocabulary, exact, method, context tokens, input tokens, output tokens, limits known, level) of a model id.
#[pyfunction]
pub fn model_info(model: PyText) -> ModelInfo {
    let model = models::resolve(&model);
    let Limits { context, input, output, known, .. } = model.limits;
    (
        model.service,
        model.vocabulary.name(),
        model.exact,
        model.method,
        context,
        input,
        output,
        known,
        model.level.name(),
    )
}

/// The names that the catalogue lists: whole ones, and how names begin.
#[pyfunction]
pub fn listed_models() -> Vec<&'static str> {
    models::listed().collect()
}

/// (service or None, names): what a model id is called without case, route, region and maker; then without its revision,
/// and without its date.
#[pyfunction]
pub fn model_names(model: PyText) -> (Option<&'static str>, Vec<String>) {
    let ModelNames { service, names } = models::names(&model);
    (service, names)
}

type Steps<'py> = Bound<'py, PyTuple>;
type PriceFields<'py> =
    (f64, Option<f64>, Option<f64>, Option<f64>, usize, bool, Steps<'py>, usize, Option<f64>, Option<Steps<'py>>);

/// Gives the fields of the model's `headroom.ModelPrice`, or None where its list price is not known or `service` has its own.
#[pyfunction]
#[pyo3(signature = (model, service=None))]
pub fn model_price(py: Python<'_>, model: PyText, service: Option<PyText>) -> PyResult<Option<PriceFields<'_>>> {
    models::price(&model, service.as_deref()).map(|price| price_fields(py, &price)).transpose()
}

fn price_fields<'py>(py: Python<'py>, price: &Price) -> PyResult<PriceFields<'py>> {
    let steps = PyTuple::new(py, price.steps)?;
    let output_steps = price.output_steps.map(|steps| PyTuple::new(py, steps)).transpose()?;
    Ok((
        price.input,
        price.cache_read,
        price.cache_write,
        price.cache_write_hour,
        price.smallest_prefix,
        price.automatic,
        steps,
        price.cache_block,
        price.output,
        output_steps,
    ))
}

/// Tells whether the user runs the server that a service's name stands for.
#[pyfunction]
pub fn is_local(service: PyText) -> bool {
    models::is_local(&service)
}

/// Gives the id of a model to count with where only the service is known; None for one that hosts every maker's models.
#[pyfunction]
pub fn typical_model(service: PyText) -> Option<&'static str> {
    models::typical_model(&service)
}

/// Tells whether a service reports cached input beside the input tokens, rather than as a part of them.
#[pyfunction]
pub fn reports_cache_apart(service: PyText) -> bool {
    models::reports_cache_apart(&service)
}

/// Names of the fields by which a request may have the service edit the prompt.
#[pyfunction]
pub fn prompt_fields() -> Vec<&'static str> {
    models::prompt_fields().collect()
}

/// Tells whether a service may clear, cut or sum up messages before the model reads them, asked for a model with so large a
/// context: `options` are those fields that the request has, with the words of each.
#[pyfunction]
pub fn edits_prompt(service: PyText, context_tokens: usize, options: Vec<(String, Vec<String>)>) -> bool {
    models::edits_prompt(&service, context_tokens, &options)
}
