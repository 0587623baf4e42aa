//! The tokenizers of the models, each as far as it is known: a vocabulary of ours, or a ratio to one.
//!
//! Ratios to `o200k_base` were measured by kind of content: prose, indented JSON, compact JSON, code, logs, Chinese.
//! `value` is the mean of the six; `low` and `high` are the least and the most, 5 % further out. Where nothing was
//! measured, the bounds span every ratio that was.

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

impl Tokenizer {
    /// Whether the vocabulary is the model's own.
    pub(super) fn is_exact(&self) -> bool {
        self.ratio == SAME
    }
}

const fn ratio(value: f64, low: f64, high: f64) -> Ratio {
    Ratio { value, low, high }
}

const SAME: Ratio = ratio(1.0, 1.0, 1.0);

const fn exact(vocabulary: Vocabulary, method: &'static str) -> Tokenizer {
    Tokenizer { family: Family::OpenAi, provider: "openai", vocabulary, ratio: SAME, method }
}

/// For completions and for vocabularies themselves: no framing of messages is documented.
const fn exact_text(vocabulary: Vocabulary, method: &'static str) -> Tokenizer {
    Tokenizer { family: Family::Other, ..exact(vocabulary, method) }
}

type Name = &'static str;

const fn measured(family: Family, provider: Name, ratio: Ratio, method: Name) -> Tokenizer {
    Tokenizer { family, provider, vocabulary: Vocabulary::O200kBase, ratio, method }
}

const fn unmeasured(family: Family, provider: Name) -> Tokenizer {
    measured(family, provider, ratio(1.2, 0.8, 1.9), "o200k_base x 1.2 (not measured)")
}

// tiktoken 0.14, tiktoken/model.py.
pub(super) static O200K: Tokenizer = exact(Vocabulary::O200kBase, "o200k_base");
pub(super) static O200K_HARMONY: Tokenizer = exact(Vocabulary::O200kHarmony, "o200k_harmony");
pub(super) static CL100K: Tokenizer = exact(Vocabulary::Cl100kBase, "cl100k_base");
pub(super) static O200K_TEXT: Tokenizer = exact_text(Vocabulary::O200kBase, "o200k_base");
pub(super) static O200K_HARMONY_TEXT: Tokenizer = exact_text(Vocabulary::O200kHarmony, "o200k_harmony");
pub(super) static CL100K_TEXT: Tokenizer = exact_text(Vocabulary::Cl100kBase, "cl100k_base");
pub(super) static P50K_TEXT: Tokenizer = exact_text(Vocabulary::P50kBase, "p50k_base");
pub(super) static P50K_EDIT_TEXT: Tokenizer = exact_text(Vocabulary::P50kEdit, "p50k_edit");
pub(super) static R50K_TEXT: Tokenizer = exact_text(Vocabulary::R50kBase, "r50k_base");
pub(super) static GPT2_TEXT: Tokenizer = exact_text(Vocabulary::Gpt2, "gpt2");

// Overall ratios with their spread, as measured: 1.18 +-15 %, 1.53 +-20 %.
pub(super) static CLAUDE_OLD: Tokenizer =
    measured(Family::ClaudeOld, "anthropic", ratio(1.18, 1.0, 1.36), "o200k_base x 1.18 (Claude to 4.6)");
pub(super) static CLAUDE: Tokenizer =
    measured(Family::Claude, "anthropic", ratio(1.53, 1.22, 1.84), "o200k_base x 1.53 (Claude from 4.7)");
// Gemma 3/4, which Gemini's is like: 1.04 1.38 1.18 1.14 1.33 0.90.
pub(super) static GEMINI: Tokenizer =
    measured(Family::Gemini, "google", ratio(1.16, 0.85, 1.45), "o200k_base x 1.16 (Gemma 3/4)");
// Llama 3: 1.00 1.00 0.99 0.99 1.00 1.03.
pub(super) static LLAMA: Tokenizer =
    measured(Family::Llama, "meta", ratio(1.0, 0.94, 1.09), "o200k_base x 1.00 (Llama 3)");
// Qwen 2/3: 1.01 1.23 1.06 1.01 1.28 0.93.
pub(super) static QWEN: Tokenizer =
    measured(Family::Qwen, "qwen", ratio(1.09, 0.88, 1.35), "o200k_base x 1.09 (Qwen 2/3)");
// DeepSeek V3: 1.03 1.01 1.12 1.05 1.05 0.86.
pub(super) static DEEPSEEK: Tokenizer =
    measured(Family::DeepSeek, "deepseek", ratio(1.02, 0.81, 1.18), "o200k_base x 1.02 (DeepSeek V3)");
// Mistral Tekken: 1.02 1.24 1.18 1.05 1.33 1.22.
pub(super) static MISTRAL: Tokenizer =
    measured(Family::Mistral, "mistral", ratio(1.17, 0.96, 1.4), "o200k_base x 1.17 (Mistral Tekken)");

/// `OpenAI` models that tiktoken does not list: nothing says which vocabulary is theirs.
pub(super) static GPT_UNLISTED: Tokenizer = unmeasured(Family::OpenAi, "openai");
// Generations with another vocabulary than the measured one, or with one that is not stated.
pub(super) static OTHER_LLAMA: Tokenizer = unmeasured(Family::Llama, "meta");
pub(super) static OTHER_QWEN: Tokenizer = unmeasured(Family::Qwen, "qwen");
pub(super) static OTHER_DEEPSEEK: Tokenizer = unmeasured(Family::DeepSeek, "deepseek");
pub(super) static OTHER_MISTRAL: Tokenizer = unmeasured(Family::Mistral, "mistral");
pub(super) static COHERE: Tokenizer = unmeasured(Family::Cohere, "cohere");
pub(super) static GROK: Tokenizer = unmeasured(Family::Grok, "xai");
pub(super) static KIMI: Tokenizer = unmeasured(Family::Kimi, "moonshot");
pub(super) static AMAZON: Tokenizer = unmeasured(Family::Other, "amazon");
pub(super) static ZAI: Tokenizer = unmeasured(Family::Other, "zai");
pub(super) static MINIMAX: Tokenizer = unmeasured(Family::Other, "minimax");
pub(super) static AI21: Tokenizer = unmeasured(Family::Other, "ai21");
pub(super) static PERPLEXITY: Tokenizer = unmeasured(Family::Other, "perplexity");
pub(super) static MICROSOFT: Tokenizer = unmeasured(Family::Other, "microsoft");
pub(super) static UNKNOWN: Tokenizer = unmeasured(Family::Other, "unknown");
