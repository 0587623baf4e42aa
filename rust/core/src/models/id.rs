//! Model ids as people write them: routes, regions, vendors and tags around a name.

use super::Tokenizer;
use super::tokenizers::{
    AI21, AMAZON, CLAUDE, COHERE, DEEPSEEK, GEMINI, GROK, KIMI, LLAMA, MINIMAX, MISTRAL, QWEN, ZAI,
};

/// A model id taken apart.
pub(super) struct Id {
    /// Who serves the model, if the id says so.
    pub provider: Option<&'static str>,
    /// The tokenizer of the vendor that the id names, for models that the table does not know.
    pub hint: Option<&'static Tokenizer>,
    /// What is left: the model's name in lower case.
    pub name: String,
}

/// What a part of an id before the model's name means: its provider, and its tokenizer if that follows.
static ROUTES: &[(&str, &str, Option<&Tokenizer>)] = &[
    ("ai21", "ai21", Some(&AI21)),
    ("amazon", "bedrock", Some(&AMAZON)),
    ("anthropic", "anthropic", Some(&CLAUDE)),
    ("azure", "azure", None),
    ("azure_ai", "azure", None),
    ("bedrock", "bedrock", None),
    ("cerebras", "cerebras", None),
    ("cohere", "cohere", Some(&COHERE)),
    ("dashscope", "qwen", None),
    ("databricks", "databricks", None),
    ("deepinfra", "deepinfra", None),
    ("deepseek", "deepseek", Some(&DEEPSEEK)),
    ("deepseek-ai", "deepseek", Some(&DEEPSEEK)),
    ("fireworks", "fireworks", None),
    ("fireworks_ai", "fireworks", None),
    ("gemini", "google", Some(&GEMINI)),
    ("google", "google", Some(&GEMINI)),
    ("groq", "groq", None),
    ("hosted_vllm", "vllm", None),
    ("huggingface", "huggingface", None),
    ("litellm", "litellm", None),
    ("llama-cpp", "llama-cpp", None),
    ("llama_cpp", "llama-cpp", None),
    ("lm_studio", "lmstudio", None),
    ("lmstudio", "lmstudio", None),
    ("meta", "meta", Some(&LLAMA)),
    ("meta-llama", "meta", Some(&LLAMA)),
    ("minimax", "minimax", Some(&MINIMAX)),
    ("mistral", "mistral", Some(&MISTRAL)),
    ("mistralai", "mistral", Some(&MISTRAL)),
    ("moonshot", "moonshot", Some(&KIMI)),
    ("moonshotai", "moonshot", Some(&KIMI)),
    ("nvidia", "nvidia", None),
    ("nvidia_nim", "nvidia", None),
    ("ollama", "ollama", None),
    ("ollama_chat", "ollama", None),
    ("openai", "openai", None),
    ("openrouter", "openrouter", None),
    ("perplexity", "perplexity", None),
    ("publishers", "vertexai", None),
    ("qwen", "qwen", Some(&QWEN)),
    ("together", "together", None),
    ("together_ai", "together", None),
    ("togethercomputer", "together", None),
    ("vertex_ai", "vertexai", None),
    ("vertexai", "vertexai", None),
    ("vllm", "vllm", None),
    ("writer", "writer", None),
    ("x-ai", "xai", Some(&GROK)),
    ("xai", "xai", Some(&GROK)),
    ("z-ai", "zai", Some(&ZAI)),
    ("zai", "zai", Some(&ZAI)),
    ("zai-org", "zai", Some(&ZAI)),
];

/// What Bedrock puts before a vendor for inference across regions.
static REGIONS: &[&str] = &["us", "eu", "apac", "global", "au", "ca", "in", "jp", "us-gov"];

