//! Who serves models: by which words ids and packages name them, and what is known of them. A service is a row here.

/// Who serves models.
pub(super) struct Service {
    /// Its name, which is the maker's where a maker serves its own models.
    pub name: &'static str,
    /// What else ids call it, each word for this service alone.
    aliases: &'static [&'static str],
    /// The makers whose list prices it takes, beside its own.
    resells: &'static [&'static str],
    /// A model to count with where nothing but the service is known, if it serves a maker's own.
    typical: Option<&'static str>,
    /// Whether the user runs it, with the context the user gave it.
    is_local: bool,
    /// The largest context in tokens for which it shortens prompts by itself, unless the request says otherwise.
    shortens: usize,
}

impl Service {
    const fn resells(self, makers: &'static [&'static str]) -> Self {
        Self { resells: makers, ..self }
    }

    const fn typical(self, model: &'static str) -> Self {
        Self { typical: Some(model), ..self }
    }

    const fn local(self) -> Self {
        Self { is_local: true, ..self }
    }

    const fn shortens(self, context: usize) -> Self {
        Self { shortens: context, ..self }
    }
}

const fn service(name: &'static str, aliases: &'static [&'static str]) -> Service {
    Service { name, aliases, resells: &[], typical: None, is_local: false, shortens: 0 }
}

/// Models with open weights are other hosts' to price; `OpenRouter` hands the makers' prices on where the makers alone serve.
#[rustfmt::skip] // one row a line
static SERVICES: &[Service] = &[
    service("ai21", &[]),
    service("anthropic", &[]).typical("claude"),
    service("azure", &["azure_ai"]).resells(&["anthropic", "openai"]).typical("gpt-4o"),
    service("bedrock", &["amazon"]).resells(&["anthropic"]),
    service("cerebras", &[]),
    service("cohere", &[]).typical("command-a"),
    service("databricks", &[]),
    service("deepinfra", &[]),
    service("deepseek", &["deepseek-ai"]).typical("deepseek-chat"),
    service("fireworks", &["fireworks_ai"]),
    service("google", &["gemini"]).typical("gemini-2.5-flash"),
    service("groq", &[]),
    service("huggingface", &[]),
    service("litellm", &[]),
    service("llama-cpp", &["llama_cpp"]).local(),
    service("lmstudio", &["lm_studio"]).local(),
    service("meta", &["meta-llama"]).typical("llama-4-maverick"),
    service("minimax", &[]),
    service("mistral", &["mistralai"]).typical("mistral-large-latest"),
    service("moonshot", &["moonshotai"]).typical("kimi-k2"),
    service("nvidia", &["nvidia_nim"]),
    service("ollama", &["ollama_chat"]).local(),
    service("openai", &[]).typical("gpt-4o"),
    service("openrouter", &[]).resells(&["anthropic", "google", "openai", "xai"]).shortens(8192),
    service("perplexity", &[]),
    service("qwen", &["dashscope"]).typical("qwen3-max"),
    service("together", &["together_ai", "togethercomputer"]),
    service("vertexai", &["vertex_ai", "publishers"]).resells(&["anthropic", "google"]),
    service("vllm", &["hosted_vllm"]).local(),
    service("writer", &[]),
    service("xai", &["x-ai"]).typical("grok-4"),
    service("zai", &["z-ai", "zai-org"]),
];

/// Words that leave open whose prices a model has: gateways', protocols' and those of paths.
static SILENT: &[&str] = &["", "litellm", "models", "openai-like", "publishers"];

/// Makers' names that no price goes by: hosts serve `deepseek-ai`'s weights at their own, and `amazon` sells as Bedrock.
static NO_LIST_PRICE: &[&str] = &["amazon", "deepseek-ai"];

/// Services that report cached input beside the input tokens, by the names that they go by in reports; all others report
/// it as a part of them.
static CACHE_APART: &[&str] = &["anthropic", "awsbedrock", "azurefoundry", "vertexai"];

/// A request's field that may have the service clear, cut or sum up what the prompt holds.
struct Edit {
    field: &'static str,
    asks: Asks,
}

/// Which words of a field ask for it.
enum Asks {
    /// All but those that begin so.
    Unless(&'static [&'static str]),
    /// Those alone.
    For(&'static str),
}

const fn edit(field: &'static str, asks: Asks) -> Edit {
    Edit { field, asks }
}

/// What clears thinking alone leaves all that messages say.
#[rustfmt::skip] // one row a line
static EDITS: &[Edit] = &[
    edit("context_length_exceeded_behavior", Asks::Unless(&["error"])), // Together
    edit("context_management", Asks::Unless(&["clear_thinking"])), // Anthropic's edits, OpenAI's compaction
    edit("plugins", Asks::For("context-compression")), // OpenRouter
    edit("prompt_truncate_len", Asks::Unless(&[])), // Fireworks
    edit("prompt_truncation", Asks::Unless(&["off", "OFF"])), // Cohere
    edit("transforms", Asks::Unless(&[])), // OpenRouter
    edit("truncate_prompt_tokens", Asks::Unless(&[])), // vLLM
    edit("truncation", Asks::Unless(&["disabled"])), // OpenAI's Responses
];

/// What Bedrock puts before a maker for inference across regions.
pub(super) struct Region {
    name: &'static str,
    /// How many times its list price a Claude from 4.5 on costs there, as `LiteLLM` 1.106.2 has it, if that is known.
    pub times: Option<f64>,
}

const fn region(name: &'static str, times: Option<f64>) -> Region {
    Region { name, times }
}

static REGIONS: &[Region] = &[
    region("us", Some(1.1)),
    region("eu", Some(1.1)),
    region("apac", Some(1.1)),
    region("global", Some(1.0)),
    region("au", Some(1.1)),
    region("ca", None),
    region("in", None),
    region("jp", Some(1.1)),
    region("us-gov", None),
];

/// Finds the service that `word` names.
pub(super) fn find(word: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.name == word || service.aliases.contains(&word))
}

