//! Forks that wait until no thread is in the core: a child has all locks, and none of the threads that would release them.

use std::cell::RefCell;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use pyo3::prelude::*;
use pyo3::sync::RwLockExt;

/// Shared by the threads that are in the core without the interpreter; a fork has it for itself.
static INSIDE: RwLock<()> = RwLock::new(());

thread_local! {
    /// What the fork that this thread makes holds; in the child it is this thread that goes on.
    static FORKING: RefCell<Option<RwLockWriteGuard<'static, ()>>> = const { RefCell::new(None) };
}

/// Keeps forks waiting as long as it lives.
pub fn inside() -> RwLockReadGuard<'static, ()> {
    INSIDE.read().unwrap_or_else(PoisonError::into_inner)
}

/// Waits until no thread is in the core, and keeps all out of it.
///
/// The interpreter is released meanwhile: another thread's fork that is under way needs it, or stops who has it, to end.
#[pyfunction]
pub fn before_fork(py: Python<'_>) {
    let alone = INSIDE.write_py_attached(py).unwrap_or_else(PoisonError::into_inner);
    FORKING.set(Some(alone));
}

/// Lets threads in again, in the parent and in the child.
#[pyfunction]
pub fn after_fork() {
    FORKING.take();
}
