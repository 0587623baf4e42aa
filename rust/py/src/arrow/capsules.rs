//! Arrow's C data interface as Python objects hand it over: capsules around the structs of arrays and streams.
//!
//! A capsule is somebody else's memory, and says no sizes: that it holds the struct that its name promises must be believed.
//! All else is checked, here or where texts are read.
#![expect(unsafe_code, reason = "the interface is made of pointers")]

use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null;
use std::sync::{Mutex, PoisonError};

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};

use crate::errors::ValidationError;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// The arrays that an object is, one after the other, as far as `takes` takes their type.
///
/// # Errors
/// `headroom.ValidationError` where it is no array or stream of Arrow, was released, breaks the interface, or is of another
/// type; what the object itself raises.
pub fn arrays(object: &Bound<'_, PyAny>, takes: fn(&DataType) -> bool) -> PyResult<Vec<ArrayData>> {
    if let Some(method) = object.getattr_opt("__arrow_c_array__")? {
        let (schema, array) = method.call0()?.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>().map_err(not_arrow)?;
        return read(|| one(pointer(&schema, SCHEMA)?, pointer(&array, ARRAY)?, takes).map(|array| vec![array]));
    }
    let Some(method) = object.getattr_opt("__arrow_c_stream__")? else {
        return Err(ValidationError::new_err(format!("{} is no array of Arrow", object.get_type().name()?)));
    };
    let stream = method.call0()?;
    read(|| all(pointer(&stream, STREAM)?, takes))
}

/// Lends an array to another package: (schema, array).
pub fn lent<'py>(py: Python<'py>, array: &ArrayData) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
    let schema = schema(py, array.data_type())?;
    Ok((schema, PyCapsule::new_with_value(py, FFI_ArrowArray::new(array), ARRAY)?))
}

/// A type as a capsule.
pub fn schema<'py>(py: Python<'py>, kind: &DataType) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowSchema::try_from(kind).map_err(invalid)?, SCHEMA)
}

fn pointer<T>(capsule: &Bound<'_, PyAny>, name: &CStr) -> PyResult<*mut T> {
    let capsule = capsule.cast::<PyCapsule>().map_err(not_arrow)?;
    let pointer = capsule.pointer_checked(Some(name)).map_err(not_arrow)?;
    Ok(pointer.as_ptr().cast())
}

/// Moves a struct out of a capsule. Threads may be at one capsule, and only the GIL would let them come one by one.
fn alone<T>(moved: impl FnOnce() -> T) -> T {
    static MOVING: Mutex<()> = Mutex::new(());
    let _alone = MOVING.lock().unwrap_or_else(PoisonError::into_inner);
    moved()
}

fn one(schema: *mut FFI_ArrowSchema, array: *mut FFI_ArrowArray, takes: fn(&DataType) -> bool) -> PyResult<ArrayData> {
    // SAFETY: the capsules' names say that they hold these structs, and they are alive as long as the caller has them.
    let schema = unsafe { &*schema };
    if schema.release().is_none() {
        return Err(released());
    }
    let kind = taken(DataType::try_from(schema).map_err(invalid)?, takes)?;
    // SAFETY: as above; the struct is moved out, so that nobody else releases it.
    let array = alone(|| unsafe { FFI_ArrowArray::from_raw(array) });
    if array.is_released() { Err(released()) } else { imported(array, kind) }
}

fn imported(array: FFI_ArrowArray, kind: DataType) -> PyResult<ArrayData> {
    if array.is_empty() || kind == DataType::Null {
        return Ok(ArrayData::new_null(&kind, array.len())); // packages differ in what buffers such an array has
    }
    // SAFETY: the array is of the type that came with it.
    unsafe { from_ffi_and_data_type(array, kind) }.map_err(invalid)
}

/// The arrays of a stream. Arrow's own reader would make one of every type there is of them, half a megabyte of code.
fn all(stream: *mut FFI_ArrowArrayStream, takes: fn(&DataType) -> bool) -> PyResult<Vec<ArrayData>> {
    // SAFETY: as in `one`.
    let mut stream = alone(|| unsafe { FFI_ArrowArrayStream::from_raw(stream) });
    let (Some(get_schema), Some(get_next), Some(_)) = (stream.get_schema(), stream.get_next(), stream.release()) else {
        return Err(released());
    };
    let (mut schema, mut arrays) = (FFI_ArrowSchema::empty(), Vec::new());
    // SAFETY: the function is the stream's own, and writes a schema.
    let failed = unsafe { get_schema(&raw mut stream, &raw mut schema) };
    told(&mut stream, failed)?;
    let kind = taken(DataType::try_from(&schema).map_err(invalid)?, takes)?;
    loop {
        let mut array = FFI_ArrowArray::empty();
        // SAFETY: the function is the stream's own, and writes an array, or none at its end.
        let failed = unsafe { get_next(&raw mut stream, &raw mut array) };
        told(&mut stream, failed)?;
        if array.is_released() {
            return Ok(arrays);
        }
        arrays.push(imported(array, kind.clone())?);
    }
}

/// Tells what a stream says of a failure.
fn told(stream: &mut FFI_ArrowArrayStream, failed: i32) -> PyResult<()> {
    if failed == 0 {
        return Ok(());
    }
    // SAFETY: the function is the stream's own.
    let said = stream.get_last_error().map_or(null(), |last_error| unsafe { last_error(stream) });
    // SAFETY: what it gives is no text or one that lives until the stream is called again.
    let said = (!said.is_null()).then(|| unsafe { CStr::from_ptr(said) }.to_string_lossy());
    let said = said.as_deref().unwrap_or("its stream failed");
    Err(ValidationError::new_err(format!("the array of Arrow cannot be read: {said}")))
}

fn released() -> PyErr {
    ValidationError::new_err("the array of Arrow was released: it may be read once")
}

fn taken(kind: DataType, takes: fn(&DataType) -> bool) -> PyResult<DataType> {
    if takes(&kind) {
        return Ok(kind);
    }
    Err(ValidationError::new_err(format!("an array of strings is taken, not of {kind}: of a table, one column")))
}

/// Runs what trusts the interface: where a struct breaks it, that is a panic inside.
fn read<T>(work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let broken = |_| ValidationError::new_err("the array breaks Arrow's C data interface");
    catch_unwind(AssertUnwindSafe(work)).map_err(broken)?
}

fn invalid(error: ArrowError) -> PyErr {
    ValidationError::new_err(format!("the array of Arrow cannot be read: {error}"))
}

fn not_arrow(error: impl Into<PyErr>) -> PyErr {
    ValidationError::new_err(format!("what was handed over is no capsule of Arrow: {}", error.into()))
}
