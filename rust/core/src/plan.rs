//! The one entry: what to send for a conversation.
//!
//! Every text is settled on its own (rewritten or not, and counted), so message i's form depends on nothing behind it;
//! then the window decides which turns leave. The answer names changes only; texts that stay are never copied.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use crate::config::{Config, CrushConfig, WindowConfig};
use crate::crush::{Strategy, crush};
use crate::memo::{CAPACITY_BYTES, Key, Memo, Weigh};
use crate::message::{Message, Text};
use crate::models::Model;
use crate::tokens::tools::count_tools;
use crate::tokens::{Bounded, Framing, TokenCount, Vocabulary, estimate, framing};
use crate::window::{self, Selection, note};

/// Every role in use is one token of both vocabularies.
const ROLE_TOKENS: usize = 1;

/// A text to send in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Index of the message.
    pub message: usize,
    /// Index of the text in the message.
    pub text: usize,
    /// What to send.
    pub replacement: Arc<str>,
}

/// What happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is sent as it is.
    Kept,
    /// It is sent rewritten.
    Rewritten,
    /// It leaves with the window.
    Dropped,
}

/// What happens to one message and why. Tokens are of the message's texts and framing, in the model's vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What happens.
    pub action: Action,
    /// How it was rewritten, if it was.
    pub strategy: Strategy,
    /// Whether any of its texts may be rewritten.
    pub editable: bool,
    /// Tokens of the original.
    pub tokens_before: usize,
    /// Tokens sent.
    pub tokens_after: usize,
    /// What the provider's own rules give for the rest of the message, sent or not: images, calls and results.
    pub billed: Bounded,
}

/// What to send. Token counts are raw counts in the model's vocabulary, request framing included; what comes to them as
/// it is, images and tools above all, is `billed`.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Texts to replace, in message order.
    pub edits: Vec<Edit>,
    /// Messages that leave, ascending.
    pub dropped: Vec<usize>,
    /// What stands in their place.
    pub note: Option<String>,
    /// Tokens of the conversation as it is.
    pub tokens_before: usize,
    /// Tokens of what is to be sent.
    pub tokens_after: usize,
    /// What the provider's own rules give for the rest of the conversation as it is.
    pub billed_before: Bounded,
    /// The same for what is to be sent.
    pub billed_after: Bounded,
    /// One decision a message.
    pub decisions: Vec<Decision>,
    /// Whether the counts are the provider's own numbers, rather than estimates.
    pub exact: bool,
    /// The budget in raw tokens, where a window was asked for.
    pub budget: Option<usize>,
    /// Whether what is to be sent exceeds the budget.
    pub over_budget: bool,
    /// Texts that were sent as they are because settling them failed.
    pub faults: usize,
}

/// A request to plan.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r, 'a> {
    /// The conversation.
    pub messages: &'r [Message<'a>],
    /// JSON text of the tools offered, if any: it is billed and counted, never changed.
    pub tools: Option<&'a str>,
    /// The model asked.
    pub model: &'r Model,
    /// The context to keep within, in tokens.
    pub context_tokens: usize,
}

impl Request<'_, '_> {
    /// Whether counts of this request are the provider's own numbers: its vocabulary and framing are known, and there is
    /// nothing but text in it. How tool calls are framed is documented nowhere.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.model.exact
            && framing(self.model).exact
            && self.tools.is_none()
            && self.messages.iter().all(Message::is_plain)
    }

    /// What the tools offered cost.
    fn tools(&self) -> Bounded {
        self.tools.map(|tools| count_tools(tools, self.model)).unwrap_or_default()
    }

    /// Tokens that are billed as they are, as a share of the budget.
    #[expect(clippy::cast_sign_loss, reason = "tokens and ratios are positive")]
    fn in_budget(&self, billed: Bounded) -> usize {
        (billed.high as f64 / self.model.ratio.high).ceil() as usize
    }

    /// The most raw tokens that fit the context beside the answer, by the estimate's upper bound.
    #[expect(clippy::cast_sign_loss, reason = "tokens and ratios are positive")]
    fn budget(&self, output_buffer_tokens: usize) -> usize {
        let free = self.context_tokens.saturating_sub(output_buffer_tokens);
        (free as f64 / self.model.ratio.high) as usize
    }
}

/// The tokens of a request as it is, nothing rewritten.
#[must_use]
pub fn count_request(request: &Request<'_, '_>) -> TokenCount {
    let nothing = Config {
        crush: CrushConfig { enabled: false },
        window: WindowConfig { enabled: false, ..WindowConfig::default() },
    };
    let plan = plan(request, &nothing);
    let (text, billed) = (estimate(plan.tokens_before, request.model), plan.billed_before);
    TokenCount {
        value: text.value + billed.value,
        exact: request.is_exact(),
        low: text.low + billed.low,
        high: text.high + billed.high,
        ..text
    }
}

