//! The extension module `headroom._core`: conversion, one detach helper and errors; nothing else.

mod addresses;
mod arrow;
mod bulk;
mod calibration;
mod calls;
mod catalogue;
mod conversation;
mod convert;
mod detach;
mod errors;
mod fork;
mod latest;
mod pages;
mod plan;
mod settings;
mod vocabularies;

use pyo3::prelude::*;

/// Rust core of Headroom.
#[pymodule(gil_used = false)]
mod _core {
    #[pymodule_export]
    use super::addresses::{address, store_key};
    #[pymodule_export]
    use super::arrow::ArrowArray;
    #[pymodule_export]
    use super::bulk::{count_batch, count_column, crush_batch, crush_column};
    #[pymodule_export]
    use super::calibration::Calibration;
    #[pymodule_export]
    use super::calls::{
        count, count_rows, count_till_limit, crush, expand, expand_all, fits, select, tally, transforms,
    };
    #[pymodule_export]
    use super::catalogue::{
        edits_prompt, is_local, listed_models, model_info, model_names, model_price, prompt_fields,
        reports_cache_apart, typical_model,
    };
    #[pymodule_export]
    use super::conversation::{Conversation, plan};
    #[pymodule_export]
    use super::fork::{after_fork, before_fork};
    #[pymodule_export]
    use super::pages::{address_in, page};
    #[pymodule_export]
    use super::plan::Plan;
    #[pymodule_export]
    use super::settings::{Settings, defaults};
    #[pymodule_export]
    use super::vocabularies::{load_vocabulary, missing_vocabulary};
    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn version(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
