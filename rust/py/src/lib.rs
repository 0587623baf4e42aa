//! The extension module `headroom._core`: conversion, one detach helper and errors; nothing else.
use pyo3::prelude::*;

/// Rust core of Headroom.
#[pymodule(gil_used = false)]
mod _core {}
