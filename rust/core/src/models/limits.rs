//! How many tokens a model takes and answers: its row's numbers, or a guess that says it is one.

use super::services;

/// The context window, in tokens, that a model of unknown size is taken to have. Of the 2,894 models for chat of which
/// `LiteLLM` 1.106 says it, four in five have at least this: less would let turns leave for nothing, and where it is too
/// much, the service says so.
pub const DEFAULT_CONTEXT_TOKENS: usize = 128_000;

/// The same for a model that a local server runs: few are started with more, and some cut what is too long off in silence.
/// Of the 29 models that `LiteLLM` 1.106 lists for Ollama, 21 have at least this.
pub const DEFAULT_LOCAL_CONTEXT_TOKENS: usize = 8_192;

/// How many tokens a model takes and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The context window; [`DEFAULT_CONTEXT_TOKENS`] or [`DEFAULT_LOCAL_CONTEXT_TOKENS`] where it is a guess.
    pub context: usize,
    /// The most that it reads of it: all, unless the model keeps the rest for its answer.
    pub input: usize,
    /// The largest answer; as long as the context where that is a guess.
    pub output: usize,
    /// The largest answer that the request itself asks for, if it says.
    pub asked: Option<usize>,
    /// Whether these are published, rather than a guess.
    pub known: bool,
}

/// In place of limits that are not published, or differ too much between those who are meant.
pub(super) const UNSTATED: Limits = Limits { known: false, ..limits(0, 0) };

/// A context window, all of which may be input, and a largest answer.
pub(super) const fn limits(context: usize, output: usize) -> Limits {
    Limits { context, input: context, output, asked: None, known: true }
}

impl Limits {
    /// These, but no more than `input` tokens of the context may be input.
    pub(super) const fn input(self, input: usize) -> Self {
        Self { input, ..self }
    }

    /// These, for a model that was told to be run with `context` tokens: whoever says so knows how many of them it reads.
    #[must_use]
    pub const fn with_context(self, context: usize) -> Self {
        Self { context, input: context, known: true, ..self }
    }

    /// These, for a request that asks for an answer of at most so many tokens, where it says.
    #[must_use]
    pub const fn asking_for(self, answer: Option<usize>) -> Self {
        Self { asked: answer, ..self }
    }

    /// Takes the limits that a row has; of a model without a row, or whose row does not say, what can be guessed from who
    /// serves it.
    pub(super) fn of(stated: Option<Self>, service: Option<&str>) -> Self {
        stated.filter(|stated| stated.known).unwrap_or_else(|| Self::guess(service))
    }

    /// Takes the limits of a request to a model with limits of its `own`: what is said of its context comes first, then what
    /// is known of the model itself, then what is known of the one that its tokens are counted as.
    #[must_use]
    pub fn of_request(own: Self, counted_as: Self, context: Option<usize>) -> Self {
        let published = if own.known { own } else { counted_as };
        context.map_or(published, |context| published.with_context(context))
    }

    fn guess(service: Option<&str>) -> Self {
        let context =
            if service.is_some_and(services::is_local) { DEFAULT_LOCAL_CONTEXT_TOKENS } else { DEFAULT_CONTEXT_TOKENS };
        Self { known: false, ..limits(context, context) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{resolve, rows};
    use super::*;
    use crate::vocabulary::Vocabulary;

    #[test]
    fn answers_are_as_long_as_is_published() {
        for (id, output) in [
            ("gpt-4o", 16_384),
            ("gpt-5.2", 128_000),
            ("gpt-5-pro-2025-10-06", 272_000),
            ("gpt-4-turbo", 4_096),
            ("o3", 100_000),
            ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", 64_000),
            ("claude-3-5-haiku-20241022", 8_192),
            ("gemini/gemini-2.5-pro", 65_536),
            ("amazon.nova-pro-v1:0", 10_000),
            ("command-r-08-2024", 4_096),
        ] {
            assert_eq!(resolve(id).limits.output, output, "{id}");
        }
    }

    #[test]
    fn some_read_less_than_their_context() {
        for (id, context, input) in [
            ("gpt-5", 400_000, 272_000),
            ("gpt-5-pro", 400_000, 272_000),
            ("openai/gpt-5.2-codex", 400_000, 272_000),
            ("gpt-5.4-mini-2026-03-17", 400_000, 272_000),
            ("gpt-5.4-pro", 1_050_000, 922_000),
            ("gpt-6-sol", 1_050_000, 922_000),
            ("azure/gpt-5.1-chat", 128_000, 111_616),
            ("gpt-5-chat-latest", 128_000, 128_000),
            ("gpt-4.1", 1_047_576, 1_047_576),
            ("claude-sonnet-4-5", 200_000, 200_000),
        ] {
            let Limits { context: window, input: most, .. } = resolve(id).limits;
            assert_eq!((window, most), (context, input), "{id}");
        }
    }

    #[test]
    fn what_is_said_comes_before_what_is_known_and_the_model_before_what_it_is_counted_as() {
        let [known, other, unknown] = ["gpt-4o", "claude-sonnet-4-5", "our-deployment"].map(|id| resolve(id).limits);
        assert_eq!(Limits::of_request(known, other, None), known);
        assert_eq!(Limits::of_request(unknown, other, None), other);
        assert_eq!(Limits::of_request(unknown, other, Some(9_000)), other.with_context(9_000));
    }

    #[test]
    fn a_context_that_is_said_may_be_input_as_a_whole() {
        let said = resolve("gpt-5").limits.with_context(400_000);
        assert_eq!(said, Limits { context: 400_000, input: 400_000, output: 128_000, asked: None, known: true });
    }

    #[test]
    fn no_row_is_out_of_bounds() {
        for row in rows::WHOLE.iter().chain(rows::ROWS) {
            let Limits { context, input, output, known, .. } = row.limits;
            assert!(row.limits == UNSTATED || known && (1_024..=2_097_152).contains(&context), "{:?}", row.names);
            assert!(output <= context && context / 2 <= input && input <= context, "{:?}", row.names);
        }
    }

    #[test]
    fn what_nobody_knows_is_guessed_and_marked() {
        for (id, context) in [
            ("our-own-model", DEFAULT_CONTEXT_TOKENS),
            ("openrouter/our-own-model", DEFAULT_CONTEXT_TOKENS),
            ("gpt-7-of-next-year", DEFAULT_CONTEXT_TOKENS),
            ("", DEFAULT_CONTEXT_TOKENS),
            ("our-own-model:7b", DEFAULT_LOCAL_CONTEXT_TOKENS),
            ("ollama/our-own-model", DEFAULT_LOCAL_CONTEXT_TOKENS),
            ("hosted_vllm/our-own-model", DEFAULT_LOCAL_CONTEXT_TOKENS),
            ("lmstudio:our-own-model", DEFAULT_LOCAL_CONTEXT_TOKENS),
        ] {
            let guess = Limits { context, input: context, output: context, asked: None, known: false };
            assert_eq!(resolve(id).limits, guess, "{id}");
        }
        assert!(
            Vocabulary::ALL
                .iter()
                .all(|vocabulary| { vocabulary.name() == "gpt2" || !resolve(vocabulary.name()).limits.known })
        );
        assert!(resolve("gpt-4o").limits.known && resolve("llama3.1:8b").limits.known);
    }
}
