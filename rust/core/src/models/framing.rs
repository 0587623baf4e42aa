//! What a request costs beyond the text in it: the shape of the rules, whose numbers stand in `models/rules.rs`.

use super::bounded::Bounded;
use super::images::Images;
use crate::models::Model;

/// What a service adds around the parts of a request, in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    /// Around the request, once.
    pub per_request: Bounded,
    /// Around each message, its role included.
    pub per_message: Bounded,
    /// For each message that carries a name, beside the tokens of the name.
    pub per_name: usize,
    /// The start of the reply, which is part of the request.
    pub reply_primer: Bounded,
    /// Around each tool call, beside its name and arguments.
    pub per_call: Bounded,
    /// Around each tool result, beside its text and the framing of its message.
    pub per_result: Bounded,
    /// Whether the maker documents these numbers for requests of plain messages.
    pub exact: bool,
}

/// How a service writes tool schemas out for its model, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tools {
    /// As declarations of functions, which `OpenAI`'s formula counts.
    Functions {
        /// Around each function.
        per_tool: usize,
        /// Once.
        per_request: usize,
    },
    /// Behind a system prompt, as JSON.
    Prompted(Bounded),
    /// In the model's chat template: most write the JSON out, some indented, behind a few lines of instructions.
    Template,
}

/// How a model's service counts what is no text of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Messages, tool calls and results.
    pub framing: Framing,
    /// Tool schemas.
    pub tools: Tools,
    /// Images.
    pub images: Images,
}

/// Gives the framing of requests to `model`: its family's, or `OpenAI`'s as an estimate.
#[must_use]
pub fn framing(model: &Model) -> Framing {
    let framing = model.rules.framing;
    Framing { exact: framing.exact && model.exact, ..framing }
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
