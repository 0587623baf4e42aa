//! The settings: read from Python's dataclasses by the names of their fields, which the core knows.

use headroom_core::config::{Config, CrushConfig, Level, Setting, SettingValue, SettingsSource, WindowConfig};
use headroom_core::models::Model;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyTuple};

/// The core's view of a `HeadroomConfig`.
#[pyclass(frozen, module = "headroom._core")]
pub struct Settings {
    pub config: Config,
}

#[pymethods]
impl Settings {
    #[new]
    fn new(config: Bound<'_, PyAny>) -> PyResult<Self> {
        Config::from_source(&Attributes(config)).map(|config| Self { config })
    }
}

/// The settings with their defaults, by name; those of a part are a dict of their own.
#[pyfunction]
pub fn defaults(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    to_python(py, &Config::default().value())
}

fn to_python<'py>(py: Python<'py>, value: &SettingValue) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        SettingValue::Flag(flag) => flag.into_pyobject(py)?.to_owned().into_any(),
        SettingValue::Count(count) => count.into_pyobject(py)?.into_any(),
        SettingValue::Word(word) => word.into_pyobject(py)?.into_any(),
        SettingValue::Texts(texts) => PyTuple::new(py, texts)?.into_any(),
        SettingValue::Counts(counts) => {
            let named = PyDict::new(py);
            counts.iter().try_for_each(|(name, count)| named.set_item(name, count))?;
            named.into_any()
        }
        SettingValue::Part(fields) => {
            let part = PyDict::new(py);
            fields.iter().try_for_each(|(name, value)| part.set_item(name, to_python(py, value)?))?;
            part.into_any()
        }
    })
}

/// A `SmartCrusherConfig`.
pub struct Crush(CrushConfig);

impl Crush {
    /// The level that texts are rewritten at for a model; none where they are not.
    pub fn level(&self, model: &Model) -> Option<Level> {
        self.0.enabled.then(|| self.0.level(model.level))
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Crush {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        CrushConfig::from_source(&Attributes(object.to_owned())).map(Self)
    }
}

/// A `RollingWindowConfig`.
pub struct Window(pub WindowConfig);

impl<'a, 'py> FromPyObject<'a, 'py> for Window {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        WindowConfig::from_source(&Attributes(object.to_owned())).map(Self)
    }
}

/// An object whose attributes are settings; that they have the right types is checked where it is made.
struct Attributes<'py>(Bound<'py, PyAny>);

impl SettingsSource for Attributes<'_> {
    type Error = PyErr;

    fn flag(&self, name: &'static str) -> PyResult<bool> {
        self.0.getattr(name)?.extract()
    }

    fn count(&self, name: &'static str) -> PyResult<usize> {
        self.0.getattr(name)?.extract()
    }

    fn word(&self, name: &'static str, words: &[&'static str]) -> PyResult<usize> {
        let given: PyBackedStr = self.0.getattr(name)?.extract()?;
        let place = words.iter().position(|&word| word == &*given);
        place.ok_or_else(|| PyValueError::new_err(format!("{name} is one of {words:?}, not {:?}", &*given)))
    }

    fn texts(&self, name: &'static str) -> PyResult<Vec<String>> {
        self.0.getattr(name)?.extract()
    }

    fn counts(&self, name: &'static str) -> PyResult<Vec<(String, usize)>> {
        self.0.getattr(name)?.call_method0("items")?.try_iter()?.map(|item| item?.extract()).collect()
    }

    fn part(&self, name: &'static str) -> PyResult<Self> {
        self.0.getattr(name).map(Self)
    }
}
