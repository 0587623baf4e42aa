//! What input tokens cost, by model: the shape of a list price, and the way from a model's id to it. The prices themselves
//! stand in `rows.rs`, with the models.
//!
//! Prices and steps are facts as `LiteLLM` 1.106.2 lists them (`model_prices_and_context_window.json`), read 2026-11: USD a
//! million tokens, standard tier, the makers' own services. Other services may differ where a row does not say so: Bedrock
//! and Vertex AI do for Claude Sonnet 4.5 and more than 200,000 tokens.
//!
//! The smallest prefix that is cached comes from `LiteLLM` (`prompt_cache_min_tokens`), else from the makers' pages, read
//! 2026-11: `OpenAI` 1,024 and, before GPT-5.6, blocks of 128 from there on (prompt caching), Gemini 2,048 and, from 3 on,
//! 4,096 (context caching, 2026-10), `DeepSeek` 64 (context caching), Qwen 256 (Model Studio, context cache); 0 where no
//! page names one. A read of Qwen's implicit cache costs 20 % of the input (same page) where `LiteLLM` lists no price.
//!
//! Bedrock sells Claude within a region at 1.1 times the price from 4.5 on, as `LiteLLM`'s rows `us.`, `eu.`, ... have it.

use std::iter::successors;

use super::id::{Id, in_lower_case, in_one_spelling, without_version};
use super::rows::{self, Row};
use super::services::{Region, sells};

/// From how many input tokens on all of a request costs how many times as much, ascending.
pub type Steps = &'static [(usize, f64)];

/// What a model's input tokens cost, in USD a million.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Tokens that the service reads anew.
    pub input: f64,
    /// Tokens that it has in its prompt cache; none where that makes no difference.
    pub cache_read: Option<f64>,
    /// Tokens that it puts there; none where that costs what `input` costs.
    pub cache_write: Option<f64>,
    /// The same for an hour, where that costs more.
    pub cache_write_hour: Option<f64>,
    /// Tokens that a conversation's beginning needs to be cached at all.
    pub smallest_prefix: usize,
    /// Whether every request is cached, rather than only those that ask for it.
    pub automatic: bool,
    /// With more input tokens than a step's, a request costs that many times as much.
    pub steps: Steps,
    /// Tokens by which what is cached grows beyond `smallest_prefix`.
    pub cache_block: usize,
}

pub(super) const OVER_200K: Steps = &[(200_000, 2.0)];
pub(super) const OVER_272K: Steps = &[(272_000, 2.0)];

// A maker's price of input, with what its prices have in common.

pub(super) const fn openai(input: f64) -> Price {
    Price { smallest_prefix: 1_024, cache_block: 128, ..plain(input) }
}

/// From GPT-5.6 on: what is cached grows by the token.
pub(super) const fn openai_by_token(input: f64) -> Price {
    Price { cache_block: 1, steps: OVER_272K, ..openai(input) }
}

pub(super) const fn anthropic(input: f64) -> Price {
    Price { smallest_prefix: 1_024, automatic: false, ..plain(input) }
}

pub(super) const fn google(input: f64) -> Price {
    Price { smallest_prefix: 4_096, ..plain(input) }
}

pub(super) const fn deepseek(input: f64) -> Price {
    Price { smallest_prefix: 64, ..plain(input) }
}

pub(super) const fn xai(input: f64) -> Price {
    Price { steps: OVER_200K, ..plain(input) }
}

/// Cached only with a `prompt_cache_key` (prompt caching, in Mistral's guide).
pub(super) const fn mistral(input: f64) -> Price {
    Price { automatic: false, ..plain(input) }
}

pub(super) const fn qwen(input: f64) -> Price {
    Price { smallest_prefix: 256, ..plain(input) }
}

/// Of a maker that says no more of its cache.
pub(super) const fn plain(input: f64) -> Price {
    Price {
        input,
        cache_read: None,
        cache_write: None,
        cache_write_hour: None,
        smallest_prefix: 0,
        automatic: true,
        steps: &[],
        cache_block: 1,
    }
}

impl Price {
    pub(super) const fn read(self, usd: f64) -> Self {
        Self { cache_read: Some(usd), ..self }
    }

