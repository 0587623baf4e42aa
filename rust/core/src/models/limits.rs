//! How many tokens a model takes and answers: its row's numbers, or a guess that says it is one.

use super::rows::{Row, UNSTATED};

/// The context window, in tokens, that a model of unknown size is taken to have. Of the 2,894 models for chat of which
/// `LiteLLM` 1.106 says it, four in five have at least this: less would let turns leave for nothing, and where it is too
/// much, the provider says so.
pub const DEFAULT_CONTEXT_TOKENS: usize = 128_000;

/// The same for a model that a local server runs: few are started with more, and some cut what is too long off in silence.
/// Of the 29 models that `LiteLLM` 1.106 lists for Ollama, 21 have at least this.
pub const DEFAULT_LOCAL_CONTEXT_TOKENS: usize = 8_192;

/// Who runs models where the user does.
static LOCAL: &[&str] = &["ollama", "vllm", "lmstudio", "llama-cpp"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    pub context: usize,
    pub output: usize,
    /// Whether the context is published, rather than a guess.
    pub known: bool,
}

impl Limits {
    /// The limits of `row`; of a model that has none, or none that says, what can be guessed from who serves it.
    pub(super) fn of(row: Option<&Row>, provider: Option<&str>) -> Self {
        let stated = row.filter(|row| row.1 != UNSTATED);
        stated.map_or_else(|| Self::guess(provider), |row| Self { context: row.1, output: row.2, known: true })
    }

    fn guess(provider: Option<&str>) -> Self {
        let local = provider.is_some_and(|provider| LOCAL.contains(&provider));
        let context = if local { DEFAULT_LOCAL_CONTEXT_TOKENS } else { DEFAULT_CONTEXT_TOKENS };
        Self { context, output: context, known: false }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{resolve, rows};
    use super::*;
    use crate::tokens::Vocabulary;

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
            assert_eq!(resolve(id).output_tokens, output, "{id}");
        }
    }

    #[test]
    fn no_row_is_out_of_bounds() {
        for row in rows::WHOLE.iter().chain(rows::ROWS) {
            assert!(row.1 == UNSTATED || (1_024..=2_097_152).contains(&row.1), "{:?}", row.3);
            assert!(row.2 <= row.1 && (row.2 == UNSTATED) == (row.1 == UNSTATED), "{:?}", row.3);
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
            let model = resolve(id);
            assert_eq!(
                (model.context_tokens, model.output_tokens, model.limits_known),
                (context, context, false),
                "{id}"
            );
        }
        assert!(
            Vocabulary::ALL
                .iter()
                .all(|vocabulary| { vocabulary.name() == "gpt2" || !resolve(vocabulary.name()).limits_known })
        );
        assert!(resolve("gpt-4o").limits_known && resolve("llama3.1:8b").limits_known);
    }
}
