//! What tokens cost: the shape of a list price. The prices themselves stand in `rows.rs`, with the models.
//!
//! Prices and steps are facts as `LiteLLM` 1.106.2 lists them (`model_prices_and_context_window.json`), read 2026-11: USD a
//! million tokens, standard tier, the makers' own services. Other services may differ where a row does not say so: Bedrock
//! and Vertex AI do for Claude Sonnet 4.5 and more than 200,000 tokens. Where a model's thoughts cost more than what else it
//! writes, its output has their price (`output_cost_per_reasoning_token`).
//!
//! The smallest prefix that is cached comes from `LiteLLM` (`prompt_cache_min_tokens`), else from the makers' pages, read
//! 2026-11: `OpenAI` 1,024 and, before GPT-5.6, blocks of 128 from there on (prompt caching), Gemini 2,048 and, from 3 on,
//! 4,096 (context caching, 2026-10), `DeepSeek` 64 (context caching), Qwen 256 (Model Studio, context cache); 0 where no
//! page names one. A read of Qwen's implicit cache costs 20 % of the input (same page) where `LiteLLM` lists no price.
//!
//! Bedrock sells Claude within a region at 1.1 times the price from 4.5 on, as `LiteLLM`'s rows `us.`, `eu.`, ... have it.

/// From how many input tokens on all of a request costs how many times as much, ascending.
pub type Steps = &'static [(usize, f64)];

/// What a model's tokens cost, in USD a million. All but `output` and its steps are of the input.
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
    /// Tokens that the model writes, its thoughts among them; none where nobody lists it.
    pub output: Option<f64>,
    /// The steps of the output, by the tokens of the input; none where they are `steps`.
    pub output_steps: Option<Steps>,
}

pub(super) const OVER_200K: Steps = &[(200_000, 2.0)];
pub(super) const OVER_272K: Steps = &[(272_000, 2.0)];
pub(super) const OUTPUT_OVER_200K: Steps = &[(200_000, 1.5)];
pub(super) const OUTPUT_OVER_272K: Steps = &[(272_000, 1.5)];

// A maker's price of input, with what its prices have in common.

pub(super) const fn openai(input: f64) -> Price {
    Price { smallest_prefix: 1_024, cache_block: 128, ..plain(input) }
}

/// From GPT-5.6 on: what is cached grows by the token.
pub(super) const fn openai_by_token(input: f64) -> Price {
    Price { cache_block: 1, steps: OVER_272K, output_steps: Some(OUTPUT_OVER_272K), ..openai(input) }
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
        output: None,
        output_steps: None,
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

    pub(super) const fn output(self, usd: f64) -> Self {
        Self { output: Some(usd), ..self }
    }

    pub(super) const fn output_steps(self, steps: Steps) -> Self {
        Self { output_steps: Some(steps), ..self }
    }

    /// Multiplies all prices by `factor`, to the nearest 1e-9 USD.
    pub(super) fn times(self, factor: f64) -> Self {
        let usd = |price: f64| (price * factor * 1e9).round() / 1e9;
        Self {
            input: usd(self.input),
            cache_read: self.cache_read.map(usd),
            cache_write: self.cache_write.map(usd),
            cache_write_hour: self.cache_write_hour.map(usd),
            output: self.output.map(usd),
            ..self
        }
    }
}
