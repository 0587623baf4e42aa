//! What a column came to, to be lent to any package that reads Arrow.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, LargeStringArray};
use arrow_buffer::Buffer;
use arrow_data::ArrayData;
use arrow_schema::DataType;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyCapsule, PyList};

use super::capsules;
use crate::errors::ValidationError;

/// A column of Arrow, ``int64`` or ``large_string``, with nulls where there was no text.
///
/// It has no methods of its own to speak of: ``pyarrow.array(column)``, ``polars.Series(column)`` and whatever else reads
/// Arrow's `PyCapsule` interface take it without copying. It pickles.
#[pyclass(frozen, module = "headroom._core")]
pub struct ArrowArray(ArrayRef);

impl ArrowArray {
    /// A column of counts.
    pub fn counts(counts: Vec<Option<usize>>) -> Self {
        let count = |count: Option<usize>| count.map(|count| count.cast_signed() as i64);
        Self(Arc::new(counts.into_iter().map(count).collect::<Int64Array>()))
    }

    /// A column of texts.
    pub fn texts<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Self {
        Self(Arc::new(texts.collect::<LargeStringArray>()))
    }
}

/// (whether it holds texts, rows, bits of those that are there, buffers).
type Parts<'py> = (bool, usize, Option<Bound<'py, PyBytes>>, Vec<Bound<'py, PyBytes>>);
type OwnedParts = (bool, usize, Option<PyBackedBytes>, Vec<PyBackedBytes>);

#[pymethods]
impl ArrowArray {
    /// The type, as a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsules::schema(py, self.0.data_type())
    }

    /// The type and the column, as capsules. The type is the column's own, whichever is asked for.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        drop(requested_schema); // the interface lets a producer say no
        capsules::lent(py, &self.0.to_data())
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("ArrowArray({}, {} rows, {} null)", self.kind(), self.0.len(), self.0.null_count())
    }

    /// The column as Python's own objects, a null as None.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        match self.0.as_string_opt::<i64>() {
            Some(texts) => PyList::new(py, texts),
            None => PyList::new(py, self.0.as_primitive::<Int64Type>()),
        }
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Parts<'py>,))> {
        let data = self.0.to_data();
        let nulls = data.nulls().map(|nulls| PyBytes::new(py, nulls.validity()));
        let buffers = data.buffers().iter().map(|buffer| PyBytes::new(py, buffer)).collect();
        let restored = py.get_type::<Self>().getattr("_restored")?;
        Ok((restored, ((self.holds_texts(), data.len(), nulls, buffers),)))
    }

    /// What was pickled, which may be anybody's.
    #[staticmethod]
    fn _restored(parts: OwnedParts) -> PyResult<Self> {
        let (holds_texts, rows, nulls, buffers) = parts;
        let kind = if holds_texts { DataType::LargeUtf8 } else { DataType::Int64 };
        let data = ArrayData::builder(kind)
            .len(rows)
            .null_bit_buffer(nulls.map(|bits| Buffer::from(&*bits)))
            .buffers(buffers.iter().map(|buffer| Buffer::from(&**buffer)).collect())
            .build();
        let invalid = |error| ValidationError::new_err(format!("this is no column that was pickled: {error}"));
        let data = data.map_err(invalid)?;
        Ok(Self(if holds_texts { Arc::new(LargeStringArray::from(data)) } else { Arc::new(Int64Array::from(data)) }))
    }
}

impl ArrowArray {
    fn holds_texts(&self) -> bool {
        *self.0.data_type() == DataType::LargeUtf8
    }

    fn kind(&self) -> &'static str {
        if self.holds_texts() { "large_string" } else { "int64" }
    }
}