/// Finds Bedrock's region called `name`.
pub(super) fn find_region(name: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.name == name)
}

/// Takes a word that leaves open whose prices a model has off an id like `openai-like:gpt-4o`.
pub(super) fn without_silent_word(id: &str) -> &str {
    id.split_once(':').filter(|(word, _)| SILENT.contains(word)).map_or(id, |(_, rest)| rest)
}

/// Tells whether who goes by `word` sells the models of `maker` at the list price, as far as the word says.
pub(super) fn sells(word: &str, maker: &str) -> bool {
    let at_list_price = |service: &Service| service.name == maker || service.resells.contains(&maker);
    SILENT.contains(&word) || !NO_LIST_PRICE.contains(&word) && find(word).is_some_and(at_list_price)
}

/// Tells whether the user runs the server that `service` names.
#[must_use]
pub fn is_local(service: &str) -> bool {
    find(service).is_some_and(|service| service.is_local)
}

/// Gives the id of a model to count with where only the service is known; none for one that hosts every maker's models.
#[must_use]
pub fn typical_model(service: &str) -> Option<&'static str> {
    find(service).and_then(|service| service.typical)
}

/// Tells whether `service` reports cached input beside the input tokens, rather than as a part of them.
#[must_use]
pub fn reports_cache_apart(service: &str) -> bool {
    CACHE_APART.contains(&service)
}

/// Gives the names of the fields by which a request may have the service edit the prompt.
pub fn prompt_fields() -> impl Iterator<Item = &'static str> {
    EDITS.iter().map(|edit| edit.field)
}

