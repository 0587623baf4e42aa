//! Estimates that learn from what a provider reports, shared between threads.

use std::sync::{Mutex, MutexGuard, PoisonError};

use headroom_core::counting::Calibration as Core;
use headroom_core::models;
use pyo3::prelude::*;

use crate::convert::PyText;
use crate::plan::Plan;

/// What has been learnt of one model's tokens. It changes what is reported, never what is sent.
#[pyclass(frozen, module = "headroom._core")]
pub struct Calibration(Mutex<Core>);

#[pymethods]
impl Calibration {
    #[new]
    fn new(model: PyText) -> Self {
        Self(Mutex::new(Core::new(&models::resolve(&model))))
    }

    /// Takes in what the provider counted for a plan that was sent, as planned (`applied`) or as it was.
    fn observe(&self, plan: &Plan, tokens: usize, applied: bool) {
        plan.decided().teach(&mut self.known(), tokens, applied);
    }

    /// How many reports have been taken in.
    #[getter]
    fn reports(&self) -> usize {
        self.now().reports()
    }
}

impl Calibration {
    /// What is known at present.
    pub fn now(&self) -> Core {
        self.known().clone()
    }

    fn known(&self) -> MutexGuard<'_, Core> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
