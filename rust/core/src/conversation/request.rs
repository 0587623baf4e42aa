//! What is asked: a conversation, what goes with it, and what it costs as it is.

use super::settle::tally;
use crate::counting::{Calibration, Cost, NO_BOUND, TokenCount, count_tools, estimate};
use crate::message::{Message, Unread};
use crate::models::{Bounded, Framing, Limits, Model, framing};
use crate::vocabulary::Vocabulary;

/// A request to plan.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r, 'a> {
    /// The conversation.
    pub messages: &'r [Message<'a>],
    /// JSON text of the tools offered, if any: it is billed and counted, never changed.
    pub tools: Option<&'a str>,
    /// JSON text of the tools that are sent in their place, where these are others.
    pub sent_tools: Option<&'a str>,
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
        self.tools.is_none() && self.sent_tools.is_none() && self.output_schema.is_none()
    }

    /// What it costs beside its messages, as it is.
    pub(crate) fn base(&self, framing: &Framing) -> Cost {
        self.base_with(self.tools, framing)
    }

    /// What it costs beside its messages as it is sent, where other tools are.
    pub(crate) fn sent_base(&self, framing: &Framing) -> Option<Cost> {
        let sent = self.sent_tools.filter(|_| self.sent_tools != self.tools);
        sent.map(|sent| self.base_with(Some(sent), framing))
    }

    fn base_with(&self, tools: Option<&str>, framing: &Framing) -> Cost {
        let tools = tools.map(|tools| count_tools(tools, self.model)).unwrap_or_default();
        let rules = Cost::from(framing.per_request + framing.reply_primer + tools);
        self.output_schema.map_or(rules, |schema| rules + tally(schema, self.model).into())
    }
}

/// Bytes of what cannot be read that come to a token, by the best guess: words have about as many.
const BYTES_PER_TOKEN: usize = 4;

/// The tokens of a request as it is, nothing rewritten, by what is known of the model beside the table if anything is.
#[must_use]
pub fn count_request(request: &Request<'_, '_>, calibration: Option<&Calibration>) -> TokenCount {
    let framing = framing(request.model);
    let texts = request.messages.iter().flat_map(|message| &message.texts);
    let beside = request.messages.iter().map(|message| beside(message, request.model, &framing));
    let cost = request.base(&framing)
        + beside.sum::<Cost>()
        + texts.map(|text| Cost::from(tally(text.text, request.model))).sum();
    let counted = TokenCount { exact: request.is_exact(), ..estimate(&cost, request.model) };
    let is_estimate = !matches!(request.model.vocabulary, Vocabulary::Optional(_));
    let counted = match calibration.filter(|_| is_estimate) {
        Some(known) => known.calibrated(&cost, counted),
        None => counted,
    };
    let is_bounded = !request.messages.iter().any(|message| message.opaque);
    TokenCount { high: if is_bounded { counted.high } else { NO_BOUND }, ..counted }
}

/// What a message costs beside its texts.
pub(crate) fn beside(message: &Message<'_>, model: &Model, framing: &Framing) -> Cost {
    let name = if message.named { framing.per_name } else { 0 };
    let images: Bounded = message.images.iter().map(|image| image.count(model)).sum();
    let around = framing.per_message;
    let billed = (if message.may_be_nothing() { around.or_nothing() } else { around })
        + Bounded::exactly(name)
        + images
        + framing.per_call.times(message.calls.len())
        + framing.per_result.times(message.results.len());
    let unread = message.unread.iter().map(|part| bounds(part, model)).sum();
    Cost { billed, unread, ..Cost::default() }
}

/// What a part that may be billed comes to.
fn bounds(part: &Unread<'_>, model: &Model) -> Bounded {
    match *part {
        Unread::Bytes(bytes) => Bounded::new(0, bytes / BYTES_PER_TOKEN, bytes),
        Unread::Text(text) => {
            let TokenCount { value, high, .. } = estimate(&tally(text, model).into(), model);
            Bounded::new(0, value, high)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Role, Text};
    use crate::models::resolve;

    fn counted(message: &Message<'_>, id: &str) -> TokenCount {
        let model = resolve(id);
        let messages = std::slice::from_ref(message);
        let request = Request {
            messages,
            tools: None,
            sent_tools: None,
            output_schema: None,
            model: &model,
            limits: model.limits,
        };
        count_request(&request, Some(&Calibration::new(&model)))
    }

    #[test]
    fn what_may_be_billed_costs_nothing_at_least_and_all_of_it_at_most() {
        let words = "words that may be left out ".repeat(40);
        for id in ["gpt-4o", "claude-sonnet-4-5", "a model nobody knows"] {
            let said = Message { texts: vec![Text::fixed("hi")], ..Message::empty(Role::Assistant) };
            let sure = counted(&said, id);
            let unread = vec![Unread::Text(&words), Unread::Bytes(4000)];
            let unsure = counted(&Message { unread, ..said }, id);
            let text = estimate(&tally(&words, &resolve(id)).into(), &resolve(id));
            assert_eq!(unsure.low, sure.low, "{id}");
            assert_eq!(unsure.value, sure.value + text.value + 1000, "{id}");
            assert_eq!(unsure.high, sure.high + text.high + 4000, "{id}");
            assert!(!unsure.exact, "{id}");
        }
    }

    #[test]
    fn a_message_that_may_be_left_out_has_no_framing_at_least() {
        let nothing = counted(&Message { unread: vec![Unread::Bytes(9)], ..Message::empty(Role::Assistant) }, "gpt-4o");
        let empty = counted(&Message::empty(Role::Assistant), "gpt-4o");
        assert!(nothing.low < empty.low && nothing.value > empty.low, "{nothing:?}");
    }

    #[test]
    fn what_nothing_bounds_has_no_bound() {
        let file = Message { opaque: true, ..Message::empty(Role::User) };
        assert_eq!(counted(&file, "gpt-4o").high, NO_BOUND);
        assert_eq!(counted(&file, "qwen3-max").high, NO_BOUND);
    }
}
