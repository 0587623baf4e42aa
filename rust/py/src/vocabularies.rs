//! Vocabularies that are not part of Headroom: which one a model has, and its content handed over.

use headroom_core::models;
use headroom_core::vocabulary::optional;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::convert::PyText;
use crate::detach::detached;

/// The name of the model's own vocabulary, where that is an optional one and has not been loaded; else None.
#[pyfunction]
pub fn missing_vocabulary(model: PyText) -> Option<&'static str> {
    let own = models::own_vocabulary(&model)?;
    own.loaded().is_none().then(|| own.name())
}

/// Loads the vocabulary that `content` is: its name, or None where it is malformed or none of those that are known.
#[pyfunction]
pub fn load_vocabulary(py: Python<'_>, content: PyBackedBytes) -> PyResult<Option<&'static str>> {
    let loaded = detached(py, content.len(), || optional::load(&content).ok())?;
    Ok(loaded.map(|loaded| loaded.vocabulary().name()))
}
