//! What is asked: a conversation, what goes with it, and what it costs as it is.

use super::settle::tally;
use crate::counting::{Calibration, Cost, TokenCount, count_tools, estimate};
use crate::message::Message;
use crate::models::{Bounded, Framing, Limits, Model, framing};
use crate::vocabulary::Vocabulary;

/// A request to plan.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r, 'a> {
    /// The conversation.
    pub messages: &'r [Message<'a>],
    /// JSON text of the tools offered, if any: it is billed and counted, never changed.
    pub tools: Option<&'a str>,
    /// JSON text of the schema that the answer is to have, if any.
    pub output_schema: Option<&'a str>,
    /// The model asked.
    pub model: &'r Model,
    /// How many tokens it takes and answers: to be kept within.
    pub limits: Limits,
}

impl Request<'_, '_> {
    /// Whether counts of this request are the provider's own numbers: its vocabulary and framing are known, and there is
    /// nothing but text in it. How tool calls and schemas are framed is documented nowhere.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.model.exact && framing(self.model).exact && self.is_bare() && self.messages.iter().all(Message::is_plain)
    }

    /// Whether there is nothing but messages.
    pub(crate) fn is_bare(&self) -> bool {
        self.tools.is_none() && self.output_schema.is_none()
    }

    /// What it costs beside its messages.
    pub(crate) fn base(&self, framing: &Framing) -> Cost {
        let tools = self.tools.map(|tools| count_tools(tools, self.model)).unwrap_or_default();
        let rules = Cost::from(framing.per_request + framing.reply_primer + tools);
        self.output_schema.map_or(rules, |schema| rules + tally(schema, self.model).into())
    }
}

/// The tokens of a request as it is, nothing rewritten, by what is known of the model beside the table if anything is.
#[must_use]
pub fn count_request(request: &Request<'_, '_>, calibration: Option<&Calibration>) -> TokenCount {
    let framing = framing(request.model);
    let texts = request.messages.iter().flat_map(|message| &message.texts);
    let beside = request.messages.iter().map(|message| Cost::from(billed(message, request.model, &framing)));
    let cost =
        request.base(&framing) + beside.sum() + texts.map(|text| Cost::from(tally(text.text, request.model))).sum();
    let counted = TokenCount { exact: request.is_exact(), ..estimate(&cost, request.model) };
    let is_estimate = !matches!(request.model.vocabulary, Vocabulary::Optional(_));
    match calibration.filter(|_| is_estimate) {
        Some(known) => known.calibrated(&cost, counted),
        None => counted,
    }
}

/// What a message costs beside its texts.
pub(crate) fn billed(message: &Message<'_>, model: &Model, framing: &Framing) -> Bounded {
    let name = if message.named { framing.per_name } else { 0 };
    let images: Bounded = message.images.iter().map(|image| image.count(model)).sum();
    framing.per_message
        + Bounded::exactly(name)
        + images
        + framing.per_call.times(message.calls.len())
        + framing.per_result.times(message.results.len())
}