    pub(super) const fn write(self, usd: f64) -> Self {
        Self { cache_write: Some(usd), ..self }
    }

    pub(super) const fn hour(self, usd: f64) -> Self {
        Self { cache_write_hour: Some(usd), ..self }
    }

    pub(super) const fn prefix(self, smallest_prefix: usize) -> Self {
        Self { smallest_prefix, ..self }
    }

    pub(super) const fn steps(self, steps: Steps) -> Self {
        Self { steps, ..self }
    }

    /// Multiplies all prices by `factor`, to the nearest 1e-9 USD.
    fn times(self, factor: f64) -> Self {
        let usd = |price: f64| (price * factor * 1e9).round() / 1e9;
        Self {
            input: usd(self.input),
            cache_read: self.cache_read.map(usd),
            cache_write: self.cache_write.map(usd),
            cache_write_hour: self.cache_write_hour.map(usd),
            ..self
        }
    }
}

/// Finds the list price of the model that `id` names: case, routes, Bedrock's regions and the dates of versions aside.
///
/// `service` is who is called, where something else than the id tells. None for a model that the table has no price of, a
/// fine-tune, and a service with prices of its own.
#[must_use]
pub fn price(id: &str, service: Option<&str>) -> Option<Price> {
    let lower = in_lower_case(id);
    let id = Id::parse(&lower);
    let row = find(&id)?;
    let sold = id.words.iter().copied().chain(service).all(|word| sells(word, row.tokenizer.maker));
    let price = row.price.filter(|_| sold && !id.is_tuned)?;
    id.region.map_or(Some(price), |region| in_region(price, id.name, region))
}

/// Finds the row of exactly the model that an id names, or of what that is a version of.
fn find(id: &Id<'_>) -> Option<&'static Row> {
    let claude = id.name.starts_with("claude").then(|| in_one_spelling(id.name));
    successors(Some(claude.as_deref().unwrap_or(id.name)), |name| without_version(name)).find_map(rows::find_priced)
}

/// The Claudes that cost the same in every region: 4 and 4.1, whose dates begin with a 2.
static ONE_PRICE: &[&str] = &["claude-opus-4-1", "claude-opus-4-2", "claude-sonnet-4-2"];

fn in_region(price: Price, name: &str, region: &Region) -> Option<Price> {
    if ONE_PRICE.iter().any(|begin| name.starts_with(begin)) {
        return Some(price);
    }
    region.times.map(|factor| price.times(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priced() -> impl Iterator<Item = (&'static Row, Price, &'static str)> {
        rows::ROWS
            .iter()
            .filter_map(|row| row.price.map(|price| (row, price)))
            .flat_map(|(row, price)| row.names.iter().map(move |name| (row, price, *name)))
    }

    #[test]
    fn every_price_is_well_formed() {
        for (row, price, name) in priced() {
            let Price { input, cache_read, cache_write, cache_write_hour, smallest_prefix, steps, .. } = price;
            assert!(0.0 < input && input < 1000.0, "{name}");
            assert!(cache_read.is_none_or(|read| 0.0 < read && read < input), "{name}");
            assert!(cache_write.is_none_or(|write| input < write), "{name}");
            assert!(cache_write_hour.is_none_or(|hour| cache_write.is_some_and(|write| write < hour)), "{name}");
            assert!(smallest_prefix <= 4_096, "{name}");
            assert!(steps.iter().all(|&(tokens, factor)| tokens >= 32_000 && factor > 1.0), "{name}");
            assert!(steps.is_sorted_by(|step, next| step.0 < next.0), "{name}");
            assert_eq!(name, in_lower_case(name));
            assert!(sells(row.tokenizer.maker, row.tokenizer.maker), "{name}: its maker serves it");
        }
    }

    #[test]
    fn every_row_with_a_price_is_found_by_its_names_and_no_other_has_them() {
        for (row, expected, name) in priced() {
            assert!(row.limits.known, "{name}");
            assert_eq!(priced().filter(|other| other.2 == name).count(), 1, "{name}");
            assert_eq!(price(name, None), Some(expected), "{name}");
        }
    }
}
