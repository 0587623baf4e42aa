//! The tokenizers of the models, each as far as it is known: a vocabulary of ours, or what its tokens are to one; and the
//! makers that ids name, by the tokenizer of what they make.

use super::Family;
use super::rates::{self, Rates};
use crate::vocabulary::Vocabulary;

pub(super) struct Tokenizer {
    pub family: Family,
    /// Who makes the models with it.
    pub maker: &'static str,
    pub vocabulary: Vocabulary,
    /// What the vocabulary's tokens come to; none if it is the tokenizer's own.
    pub rates: Option<&'static Rates>,
    pub method: &'static str,
}

impl Tokenizer {
    /// Tells whether the vocabulary is the model's own.
    pub(super) fn is_exact(&self) -> bool {
        self.rates.is_none()
    }
}

const fn exact(vocabulary: Vocabulary, method: &'static str) -> Tokenizer {
    Tokenizer { family: Family::OpenAi, maker: "openai", vocabulary, rates: None, method }
}

/// For completions and for vocabularies themselves: no framing of messages is documented.
const fn exact_text(vocabulary: Vocabulary, method: &'static str) -> Tokenizer {
    Tokenizer { family: Family::Other, ..exact(vocabulary, method) }
}

type Name = &'static str;

const fn estimated(family: Family, maker: Name, rates: &'static Rates, method: Name) -> Tokenizer {
    Tokenizer { family, maker, vocabulary: Vocabulary::O200kBase, rates: Some(rates), method }
}

const fn unmeasured(family: Family, maker: Name) -> Tokenizer {
    estimated(family, maker, &rates::UNMEASURED, "o200k_base, scaled without measurement")
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

pub(super) static CLAUDE_OLD: Tokenizer =
    estimated(Family::ClaudeOld, "anthropic", &rates::CLAUDE_3, "o200k_base, scaled by content (Claude 3 to 4.6)");
pub(super) static CLAUDE: Tokenizer =
    estimated(Family::Claude, "anthropic", &rates::CLAUDE_4_7, "o200k_base, scaled by content (Claude from 4.7)");
pub(super) static GEMINI: Tokenizer =
    estimated(Family::Gemini, "google", &rates::GEMMA, "o200k_base, scaled by content (Gemma 3)");
pub(super) static LLAMA: Tokenizer =
    estimated(Family::Llama, "meta", &rates::LLAMA_3, "o200k_base, scaled by content (Llama 3)");
pub(super) static LLAMA_4: Tokenizer =
    estimated(Family::Llama, "meta", &rates::LLAMA_4, "o200k_base, scaled by content (Llama 4)");
pub(super) static QWEN: Tokenizer =
    estimated(Family::Qwen, "qwen", &rates::QWEN, "o200k_base, scaled by content (Qwen 2/3)");
pub(super) static QWEN_3_5: Tokenizer =
    estimated(Family::Qwen, "qwen", &rates::QWEN_3_5, "o200k_base, scaled by content (Qwen 3.5)");
pub(super) static DEEPSEEK: Tokenizer =
    estimated(Family::DeepSeek, "deepseek", &rates::DEEPSEEK, "o200k_base, scaled by content (DeepSeek V3)");
pub(super) static DEEPSEEK_V2: Tokenizer =
    estimated(Family::DeepSeek, "deepseek", &rates::DEEPSEEK_V2, "o200k_base, scaled by content (DeepSeek V2)");
pub(super) static MISTRAL: Tokenizer =
    estimated(Family::Mistral, "mistral", &rates::TEKKEN, "o200k_base, scaled by content (Mistral Tekken)");
pub(super) static MISTRAL_V3: Tokenizer =
    estimated(Family::Mistral, "mistral", &rates::MISTRAL_V3, "o200k_base, scaled by content (Mistral v1 to v7)");
pub(super) static COHERE: Tokenizer =
    estimated(Family::Cohere, "cohere", &rates::COMMAND_R, "o200k_base, scaled by content (Command R)");
pub(super) static KIMI: Tokenizer =
    estimated(Family::Kimi, "moonshot", &rates::KIMI_K2, "o200k_base, scaled by content (Kimi K2)");
pub(super) static ZAI: Tokenizer =
    estimated(Family::Other, "zai", &rates::GLM_4, "o200k_base, scaled by content (GLM 4)");
pub(super) static MINIMAX: Tokenizer =
    estimated(Family::Other, "minimax", &rates::MINIMAX_M1, "o200k_base, scaled by content (MiniMax M1)");

/// `OpenAI` models that tiktoken does not list: nothing says which vocabulary is theirs.
pub(super) static GPT_UNLISTED: Tokenizer = unmeasured(Family::OpenAi, "openai");
// Generations with another vocabulary than the measured one, or with one that is not stated.
pub(super) static OTHER_LLAMA: Tokenizer = unmeasured(Family::Llama, "meta");
pub(super) static OTHER_QWEN: Tokenizer = unmeasured(Family::Qwen, "qwen");
pub(super) static OTHER_DEEPSEEK: Tokenizer = unmeasured(Family::DeepSeek, "deepseek");
pub(super) static OTHER_MISTRAL: Tokenizer = unmeasured(Family::Mistral, "mistral");
pub(super) static OTHER_COHERE: Tokenizer = unmeasured(Family::Cohere, "cohere");
pub(super) static OTHER_KIMI: Tokenizer = unmeasured(Family::Kimi, "moonshot");
pub(super) static OTHER_ZAI: Tokenizer = unmeasured(Family::Other, "zai");
pub(super) static GROK: Tokenizer = unmeasured(Family::Grok, "xai");
pub(super) static AMAZON: Tokenizer = unmeasured(Family::Other, "amazon");
pub(super) static AI21: Tokenizer = unmeasured(Family::Other, "ai21");
pub(super) static PERPLEXITY: Tokenizer = unmeasured(Family::Other, "perplexity");
pub(super) static MICROSOFT: Tokenizer = unmeasured(Family::Other, "microsoft");
pub(super) static UNKNOWN: Tokenizer = unmeasured(Family::Other, "unknown");

/// The words by which ids name who made a model, and the tokenizer of those of its models that no row has.
static MAKERS: &[(&[&str], &Tokenizer)] = &[
    (&["ai21"], &AI21),
    (&["amazon"], &AMAZON),
    (&["anthropic"], &CLAUDE),
    (&["cohere"], &COHERE),
    (&["deepseek", "deepseek-ai"], &DEEPSEEK),
    (&["gemini", "google"], &GEMINI),
    (&["meta", "meta-llama"], &LLAMA),
    (&["minimax"], &MINIMAX),
    (&["mistral", "mistralai"], &MISTRAL),
    (&["moonshot", "moonshotai"], &KIMI),
    (&["qwen"], &QWEN),
    (&["x-ai", "xai"], &GROK),
    (&["z-ai", "zai", "zai-org"], &ZAI),
];

/// Finds the tokenizer of the maker that `word` names.
pub(super) fn of_maker(word: &str) -> Option<&'static Tokenizer> {
    MAKERS.iter().find(|maker| maker.0.contains(&word)).map(|maker| maker.1)
}
