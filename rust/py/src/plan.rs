//! What the core decided, as Python reads it.

use headroom_core::counting::{Calibration as Core, Cost, most};
use headroom_core::models::Model;
use headroom_core::plan::{Decision, Plan as Decided, Retrieved};
use pyo3::prelude::*;

/// What to send for a conversation: edits, drops and counts, never messages.
#[pyclass(frozen, module = "headroom._core")]
pub struct Plan {
    decided: Decided,
    model: Model,
    /// What was known of the model's tokens beside the table when the plan was made: for reports, not for choices.
    calibration: Option<Core>,
}

impl Plan {
    /// A plan as it was decided, for a model and by what was known of it.
    pub fn new(decided: Decided, model: Model, calibration: Option<Core>) -> Self {
        Self { decided, model, calibration }
    }

    /// What was decided.
    pub fn decided(&self) -> &Decided {
        &self.decided
    }

    fn tokens(&self, cost: &Cost) -> usize {
        Core::reported(self.calibration.as_ref(), cost, &self.model, self.decided.exact)
    }
}

#[pymethods]
impl Plan {
    /// How many messages, from the first, are sent as in the last plan of the conversation.
    #[getter]
    fn stable(&self) -> usize {
        self.decided.stable
    }

    /// (message, text, replacement) in the messages behind those, in message order.
    #[getter]
    fn edits(&self) -> Vec<(usize, usize, &str)> {
        self.decided.edits.iter().map(|edit| (edit.message, edit.text, &*edit.replacement)).collect()
    }

    /// The address of all that is left out.
    #[getter]
    fn left_out(&self) -> Vec<&str> {
        self.decided.left_out.iter().map(|one| &*one.address).collect()
    }

    /// What one of these stands for, by its place among them.
    fn original(&self, place: usize) -> Option<&str> {
        self.decided.left_out.get(place).map(|one| &*one.original)
    }

    /// (pages that the model has asked for in its last answer, their tokens, whether they alone stand behind it).
    #[getter]
    fn retrieved(&self) -> (usize, usize, bool) {
        let Retrieved { pages, cost, alone } = self.decided.retrieved;
        (pages, self.tokens(&cost), alone)
    }

    /// Indexes of the messages that leave with the window, ascending.
    #[getter]
    fn dropped(&self) -> &[usize] {
        &self.decided.dropped
    }

    /// (index of the message before which it stands, role, text) of each message of the window's own.
    #[getter]
    fn notes(&self) -> Vec<(usize, &'static str, &str)> {
        self.decided.notes.iter().map(|note| (note.before, note.role.name(), &*note.text)).collect()
    }

    /// Whether the service is to read this request alone, rather than go on from an answer with what it holds.
    #[getter]
    fn cuts_chain(&self) -> bool {
        self.decided.cuts_chain
    }

    #[getter]
    fn tokens_before(&self) -> usize {
        self.tokens(&self.decided.before)
    }

    #[getter]
    fn tokens_after(&self) -> usize {
        self.tokens(&self.decided.after)
    }

    /// Of the tokens before, those of the messages that the last plan of the conversation began with too.
    #[getter]
    fn cached_before(&self) -> usize {
        self.tokens(&self.decided.cached_before)
    }

    /// Of the tokens after, those that were to be sent in the last plan too, before anything that differs.
    #[getter]
    fn cached_after(&self) -> usize {
        self.tokens(&self.decided.cached_after)
    }

    /// Whether the counts are the provider's own numbers, rather than estimates.
    #[getter]
    fn exact(&self) -> bool {
        self.decided.exact
    }

    /// The most that what is to be sent may cost, which is what the budget is held against.
    #[getter]
    fn most_tokens_after(&self) -> usize {
        most(&self.decided.after, &self.model)
    }

    /// The same of the conversation as it is.
    #[getter]
    fn most_tokens_before(&self) -> usize {
        most(&self.decided.before, &self.model)
    }

    /// Tokens that the window allows; None without a window.
    #[getter]
    fn budget(&self) -> Option<usize> {
        self.decided.budget
    }

    #[getter]
    fn over_budget(&self) -> bool {
        self.decided.over_budget
    }

    /// Indexes of the messages that hold something billed that nothing bounds, ascending.
    #[getter]
    fn opaque(&self) -> &[usize] {
        &self.decided.opaque
    }

    /// Texts that are sent as they are because rewriting them failed inside.
    #[getter]
    fn faults(&self) -> usize {
        self.decided.faults
    }

    /// Names of what was done, each once, in the order of their first use.
    #[getter]
    fn transforms(&self) -> Vec<&'static str> {
        self.decided.transforms().into_iter().map(|transform| transform.name).collect()
    }

    /// (action, name of what was done or None, editable, tokens before, tokens after) of each message.
    fn decisions(&self) -> Vec<(&'static str, Option<&'static str>, bool, usize, usize)> {
        let row = |d: &Decision| {
            let transform = d.transform.map(|transform| transform.name);
            (d.action.name(), transform, d.editable, self.tokens(&d.before), self.tokens(&d.after))
        };
        self.decided.decisions.iter().map(|decision| row(decision)).collect()
    }
}
