//! Model ids as people write them: routes, regions, makers and tags around a name.

use super::services::{self, Region};
use super::tokenizers::{self, Tokenizer};

/// A model id taken apart.
#[derive(Default)]
pub(super) struct Id<'a> {
    /// Who serves the model, if the id says so.
    pub service: Option<&'static str>,
    /// The tokenizer of the maker that the id names, for models that the table does not know.
    pub tokenizer: Option<&'static Tokenizer>,
    /// What stands before the name, word by word, and `bedrock` where only dots say so.
    pub words: Vec<&'a str>,
    /// Where Bedrock serves it, if the id says so.
    pub region: Option<&'static Region>,
    /// Whether it is a fine-tune of the model called `name`.
    pub is_tuned: bool,
    /// What is left: the model's name.
    pub name: &'a str,
}

/// Writes an id as [`Id::parse`] takes it.
pub(super) fn in_lower_case(id: &str) -> String {
    id.trim().to_ascii_lowercase()
}

impl<'a> Id<'a> {
    /// Takes an id in lower case apart. Every text is an id; one that says nothing is its own name.
    pub(super) fn parse(text: &'a str) -> Self {
        let mut id = Self::default();
        let rest = id.after_colon_route(text);
        let (route, name) = rest.rsplit_once('/').unwrap_or(("", rest));
        route.split(['/', ':']).for_each(|word| id.follow(word));
        let name = id.after_bedrock_maker(name);
        let tuned = name.strip_prefix("ft:").and_then(|tuned| tuned.split(':').next());
        if tuned.is_none() && route.is_empty() && id.service.is_none() && name.contains(':') {
            id.service = Some("ollama"); // only its names carry a tag without a route before them
        }
        (id.is_tuned, id.name) = (tuned.is_some(), tuned.unwrap_or(name));
        id
    }

