//! Running core code away from the interpreter, with panics turned into exceptions.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;

use crate::errors::CompressionError;
use crate::fork::inside;

/// Work on fewer bytes is done before another thread could use the interpreter it would be given.
const SMALLEST_DETACHED_BYTES: usize = 4096;

/// Runs `work` on about `bytes` bytes of text, the interpreter released if that is worth it.
///
/// # Errors
/// `headroom.CompressionError` when the work panics.
pub fn detached<T: Send>(py: Python<'_>, bytes: usize, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    let caught = || catch_unwind(AssertUnwindSafe(work));
    let done = if bytes < SMALLEST_DETACHED_BYTES {
        caught() // who stays attached needs no guard: nobody else can fork meanwhile, as a fork stops all who are
    } else {
        py.detach(|| {
            let _no_fork = inside();
            caught()
        })
    };
    done.map_err(|panic| CompressionError::new_err(format!("internal fault: {}", panic_text(&*panic))))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("panic without a text")
}
