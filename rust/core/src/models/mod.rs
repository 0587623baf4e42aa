//! What a model's id says: who serves it, how its tokens are counted and how many of them it takes.
//!
//! All of it comes from one data table, `rows.rs`; a new model is a new prefix there.

mod id;
mod last;
mod rows;
mod tokenizers;

use crate::tokens::Vocabulary;
use id::Id;
use tokenizers::Tokenizer;

/// The context window, in tokens, that a model of unknown size is taken to have.
pub const DEFAULT_CONTEXT_TOKENS: usize = 128_000;

/// Models that share their maker, and with it the framing of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// `OpenAI`'s GPT, o-series and embedding models.
    OpenAi,
    /// Anthropic's Claude with the tokenizer of Claude 3, up to Opus and Sonnet 4.6.
    ClaudeOld,
    /// Anthropic's Claude from Opus 4.7 and Sonnet 5 on, which count about 1.3 times as many tokens.
    Claude,
    /// Google's Gemini and Gemma.
    Gemini,
    /// Meta's Llama and models built on it.
    Llama,
    /// Alibaba's Qwen.
    Qwen,
    /// `DeepSeek`.
    DeepSeek,
    /// Mistral's models.
    Mistral,
    /// Cohere's Command.
    Cohere,
    /// xAI's Grok.
    Grok,
    /// Moonshot's Kimi.
    Kimi,
    /// Any other, the unknown ones included.
    Other,
}

/// A model's tokens as multiples of the count in the vocabulary that stands in for its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// The best single guess.
    pub value: f64,
    /// The least that any kind of content measured.
    pub low: f64,
    /// The most that any kind of content measured.
    pub high: f64,
}

/// What [`resolve`] knows of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// Who serves the model as far as its id tells, else who makes it: `"openai"`, `"bedrock"`, ...; or `"unknown"`.
    pub provider: &'static str,
    /// Who makes it.
    pub family: Family,
    /// The vocabulary that counts for it: its own if `exact`, else the one that `ratio` refers to.
    pub vocabulary: Vocabulary,
    /// Whether `vocabulary` is the model's own.
    pub exact: bool,
    /// 1, 1, 1 if `exact`.
    pub ratio: Ratio,
    /// How counts come about, for people to read: `"o200k_base"`, `"o200k_base x 1.18 (Claude to 4.6)"`.
    pub method: &'static str,
    /// The context window in tokens, or [`DEFAULT_CONTEXT_TOKENS`].
    pub context_tokens: usize,
}

/// The model that `id` names: case, region, route and vendor prefixes, fine-tunes and tags aside.
///
/// Never fails: an id that no row knows is not `exact`, its bounds are the widest, its context is the default.
/// Linear in the length of `id`.
#[must_use]
pub fn resolve(id: &str) -> Model {
    last::get_or(id, find)
}

