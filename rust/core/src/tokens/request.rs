//! What a request costs beyond the text in it.

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    #[test]
    fn only_openais_framing_is_documented() {
        assert!(framing(&resolve("gpt-4o")).exact);
        assert!(!framing(&resolve("claude-sonnet-4-5")).exact);
    }

    #[test]
    fn no_framing_of_an_unknown_model_is_exact() {
        assert!(!framing(&resolve("gpt-6-sol")).exact);
        assert!(!framing(&resolve("mystery")).exact);
    }
}
