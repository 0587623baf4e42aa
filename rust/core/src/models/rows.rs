//! The table of models: which names mean which tokenizer, which context window, how much input, how long an answer and
//! which price. Where the prices come from is said in `prices.rs`.
//!
//! Context windows are the published ones: `OpenAI`'s as `tiktoken-rs` 0.12 lists them (`model.rs`), the others, and what
//! it leaves out, as `LiteLLM` 1.109 does (`model_prices_and_context_window.json`), the smaller where hosts or versions
//! differ. The largest answers are `LiteLLM` 1.106's (`max_output_tokens`), the larger of what the maker and most hosts
//! say, as that much may have to stay free; where nobody says, the context is all that bounds them. The largest inputs are
//! `LiteLLM` 1.106's (`max_input_tokens`), the smaller of what the maker and most hosts say, where that is less than the
//! context: these models keep the rest of it free for the answer.

use super::Tokenizer;
use super::limits::{Limits, UNSTATED, limits};
use super::prices::{
    OUTPUT_OVER_200K, OUTPUT_OVER_272K, OVER_200K, OVER_272K, Price, anthropic, deepseek, google, mistral, openai,
    openai_by_token, plain, qwen, xai,
};
use super::tokenizers::{
    AI21, AMAZON, CL100K, CL100K_TEXT, CLAUDE, CLAUDE_OLD, COHERE, DEEPSEEK, DEEPSEEK_V2, GEMINI, GPT_UNLISTED,
    GPT2_TEXT, GROK, KIMI, LLAMA, LLAMA_4, MICROSOFT, MINIMAX, MISTRAL, MISTRAL_V3, O200K, O200K_HARMONY,
    O200K_HARMONY_TEXT, O200K_TEXT, OTHER_COHERE, OTHER_DEEPSEEK, OTHER_KIMI, OTHER_LLAMA, OTHER_MISTRAL, OTHER_QWEN,
    OTHER_ZAI, P50K_EDIT_TEXT, P50K_TEXT, PERPLEXITY, QWEN, QWEN_3_5, R50K_TEXT, ZAI,
};

/// Models that are counted alike, take as much and cost the same.
pub(super) struct Row {
    pub tokenizer: &'static Tokenizer,
    pub limits: Limits,
    /// What tokens cost of the models that are called exactly so, and of their versions.
    pub price: Option<Price>,
    /// Whether they are small, which their names do not tell.
    pub is_small: bool,
    /// How the models' names begin.
    pub names: &'static [&'static str],
}

