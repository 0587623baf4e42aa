//! The table of models: which ids mean which tokenizer, which context window, how much input and how long an answer.
//!
//! Context windows are the published ones: `OpenAI`'s as `tiktoken-rs` 0.12 lists them (`model.rs`), the others, and what
//! it leaves out, as `LiteLLM` 1.109 does (`model_prices_and_context_window.json`), the smaller where hosts or versions
//! differ. The largest answers are `LiteLLM` 1.106's (`max_output_tokens`), the larger of what the maker and most hosts
//! say, as that much may have to stay free; where nobody says, the context is all that bounds them. The largest inputs are
//! `LiteLLM` 1.106's (`max_input_tokens`), the smaller of what the maker and most hosts say, where that is less than the
//! context: these models keep the rest of it free for the answer.

use super::Tokenizer;
use super::limits::{Limits, UNSTATED, limits};
use super::tokenizers::{
    AI21, AMAZON, CL100K, CL100K_TEXT, CLAUDE, CLAUDE_OLD, COHERE, DEEPSEEK, DEEPSEEK_V2, GEMINI, GPT_UNLISTED,
    GPT2_TEXT, GROK, KIMI, LLAMA, LLAMA_4, MICROSOFT, MINIMAX, MISTRAL, MISTRAL_V3, O200K, O200K_HARMONY,
    O200K_HARMONY_TEXT, O200K_TEXT, OTHER_COHERE, OTHER_DEEPSEEK, OTHER_KIMI, OTHER_LLAMA, OTHER_MISTRAL, OTHER_QWEN,
    OTHER_ZAI, P50K_EDIT_TEXT, P50K_TEXT, PERPLEXITY, QWEN, QWEN_3_5, R50K_TEXT, ZAI,
};

