//! Many texts in one crossing: lists of Python's, and columns of Arrow.

use headroom_core::bulk;
use headroom_core::message::Text;
use headroom_core::models;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyList, PyString};

use crate::arrow::{ArrowArray, Texts};
use crate::calls::{Crushed, crushed_tuple};
use crate::convert::PyText;
use crate::detach::detached;
use crate::errors::ValidationError;
use crate::settings::Crush;

/// (counts, which are missing): the tokens of each text of a list for a model, as native 64-bit integers one after the
/// other, 0 where there is None in its place; a byte a text that says so, or None where there is none of these.
///
/// Raises headroom.ValidationError where one of them is no text.
#[pyfunction]
pub fn count_batch<'py>(
    py: Python<'py>,
    texts: Bound<'py, PyList>,
    model: PyText,
    threads: Option<usize>,
) -> PyResult<(Bound<'py, PyByteArray>, Option<Bound<'py, PyByteArray>>)> {
    let texts = texts.iter().enumerate().map(numbered_text).collect::<PyResult<Vec<_>>>()?;
    let model = models::resolve_counted(&model);
    let rows: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
    let bytes = rows.iter().flatten().map(|text| text.len()).sum();
    let counts = detached(py, bytes, || bulk::count(&rows, &model, on(threads)))?;
    let values: Vec<[u8; 8]> = counts.iter().map(|count| (count.unwrap_or(0) as u64).to_ne_bytes()).collect();
    let missing: Vec<u8> = counts.iter().map(|count| u8::from(count.is_none())).collect();
    let missing = missing.contains(&1).then(|| PyByteArray::new(py, &missing));
    Ok((PyByteArray::new(py, values.as_flattened()), missing))
}

/// The tokens of each text of a column for a model, null where that is null.
///
/// Raises headroom.ValidationError where it is no column of texts.
#[pyfunction]
pub fn count_column(
    py: Python<'_>,
    column: Bound<'_, PyAny>,
    model: PyText,
    threads: Option<usize>,
) -> PyResult<ArrowArray> {
    let (texts, model) = (Texts::new(&column)?, models::resolve_counted(&model));
    read(py, &texts, |rows| ArrowArray::counts(bulk::count(&rows, &model, on(threads))))
}

/// What becomes of each text of a list on its own, None where that is None; each with whether it may be rewritten.
#[pyfunction]
pub fn crush_batch(
    py: Python<'_>,
    texts: Vec<Option<(PyText, bool)>>,
    model: PyText,
    config: Crush,
    threads: Option<usize>,
) -> PyResult<Vec<Option<Crushed>>> {
    let model = models::resolve(&model);
    let level = config.level(&model);
    let rows: Vec<_> = texts.iter().map(|row| row.as_ref().map(|(text, editable)| text.alone(*editable))).collect();
    let bytes = rows.iter().flatten().map(|text| text.text.len()).sum();
    let crushed = detached(py, bytes, || bulk::crush(&rows, &model, level, on(threads)))?;
    Ok(crushed.into_iter().map(|crushed| crushed.map(crushed_tuple)).collect())
}

/// What to send of each text of a column, null where that is null.
///
/// Raises headroom.ValidationError where it is no column of texts.
#[pyfunction]
pub fn crush_column(
    py: Python<'_>,
    column: Bound<'_, PyAny>,
    model: PyText,
    config: Crush,
    threads: Option<usize>,
) -> PyResult<ArrowArray> {
    let (texts, model) = (Texts::new(&column)?, models::resolve(&model));
    let level = config.level(&model);
    read(py, &texts, |rows| {
        let alone = |text| Text { editable: true, ..Text::fixed(text) };
        let editable: Vec<_> = rows.iter().map(|row| row.map(alone)).collect();
        let crushed = bulk::crush(&editable, &model, level, on(threads));
        ArrowArray::texts(
            rows.iter().zip(&crushed).map(|(row, crushed)| crushed.as_ref()?.replacement.as_deref().or(*row)),
        )
    })
}

fn read(
    py: Python<'_>,
    texts: &Texts,
    work: impl FnOnce(Vec<Option<&str>>) -> ArrowArray + Send,
) -> PyResult<ArrowArray> {
    detached(py, texts.bytes(), || texts.rows().map(work))?
        .map_err(|broken| ValidationError::new_err(format!("the array of Arrow cannot be read: {broken}")))
}

fn on(threads: Option<usize>) -> usize {
    threads.unwrap_or_else(bulk::default_threads)
}

fn numbered_text((index, text): (usize, Bound<'_, PyAny>)) -> PyResult<Option<PyText>> {
    if text.is_none() {
        return Ok(None);
    }
    if text.is_instance_of::<PyString>() {
        return text.extract().map(Some);
    }
    Err(ValidationError::new_err(format!("texts[{index}] is a str or None, not {}", text.get_type().name()?)))
}