/// Tells whether `service` may clear, cut or sum up messages before the model reads them, asked for a model with a context of
/// `context` tokens. `options` are those fields that the request has, with the words of each.
#[must_use]
pub fn edits_prompt(service: &str, context: usize, options: &[(String, Vec<String>)]) -> bool {
    let asks = |(field, words): &(String, Vec<String>)| words.iter().any(|word| asks_for_edits(field, word));
    // `OpenRouter` shortens unless it is told which transforms to make, or that its plugin for it is off.
    let is_told = |(field, words): &(String, Vec<String>)| {
        field == "transforms" || words.iter().any(|word| word.starts_with("context-compression"))
    };
    let shortens = || find(service).is_some_and(|service| context <= service.shortens);
    options.iter().any(asks) || shortens() && !options.iter().any(is_told)
}

fn asks_for_edits(field: &str, word: &str) -> bool {
    EDITS.iter().filter(|edit| edit.field == field).any(|edit| match edit.asks {
        Asks::Unless(words) => !words.iter().any(|other| word.starts_with(other)),
        Asks::For(only) => word == only,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_names_two_services_nor_a_service_and_a_region() {
        let words: Vec<&str> =
            SERVICES.iter().flat_map(|service| service.aliases.iter().chain([&service.name])).copied().collect();
        for word in &words {
            assert_eq!(words.iter().filter(|other| *other == word).count(), 1, "{word}");
            assert!(find_region(word).is_none(), "{word}");
        }
    }

    #[test]
    fn what_is_known_of_a_service_is_known_by_each_of_its_words() {
        assert!(["ollama", "ollama_chat", "vllm", "hosted_vllm", "lmstudio", "llama-cpp"].into_iter().all(is_local));
        assert!(!["openai", "openrouter", "nobody", ""].into_iter().any(is_local));
        assert_eq!(typical_model("dashscope"), Some("qwen3-max"));
        assert_eq!(["bedrock", "groq", "ollama", "vertexai", "nobody"].map(typical_model), [None; 5]);
    }

    #[test]
    fn who_sells_at_the_list_price_is_known_by_maker() {
        assert!(["openai", "azure_ai", "openrouter", "litellm", ""].iter().all(|word| sells(word, "openai")));
        assert!(["bedrock", "vertexai", "publishers", "azure"].iter().all(|word| sells(word, "anthropic")));
        assert!(!["groq", "bedrock", "us", "deepseek-ai"].iter().any(|word| sells(word, "openai")));
        assert!(!["openrouter", "azure", "deepseek-ai"].iter().any(|word| sells(word, "deepseek")));
    }

    #[test]
    fn a_request_has_the_prompt_edited_by_what_its_fields_say() {
        let asks = |field: &str, word: &str| edits_prompt("any", 100_000, &[(field.into(), vec![word.into()])]);
        for field in prompt_fields().filter(|&field| field != "plugins") {
            assert!(asks(field, "something unheard of"), "{field}");
        }
        assert!(asks("plugins", "context-compression"));
        assert!(!asks("plugins", "web") && !asks("plugins", "context-compression off"));
        assert!(!asks("context_management", "clear_thinking_20251015") && !asks("truncation", "disabled"));
        assert!(!asks("temperature", "auto") && !edits_prompt("any", 100_000, &[("transforms".into(), vec![])]));
    }

    #[test]
    fn a_service_that_shortens_small_contexts_is_told_not_to() {
        let shortens = |context, options: &[(String, Vec<String>)]| edits_prompt("openrouter", context, options);
        assert!(shortens(8192, &[]) && !shortens(8193, &[]) && !edits_prompt("openai", 4096, &[]));
        assert!(!shortens(4096, &[("transforms".into(), vec![])]));
        assert!(!shortens(4096, &[("plugins".into(), vec!["context-compression off".into()])]));
        assert!(shortens(4096, &[("plugins".into(), vec!["web".into()])]));
    }

    #[test]
    fn anthropics_protocol_reports_cached_tokens_apart() {
        assert!(["anthropic", "awsbedrock", "azurefoundry", "vertexai"].into_iter().all(reports_cache_apart));
        assert!(!["openai", "azure", "google", ""].into_iter().any(reports_cache_apart));
    }
}