/// A tokenizer, the context window and the largest answer in tokens, and how the names of models with these begin.
pub(super) type Row = (&'static Tokenizer, Limits, &'static [&'static str]);

/// Whole names, as tiktoken has them too: of what begins like them nothing is known. The vocabularies' own are among them.
#[rustfmt::skip] // one row a line
pub(super) static WHOLE: &[Row] = &[
    (&P50K_TEXT, limits(4_097, 4_097), &["text-davinci-002", "text-davinci-003"]),
    (&P50K_TEXT, limits(8_001, 8_001), &["code-davinci-001", "code-davinci-002"]),
    (&P50K_TEXT, limits(2_048, 2_048), &["code-cushman-001", "code-cushman-002", "cushman-codex", "davinci-codex"]),
    (&P50K_EDIT_TEXT, limits(2_049, 2_049), &["text-davinci-edit-001", "code-davinci-edit-001"]),
    (&R50K_TEXT, limits(2_049, 2_049), &["text-davinci-001", "text-curie-001", "text-babbage-001", "text-ada-001"]),
    (&R50K_TEXT, limits(2_049, 2_049), &["davinci", "curie", "babbage", "ada"]),
    (&R50K_TEXT, limits(2_046, 2_046), &["text-similarity-davinci-001", "text-similarity-curie-001"]),
    (&R50K_TEXT, limits(2_046, 2_046), &["text-similarity-babbage-001", "text-similarity-ada-001"]),
    (&R50K_TEXT, limits(2_046, 2_046), &["text-search-davinci-doc-001", "text-search-curie-doc-001"]),
    (&R50K_TEXT, limits(2_046, 2_046), &["text-search-babbage-doc-001", "text-search-ada-doc-001"]),
    (&R50K_TEXT, limits(2_046, 2_046), &["code-search-babbage-code-001", "code-search-ada-code-001"]),
    (&GPT2_TEXT, limits(1_024, 1_024), &["gpt2", "gpt-2"]),
    (&O200K_TEXT, UNSTATED, &["o200k_base"]),
    (&O200K_HARMONY_TEXT, UNSTATED, &["o200k_harmony"]),
    (&CL100K_TEXT, UNSTATED, &["cl100k_base"]),
    (&P50K_TEXT, UNSTATED, &["p50k_base"]),
    (&P50K_EDIT_TEXT, UNSTATED, &["p50k_edit"]),
    (&R50K_TEXT, UNSTATED, &["r50k_base"]),
    (&MISTRAL, UNSTATED, &["tekken"]),
];

/// In order: the first row with a prefix that matches stands, so what is special comes before what is general.
#[rustfmt::skip] // one row a line
pub(super) static ROWS: &[Row] = &[
    // OpenAI
    (&O200K, limits(128_000, 16_384), &["gpt-5-chat"]),
    (&O200K, limits(128_000, 16_384).input(111_616), &["gpt-5.1-chat", "gpt-5.2-chat"]),
    (&O200K, limits(128_000, 64_000).input(111_616), &["gpt-5.3-chat"]),
    (&O200K, limits(128_000, 128_000), &["gpt-5.3-codex-spark"]),
    (&O200K, limits(400_000, 128_000).input(272_000), &["gpt-5.4-mini", "gpt-5.4-nano"]),
    (&O200K, limits(1_050_000, 128_000).input(922_000), &["gpt-5.4", "gpt-5.5", "gpt-5.6"]),
    (&O200K, limits(400_000, 272_000).input(272_000), &["gpt-5-pro"]),
    (&O200K, limits(400_000, 128_000).input(272_000), &["gpt-5", "gpt-5."]),
    (&O200K, limits(1_047_576, 32_768), &["gpt-4.1"]),
    (&O200K, limits(128_000, 16_384), &["gpt-4o", "chatgpt-4o", "gpt-4.5", "gpt-4-o"]),
    (&O200K, limits(128_000, 65_536), &["o1-mini", "o1-preview"]),
    (&O200K, limits(200_000, 100_000), &["o1", "o3", "o4", "codex-mini"]),
    (&O200K_HARMONY, limits(131_072, 131_072), &["gpt-oss"]),
    (&CL100K, limits(128_000, 4_096), &["gpt-4-turbo", "gpt-4-0125", "gpt-4-1106", "gpt-4-vision"]),
    (&CL100K, limits(32_768, 4_096), &["gpt-4-32k"]),
    (&CL100K, limits(8_192, 4_096), &["gpt-4"]),
    (&CL100K_TEXT, limits(8_192, 8_192), &["text-embedding-3", "text-embedding-ada-002"]),
    (&CL100K_TEXT, limits(4_096, 4_096), &["gpt-3.5-turbo-instruct", "gpt-35-turbo-instruct"]),
    (&CL100K, limits(4_096, 4_096), &["gpt-3.5-turbo-0301"]),
    (&CL100K, limits(16_385, 4_096), &["gpt-3.5-turbo", "gpt-3.5", "gpt-35-turbo"]),
    (&CL100K_TEXT, limits(16_384, 16_384), &["davinci-002", "babbage-002"]),
    (&GPT_UNLISTED, limits(1_050_000, 131_072).input(922_000), &["gpt-6"]),
    (&GPT_UNLISTED, UNSTATED, &["gpt-"]),
    // Anthropic
    (&CLAUDE, limits(1_000_000, 128_000), &["claude-opus-4-7", "claude-opus-4.7", "claude-opus-4-8", "claude-opus-4.8"]),
    (&CLAUDE, limits(1_000_000, 128_000), &["claude-opus-5", "claude-sonnet-5", "claude-haiku-5", "claude-fable", "claude-mythos"]),
    (&CLAUDE_OLD, limits(1_000_000, 128_000), &["claude-opus-4-6", "claude-opus-4.6", "claude-sonnet-4-6", "claude-sonnet-4.6"]),
    (&CLAUDE_OLD, limits(200_000, 64_000), &["claude-opus-4", "claude-sonnet-4", "claude-haiku-4", "claude-4"]),
    (&CLAUDE_OLD, limits(200_000, 64_000), &["claude-3-7", "claude-3.7"]),
    (&CLAUDE_OLD, limits(200_000, 8_192), &["claude-3"]),
    (&CLAUDE_OLD, limits(100_000, 8_191), &["claude-2", "claude-v1", "claude-v2", "claude-instant"]),
    // The tokenizer that counts more, for a Claude that does not say which it is.
    (&CLAUDE, limits(200_000, 128_000), &["claude"]),
    // Models that carry one name and another's tokenizer
    (&LLAMA, limits(128_000, 128_000), &["deepseek-r1-distill-llama", "deepseek-llama3"]),
    (&QWEN, limits(128_000, 128_000), &["deepseek-r1-distill-qwen", "deepseek-r1-0528-qwen"]),
    // Google
    (&GEMINI, limits(2_048, 2_048), &["gemini-embedding"]),
    (&GEMINI, limits(128_000, 64_000), &["gemini-2.5-computer-use"]),
    (&GEMINI, limits(1_048_576, 65_536), &["gemini"]),
    (&GEMINI, limits(131_072, 131_072), &["gemma-3", "gemma3", "gemma-4", "gemma4"]),
    (&GEMINI, limits(8_192, 8_192), &["gemma", "codegemma"]),
    // Meta
    (&LLAMA_4, limits(1_048_576, 1_048_576), &["llama-4", "llama4"]),
    (&LLAMA, limits(128_000, 128_000), &["llama-3.1", "llama-3.2", "llama-3.3", "llama3.1", "llama3.2", "llama3.3"]),
    (&LLAMA, limits(128_000, 128_000), &["llama-3-1", "llama-3-2", "llama-3-3", "llama3-1", "llama3-2", "llama3-3"]),
    (&LLAMA, limits(128_000, 128_000), &["llama-3_1", "llama-3_2", "llama-3_3", "llama-v3p1", "llama-v3p2", "llama-v3p3"]),
    (&LLAMA, limits(8_192, 8_192), &["llama-3", "llama3", "llama-v3"]),
    (&OTHER_LLAMA, limits(16_384, 16_384), &["codellama", "code-llama"]),
    (&OTHER_LLAMA, limits(4_096, 4_096), &["llama-2", "llama2", "llama-v2"]),
    (&LLAMA, limits(128_000, 128_000), &["hermes-3"]),
    (&OTHER_LLAMA, limits(128_000, 128_000), &["llama", "nemotron", "hermes-4"]),
    // Alibaba
    (&QWEN_3_5, limits(991_808, 65_536), &["qwen3.5-plus"]),
    (&QWEN_3_5, limits(128_000, 65_536), &["qwen3.5", "qwen-3.5", "qwen3.6", "qwen-3.6"]),
    (&OTHER_QWEN, limits(991_808, 131_072), &["qwen3.7", "qwen3.8-max", "qwen3.8-flash"]),
    (&OTHER_QWEN, UNSTATED, &["qwen3.", "qwen-3."]),
    (&QWEN, limits(997_952, 65_536), &["qwen-flash", "qwen3-coder-plus", "qwen3-coder-flash", "qwen-plus-latest"]),
    (&QWEN, limits(258_048, 65_536), &["qwen3-max", "qwen3-coder", "qwen3-next", "qwen3-235b-a22b-instruct-2507"]),
    (&QWEN, limits(129_024, 32_768), &["qwen-plus", "qwen-turbo", "qwen3-vl"]),
    (&QWEN, limits(40_960, 40_960), &["qwen3", "qwen-3"]),
    (&QWEN, limits(30_720, 8_192), &["qwen-max"]),
    (&QWEN, limits(131_072, 131_072), &["qwq"]),
    (&QWEN, limits(32_768, 32_768), &["qwen2", "qwen-2", "qwen1", "qwen"]),
    // DeepSeek
    (&DEEPSEEK, limits(1_000_000, 393_216), &["deepseek-v4"]),
    (&OTHER_DEEPSEEK, limits(1_000_000, 393_216), &["deepseek-flash"]),
    (&DEEPSEEK_V2, limits(128_000, 128_000), &["deepseek-coder-v2", "deepseek-v2"]),
    (&OTHER_DEEPSEEK, limits(16_384, 16_384), &["deepseek-coder"]),
    (&DEEPSEEK, limits(128_000, 128_000), &["deepseek"]),
    // Mistral
    (&MISTRAL_V3, limits(32_000, 8_191), &["mistral-large-2402", "mistral-small-2402", "mistral-tiny", "codestral-2405"]),
    (&MISTRAL_V3, limits(128_000, 8_192), &["mistral-large-2407", "mistral-large-2411", "mistral-large-instruct"]),
    (&MISTRAL_V3, limits(65_536, 65_536), &["mixtral-8x22b", "open-mixtral-8x22b"]),
    (&MISTRAL_V3, limits(32_000, 32_000), &["mixtral", "mistral-7b", "open-mistral-7b"]),
    (&MISTRAL, limits(1_048_576, 1_048_576), &["mistral-large-4"]),
    (&MISTRAL, limits(262_144, 262_144), &["mistral-large-2512", "mistral-large-3"]),
    (&MISTRAL, limits(32_000, 32_000), &["mistral-small-2501", "mistral-small-24b-instruct-2501", "mistral-saba", "voxtral"]),
    (&MISTRAL, limits(128_000, 128_000), &["mistral-", "open-mistral-nemo", "ministral", "pixtral", "codestral", "devstral", "magistral"]),
    (&OTHER_MISTRAL, limits(8_192, 8_192), &["mistral"]),
    // Others
    (&OTHER_COHERE, limits(128_000, 64_000), &["command-a-plus", "command-r7b"]),
    (&COHERE, limits(128_000, 4_096), &["command-r", "c4ai-command-r"]),
    (&OTHER_COHERE, limits(256_000, 8_192), &["command-a"]),
    (&OTHER_COHERE, limits(4_096, 4_096), &["command-light", "command-text", "command-nightly"]),
    (&OTHER_COHERE, limits(128_000, 4_000), &["command"]),
    (&GROK, limits(131_072, 131_072), &["grok-2", "grok-3", "grok-beta"]),
    (&GROK, limits(1_000_000, 1_000_000), &["grok-4.20", "grok-4.3"]),
    (&GROK, limits(500_000, 500_000), &["grok-4.5", "grok-4.6", "grok-4.7"]),
    (&GROK, limits(128_000, 128_000), &["grok-4.1", "grok-4-1"]),
    (&GROK, limits(256_000, 256_000), &["grok-4", "grok-code", "grok-build"]),
    (&GROK, limits(131_072, 131_072), &["grok"]),
    (&KIMI, limits(1_000_000, 1_000_000), &["kimi-k3", "kimi-k2.8"]),
    (&KIMI, limits(262_144, 262_144), &["kimi-k2-0905", "kimi-k2-instruct-0905", "kimi-k2-thinking", "kimi-k2.", "kimi-k2p"]),
    (&KIMI, limits(131_072, 131_072), &["kimi"]),
    (&OTHER_KIMI, limits(131_072, 131_072), &["moonshot-v1-128k", "moonshot-v1-auto"]),
    (&OTHER_KIMI, limits(32_768, 32_768), &["moonshot-v1-32k"]),
    (&OTHER_KIMI, limits(8_192, 8_192), &["moonshot-v1"]),
    (&AMAZON, limits(128_000, 10_000), &["nova-micro"]),
    (&AMAZON, limits(300_000, 10_000), &["nova-lite", "nova-pro"]),
    (&AMAZON, limits(1_000_000, 10_000), &["nova-premier"]),
    (&AMAZON, limits(1_000_000, 64_000), &["nova-2"]),
    (&OTHER_ZAI, limits(1_000_000, 131_072), &["glm-5.2", "glm-5.3", "glm-5p2", "glm-5p3"]),
    (&ZAI, limits(200_000, 131_072), &["glm-4.6", "glm-4.7", "glm-4p6", "glm-4p7"]),
    (&OTHER_ZAI, limits(200_000, 131_072), &["glm-5"]),
    (&ZAI, limits(128_000, 128_000), &["glm"]),
    (&MINIMAX, limits(196_608, 196_608), &["minimax-m2"]),
    (&MINIMAX, UNSTATED, &["minimax"]),
    (&AI21, limits(256_000, 256_000), &["jamba-1.5", "jamba-1-5", "jamba-large", "jamba-mini"]),
    (&PERPLEXITY, limits(127_000, 8_000), &["sonar"]),
    (&MICROSOFT, limits(16_384, 16_384), &["phi-4", "phi4"]),
];

/// The row of the model called `name`, which is in lower case and without prefixes.
pub(super) fn find(name: &str) -> Option<&'static Row> {
    let matches = |row: &&Row| row.2.iter().any(|prefix| names(name, prefix, row.0.is_exact()));
    let whole = WHOLE.iter().find(|row| row.2.contains(&name));
    whole.or_else(|| ROWS.iter().find(matches))
}

/// Whether `name` is one of `prefix`'s models: for exact counts it must begin with it and then end or go on with a
/// suffix, as no unknown model may pass for a known one; for estimates a word of it may.
pub(super) fn names(name: &str, prefix: &str, exact: bool) -> bool {
    if exact {
        return begins(name, prefix);
    }
    name.match_indices(prefix).any(|(at, _)| !name[..at].ends_with(|before: char| before.is_ascii_alphanumeric()))
}

/// Whether `name` is `prefix`, or goes on with a suffix where that ends.
pub(super) fn begins(name: &str, prefix: &str) -> bool {
    let suffix = name.strip_prefix(prefix);
    suffix.is_some_and(|rest| prefix.ends_with('.') || rest.is_empty() || rest.starts_with(['-', ':', '@']))
}
