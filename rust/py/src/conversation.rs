//! The one crossing of a model call.

use std::sync::{Mutex, MutexGuard, PoisonError};

use headroom_core::config::Config;
use headroom_core::conversation::Conversation as Planned;
use headroom_core::models::{self, Limits, Model};
use headroom_core::views::Scope;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::calibration::Calibration;
use crate::convert::{Asked, EncodedText, PyText, Row};
use crate::detach::detached;
use crate::errors::CompressionError;
use crate::plan::Plan;
use crate::settings::Settings;

/// A conversation as it was planned so far. One call at a time may plan on it.
#[pyclass(frozen, module = "headroom._core")]
pub struct Conversation(Mutex<Option<Known>>);

/// What is known of it, for the model, the settings and the scope it was planned with.
struct Known {
    planned: Planned,
    model: Model,
    config: Config,
    scope: Scope,
}

#[pymethods]
impl Conversation {
    #[new]
    fn new() -> Self {
        Self(Mutex::new(None))
    }
}

impl Conversation {
    /// A panic while planning leaves nothing behind: what was known is taken out for it.
    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, model: Model, config: &Config, scope: &Scope) -> Option<Known> {
        let is_same = |known: &Known| known.model == model && known.config == *config && known.scope == *scope;
        self.known().take().filter(is_same)
    }
}

/// Plans a conversation: its first `known` messages as they were planned last in `conversation`, then `rows`. Tokens are
/// counted as those of `counted_as`, where it is given; its limits hold where nobody knows those of `model`, and
/// `context_tokens` overrides both. `answer_tokens` is how long an answer the request itself asks for, and `sent_tools`
/// are sent in the place of `tools`. Addresses of what is left
/// out are made with `secret`, and lead to nothing outside of `scope`.
///
/// Raises headroom.CompressionError where `conversation` does not hold so many messages.
#[pyfunction]
#[pyo3(signature = (
    rows, model, settings, *, counted_as=None, context_tokens=None, answer_tokens=None, tools=None, sent_tools=None,
    output_schema=None, calibration=None, conversation=None, known=0, secret=None, scope=None,
))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
pub fn plan(
    py: Python<'_>,
    rows: Vec<Row>,
    model: PyText,
    settings: &Settings,
    counted_as: Option<PyText>,
    context_tokens: Option<usize>,
    answer_tokens: Option<usize>,
    tools: Option<PyText>,
    sent_tools: Option<PyText>,
    output_schema: Option<PyText>,
    calibration: Option<&Calibration>,
    conversation: Option<&Conversation>,
    known: usize,
    secret: Option<PyBackedBytes>,
    scope: Option<EncodedText>,
) -> PyResult<Plan> {
    let own = models::resolve(&model);
    let model = counted_as.map_or(own, |counted_as| own.counted_as(models::resolve(&counted_as)));
    let limits = Limits::of_request(own.limits, model.limits, context_tokens).asking_for(answer_tokens);
    let config = &settings.config;
    let asked = Asked { rows, tools, sent_tools, output_schema };
    let scope = Scope::new(secret.as_deref().unwrap_or_default(), scope.as_deref().unwrap_or_default());
    let last = conversation.and_then(|conversation| conversation.take(model, config, &scope));
    let new = || Planned::new(model, config.clone()).within(scope.clone());
    let mut planned = last.map_or_else(new, |last| last.planned);
    if planned.len() < known {
        return Err(CompressionError::new_err(format!("{known} messages are not known")));
    }
    // What is known may have to be written anew, too.
    let (plan, planned) = detached(py, asked.bytes() + planned.bytes(), || {
        (asked.as_request(&model, limits, |request| planned.plan(known, request)), planned)
    })?;
    if let Some(conversation) = conversation {
        *conversation.known() = Some(Known { planned, model, config: config.clone(), scope });
    }
    Ok(Plan::new(plan, model, calibration.map(Calibration::now)))
}
