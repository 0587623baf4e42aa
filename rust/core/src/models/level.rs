//! How much a model that reads rewritten texts can put together: small models count the cells of a row badly.

use super::id::Id;
use super::rows::Row;
use super::services;
use crate::config::Level;

/// Models of at most so many billions of parameters are small, whoever serves them.
const MOST_BILLIONS_SMALL: f64 = 8.0;

/// The level of the model that an id names, by what is known of its size: what its name says, what its row says, and that
/// it is called over an API where nothing says that the user runs it. Depends on the id alone.
pub(super) fn of(row: Option<&Row>, id: &Id<'_>) -> Level {
    let is_small = match (row, billions(id.name)) {
        (_, Some(billions)) if billions <= MOST_BILLIONS_SMALL => true,
        (Some(row), None) => row.is_small || is_local(id),
        (Some(_), Some(_)) => false,
        (None, _) => is_local(id) || names_weights(id),
    };
    if is_small { Level::Plain } else { Level::Default }
}

fn is_local(id: &Id<'_>) -> bool {
    id.service.is_some_and(services::is_local)
}

/// Whether an id is one of Hugging Face's: `owner/model`, the owner nobody who serves models over an API.
fn names_weights(id: &Id<'_>) -> bool {
    match id.service {
        Some(service) => service == "huggingface",
        None => id.words.iter().any(|word| !word.is_empty()),
    }
}

/// The billions of parameters that a model's name says, the most where it says several: `llama3.1:8b`,
/// `qwen2.5-0.5b-instruct`, of Gemma's effective ones `e4b`. What experts have in part (`8x7b`, `a3b`) is no size.
fn billions(name: &str) -> Option<f64> {
    let words = name.split(|byte: char| !(byte.is_ascii_alphanumeric() || byte == '.'));
    let sizes = words.filter_map(|word| {
        let number = word.strip_suffix('b')?;
        number.strip_prefix('e').unwrap_or(number).parse().ok()
    });
    sizes.filter(|size: &f64| size.is_finite()).max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    #[track_caller]
    fn check(level: Level, ids: &[&str]) {
        for id in ids {
            assert_eq!(resolve(id).level, level, "{id}");
        }
    }

    #[test]
    fn what_is_called_over_an_api_has_the_default() {
        check(
            Level::Default,
            &[
                "gpt-4o",
                "gpt-4.1-nano",
                "gpt-5-nano",
                "claude-3-haiku-20240307",
                "us.anthropic.claude-sonnet-4-20250514-v1:0",
                "gemini-2.5-flash-lite",
                "amazon.nova-micro-v1:0",
                "mistral-small-latest",
                "openrouter/somebody/new-model",
                "azure/our-deployment",
                "our-own-model",
                "ft:gpt-4o-mini:us::x",
                "",
            ],
        );
    }

    #[test]
    fn large_open_models_have_the_default_whoever_serves_them() {
        check(
            Level::Default,
            &[
                "groq/llama-3.3-70b-versatile",
                "llama3.3:70b",
                "meta-llama/Llama-3.3-70B-Instruct-Turbo",
                "gpt-oss:20b",
                "qwen3:14b",
                "qwen/qwen3-30b-a3b",
                "hosted_vllm/Qwen/Qwen2.5-14B-Instruct-1M",
                "accounts/fireworks/models/mixtral-8x22b-instruct",
                "deepseek-ai/DeepSeek-V3",
            ],
        );
    }

    #[test]
    fn small_models_have_the_plain_one_whoever_serves_them() {
        check(
            Level::Plain,
            &[
                "llama3.1:8b",
                "qwen2.5-coder:1.5b",
                "Qwen/Qwen2.5-Coder-1.5B-Instruct",
                "qwen2.5:7b-instruct-q4_K_M",
                "accounts/fireworks/models/llama-v3p1-8b-instruct",
                "meta.llama3-1-8b-instruct-v1:0",
                "groq/llama3-8b-8192",
                "ministral-3b-latest",
                "google/gemma-3n-E4B-it",
                "deepseek-r1-distill-qwen-1.5b",
                "openrouter/somebody/new-7b-chat",
                "microsoft/Phi-4-mini-instruct",
                "command-r7b-12-2024",
            ],
        );
    }

    #[test]
    fn what_the_user_runs_has_the_plain_one_where_its_size_is_not_known() {
        check(
            Level::Plain,
            &[
                "ollama/our-own-model",
                "our-own-model:latest",
                "ollama:llama3.2",
                "hosted_vllm/our-own-model",
                "lmstudio:our-own-model",
                "llama-cpp/our-own-model",
                "huggingface/somebody/new-model",
                "somebody/new-model",
                "ollama/nobody-knows:70b",
            ],
        );
    }

    #[test]
    fn sizes_are_read_from_words() {
        for (name, size) in [
            ("qwen2.5-coder:1.5b", Some(1.5)),
            ("gemma3n:e2b", Some(2.0)),
            ("qwen3-235b-a22b", Some(235.0)),
            ("deepseek-r1-0528-qwen3-8b", Some(8.0)),
            ("mixtral-8x7b", None),
            ("gpt-4o", None),
            ("llama3-bnb-4bit", None),
            ("b", None),
            ("infb-nanb", None),
            ("", None),
        ] {
            assert_eq!(billions(name), size, "{name}");
        }
    }

    #[test]
    fn a_model_counted_as_another_keeps_the_plainer_of_their_levels() {
        let (small, large) = (resolve("qwen2.5:1.5b"), resolve("gpt-4o"));
        assert_eq!(small.counted_as(large).level, Level::Plain);
        assert_eq!(large.counted_as(small).level, Level::Plain);
        assert_eq!(large.counted_as(resolve("gpt-4")).level, Level::Default);
    }
}