    /// Takes the service off Agno's `provider:model`.
    fn after_colon_route(&mut self, id: &'a str) -> &'a str {
        match id.split_once(':') {
            Some((route, rest)) if services::find(route).is_some() => {
                self.follow(route);
                rest
            }
            _ => id,
        }
    }

    /// Takes region and maker off Bedrock's `us.anthropic.claude-...`: a dot after a maker is Bedrock's whoever the maker is.
    fn after_bedrock_maker(&mut self, name: &'a str) -> &'a str {
        let mut rest = name;
        while let Some((head, tail)) = rest.split_once('.') {
            let region = services::find_region(head);
            if region.is_none() && services::find(head).is_none() {
                break;
            }
            self.follow("bedrock");
            match region {
                Some(_) => self.region = region,
                None => self.follow(head),
            }
            rest = tail;
        }
        rest
    }

    /// Takes in a word before the name: the first service that is named serves the model, the last maker made it.
    fn follow(&mut self, word: &'a str) {
        self.words.push(word);
        self.service = self.service.or_else(|| services::find(word).map(|service| service.name));
        self.tokenizer = tokenizers::of_maker(word).or(self.tokenizer);
    }
}

/// The names that an id goes by, for settings that are given by model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelNames {
    /// Who serves the model, if the id says so.
    pub service: Option<&'static str>,
    /// The model's name in lower case, one for all ways to write it; then, where it ends with them, without its revision
    /// and without its date as well.
    pub names: Vec<String>,
}

/// Tells what `id` is called without case, route, region, maker and what is only one way to write it, the most specific name
/// first.
#[must_use]
pub fn names(id: &str) -> ModelNames {
    let lower = in_lower_case(id);
    let Id { service, name, .. } = Id::parse(&lower);
    let mut names = vec![in_one_spelling(name)];
    for shorten in [without_revision, without_date] {
        names.extend(names.last().and_then(|name| shorten(name)).map(str::to_owned));
    }
    ModelNames { service, names }
}

/// Writes `claude-sonnet-4.5`, as some services have it, with Anthropic's dashes, and Ollama's `llama3:latest` without the
/// tag that no tag means.
pub(super) fn in_one_spelling(name: &str) -> String {
    let name = name.strip_suffix(":latest").unwrap_or(name);
    if name.starts_with("claude") { name.replace('.', "-") } else { name.to_owned() }
}

/// Strips one of what a name's versions end with, a date or `-latest`, `-preview`, `@default`, `-v1`, `-v1:0`.
pub(super) fn without_version(name: &str) -> Option<&str> {
    let word = ["-latest", "-preview", "@default"].iter().find_map(|word| name.strip_suffix(word));
    word.or_else(|| without_date(name)).or_else(|| without_number(name))
}

/// Strips Bedrock's `-v1:0`, or a `-latest`.
fn without_revision(name: &str) -> Option<&str> {
    match name.rsplit_once(['-', '@']) {
        Some((rest, "latest")) => Some(rest),
        Some((_, last)) if last.contains(':') => without_number(name),
        _ => None,
    }
}

/// Strips a `-v1` or `-v1:0`.
fn without_number(name: &str) -> Option<&str> {
    let (rest, number) = name.rsplit_once("-v")?;
    number.splitn(2, ':').all(is_number).then_some(rest)
}

/// Strips a `-20250929`, `@20250929` or `-2025-09-29`.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, service: Option<&str>, name: &str) {
        let lower = in_lower_case(text);
        let id = Id::parse(&lower);
        assert_eq!((id.service, id.name), (service, name), "{text}");
    }

    #[test]
    fn routes_and_makers_come_off_and_the_first_route_serves() {
        check("GPT-4o", None, "gpt-4o");
        check("openai/gpt-4o", Some("openai"), "gpt-4o");
        check("openai:gpt-4o", Some("openai"), "gpt-4o");
        check("openrouter/anthropic/claude-sonnet-4.5", Some("openrouter"), "claude-sonnet-4.5");
        check("models/gemini-2.5-pro", None, "gemini-2.5-pro");
        check("publishers/google/models/gemini-2.5-pro", Some("vertexai"), "gemini-2.5-pro");
        check("accounts/fireworks/models/qwen3-8b", Some("fireworks"), "qwen3-8b");
    }

    #[test]
    fn bedrock_names_its_region_and_maker_with_dots() {
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
    fn what_stands_before_the_name_is_kept_word_by_word() {
        for (text, words) in [
            ("gpt-4o", &[""][..]),
            ("azure/us/gpt-4o", &["azure", "us"]),
            ("openrouter:anthropic/claude-sonnet-4.5", &["openrouter", "anthropic"]),
            ("anthropic.claude-opus-4-5", &["", "bedrock", "anthropic"]),
            ("bedrock/us-gov.anthropic.claude-opus-4-5", &["bedrock", "bedrock", "bedrock", "anthropic"]),
            ("sa.anthropic.claude-opus-4-5", &[""]),
        ] {
            let id = Id::parse(text);
            assert_eq!((id.words.as_slice(), id.region.is_some()), (words, text.contains("us-gov")), "{text}");
        }
    }

    #[test]
    fn a_fine_tune_is_told_from_its_base() {
        assert!(Id::parse("openai/ft:gpt-4o:org::id").is_tuned);
        assert!(!Id::parse("openai/gpt-4o").is_tuned);
    }

    #[test]
    fn versions_come_off_one_at_a_time() {
        for version in ["-latest", "-preview", "@default", "-20250929", "@20250929", "-2025-09-29", "-v1", "-v1:0"] {
            assert_eq!(without_version(&format!("name{version}")), Some("name"), "{version}");
        }
        for other in ["name", "name-0613", "name@latest", "name-v", "name-v1:", "name-v1:0:0", "name-2025-9-29", ""] {
            assert_eq!(without_version(other), None, "{other}");
        }
    }

    #[test]
    fn revisions_and_dates_come_off_one_after_the_other() {
        for (id, service, expected) in [
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
            assert_eq!(names(id), ModelNames { service, names: expected.iter().map(ToString::to_string).collect() });
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