impl Id {
    /// Takes `text` apart. Every text is an id; one that says nothing is its own name.
    pub(super) fn parse(text: &str) -> Self {
        let lower = text.trim().to_ascii_lowercase();
        let mut id = Self { provider: None, hint: None, name: String::new() };
        let rest = id.after_colon_route(&lower);
        let (route, name) = rest.rsplit_once('/').unwrap_or(("", rest));
        route.split(['/', ':']).for_each(|segment| id.follow(segment));
        let name = id.after_bedrock_vendor(name);
        let tuned = name.strip_prefix("ft:").and_then(|tuned| tuned.split(':').next());
        if tuned.is_none() && route.is_empty() && id.provider.is_none() && name.contains(':') {
            id.provider = Some("ollama"); // only its names carry a tag without a route before them
        }
        id.name = tuned.unwrap_or(name).to_owned();
        id
    }

    /// Agno's `provider:model`.
    fn after_colon_route<'a>(&mut self, id: &'a str) -> &'a str {
        match id.split_once(':') {
            Some((route, rest)) if find_route(route).is_some() => {
                self.follow(route);
                rest
            }
            _ => id,
        }
    }

    /// Bedrock's `us.anthropic.claude-...`: a dot after a vendor is Bedrock's whoever the vendor is.
    fn after_bedrock_vendor<'a>(&mut self, name: &'a str) -> &'a str {
        let mut rest = name;
        while let Some((head, tail)) = rest.split_once('.') {
            let (region, vendor) = (REGIONS.contains(&head), find_route(head).is_some());
            if !region && !vendor {
                break;
            }
            self.provider.get_or_insert("bedrock");
            self.follow(head);
            rest = tail;
        }
        rest
    }

    /// The first route that is known serves the model; the last vendor that is known made it.
    fn follow(&mut self, segment: &str) {
        if let Some((provider, hint)) = find_route(segment) {
            self.provider.get_or_insert(provider);
            self.hint = hint.or(self.hint);
        }
    }
}

/// The names that an id goes by, for settings that are given by model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Who serves the model, if the id says so.
    pub provider: Option<&'static str>,
    /// The model's name in lower case, one for all ways to write it; then, where it ends with them, without its revision
    /// and without its date as well.
    pub names: Vec<String>,
}

/// What `id` is called without case, route, region, vendor and what is only one way to write it, the most specific name
/// first.
#[must_use]
pub fn names(id: &str) -> Names {
    let Id { provider, name, .. } = Id::parse(id);
    let mut names = vec![in_one_spelling(&name)];
    for shorten in [without_revision, without_date] {
        names.extend(names.last().and_then(|name| shorten(name)).map(str::to_owned));
    }
    Names { provider, names }
}

/// `claude-sonnet-4.5`, as some services have it, with Anthropic's dashes; Ollama's `llama3:latest` without the tag
/// that no tag means.
fn in_one_spelling(name: &str) -> String {
    let name = name.strip_suffix(":latest").unwrap_or(name);
    if name.starts_with("claude") { name.replace('.', "-") } else { name.to_owned() }
}

/// Without Bedrock's `-v1:0`, or a `-latest`.
fn without_revision(name: &str) -> Option<&str> {
    if let Some((rest, "latest")) = name.rsplit_once(['-', '@']) {
        return Some(rest);
    }
    let (rest, revision) = name.rsplit_once("-v")?;
    let (major, minor) = revision.split_once(':')?;
    (is_number(major) && is_number(minor)).then_some(rest)
}

