//! What a request costs beyond the text in it.

use std::borrow::Cow;

use super::estimate::{TokenCount, count_text};
use crate::models::{Family, Model};

/// What a provider adds around the parts of a request, in tokens.
///
/// A message costs `per_message`, the tokens of its role and those of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    /// Around the request, once.
    pub per_request: usize,
    /// Around each message.
    pub per_message: usize,
    /// For each message that carries a name, beside the tokens of the name.
    pub per_name: usize,
    /// The start of the reply, which is part of the request.
    pub reply_primer: usize,
    /// Once, if the request offers tools, beside their definitions.
    pub per_tools: usize,
    /// Whether the provider documents these numbers for requests of plain messages.
    pub exact: bool,
}

/// `OpenAI`'s cookbook, "How to count tokens with tiktoken": `num_tokens_from_messages`, and `func_end` of
/// `num_tokens_for_tools`.
const OPENAI: Framing =
    Framing { per_request: 0, per_message: 3, per_name: 1, reply_primer: 3, per_tools: 12, exact: true };

/// A request of one message measures about 7 more than its text, here split as `OpenAI`'s plus the rest once. Tools
/// bring a system prompt: 346 tokens with `tool_choice` auto (Anthropic's documentation, "Tool use").
const ANTHROPIC: Framing =
    Framing { per_request: 1, per_message: 3, per_name: 1, reply_primer: 3, per_tools: 346, exact: false };

/// The framing of requests to `model`: its family's, or `OpenAI`'s as an estimate.
#[must_use]
pub fn framing(model: &Model) -> Framing {
    match model.family {
        Family::OpenAi => Framing { exact: model.exact, ..OPENAI },
        Family::Claude | Family::ClaudeOld => ANTHROPIC,
        _ => Framing { exact: false, ..OPENAI },
    }
}

impl Framing {
    /// The tokens around `messages` messages, `names` of which carry a name.
    #[must_use]
    pub fn around(&self, messages: usize, names: usize) -> usize {
        self.per_request + self.per_message * messages + self.per_name * names + self.reply_primer
    }
}

/// The tokens of tool definitions, given as the JSON text of the request's `tools` array; always an estimate.
///
/// Providers write schemas out in forms of their own, so that JSON's punctuation may count or not: half of it and all
/// of it are the bounds.
#[must_use]
pub fn count_tools(tools: &str, model: &Model) -> TokenCount {
    let text = count_text(tools, model);
    let fixed = framing(model).per_tools;
    TokenCount {
        value: text.value + fixed,
        exact: false,
        low: text.low / 2,
        high: text.high + fixed,
        method: Cow::Owned(format!("{}, of the tools' JSON", text.method)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    #[test]
    fn openai_frames_each_message_and_primes_the_reply() {
        let framing = framing(&resolve("gpt-4o"));
        assert!(framing.exact);
        assert_eq!(framing.around(2, 1), 3 + 3 + 1 + 3);
    }

    #[test]
    fn a_claude_request_of_one_message_costs_about_seven() {
        let framing = framing(&resolve("claude-sonnet-4-5"));
        assert!(!framing.exact);
        assert_eq!(framing.around(1, 0), 7);
    }

    #[test]
    fn no_framing_of_an_unknown_model_is_exact() {
        assert!(!framing(&resolve("gpt-6-sol")).exact);
        assert!(!framing(&resolve("mystery")).exact);
    }

    #[test]
    fn tools_are_estimated_from_their_json() {
        let count = count_tools(r#"[{"type":"function","function":{"name":"now"}}]"#, &resolve("gpt-4o"));
        assert!(!count.exact && count.low < count.value && count.value <= count.high, "{count:?}");
    }
}