/// Decides what to send. Never panics; linear in what the memory does not hold yet.
#[must_use]
pub fn plan(request: &Request<'_, '_>, config: &Config) -> Plan {
    let mut plan = Plan::default();
    let framing = framing(request.model);
    for (index, message) in request.messages.iter().enumerate() {
        plan.settle(index, message, request.model, &framing, config);
    }
    let (base, tools) = (framing.per_request + framing.reply_primer, request.tools());
    if config.window.enabled {
        plan.move_window(request, base + request.in_budget(tools), config);
    }
    plan.exact = request.is_exact();
    plan.tokens_before = base + plan.decisions.iter().map(|d| d.tokens_before).sum::<usize>();
    plan.tokens_after = base + plan.decisions.iter().map(|d| d.tokens_after).sum::<usize>();
    plan.billed_before = tools + plan.decisions.iter().map(|d| d.billed).sum();
    plan.billed_after = tools + plan.decisions.iter().filter(|d| d.action != Action::Dropped).map(|d| d.billed).sum();
    if let Some(note) = &plan.note {
        plan.tokens_after += framing.per_message + ROLE_TOKENS + count(note, request.model.vocabulary);
    }
    plan
}

impl Plan {
    fn settle(&mut self, index: usize, message: &Message<'_>, model: &Model, framing: &Framing, config: &Config) {
        let name = if message.named { framing.per_name } else { 0 };
        let fixed = framing.per_message + ROLE_TOKENS + name;
        let mut decision = Decision {
            action: Action::Kept,
            strategy: Strategy::Unchanged,
            editable: message.texts.iter().any(|text| text.editable),
            tokens_before: fixed,
            tokens_after: fixed,
            billed: billed(message, model, framing),
        };
        for (position, text) in message.texts.iter().enumerate() {
            let settled = settle(text, model.vocabulary, config.crush.enabled);
            decision.tokens_before += settled.tokens_before;
            decision.tokens_after += settled.tokens_after;
            self.faults += usize::from(settled.failed);
            if let Some(replacement) = settled.replacement {
                self.edits.push(Edit { message: index, text: position, replacement });
                (decision.action, decision.strategy) = (Action::Rewritten, settled.strategy);
            }
        }
        self.decisions.push(decision);
    }

    fn move_window(&mut self, request: &Request<'_, '_>, base: usize, config: &Config) {
        let budget = request.budget(config.window.output_buffer_tokens);
        let cost = |decision: &Decision| decision.tokens_after + request.in_budget(decision.billed);
        let tokens: Vec<usize> = self.decisions.iter().map(cost).collect();
        let selection = window::select(request.messages, &tokens, base, budget, &config.window);
        (self.budget, self.over_budget) = (Some(budget), selection.over_budget);
        self.drop_messages(selection);
    }

    fn drop_messages(&mut self, selection: Selection) {
        let Some(&first) = selection.dropped.first() else { return };
        let cost = |decision: Decision| decision.tokens_before + decision.billed.value;
        let tokens = selection.dropped.iter().map(|&index| cost(self.decisions[index])).sum();
        self.note = Some(note(&selection, tokens));
        for &index in &selection.dropped {
            let decision = &mut self.decisions[index];
            (decision.action, decision.tokens_after) = (Action::Dropped, 0);
        }
        self.edits.retain(|edit| edit.message < first || selection.dropped.binary_search(&edit.message).is_err());
        self.dropped = selection.dropped;
    }
}

/// What a message costs beside its texts and the framing that every message has.
fn billed(message: &Message<'_>, model: &Model, framing: &Framing) -> Bounded {
    let images: Bounded = message.images.iter().map(|image| image.count(model)).sum();
    images + framing.per_call.times(message.calls.len()) + framing.per_result.times(message.results.len())
}

/// A text's final form and its counts.
#[derive(Clone, Debug)]
struct Settled {
    replacement: Option<Arc<str>>,
    strategy: Strategy,
    tokens_before: usize,
    tokens_after: usize,
    failed: bool,
}

impl Weigh for Settled {
    fn heap_bytes(&self) -> usize {
        self.replacement.as_ref().map_or(0, |text| text.len())
    }
}

/// Shorter texts are counted faster than they are looked up; what may be rewritten is always worth it.
const SMALLEST_REMEMBERED_BYTES: usize = 256;

static MEMO: LazyLock<Memo<Settled>> = LazyLock::new(|| Memo::new(CAPACITY_BYTES));

fn settle(text: &Text<'_>, vocabulary: Vocabulary, crushing: bool) -> Settled {
    let rewrite = text.editable && crushing;
    let make = || {
        catch_unwind(AssertUnwindSafe(|| form(text.text, vocabulary, rewrite))).unwrap_or_else(|_| failed(text.text))
    };
    if !rewrite && text.text.len() < SMALLEST_REMEMBERED_BYTES {
        return make();
    }
    MEMO.get_or(Key::new([vocabulary as u8, u8::from(rewrite)], text.text), make)
}

fn count(text: &str, vocabulary: Vocabulary) -> usize {
    settle(&Text { text, editable: false }, vocabulary, false).tokens_before
}

fn form(text: &str, vocabulary: Vocabulary, rewrite: bool) -> Settled {
    if !rewrite {
        let tokens = vocabulary.count(text);
        return unchanged(tokens);
    }
    let crushed = crush(text, vocabulary);
    Settled {
        replacement: crushed.text.map(Arc::from),
        strategy: crushed.strategy,
        tokens_before: crushed.tokens_before,
        tokens_after: crushed.tokens_after,
        failed: false,
    }
}

fn unchanged(tokens: usize) -> Settled {
    Settled {
        replacement: None,
        strategy: Strategy::Unchanged,
        tokens_before: tokens,
        tokens_after: tokens,
        failed: false,
    }
}

/// A fault of ours must not lose a message: it goes out as it is, counted by the bound that a token has a byte.
fn failed(text: &str) -> Settled {
    Settled { failed: true, ..unchanged(text.len()) }
}