/// Without a `-20250929`, `@20250929` or `-2025-09-29`.
fn without_date(name: &str) -> Option<&str> {
    let (rest, last) = name.rsplit_once(['-', '@'])?;
    if is_number(last) && last.len() == 8 {
        return Some(rest);
    }
    let (at, date) = name.len().checked_sub("-2025-09-29".len()).and_then(|at| name.split_at_checked(at))?;
    let digits = |part: &str| is_number(part).then_some(part.len());
    (date.split('-').map(digits).eq([None, Some(4), Some(2), Some(2)])).then_some(at)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn find_route(segment: &str) -> Option<(&'static str, Option<&'static Tokenizer>)> {
    ROUTES.iter().find(|route| route.0 == segment).map(|route| (route.1, route.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, provider: Option<&str>, name: &str) {
        let id = Id::parse(text);
        assert_eq!((id.provider, id.name.as_str()), (provider, name), "{text}");
    }

    #[test]
    fn routes_and_vendors_come_off_and_the_first_route_serves() {
        check("GPT-4o", None, "gpt-4o");
        check("openai/gpt-4o", Some("openai"), "gpt-4o");
        check("openai:gpt-4o", Some("openai"), "gpt-4o");
        check("openrouter/anthropic/claude-sonnet-4.5", Some("openrouter"), "claude-sonnet-4.5");
        check("models/gemini-2.5-pro", None, "gemini-2.5-pro");
        check("publishers/google/models/gemini-2.5-pro", Some("vertexai"), "gemini-2.5-pro");
        check("accounts/fireworks/models/qwen3-8b", Some("fireworks"), "qwen3-8b");
    }

    #[test]
    fn bedrock_names_its_region_and_vendor_with_dots() {
        check("us.anthropic.claude-sonnet-4-20250514-v1:0", Some("bedrock"), "claude-sonnet-4-20250514-v1:0");
        check("meta.llama3-1-70b-instruct-v1:0", Some("bedrock"), "llama3-1-70b-instruct-v1:0");
        let arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.amazon.nova-pro-v1:0";
        check(arn, Some("bedrock"), "nova-pro-v1:0");
    }

    #[test]
    fn fine_tunes_are_their_base_and_tags_are_ollamas() {
        check("ft:gpt-4o-2024-08-06:org::id", None, "gpt-4o-2024-08-06");
        check("llama3.1:8b", Some("ollama"), "llama3.1:8b");
        check("meta-llama/llama-3.3-70b-instruct:free", Some("meta"), "llama-3.3-70b-instruct:free");
    }

    #[test]
    fn revisions_and_dates_come_off_one_after_the_other() {
        for (id, provider, expected) in [
            ("Claude-Sonnet-4-5", None, &["claude-sonnet-4-5"][..]),
            (
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                Some("bedrock"),
                &["claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929", "claude-sonnet-4-5"],
            ),
            (
                "vertex_ai/claude-sonnet-4-5@20250929",
                Some("vertexai"),
                &["claude-sonnet-4-5@20250929", "claude-sonnet-4-5"],
            ),
            ("gpt-4o-2024-08-06", None, &["gpt-4o-2024-08-06", "gpt-4o"]),
            ("mistral-large-latest", None, &["mistral-large-latest", "mistral-large"]),
            ("claude-sonnet-4.5-20250929", None, &["claude-sonnet-4-5-20250929", "claude-sonnet-4-5"]),
            ("openrouter/anthropic/claude-3.5-haiku", Some("openrouter"), &["claude-3-5-haiku"]),
            ("gpt-4.1", None, &["gpt-4.1"]),
            ("llama3:latest", Some("ollama"), &["llama3"]),
            ("ollama/llama3.1:latest", Some("ollama"), &["llama3.1"]),
            ("anthropic.claude-v2:1", Some("bedrock"), &["claude-v2:1", "claude"]),
            ("gpt-4-0613", None, &["gpt-4-0613"]),
            ("gpt-5-mini", None, &["gpt-5-mini"]),
            ("ü-2024-0ü-06", None, &["ü-2024-0ü-06"]),
            ("-20250929", None, &["-20250929", ""]),
            ("", None, &[""]),
        ] {
            assert_eq!(names(id), Names { provider, names: expected.iter().map(ToString::to_string).collect() });
        }
    }

    #[test]
    fn texts_that_are_no_ids_are_taken_apart_all_the_same() {
        check("", None, "");
        check("///", None, "");
        check(" . ", None, ".");
        check("ft:", None, "");
        check(":::", Some("ollama"), ":::");
        check("mödel\u{0}/ü", None, "ü");
    }
}
