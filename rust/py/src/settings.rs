//! The settings object: Python's view of the core's configuration and of its defaults.

use headroom_core::config::{Config, CrushConfig, Level, Policy, WindowConfig};
use pyo3::prelude::*;

/// Settings of the core; whatever is not given has the core's default.
#[pyclass(frozen, module = "headroom._core")]
pub struct Settings {
    pub config: Config,
}

#[pymethods]
impl Settings {
    #[new]
    #[pyo3(signature = (
        *, crush=None, compact=None, repeats=None, window=None, keep_system=None, keep_last_turns=None,
        output_buffer_tokens=None, low_water_percent=None, mask_results=None,
    ))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn new(
        crush: Option<bool>,
        compact: Option<bool>,
        repeats: Option<bool>,
        window: Option<bool>,
        keep_system: Option<bool>,
        keep_last_turns: Option<usize>,
        output_buffer_tokens: Option<usize>,
        low_water_percent: Option<usize>,
        mask_results: Option<bool>,
    ) -> Self {
        let default = Config::default();
        let window = WindowConfig {
            enabled: window.unwrap_or(default.window.enabled),
            keep_system: keep_system.unwrap_or(default.window.keep_system),
            keep_last_turns: keep_last_turns.unwrap_or(default.window.keep_last_turns),
            output_buffer_tokens: output_buffer_tokens.unwrap_or(default.window.output_buffer_tokens),
            low_water_percent: low_water_percent.unwrap_or(default.window.low_water_percent),
            policy: mask_results.map_or(default.window.policy, policy_of),
        };
        let enabled = crush.unwrap_or(default.crush.enabled);
        let level = compact.map_or(default.crush.level, level_of);
        let repeats = repeats.unwrap_or(default.repeats);
        Self { config: Config { crush: CrushConfig { enabled, level }, repeats, window } }
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
    fn repeats(&self) -> bool {
        self.config.repeats
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

    #[getter]
    fn low_water_percent(&self) -> usize {
        self.config.window.low_water_percent
    }

    #[getter]
    fn mask_results(&self) -> bool {
        self.config.window.policy == Policy::MaskResults
    }
}

/// The level that `compact` says.
pub fn level_of(compact: bool) -> Level {
    if compact { Level::Compact } else { Level::Default }
}

fn policy_of(mask_results: bool) -> Policy {
    if mask_results { Policy::MaskResults } else { Policy::DropTurns }
}
