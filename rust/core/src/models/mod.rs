//! The catalogue of models and services: what an id says of who serves the model, how its tokens are counted, how many of
//! them it takes and answers, and what they cost.
//!
//! What to edit for
//! - a model: a row in `rows.rs`, before the first that its name would fall under. Where its images, tools or framing are
//!   not its family's, a row in `rules.rs` too; where its vocabulary is an optional one, in `own.rs`.
//! - a version of a model: nothing if its name goes on with a date or a revision and all else stays; otherwise it is a model.
//! - a service: a row in `services.rs`, which says what it is called, whose list prices it takes and whether it is local.
//! - a maker: its tokenizer and its name in `tokenizers.rs`, a row in `services.rs` as it serves what it makes, and its
//!   models. Where its prices have something in common, a function in `prices.rs` says so.

mod bounded;
mod framing;
mod id;
mod images;
mod last;
mod level;
mod limits;
mod own;
mod price_of;
mod prices;
mod rates;
mod rows;
mod rules;
mod services;
mod tokenizers;

use crate::config::Level;
use crate::vocabulary::Vocabulary;
use crate::vocabulary::optional::Optional;
pub use bounded::Bounded;
pub use framing::{Framing, Rules, Tools, framing};
use id::{Id, in_lower_case};
pub use id::{ModelNames, names};
pub use images::{Detail, Images, Size};
pub use limits::{DEFAULT_CONTEXT_TOKENS, DEFAULT_LOCAL_CONTEXT_TOKENS, Limits};
pub use price_of::price;
pub use prices::{Price, Steps};
pub use rates::Rates;
pub use rows::listed;
pub use services::{edits_prompt, is_local, prompt_fields, reports_cache_apart, typical_model};
use tokenizers::Tokenizer;

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

/// What [`resolve`] or [`resolve_counted`] knows of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// Who serves the model as far as its id tells, else who makes it: `"openai"`, `"bedrock"`, ...; or `"unknown"`.
    pub service: &'static str,
    /// Who makes it.
    pub family: Family,
    /// The vocabulary that counts for it: its own if `exact`, else the one that `rates` refer to.
    pub vocabulary: Vocabulary,
    /// Whether `vocabulary` is the model's own.
    pub exact: bool,
    /// What the vocabulary's tokens come to, by content; all 1 if `exact`.
    pub rates: &'static Rates,
    /// How counts come about, for people to read: `"o200k_base"`, `"o200k_base, scaled by content (Qwen 2/3)"`.
    pub method: &'static str,
    /// How many tokens it takes and answers.
    pub limits: Limits,
    /// What requests cost beyond their text.
    pub rules: &'static Rules,
    /// The level at which texts are rewritten for it, unless the settings say.
    pub level: Level,
}

impl Model {
    /// This model with its tokens counted as those of `other`, and texts rewritten for the one of the two that reads less well.
    #[must_use]
    pub fn counted_as(self, other: Self) -> Self {
        Self { level: self.level.min(other.level), ..other }
    }
}

/// Finds the model that `id` names: case, region, route and maker prefixes, fine-tunes and tags aside.
///
/// Never fails: an id that no row knows is not `exact`, its bounds are the widest, its context is the default.
/// Linear in the length of `id`. What it says depends on `id` alone, so that everything that is sent may rest on it.
#[must_use]
pub fn resolve(id: &str) -> Model {
    last::get_or(id, find).model
}

/// Finds the model that `id` names as its tokens are counted now: in its own vocabulary where that is an optional one and has
/// been loaded, else as [`resolve`] says. For reports; what is sent must not depend on what happens to be installed.
#[must_use]
pub fn resolve_counted(id: &str) -> Model {
    let Found { model, own } = last::get_or(id, find);
    let Some(loaded) = own.and_then(Optional::loaded) else { return model };
    let (vocabulary, method) = (Vocabulary::Optional(loaded), loaded.vocabulary().name());
    Model { vocabulary, exact: true, rates: &rates::SAME, method, ..model }
}

/// Finds the optional vocabulary that is the own one of the model that `id` names, loaded or not.
#[must_use]
pub fn own_vocabulary(id: &str) -> Option<Optional> {
    last::get_or(id, find).own
}

/// What the tables say of an id: the model, and the optional vocabulary that is its own.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Found {
    model: Model,
    own: Option<Optional>,
}

fn find(id: &str) -> Found {
    let lower = in_lower_case(id);
    let id = Id::parse(&lower);
    let row = rows::find(id.name);
    let tokenizer = row.map_or(id.tokenizer.unwrap_or(&tokenizers::UNKNOWN), |row| row.tokenizer);
    let model = Model {
        service: id.service.unwrap_or(tokenizer.maker),
        family: tokenizer.family,
        vocabulary: tokenizer.vocabulary,
        exact: tokenizer.is_exact(),
        rates: tokenizer.rates.unwrap_or(&rates::SAME),
        method: tokenizer.method,
        limits: Limits::of(row.map(|row| row.limits), id.service),
        rules: rules::find(tokenizer.family, id.name),
        level: level::of(row, &id),
    };
    Found { model, own: own::find(id.name, tokenizer) }
}