fn find(id: &str) -> Model {
    let id = Id::parse(id);
    let (tokenizer, context_tokens) =
        rows::find(&id.name).unwrap_or((id.hint.unwrap_or(&tokenizers::UNKNOWN), DEFAULT_CONTEXT_TOKENS));
    Model {
        provider: id.provider.unwrap_or(tokenizer.provider),
        family: tokenizer.family,
        vocabulary: tokenizer.vocabulary,
        exact: tokenizer.is_exact(),
        ratio: tokenizer.ratio,
        method: tokenizer.method,
        context_tokens,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXACT: Ratio = Ratio { value: 1.0, low: 1.0, high: 1.0 };

    #[test]
    fn openai_models_have_the_vocabulary_and_window_that_are_published() {
        for (id, vocabulary, context) in [
            ("gpt-4o", "o200k_base", 128_000),
            ("gpt-4o-mini-2024-07-18", "o200k_base", 128_000),
            ("gpt-4.1-nano", "o200k_base", 1_047_576),
            ("gpt-5", "o200k_base", 400_000),
            ("gpt-5.2", "o200k_base", 400_000),
            ("gpt-5.4-pro", "o200k_base", 1_050_000),
            ("gpt-5.4-mini-2026-03-17", "o200k_base", 400_000),
            ("chatgpt-4o-latest", "o200k_base", 128_000),
            ("o1", "o200k_base", 200_000),
            ("o1-mini", "o200k_base", 128_000),
            ("o3-deep-research", "o200k_base", 200_000),
            ("gpt-oss:20b", "o200k_base", 131_072),
            ("ft:gpt-4o-2024-08-06:org::id", "o200k_base", 128_000),
            ("azure/gpt-35-turbo", "cl100k_base", 16_385),
            ("gpt-4", "cl100k_base", 8_192),
            ("gpt-4-32k-0613", "cl100k_base", 32_768),
            ("gpt-4-turbo-2024-04-09", "cl100k_base", 128_000),
            ("gpt-4-0125-preview", "cl100k_base", 128_000),
            ("text-embedding-3-large", "cl100k_base", 8_192),
        ] {
            let model = resolve(id);
            assert_eq!((model.vocabulary.name(), model.context_tokens), (vocabulary, context), "{id}");
            assert!(model.exact && model.ratio == EXACT && model.family == Family::OpenAi, "{id}");
        }
    }

    #[test]
    fn the_model_behind_a_route_is_found() {
        for (id, provider, family, context) in [
            ("us.anthropic.claude-sonnet-4-20250514-v1:0", "bedrock", Family::ClaudeOld, 200_000),
            ("anthropic/claude-opus-4.7", "anthropic", Family::Claude, 1_000_000),
            ("claude-3-5-sonnet@20240620", "anthropic", Family::ClaudeOld, 200_000),
            ("claude-sonnet-5-5", "anthropic", Family::Claude, 1_000_000),
            ("vertex_ai/gemini-2.5-flash", "vertexai", Family::Gemini, 1_048_576),
            ("meta-llama/Llama-3.3-70B-Instruct-Turbo", "meta", Family::Llama, 128_000),
            ("accounts/fireworks/models/llama-v3p1-8b-instruct", "fireworks", Family::Llama, 128_000),
            ("groq/llama-3.3-70b-versatile", "groq", Family::Llama, 128_000),
            ("llama3.1:8b", "ollama", Family::Llama, 128_000),
            ("meta.llama3-70b-instruct-v1:0", "bedrock", Family::Llama, 8_192),
            ("deepseek-r1-distill-qwen-32b", "qwen", Family::Qwen, 128_000),
            ("deepseek.r1-v1:0", "bedrock", Family::DeepSeek, DEFAULT_CONTEXT_TOKENS),
            ("mistral-large-latest", "mistral", Family::Mistral, 128_000),
            ("cohere.command-r-plus-v1:0", "bedrock", Family::Cohere, 128_000),
            ("xai/grok-4", "xai", Family::Grok, 256_000),
            ("moonshotai/kimi-k2-0905", "moonshot", Family::Kimi, 262_144),
            ("amazon.nova-pro-v1:0", "bedrock", Family::Other, 300_000),
            ("NousResearch/Hermes-3-Llama-3.1-405B", "meta", Family::Llama, 128_000),
        ] {
            let model = resolve(id);
            assert_eq!((model.provider, model.family, model.context_tokens), (provider, family, context), "{id}");
            assert!(!model.exact && model.ratio.low < model.ratio.high, "{id}");
        }
    }

    #[test]
    fn no_unknown_id_is_exact() {
        for id in ["", "gpt-6-sol", "gpt-4.7", "gpt-4omega", "gpt-50", "o11", "o1x", "my-gpt-4o", "gpt", "olmo", "🦀"]
        {
            let model = resolve(id);
            assert!(!model.exact, "{id}");
            assert!(model.ratio.low < 1.0 && model.ratio.high > 1.8, "{id}: unknown means wide");
        }
        assert_eq!(resolve("something else").context_tokens, DEFAULT_CONTEXT_TOKENS);
        assert_eq!(resolve("something else").provider, "unknown");
    }

    #[test]
    fn every_ratio_lies_within_its_bounds() {
        for (tokenizer, context, prefixes) in rows::ROWS {
            let Ratio { value, low, high } = tokenizer.ratio;
            assert!(0.5 < low && low <= value && value <= high && high < 2.0, "{prefixes:?}");
            assert!((1_024..=2_097_152).contains(context), "{prefixes:?}");
        }
    }

    #[test]
    fn every_row_can_be_reached_by_each_of_its_prefixes() {
        for row in rows::ROWS {
            for prefix in row.2 {
                let version = if prefix.ends_with('.') { "9" } else { "" };
                let found = rows::find(&format!("{prefix}{version}"));
                let found = found.map(|(tokenizer, _)| tokenizer.method);
                assert_eq!(found, Some(row.0.method), "{prefix}");
            }
        }
    }
}
