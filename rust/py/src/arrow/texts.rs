//! The texts of a column, read where they stand.

use arrow_array::OffsetSizeTrait;
use arrow_buffer::ArrowNativeType;
use arrow_data::{ArrayData, MAX_INLINE_VIEW_LEN};
use arrow_schema::DataType;
use pyo3::prelude::*;

use super::capsules;

/// A column of texts in one array or several: strings of any layout, dictionaries of them, or nothing but nulls.
pub struct Texts(Vec<ArrayData>);

/// Why an array cannot be read.
pub type Broken = String;

type Rows<'a> = Result<Vec<Option<&'a str>>, Broken>;

impl Texts {
    /// The texts that an object of another package holds.
    pub fn new(object: &Bound<'_, PyAny>) -> PyResult<Self> {
        capsules::arrays(object, is_text).map(Self)
    }

    /// Bytes that its arrays hold, of which these may be a part.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(ArrayData::get_buffer_memory_size).sum()
    }

    /// Its rows, in order. What is read is checked, and nothing besides: an array may be a slice of a long one.
    pub fn rows(&self) -> Rows<'_> {
        let mut rows = Vec::new();
        for array in &self.0 {
            rows.try_reserve(array.len()).map_err(|error| error.to_string())?; // nulls take none of their own memory
            rows.extend(rows_of(array)?);
        }
        Ok(rows)
    }
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_string(values),
        kind => is_string(kind) || *kind == DataType::Null,
    }
}

fn is_string(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn rows_of(array: &ArrayData) -> Rows<'_> {
    array.validate().map_err(|error| error.to_string())?;
    match array.data_type() {
        DataType::Utf8 => texts(array, between::<i32>(array)),
        DataType::LargeUtf8 => texts(array, between::<i64>(array)),
        DataType::Utf8View => texts(array, viewed(array)),
        DataType::Dictionary(keys, _) => looked_up(array, keys),
        _ => Ok(vec![None; array.len()]),
    }
}

/// The rows of an array, by where the bytes of each are.
fn texts<'a>(array: &ArrayData, bytes: impl Fn(usize) -> Option<&'a [u8]>) -> Rows<'a> {
    rows(array, |row| str::from_utf8(bytes(row)?).ok().map(Some))
}

/// The rows of an array that are not null, by what there is of each; none where it breaks the format.
fn rows<'a>(array: &ArrayData, at: impl Fn(usize) -> Option<Option<&'a str>>) -> Rows<'a> {
    let row = |row| if array.is_null(row) { Some(None) } else { at(row) };
    (0..array.len()).map(|place| row(place).ok_or_else(|| format!("row {place} is no text in UTF-8"))).collect()
}

/// The bytes between two offsets.
fn between<'a, O: OffsetSizeTrait>(array: &'a ArrayData) -> impl Fn(usize) -> Option<&'a [u8]> {
    let (offsets, bytes) = (numbers::<O>(array), array.buffers()[1].as_slice());
    move |row| bytes.get(offsets.get(row)?.to_usize()?..offsets.get(row + 1)?.to_usize()?)
}

/// The bytes of a view: its own, or those that it says the place of.
fn viewed<'a>(array: &'a ArrayData) -> impl Fn(usize) -> Option<&'a [u8]> {
    let (views, _) = array.buffers()[0].as_slice().as_chunks::<16>();
    let views = views.get(array.offset()..).unwrap_or_default();
    move |row| {
        let view = views.get(row)?;
        let [length, _, buffer, start] = std::array::from_fn(|field| number(view, 4 * field));
        if length <= MAX_INLINE_VIEW_LEN as usize {
            return view.get(4..4 + length);
        }
        array.buffers().get(1 + buffer)?.as_slice().get(start..start + length)
    }
}

fn number(view: &[u8; 16], at: usize) -> usize {
    u32::from_ne_bytes(std::array::from_fn(|byte| view[at + byte])) as usize
}

/// The text of a dictionary that each key stands for.
fn looked_up<'a>(array: &'a ArrayData, keys: &DataType) -> Rows<'a> {
    let values = rows_of(&array.child_data()[0])?;
    let value = |key: Option<usize>| values.get(key?).copied();
    match keys {
        DataType::Int8 => rows(array, |row| value(key::<i8>(array, row))),
        DataType::Int16 => rows(array, |row| value(key::<i16>(array, row))),
        DataType::Int32 => rows(array, |row| value(key::<i32>(array, row))),
        DataType::Int64 => rows(array, |row| value(key::<i64>(array, row))),
        DataType::UInt8 => rows(array, |row| value(key::<u8>(array, row))),
        DataType::UInt16 => rows(array, |row| value(key::<u16>(array, row))),
        DataType::UInt32 => rows(array, |row| value(key::<u32>(array, row))),
        DataType::UInt64 => rows(array, |row| value(key::<u64>(array, row))),
        _ => Err(format!("keys of a dictionary are no {keys}")),
    }
}

fn key<K: ArrowNativeType>(array: &ArrayData, row: usize) -> Option<usize> {
    numbers::<K>(array).get(row)?.to_usize()
}

/// The first buffer of an array, from its own first row on.
fn numbers<N: ArrowNativeType>(array: &ArrayData) -> &[N] {
    array.buffers()[0].typed_data().get(array.offset()..).unwrap_or_default()
}
