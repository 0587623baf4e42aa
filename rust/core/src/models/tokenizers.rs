//! The tokenizers of the models, each as far as it is known: a vocabulary of ours, or a ratio to one.
//!
//! Ratios to `o200k_base` were measured by kind of content: prose, indented JSON, compact JSON, code, logs, Chinese.
//! `value` is the mean of the six; `low` and `high` are the least and the most, 5 % further out. Where nothing was
//! measured, [`WIDE`] spans every ratio that was.

use super::{Family, Ratio};
use crate::tokens::Vocabulary;

pub(super) struct Tokenizer {
    pub family: Family,
    /// Who makes it, which is who serves it where the id does not say.
    pub provider: &'static str,
    pub vocabulary: Vocabulary,
    pub ratio: Ratio,
    pub method: &'static str,
}

const SAME: Ratio = ratio(1.0, 1.0, 1.0);
const WIDE: Ratio = ratio(1.2, 0.8, 1.9);

const fn ratio(value: f64, low: f64, high: f64) -> Ratio {
    Ratio { value, low, high }
}

const fn estimated(family: Family, provider: &'static str, ratio: Ratio, method: &'static str) -> Tokenizer {
    Tokenizer { family, provider, vocabulary: Vocabulary::O200kBase, ratio, method }
}

impl Tokenizer {
    /// Whether the vocabulary is the model's own.
    pub(super) fn is_exact(&self) -> bool {
        self.ratio == SAME
    }
}

// Exact: tiktoken 0.14, tiktoken/model.py.
pub(super) static O200K: Tokenizer = estimated(Family::OpenAi, "openai", SAME, "o200k_base");
pub(super) static CL100K: Tokenizer = Tokenizer {
    vocabulary: Vocabulary::Cl100kBase,
    method: "cl100k_base",
    ..estimated(Family::OpenAi, "openai", SAME, "")
};

/// `OpenAI` models that tiktoken does not list: nothing says which vocabulary is theirs.
pub(super) static GPT_UNLISTED: Tokenizer =
    estimated(Family::OpenAi, "openai", WIDE, "o200k_base x 1.2 (OpenAI, vocabulary unknown)");

// Overall ratios with their spread as measured: 1.18 +-15 %, 1.53 +-20 %.
pub(super) static CLAUDE_OLD: Tokenizer =
    estimated(Family::ClaudeOld, "anthropic", ratio(1.18, 1.0, 1.36), "o200k_base x 1.18 (Claude to 4.6)");
pub(super) static CLAUDE: Tokenizer =
    estimated(Family::Claude, "anthropic", ratio(1.53, 1.22, 1.84), "o200k_base x 1.53 (Claude from 4.7)");

// Gemma 3/4: 1.04 1.38 1.18 1.14 1.33 0.90.
pub(super) static GEMINI: Tokenizer =
    estimated(Family::Gemini, "google", ratio(1.16, 0.85, 1.45), "o200k_base x 1.16 (Gemini)");
// Llama 3: 1.00 1.00 0.99 0.99 1.00 1.03.
pub(super) static LLAMA: Tokenizer =
    estimated(Family::Llama, "meta", ratio(1.0, 0.94, 1.09), "o200k_base x 1.00 (Llama 3)");
pub(super) static LLAMA_2: Tokenizer =
    estimated(Family::Llama, "meta", WIDE, "o200k_base x 1.2 (Llama 2, not measured)");
// Qwen 2/3: 1.01 1.23 1.06 1.01 1.28 0.93.
pub(super) static QWEN: Tokenizer =
    estimated(Family::Qwen, "qwen", ratio(1.09, 0.88, 1.35), "o200k_base x 1.09 (Qwen)");
// DeepSeek V3: 1.03 1.01 1.12 1.05 1.05 0.86.
pub(super) static DEEPSEEK: Tokenizer =
    estimated(Family::DeepSeek, "deepseek", ratio(1.02, 0.81, 1.18), "o200k_base x 1.02 (DeepSeek)");
// Mistral Tekken: 1.02 1.24 1.18 1.05 1.33 1.22.
pub(super) static MISTRAL: Tokenizer =
    estimated(Family::Mistral, "mistral", ratio(1.17, 0.96, 1.4), "o200k_base x 1.17 (Mistral Tekken)");
pub(super) static MISTRAL_OLD: Tokenizer =
    estimated(Family::Mistral, "mistral", WIDE, "o200k_base x 1.2 (Mistral before Tekken, not measured)");

// Not measured.
pub(super) static COHERE: Tokenizer =
    estimated(Family::Cohere, "cohere", WIDE, "o200k_base x 1.2 (Cohere, not measured)");
pub(super) static GROK: Tokenizer = estimated(Family::Grok, "xai", WIDE, "o200k_base x 1.2 (Grok, not measured)");
pub(super) static KIMI: Tokenizer = estimated(Family::Kimi, "moonshot", WIDE, "o200k_base x 1.2 (Kimi, not measured)");
pub(super) static AMAZON: Tokenizer = estimated(Family::Other, "amazon", WIDE, "o200k_base x 1.2 (Nova, not measured)");
pub(super) static ZAI: Tokenizer = estimated(Family::Other, "zai", WIDE, "o200k_base x 1.2 (GLM, not measured)");
pub(super) static MINIMAX: Tokenizer =
    estimated(Family::Other, "minimax", WIDE, "o200k_base x 1.2 (MiniMax, not measured)");
pub(super) static AI21: Tokenizer = estimated(Family::Other, "ai21", WIDE, "o200k_base x 1.2 (Jamba, not measured)");
pub(super) static PERPLEXITY: Tokenizer =
    estimated(Family::Other, "perplexity", WIDE, "o200k_base x 1.2 (Sonar, not measured)");
pub(super) static MICROSOFT: Tokenizer =
    estimated(Family::Other, "microsoft", WIDE, "o200k_base x 1.2 (Phi, not measured)");
pub(super) static UNKNOWN: Tokenizer = estimated(Family::Other, "unknown", WIDE, "o200k_base x 1.2 (unknown model)");