#[cfg(test)]
mod tests {
    use super::rows::Row;
    use super::*;
    use crate::vocabulary::UNITS;

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
            ("gpt-oss:20b", "o200k_harmony", 131_072),
            ("ft:gpt-4o-2024-08-06:org::id", "o200k_base", 128_000),
            ("azure/gpt-35-turbo", "cl100k_base", 16_385),
            ("gpt-4", "cl100k_base", 8_192),
            ("gpt-4-32k-0613", "cl100k_base", 32_768),
            ("gpt-4-turbo-2024-04-09", "cl100k_base", 128_000),
            ("gpt-4-0125-preview", "cl100k_base", 128_000),
        ] {
            let model = resolve(id);
            assert_eq!((model.vocabulary.name(), model.limits.context), (vocabulary, context), "{id}");
            assert!(model.exact && *model.rates == rates::SAME && model.family == Family::OpenAi, "{id}");
        }
    }

    #[test]
    fn every_listed_name_is_resolved_by_the_row_that_lists_it() {
        let names: Vec<_> = listed().collect();
        assert!(names.contains(&"gpt-4o") && names.contains(&"o200k_base"));
        for row in rows::ROWS.iter().chain(rows::WHOLE) {
            assert!(row.names.iter().all(|name| names.contains(name)));
        }
    }

    #[test]
    fn completion_models_and_vocabularies_are_known_by_their_whole_names() {
        for (id, vocabulary) in [
            ("text-embedding-3-large", "cl100k_base"),
            ("davinci-002", "cl100k_base"),
            ("ft:babbage-002:org::id", "cl100k_base"),
            ("text-davinci-003", "p50k_base"),
            ("code-davinci-002", "p50k_base"),
            ("code-cushman-001", "p50k_base"),
            ("davinci-codex", "p50k_base"),
            ("text-davinci-edit-001", "p50k_edit"),
            ("text-davinci-001", "r50k_base"),
            ("openai/davinci", "r50k_base"),
            ("ada", "r50k_base"),
            ("text-search-ada-doc-001", "r50k_base"),
            ("gpt-2", "gpt2"),
        ] {
            assert_eq!(resolve(id).method, vocabulary, "{id}");
        }
        for vocabulary in Vocabulary::ALL {
            let model = resolve(vocabulary.name());
            assert_eq!((model.vocabulary, model.method, model.exact), (vocabulary, vocabulary.name(), true));
            assert_eq!(model.family, Family::Other, "what frames a request is not known");
        }
        for id in ["davinci-003", "davinci-instruct-beta", "ada-2", "text-davinci-004", "gpt2-xl", "gpt-2-large"] {
            assert!(!resolve(id).exact, "{id}");
        }
    }

    #[test]
    fn the_model_behind_a_route_is_found() {
        for (id, service, family, context) in [
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
            assert_eq!((model.service, model.family, model.limits.context), (service, family, context), "{id}");
            assert!(!model.exact && model.rates.low < model.rates.high, "{id}");
        }
    }

    #[test]
    fn no_unknown_id_is_exact() {
        for id in ["", "gpt-6-sol", "gpt-4.7", "gpt-4omega", "gpt-50", "o11", "o1x", "my-gpt-4o", "gpt", "olmo", "🦀"]
        {
            let model = resolve(id);
            assert!(!model.exact, "{id}");
            assert_eq!(model.rates, &rates::UNMEASURED, "{id}: unknown means wide");
        }
        assert_eq!(resolve("something else").limits.context, DEFAULT_CONTEXT_TOKENS);
        assert_eq!(resolve("something else").service, "unknown");
    }

    #[test]
    fn every_rate_lies_within_its_bounds() {
        for Row { tokenizer, names, .. } in rows::WHOLE.iter().chain(rows::ROWS) {
            let Rates { value, low, high } = tokenizer.rates.unwrap_or(&rates::SAME);
            for unit in 0..UNITS {
                let (value, low, high) = (value[unit], low[unit], high[unit]);
                assert!(0.0 <= low && low <= value && value <= high && high < 7.0, "{names:?}, unit {unit}");
            }
        }
    }

    #[test]
    fn every_row_can_be_reached_by_each_of_its_prefixes() {
        for row in rows::WHOLE.iter().chain(rows::ROWS) {
            for prefix in row.names {
                let version = if prefix.ends_with('.') { "9" } else { "" };
                let found = rows::find(&format!("{prefix}{version}"));
                assert!(found.is_some_and(|found| std::ptr::eq(found, row)), "{prefix}");
            }
        }
    }
}