const fn row(tokenizer: &'static Tokenizer, limits: Limits, names: &'static [&'static str]) -> Row {
    Row { tokenizer, limits, price: None, is_small: false, names }
}

impl Row {
    const fn price(self, price: Price) -> Self {
        Self { price: Some(price), ..self }
    }

    const fn small(self) -> Self {
        Self { is_small: true, ..self }
    }
}

/// Whole names, as tiktoken has them too: of what begins like them nothing is known. The vocabularies' own are among them.
#[rustfmt::skip] // one row a line
pub(super) static WHOLE: &[Row] = &[
    row(&P50K_TEXT, limits(4_097, 4_097), &["text-davinci-002", "text-davinci-003"]),
    row(&P50K_TEXT, limits(8_001, 8_001), &["code-davinci-001", "code-davinci-002"]),
    row(&P50K_TEXT, limits(2_048, 2_048), &["code-cushman-001", "code-cushman-002", "cushman-codex", "davinci-codex"]),
    row(&P50K_EDIT_TEXT, limits(2_049, 2_049), &["text-davinci-edit-001", "code-davinci-edit-001"]),
    row(&R50K_TEXT, limits(2_049, 2_049), &["text-davinci-001", "text-curie-001", "text-babbage-001", "text-ada-001"]),
    row(&R50K_TEXT, limits(2_049, 2_049), &["davinci", "curie", "babbage", "ada"]),
    row(&R50K_TEXT, limits(2_046, 2_046), &["text-similarity-davinci-001", "text-similarity-curie-001"]),
    row(&R50K_TEXT, limits(2_046, 2_046), &["text-similarity-babbage-001", "text-similarity-ada-001"]),
    row(&R50K_TEXT, limits(2_046, 2_046), &["text-search-davinci-doc-001", "text-search-curie-doc-001"]),
    row(&R50K_TEXT, limits(2_046, 2_046), &["text-search-babbage-doc-001", "text-search-ada-doc-001"]),
    row(&R50K_TEXT, limits(2_046, 2_046), &["code-search-babbage-code-001", "code-search-ada-code-001"]),
    row(&GPT2_TEXT, limits(1_024, 1_024), &["gpt2", "gpt-2"]),
    row(&O200K_TEXT, UNSTATED, &["o200k_base"]),
    row(&O200K_HARMONY_TEXT, UNSTATED, &["o200k_harmony"]),
    row(&CL100K_TEXT, UNSTATED, &["cl100k_base"]),
    row(&P50K_TEXT, UNSTATED, &["p50k_base"]),
    row(&P50K_EDIT_TEXT, UNSTATED, &["p50k_edit"]),
    row(&R50K_TEXT, UNSTATED, &["r50k_base"]),
    row(&MISTRAL, UNSTATED, &["tekken"]),
];

// Limits that the models of a generation share.
const GPT_4O: Limits = limits(128_000, 16_384);
const O_SERIES: Limits = limits(200_000, 100_000);
const GPT_5: Limits = limits(400_000, 128_000).input(272_000);
const GPT_5_4: Limits = limits(1_050_000, 128_000).input(922_000);
const GPT_6: Limits = limits(1_050_000, 131_072).input(922_000);
const CLAUDE_4: Limits = limits(200_000, 64_000);
const CLAUDE_4_6: Limits = limits(1_000_000, 128_000);
const GEMINI_1M: Limits = limits(1_048_576, 65_536);

/// In order: the first row with a prefix that matches stands, so what is special comes before what is general.
#[rustfmt::skip] // one row a line
pub(super) static ROWS: &[Row] = &[
    // OpenAI
    row(&O200K, GPT_4O, &["gpt-5-chat"]).price(openai(1.25).read(0.125).output(10.0)),
    row(&O200K, limits(128_000, 16_384).input(111_616), &["gpt-5.1-chat"]).price(openai(1.25).read(0.125).output(10.0)),
    row(&O200K, limits(128_000, 16_384).input(111_616), &["gpt-5.2-chat"]).price(openai(1.75).read(0.175).output(14.0)),
    row(&O200K, limits(128_000, 64_000).input(111_616), &["gpt-5.3-chat"]).price(openai(1.75).read(0.175).output(14.0)),
    row(&O200K, limits(128_000, 128_000), &["gpt-5.3-codex-spark"]),
    row(&O200K, GPT_5, &["gpt-5.4-mini"]).price(openai(0.75).read(0.075).output(4.5)),
    row(&O200K, GPT_5, &["gpt-5.4-nano"]).price(openai(0.2).read(0.02).output(1.25)),
    row(&O200K, GPT_5_4, &["gpt-5.4-pro", "gpt-5.5-pro"])
        .price(openai(30.0).steps(OVER_272K).output_steps(OUTPUT_OVER_272K).output(180.0)),
    row(&O200K, GPT_5_4, &["gpt-5.4"])
        .price(openai(2.5).read(0.25).steps(OVER_272K).output_steps(OUTPUT_OVER_272K).output(15.0)),
    row(&O200K, GPT_5_4, &["gpt-5.5"])
        .price(openai(5.0).read(0.5).steps(OVER_272K).output_steps(OUTPUT_OVER_272K).output(30.0)),
    row(&O200K, GPT_5_4, &["gpt-5.6-terra"]).price(openai_by_token(2.0).read(0.2).write(2.5).output(12.0)),
    row(&O200K, GPT_5_4, &["gpt-5.6-luna"]).price(openai_by_token(0.2).read(0.02).write(0.25).output(1.2)),
    row(&O200K, GPT_5_4, &["gpt-5.6", "gpt-5.6-sol"]).price(openai_by_token(4.0).read(0.4).write(5.0).output(20.0)),
    row(&O200K, limits(400_000, 272_000).input(272_000), &["gpt-5-pro"]).price(openai(15.0).output(120.0)),
    row(&O200K, GPT_5, &["gpt-5-mini", "gpt-5.1-codex-mini"]).price(openai(0.25).read(0.025).output(2.0)),
    row(&O200K, GPT_5, &["gpt-5-nano"]).price(openai(0.05).read(0.005).output(0.4)),
    row(&O200K, GPT_5, &["gpt-5", "gpt-5-codex", "gpt-5.1", "gpt-5.1-codex", "gpt-5.1-codex-max"])
        .price(openai(1.25).read(0.125).output(10.0)),
    row(&O200K, GPT_5, &["gpt-5.2-pro"]).price(openai(21.0).output(168.0)),
    row(&O200K, GPT_5, &["gpt-5.2", "gpt-5.2-codex", "gpt-5.3-codex"]).price(openai(1.75).read(0.175).output(14.0)),
    row(&O200K, GPT_5, &["gpt-5."]),
    row(&O200K, limits(1_047_576, 32_768), &["gpt-4.1-mini"]).price(openai(0.4).read(0.1).output(1.6)),
    row(&O200K, limits(1_047_576, 32_768), &["gpt-4.1-nano"]).price(openai(0.1).read(0.025).output(0.4)),
    row(&O200K, limits(1_047_576, 32_768), &["gpt-4.1"]).price(openai(2.0).read(0.5).output(8.0)),
    row(&O200K, GPT_4O, &["gpt-4o-2024-05-13"]).price(openai(5.0).output(15.0)),
    row(&O200K, GPT_4O, &["gpt-4o-mini"]).price(openai(0.15).read(0.075).output(0.6)),
    row(&O200K, GPT_4O, &["gpt-4o"]).price(openai(2.5).read(1.25).output(10.0)),
    row(&O200K, GPT_4O, &["chatgpt-4o", "gpt-4.5", "gpt-4-o"]),
    row(&O200K, limits(128_000, 65_536), &["o1-mini", "o1-preview"]),
    row(&O200K, O_SERIES, &["o1-pro"]).price(openai(150.0).output(600.0)),
    row(&O200K, O_SERIES, &["o1"]).price(openai(15.0).read(7.5).output(60.0)),
    row(&O200K, O_SERIES, &["o3-mini"]).price(openai(1.1).read(0.55).output(4.4)),
    row(&O200K, O_SERIES, &["o3-pro"]).price(openai(20.0).output(80.0)),
    row(&O200K, O_SERIES, &["o3-deep-research"]).price(openai(10.0).read(2.5).output(40.0)),
    row(&O200K, O_SERIES, &["o3"]).price(openai(2.0).read(0.5).output(8.0)),
    row(&O200K, O_SERIES, &["o4-mini-deep-research"]).price(openai(2.0).read(0.5).output(8.0)),
    row(&O200K, O_SERIES, &["o4-mini"]).price(openai(1.1).read(0.275).output(4.4)),
    row(&O200K, O_SERIES, &["o4", "codex-mini"]),
    row(&O200K_HARMONY, limits(131_072, 131_072), &["gpt-oss"]),
    row(&CL100K, limits(128_000, 4_096), &["gpt-4-turbo", "gpt-4-0125", "gpt-4-1106", "gpt-4-vision"]),
    row(&CL100K, limits(32_768, 4_096), &["gpt-4-32k"]),
    row(&CL100K, limits(8_192, 4_096), &["gpt-4", "gpt-4-0613"]).price(openai(30.0).output(60.0)),
    row(&CL100K_TEXT, limits(8_192, 8_192), &["text-embedding-3", "text-embedding-ada-002"]),
    row(&CL100K_TEXT, limits(4_096, 4_096), &["gpt-3.5-turbo-instruct", "gpt-35-turbo-instruct"]),
    row(&CL100K, limits(4_096, 4_096), &["gpt-3.5-turbo-0301"]),
    row(&CL100K, limits(16_385, 4_096), &["gpt-3.5-turbo", "gpt-3.5-turbo-0125"]).price(openai(0.5).output(1.5)),
    row(&CL100K, limits(16_385, 4_096), &["gpt-3.5", "gpt-35-turbo"]),
    row(&CL100K_TEXT, limits(16_384, 16_384), &["davinci-002", "babbage-002"]),
    row(&GPT_UNLISTED, GPT_6, &["gpt-6-sol"]).price(openai_by_token(2.0).read(0.2).write(2.5).output(10.0)),
    row(&GPT_UNLISTED, GPT_6, &["gpt-6-astra"]).price(openai_by_token(10.0).read(1.0).write(12.5).output(50.0)),
    row(&GPT_UNLISTED, GPT_6, &["gpt-6-luna"]).price(openai_by_token(0.1).read(0.01).write(0.125).output(0.5)),
    row(&GPT_UNLISTED, GPT_6, &["gpt-6.1-sol"]).price(openai_by_token(2.0).read(0.1).write(2.5).output(10.0)),
    row(&GPT_UNLISTED, GPT_6, &["gpt-6"]),
    row(&GPT_UNLISTED, UNSTATED, &["gpt-"]),
    // Anthropic
    row(&CLAUDE, CLAUDE_4_6, &["claude-opus-4-7", "claude-opus-4.7"])
        .price(anthropic(5.0).read(0.5).write(6.25).hour(10.0).prefix(2_048).output(25.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-opus-4-8", "claude-opus-4.8"])
        .price(anthropic(5.0).read(0.5).write(6.25).hour(10.0).output(25.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-opus-5-5"])
        .price(anthropic(4.0).read(0.2).write(5.0).hour(8.0).prefix(512).output(20.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-opus-5"])
        .price(anthropic(5.0).read(0.5).write(6.25).hour(10.0).prefix(512).output(25.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-sonnet-5-5"])
        .price(anthropic(2.0).read(0.1).write(2.5).hour(4.0).prefix(512).output(10.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-sonnet-5"]).price(anthropic(2.0).read(0.2).write(2.5).hour(4.0).output(10.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-haiku-5-5"])
        .price(anthropic(0.1).read(0.01).write(0.125).hour(0.2).prefix(512).steps(&[(100_000, 5.0)]).output(0.5)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-fable-5-1", "claude-mythos-5-1"])
        .price(anthropic(10.0).read(0.25).write(12.5).hour(20.0).prefix(512).output(50.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-fable-5", "claude-mythos-5"])
        .price(anthropic(10.0).read(1.0).write(12.5).hour(20.0).prefix(512).output(50.0)),
    row(&CLAUDE, CLAUDE_4_6, &["claude-haiku-5", "claude-fable", "claude-mythos"]),
    row(&CLAUDE_OLD, CLAUDE_4_6, &["claude-sonnet-4-6", "claude-sonnet-4.6"])
        .price(anthropic(3.0).read(0.3).write(3.75).hour(6.0).output(15.0)),
    row(&CLAUDE_OLD, CLAUDE_4_6, &["claude-opus-4-6", "claude-opus-4.6"])
        .price(anthropic(5.0).read(0.5).write(6.25).hour(10.0).prefix(4_096).output(25.0)),
    row(&CLAUDE_OLD, CLAUDE_4, &["claude-sonnet-4", "claude-sonnet-4-0", "claude-sonnet-4-5"])
        .price(anthropic(3.0).read(0.3).write(3.75).hour(6.0).output(15.0)),
    row(&CLAUDE_OLD, CLAUDE_4, &["claude-haiku-4-5"])
        .price(anthropic(1.0).read(0.1).write(1.25).hour(2.0).prefix(4_096).output(5.0)),
    row(&CLAUDE_OLD, CLAUDE_4, &["claude-opus-4-5"])
        .price(anthropic(5.0).read(0.5).write(6.25).hour(10.0).prefix(4_096).output(25.0)),
    row(&CLAUDE_OLD, CLAUDE_4, &["claude-opus-4", "claude-opus-4-0", "claude-opus-4-1"])
        .price(anthropic(15.0).read(1.5).write(18.75).hour(30.0).output(75.0)),
    row(&CLAUDE_OLD, CLAUDE_4, &["claude-haiku-4", "claude-4"]),
    row(&CLAUDE_OLD, CLAUDE_4, &["claude-3-7", "claude-3.7"]),
    row(&CLAUDE_OLD, limits(200_000, 8_192), &["claude-3"]),
    row(&CLAUDE_OLD, limits(100_000, 8_191), &["claude-2", "claude-v1", "claude-v2", "claude-instant"]),
    // The tokenizer that counts more, for a Claude that does not say which it is.
    row(&CLAUDE, limits(200_000, 128_000), &["claude"]),
    // Models that carry one name and another's tokenizer
    row(&LLAMA, limits(128_000, 128_000), &["deepseek-r1-distill-llama", "deepseek-llama3"]),
    row(&QWEN, limits(128_000, 128_000), &["deepseek-r1-distill-qwen", "deepseek-r1-0528-qwen"]),
    // Google
    row(&GEMINI, limits(2_048, 2_048), &["gemini-embedding"]),
    row(&GEMINI, limits(128_000, 64_000), &["gemini-2.5-computer-use"]),
    row(&GEMINI, GEMINI_1M, &["gemini-2.5-pro"])
        .price(google(1.25).read(0.125).prefix(2_048).steps(OVER_200K).output_steps(OUTPUT_OVER_200K).output(10.0)),
    row(&GEMINI, GEMINI_1M, &["gemini-2.5-flash-lite"]).price(google(0.1).read(0.01).prefix(2_048).output(0.4)),
    row(&GEMINI, GEMINI_1M, &["gemini-2.5-flash"]).price(google(0.3).read(0.03).prefix(2_048).output(2.5)),
    row(&GEMINI, GEMINI_1M, &["gemini-3-flash"]).price(google(0.5).read(0.05).output(3.0)),
    row(&GEMINI, GEMINI_1M, &["gemini-3.1-pro", "gemini-pro-latest"])
        .price(google(2.0).read(0.2).steps(OVER_200K).output_steps(OUTPUT_OVER_200K).output(12.0)),
    row(&GEMINI, GEMINI_1M, &["gemini-3.1-flash-lite"]).price(google(0.25).read(0.025).output(1.5)),
    row(&GEMINI, GEMINI_1M, &["gemini-3.5-flash-lite", "gemini-flash-lite-latest"])
        .price(google(0.3).read(0.03).output(2.5)),
    row(&GEMINI, GEMINI_1M, &["gemini-3.5-flash"]).price(google(1.5).read(0.15).output(9.0)),
    row(&GEMINI, GEMINI_1M, &["gemini-3.6-flash", "gemini-3.7-flash", "gemini-3.8-flash", "gemini-flash-latest"])
        .price(google(0.75).read(0.075).output(3.75)),
    row(&GEMINI, GEMINI_1M, &["gemini-4-argon"]).price(google(2.0).read(0.1).output(10.0)),
    row(&GEMINI, GEMINI_1M, &["gemini"]),
    row(&GEMINI, limits(131_072, 131_072), &["gemma-3", "gemma3", "gemma-4", "gemma4"]),
    row(&GEMINI, limits(8_192, 8_192), &["gemma", "codegemma"]),
    // Meta
    row(&LLAMA_4, limits(1_048_576, 1_048_576), &["llama-4", "llama4"]),
    row(&LLAMA, limits(128_000, 128_000), &["llama-3.1", "llama-3.2", "llama-3.3", "llama3.1", "llama3.2", "llama3.3"]),
    row(&LLAMA, limits(128_000, 128_000), &["llama-3-1", "llama-3-2", "llama-3-3", "llama3-1", "llama3-2", "llama3-3"]),
    row(&LLAMA, limits(128_000, 128_000), &["llama-3_1", "llama-3_2", "llama-3_3", "llama-v3p1", "llama-v3p2", "llama-v3p3"]),
    row(&LLAMA, limits(8_192, 8_192), &["llama-3", "llama3", "llama-v3"]),
    row(&OTHER_LLAMA, limits(16_384, 16_384), &["codellama", "code-llama"]),
    row(&OTHER_LLAMA, limits(4_096, 4_096), &["llama-2", "llama2", "llama-v2"]),
    row(&LLAMA, limits(128_000, 128_000), &["hermes-3"]),
    row(&OTHER_LLAMA, limits(128_000, 128_000), &["llama", "nemotron", "hermes-4"]),
    // Alibaba
    row(&QWEN_3_5, limits(991_808, 65_536), &["qwen3.5-plus"])
        .price(qwen(0.4).read(0.08).steps(&[(256_000, 1.25)]).output(2.4)),
    row(&QWEN_3_5, limits(128_000, 65_536), &["qwen3.5", "qwen-3.5", "qwen3.6", "qwen-3.6"]),
    row(&OTHER_QWEN, limits(991_808, 131_072), &["qwen3.7-plus"])
        .price(qwen(0.4).read(0.08).steps(&[(256_000, 3.0)]).output(1.6)),
    row(&OTHER_QWEN, limits(991_808, 131_072), &["qwen3.7-max"]).price(qwen(2.5).read(0.5).output(7.5)),
    row(&OTHER_QWEN, limits(991_808, 131_072), &["qwen3.8-max"]).price(qwen(2.0).read(0.25).output(6.0)),
    row(&OTHER_QWEN, limits(991_808, 131_072), &["qwen3.8-flash"]).price(qwen(0.15).read(0.016).output(0.47)),
    row(&OTHER_QWEN, limits(991_808, 131_072), &["qwen3.7"]),
    row(&OTHER_QWEN, UNSTATED, &["qwen3.", "qwen-3."]),
    row(&QWEN, limits(997_952, 65_536), &["qwen-plus-latest"])
        .price(qwen(0.4).read(0.08).steps(&[(256_000, 3.0)]).output(4.0)),
    row(&QWEN, limits(997_952, 65_536), &["qwen-flash"])
        .price(qwen(0.05).read(0.01).steps(&[(256_000, 5.0)]).output(0.4)),
    row(&QWEN, limits(997_952, 65_536), &["qwen3-coder-plus", "qwen3-coder-flash"]),
    row(&QWEN, limits(258_048, 65_536), &["qwen3-max"])
        .price(qwen(1.2).read(0.24).steps(&[(32_000, 2.0), (128_000, 2.5)]).output(6.0)),
    row(&QWEN, limits(258_048, 65_536), &["qwen3-coder", "qwen3-next", "qwen3-235b-a22b-instruct-2507"]),
    row(&QWEN, limits(129_024, 32_768), &["qwen-plus-2025-07-28", "qwen-plus-2025-09-11"])
        .price(qwen(0.4).read(0.08).steps(&[(256_000, 3.0)]).output(4.0)),
    row(&QWEN, limits(129_024, 32_768), &["qwen-plus"]).price(qwen(0.4).read(0.08).output(4.0)),
    row(&QWEN, limits(129_024, 32_768), &["qwen-turbo"]).price(qwen(0.05).read(0.01).output(0.5)),
    row(&QWEN, limits(129_024, 32_768), &["qwen3-vl"]),
    row(&QWEN, limits(40_960, 40_960), &["qwen3", "qwen-3"]),
    row(&QWEN, limits(30_720, 8_192), &["qwen-max"]).price(qwen(1.6).read(0.32).output(6.4)),
    row(&QWEN, limits(131_072, 131_072), &["qwq"]),
    row(&QWEN, limits(32_768, 32_768), &["qwen2", "qwen-2", "qwen1", "qwen"]),
    // DeepSeek
    row(&DEEPSEEK, limits(1_000_000, 393_216), &["deepseek-v4-flash"]).price(deepseek(0.3).read(0.006).output(1.2)),
    row(&DEEPSEEK, limits(1_000_000, 393_216), &["deepseek-v4-pro"]).price(deepseek(1.32).read(0.044).output(3.96)),
    row(&DEEPSEEK, limits(1_000_000, 393_216), &["deepseek-v4"]),
    row(&OTHER_DEEPSEEK, limits(1_000_000, 393_216), &["deepseek-flash"]).price(deepseek(0.3).read(0.006).output(1.2)),
    row(&DEEPSEEK_V2, limits(128_000, 128_000), &["deepseek-coder-v2", "deepseek-v2"]),
    row(&OTHER_DEEPSEEK, limits(16_384, 16_384), &["deepseek-coder"]),
    row(&DEEPSEEK, limits(128_000, 128_000), &["deepseek-chat", "deepseek-reasoner"])
        .price(deepseek(0.28).read(0.028).output(0.42)),
    row(&DEEPSEEK, limits(128_000, 128_000), &["deepseek"]),
    // Mistral
    row(&MISTRAL_V3, limits(32_000, 8_191), &["mistral-large-2402", "mistral-small-2402", "mistral-tiny", "codestral-2405"]),
    row(&MISTRAL_V3, limits(128_000, 8_192), &["mistral-large-2407", "mistral-large-2411", "mistral-large-instruct"]),
    row(&MISTRAL_V3, limits(65_536, 65_536), &["mixtral-8x22b", "open-mixtral-8x22b"]),
    row(&MISTRAL_V3, limits(32_000, 32_000), &["mixtral", "mistral-7b", "open-mistral-7b"]),
    row(&MISTRAL, limits(1_048_576, 1_048_576), &["mistral-large-4", "mistral-large-4-0"])
        .price(mistral(0.68).read(0.068).output(2.09)),
    row(&MISTRAL, limits(262_144, 262_144), &["mistral-large-2512", "mistral-large-3"])
        .price(mistral(0.5).read(0.05).output(1.5)),
    row(&MISTRAL, limits(32_000, 32_000), &["mistral-small-2501", "mistral-small-24b-instruct-2501", "mistral-saba", "voxtral"]),
    row(&MISTRAL, limits(128_000, 128_000), &["mistral-large-latest"]).price(mistral(0.5).read(0.05).output(1.5)),
    row(&MISTRAL, limits(128_000, 128_000), &["mistral-medium-3-5", "mistral-medium-3.5", "mistral-medium-2604"])
        .price(mistral(1.5).read(0.15).output(7.5)),
    row(&MISTRAL, limits(128_000, 128_000), &["mistral-medium-latest", "magistral-medium-latest"])
        .price(mistral(1.5).read(0.15).output(7.5)),
    row(&MISTRAL, limits(128_000, 128_000), &["mistral-small-2603", "mistral-small-latest"])
        .price(mistral(0.15).read(0.015).output(0.6)),
    row(&MISTRAL, limits(128_000, 128_000), &["ministral-8b-2512", "ministral-8b-latest"])
        .price(mistral(0.15).read(0.015).output(0.15)),
    row(&MISTRAL, limits(128_000, 128_000), &["ministral-3b-2512", "ministral-3b-latest"])
        .price(mistral(0.1).read(0.01).output(0.1)),
    row(&MISTRAL, limits(128_000, 128_000), &["ministral-14b-2512", "ministral-14b-latest"])
        .price(mistral(0.2).read(0.02).output(0.2)),
    row(&MISTRAL, limits(128_000, 128_000), &["codestral-2508", "codestral-latest"])
        .price(mistral(0.3).read(0.03).output(0.9)),
    row(&MISTRAL, limits(128_000, 128_000), &["devstral-latest", "devstral-medium-latest"])
        .price(mistral(0.4).read(0.04).output(2.0)),
    row(&MISTRAL, limits(128_000, 128_000), &["mistral-", "open-mistral-nemo", "ministral", "pixtral", "codestral", "devstral", "magistral"]),
    row(&OTHER_MISTRAL, limits(8_192, 8_192), &["mistral"]),
    // Others
    row(&OTHER_COHERE, limits(128_000, 64_000), &["command-a-plus"]),
    row(&OTHER_COHERE, limits(128_000, 64_000), &["command-r7b"]).small(),
    row(&COHERE, limits(128_000, 4_096), &["command-r", "c4ai-command-r"]),
    row(&OTHER_COHERE, limits(256_000, 8_192), &["command-a"]),
    row(&OTHER_COHERE, limits(4_096, 4_096), &["command-light", "command-text", "command-nightly"]),
    row(&OTHER_COHERE, limits(128_000, 4_000), &["command"]),
    row(&GROK, limits(131_072, 131_072), &["grok-2", "grok-3", "grok-beta"]),
    row(&GROK, limits(1_000_000, 1_000_000), &["grok-4.20", "grok-4.20-reasoning", "grok-4.20-non-reasoning", "grok-4.3"])
        .price(xai(1.25).read(0.2).output(2.5)),
    row(&GROK, limits(500_000, 500_000), &["grok-4.5"]).price(xai(2.0).read(0.3).output(6.0)),
    row(&GROK, limits(500_000, 500_000), &["grok-4.6", "grok-4.7"]).price(xai(2.0).read(0.5).output(6.0)),
    row(&GROK, limits(128_000, 128_000), &["grok-4.1", "grok-4-1"]),
    row(&GROK, limits(256_000, 256_000), &["grok-code-fast", "grok-code-fast-1", "grok-build-0.1"])
        .price(xai(1.0).read(0.2).output(2.0)),
    row(&GROK, limits(256_000, 256_000), &["grok-build"]).price(xai(2.0).read(0.3)),
    row(&GROK, limits(256_000, 256_000), &["grok-4", "grok-code"]),
    row(&GROK, limits(131_072, 131_072), &["grok"]),
    row(&KIMI, limits(1_000_000, 1_000_000), &["kimi-k3"]).price(plain(3.0).read(0.3).output(15.0)),
    row(&KIMI, limits(1_000_000, 1_000_000), &["kimi-k2.8"]),
    row(&KIMI, limits(262_144, 262_144), &["kimi-k2.5"]).price(plain(0.6).read(0.1).output(3.0)),
    row(&KIMI, limits(262_144, 262_144), &["kimi-k2.6"]).price(plain(0.95).read(0.16).output(4.0)),
    row(&KIMI, limits(262_144, 262_144), &["kimi-k2.7-code"]).price(plain(0.95).read(0.19).output(4.0)),
    row(&KIMI, limits(262_144, 262_144), &["kimi-k2-0905", "kimi-k2-instruct-0905", "kimi-k2-thinking", "kimi-k2.", "kimi-k2p"]),
    row(&KIMI, limits(131_072, 131_072), &["kimi"]),
    row(&OTHER_KIMI, limits(131_072, 131_072), &["moonshot-v1-128k", "moonshot-v1-auto"]),
    row(&OTHER_KIMI, limits(32_768, 32_768), &["moonshot-v1-32k"]),
    row(&OTHER_KIMI, limits(8_192, 8_192), &["moonshot-v1"]),
    row(&AMAZON, limits(128_000, 10_000), &["nova-micro"]),
    row(&AMAZON, limits(300_000, 10_000), &["nova-lite", "nova-pro"]),
    row(&AMAZON, limits(1_000_000, 10_000), &["nova-premier"]),
    row(&AMAZON, limits(1_000_000, 64_000), &["nova-2"]),
    row(&OTHER_ZAI, limits(1_000_000, 131_072), &["glm-5.2", "glm-5.3", "glm-5p2", "glm-5p3"]),
    row(&ZAI, limits(200_000, 131_072), &["glm-4.6", "glm-4.7", "glm-4p6", "glm-4p7"]),
    row(&OTHER_ZAI, limits(200_000, 131_072), &["glm-5"]),
    row(&ZAI, limits(128_000, 128_000), &["glm"]),
    row(&MINIMAX, limits(196_608, 196_608), &["minimax-m2"]),
    row(&MINIMAX, UNSTATED, &["minimax"]),
    row(&AI21, limits(256_000, 256_000), &["jamba-1.5", "jamba-1-5", "jamba-large", "jamba-mini"]),
    row(&PERPLEXITY, limits(127_000, 8_000), &["sonar"]),
    row(&MICROSOFT, limits(16_384, 16_384), &["phi-4-mini", "phi4-mini"]).small(),
    row(&MICROSOFT, limits(16_384, 16_384), &["phi-4", "phi4"]),
];

/// Finds the row of the model called `name`, which is in lower case and without prefixes.
///
/// For exact counts the name must begin with a row's and then end or go on with a suffix, as no unknown model may pass for
/// a known one; for estimates a word of it may.
pub(super) fn find(name: &str) -> Option<&'static Row> {
    let tails = tails(name);
    let is_named = |row: &Row, prefix: &str| {
        if row.tokenizer.is_exact() { begins(name, prefix) } else { has_word(&tails, prefix) }
    };
    let whole = WHOLE.iter().find(|row| row.names.contains(&name));
    whole.or_else(|| ROWS.iter().find(|row| row.names.iter().any(|prefix| is_named(row, prefix))))
}

/// Lists what rows are called, in their order: how the names of their models begin, or whole names.
pub fn listed() -> impl Iterator<Item = &'static str> {
    ROWS.iter().chain(WHOLE).flat_map(|row| row.names).copied()
}

/// Finds the row that has the price of the model called exactly `name`.
pub(super) fn find_priced(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.price.is_some() && row.names.contains(&name))
}

/// Lists what follows from each word of `name` on, the word included.
pub(super) fn tails(name: &str) -> Vec<&str> {
    let begins = |&(at, first): &(usize, char)| {
        first.is_ascii_alphanumeric() && !name[..at].ends_with(|before: char| before.is_ascii_alphanumeric())
    };
    name.char_indices().filter(begins).map(|(at, _)| &name[at..]).collect()
}

/// Tells whether a word of a name begins with `prefix`, by the name's [`tails`]: the prefix may be longer than the word.
pub(super) fn has_word(tails: &[&str], prefix: &str) -> bool {
    tails.iter().any(|tail| tail.starts_with(prefix))
}

/// Tells whether `name` is `prefix`, or goes on with a suffix where that ends.
pub(super) fn begins(name: &str, prefix: &str) -> bool {
    let suffix = name.strip_prefix(prefix);
    suffix.is_some_and(|rest| prefix.ends_with('.') || rest.is_empty() || rest.starts_with(['-', ':', '@']))
}
