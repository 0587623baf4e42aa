//! The settings object: Python's view of the core's configuration and of its defaults.

use headroom_core::config::{Config, CrushConfig, Level, WindowConfig};
use pyo3::prelude::*;

/// Settings of the core; whatever is not given has the core's default.
#[pyclass(frozen, module = "headroom._core")]
pub struct Settings {
    pub config: Config,
}

#[pymethods]
impl Settings {
    #[new]
    #[pyo3(signature = (*, crush=None, compact=None, window=None, keep_system=None, keep_last_turns=None, output_buffer_tokens=None))]
    fn new(
        crush: Option<bool>,
        compact: Option<bool>,
        window: Option<bool>,
        keep_system: Option<bool>,
        keep_last_turns: Option<usize>,
        output_buffer_tokens: Option<usize>,
    ) -> Self {
        let default = Config::default();
        let window = WindowConfig {
            enabled: window.unwrap_or(default.window.enabled),
            keep_system: keep_system.unwrap_or(default.window.keep_system),
            keep_last_turns: keep_last_turns.unwrap_or(default.window.keep_last_turns),
            output_buffer_tokens: output_buffer_tokens.unwrap_or(default.window.output_buffer_tokens),
        };
        let enabled = crush.unwrap_or(default.crush.enabled);
        let level = compact.map_or(default.crush.level, level_of);
        Self { config: Config { crush: CrushConfig { enabled, level }, window } }
    }

    #[getter]
    fn crush(&self) -> bool {
        self.config.crush.enabled
    }

    #[getter]
    fn compact(&self) -> bool {
        self.config.crush.level == Level::Compact
    }

    #[getter]
    fn window(&self) -> bool {
        self.config.window.enabled
    }

    #[getter]
    fn keep_system(&self) -> bool {
        self.config.window.keep_system
    }

    #[getter]
    fn keep_last_turns(&self) -> usize {
        self.config.window.keep_last_turns
    }

    #[getter]
    fn output_buffer_tokens(&self) -> usize {
        self.config.window.output_buffer_tokens
    }
}

/// The level that `compact` says.
pub fn level_of(compact: bool) -> Level {
    if compact { Level::Compact } else { Level::Default }
}
