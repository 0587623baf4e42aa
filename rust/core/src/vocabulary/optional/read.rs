//! Vocabularies as their publishers write them down.

use base64::prelude::{BASE64_STANDARD, Engine};

use crate::json::parse;
use crate::json::tape::{NodeId, Tape};
use crate::json::unescape::unescaped;
use crate::json::write::minified;

/// Tokens in order of rank: their lengths, and their bytes one after the other.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    pub lengths: Vec<u8>,
    pub bytes: Vec<u8>,
    /// What the content says of how texts are cut, in its own words.
    rules: String,
}

impl Ranks {
    /// Reads what `content` holds, in any form that is known; `None` where it is malformed.
    pub(super) fn read(content: &[u8]) -> Option<Self> {
        if content.first() != Some(&b'{') {
            return tiktoken(content);
        }
        let tape = parse::parse(str::from_utf8(content).ok()?).ok()?;
        if field(&tape, Tape::ROOT, "model").is_some() { hugging_face(&tape) } else { tekken(&tape) }
    }

    /// What tells these tokens, in this order and cut by these rules, from all others.
    pub(super) fn digest(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(self.lengths.len() as u64).to_le_bytes());
        hasher.update(&self.lengths).update(&self.bytes).update(self.rules.as_bytes());
        hasher.finalize()
    }

    fn push_base64(&mut self, spelled: &[u8]) -> Option<()> {
        let start = self.bytes.len();
        BASE64_STANDARD.decode_vec(spelled, &mut self.bytes).ok()?;
        self.push_length(self.bytes.len() - start)
    }

    /// A token by the letters that stand for its bytes; nothing is added where others are among them.
    fn push_letters(&mut self, letters: &str) -> Option<()> {
        let bytes: Vec<u8> = letters.chars().map(byte_of).collect::<Option<_>>()?;
        self.bytes.extend_from_slice(&bytes);
        self.push_length(bytes.len())
    }

    fn push_length(&mut self, length: usize) -> Option<()> {
        let length = u8::try_from(length).ok().filter(|&length| length > 0)?;
        self.lengths.push(length);
        Some(())
    }
}

/// A token in base64 and its rank on each line.
fn tiktoken(content: &[u8]) -> Option<Ranks> {
    let mut ranks = Ranks::default();
    for line in content.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let mut words = line.split(|&byte| byte == b' ');
        let (token, rank) = (words.next()?, words.next()?);
        if str::from_utf8(rank).ok()?.parse() != Ok(ranks.lengths.len()) {
            return None;
        }
        ranks.push_base64(token)?;
    }
    Some(ranks)
}

/// `{"config": {"pattern": ...}, "vocab": [{"rank": 0, "token_bytes": "AA==", ...}, ...]}`, as `tekken.py` reads it: of
/// the tokens that are listed, so many are left out at the end as there are special ones.
fn tekken(tape: &Tape<'_>) -> Option<Ranks> {
    let config = field(tape, Tape::ROOT, "config")?;
    let vocab = field(tape, Tape::ROOT, "vocab")?;
    let special = number(tape, config, "default_num_special_tokens")?;
    let count = number(tape, config, "default_vocab_size")?.checked_sub(special)?;
    let mut ranks = Ranks { rules: minified(tape.text(field(tape, config, "pattern")?)), ..Ranks::default() };
    for (rank, token) in tape.children(vocab).take(count).enumerate() {
        if number(tape, token, "rank")? != rank {
            return None;
        }
        ranks.push_base64(tape.text(field(tape, token, "token_bytes")?).trim_matches('"').as_bytes())?;
    }
    (ranks.lengths.len() == count).then_some(ranks)
}

/// `{"normalizer": ..., "pre_tokenizer": ..., "model": {"vocab": {"token": 0, ...}, ...}, ...}`, as `tokenizers` reads it,
/// with ids in the order of the merges. Special tokens are spelled in other letters, and left out.
fn hugging_face(tape: &Tape<'_>) -> Option<Ranks> {
    let rule = |name| Some(minified(tape.text(field(tape, Tape::ROOT, name)?)));
    let mut ranks = Ranks { rules: rule("normalizer")? + &rule("pre_tokenizer")?, ..Ranks::default() };
    let vocab = field(tape, field(tape, Tape::ROOT, "model")?, "vocab")?;
    let numbered = |(token, id): (NodeId, NodeId)| Some((tape.text(id).parse::<u32>().ok()?, token));
    let mut tokens: Vec<_> = tape.fields(vocab).map(numbered).collect::<Option<_>>()?;
    tokens.sort_unstable();
    for (_, token) in tokens {
        let _ = ranks.push_letters(&unescaped(tape.text(token)));
    }
    Some(ranks)
}

/// The byte that a letter stands for: itself if it can be seen, else the next ones from U+0100 on (`bytes_to_unicode` of
/// GPT-2's `encoder.py`).
fn byte_of(letter: char) -> Option<u8> {
    let byte = match u32::from(letter) {
        seen @ (0x21..=0x7E | 0xA1..=0xAC | 0xAE..=0xFF) => seen,
        unseen @ 0x100..=0x120 => unseen - 0x100,
        unseen @ 0x121..=0x142 => unseen - 0x121 + 0x7F,
        0x143 => 0xAD,
        _ => return None,
    };
    u8::try_from(byte).ok()
}

fn field(tape: &Tape<'_>, object: NodeId, name: &str) -> Option<NodeId> {
    let named = |(key, _): &(NodeId, NodeId)| tape.text(*key).trim_matches('"') == name;
    tape.fields(object).find(named).map(|(_, value)| value)
}

fn number(tape: &Tape<'_>, object: NodeId, name: &str) -> Option<usize> {
    tape.text(field(tape, object, name)?).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "a", "b" and "ab" as each form writes them.
    const TIKTOKEN: &str = "YQ== 0\nYg== 1\nYWI= 2\n";
    const TEKKEN: &str = r#"{"config": {"pattern": "\\s", "default_vocab_size": 5, "default_num_special_tokens": 2}, "vocab": [
        {"rank": 0, "token_bytes": "YQ==", "token_str": "a"}, {"rank": 1, "token_bytes": "Yg==", "token_str": "b"},
        {"rank": 2, "token_bytes": "YWI=", "token_str": "ab"}, {"rank": 3, "token_bytes": "YWJh", "token_str": "aba"}]}"#;
    const HUGGING_FACE: &str = r#"{"normalizer": null, "pre_tokenizer": {"Regex": "\\s"}, "model": {"type": "BPE", "vocab": {
        "<｜end｜>": 0, "ab": 5, "a": 1, "b": 2}}}"#;

    fn check_form(content: &str) {
        let ranks = Ranks::read(content.as_bytes()).unwrap();
        assert_eq!((ranks.lengths.as_slice(), ranks.bytes.as_slice()), ([1, 1, 2].as_slice(), b"abab".as_slice()));
    }

    #[test]
    fn every_form_gives_the_tokens_in_order() {
        check_form(TIKTOKEN);
        check_form(TEKKEN);
        check_form(HUGGING_FACE);
    }

    #[test]
    fn letters_stand_for_bytes_as_in_gpt_2() {
        let ranks = Ranks::read(HUGGING_FACE.replace("\"ab\"", r#""\"\\Ġ\u0109éŃĢ""#).as_bytes()).unwrap();
        assert_eq!(ranks.bytes, b"ab\"\\ \t\xE9\xAD\x80");
        let letters = (0..0x200).filter_map(char::from_u32).filter_map(byte_of);
        assert_eq!(letters.collect::<std::collections::BTreeSet<_>>().len(), 256);
    }

    /// `content` with one thing changed, which must not pass for sound.
    #[track_caller]
    fn refused(content: &str, sound: &str, broken: &str) {
        assert!(content.contains(sound));
        assert!(Ranks::read(content.replacen(sound, broken, 1).as_bytes()).is_none(), "{broken:?}");
    }

    #[test]
    fn malformed_lines_are_refused() {
        refused(TIKTOKEN, "YWI= 2", "YWI=");
        refused(TIKTOKEN, "YWI= 2", "YW 2");
        refused(TIKTOKEN, "YWI= 2", "YW*= 2");
        refused(TIKTOKEN, "YWI= 2", "YWI= 3");
        refused(TIKTOKEN, "YWI= 2", "YWI= -2");
        refused(TIKTOKEN, "YWI= 2", " 2");
        refused(TIKTOKEN, "YWI= 2", &format!("{} 2", "YWFh".repeat(86)));
        assert!(Ranks::read(b"\xFF\xFE 0").is_none());
        assert!(Ranks::read(b"YQ== \xFF").is_none());
    }

    #[test]
    fn malformed_documents_are_refused() {
        refused(TEKKEN, "]}", "]");
        refused(TEKKEN, "\"vocab\"", "\"words\"");
        refused(TEKKEN, "\"rank\": 1", "\"rank\": 2");
        refused(TEKKEN, "\"rank\": 1", "\"rank\": null");
        refused(TEKKEN, "YWI=", "YWI");
        refused(TEKKEN, "\"YWI=\"", "[\"YWI=\"]");
        refused(TEKKEN, "\"default_vocab_size\": 5", "\"default_vocab_size\": 1");
        refused(TEKKEN, "\"default_vocab_size\": 5", "\"default_vocab_size\": 7");
        refused(HUGGING_FACE, "\"a\": 1", "\"a\": -1");
        refused(HUGGING_FACE, "\"a\": 1", "\"a\": \"1\"");
        refused(HUGGING_FACE, "\"vocab\"", "\"words\"");
        refused(HUGGING_FACE, "\"normalizer\"", "\"other\"");
        assert!(Ranks::read(b"{\"config\": \"\xFF\"}").is_none());
        assert!(Ranks::read(b"{}").is_none());
    }

    #[test]
    fn digests_tell_tokens_orders_and_rules_apart() {
        let digest = |content: &str| Ranks::read(content.as_bytes()).unwrap().digest();
        assert_eq!(digest(TIKTOKEN), digest(TIKTOKEN.trim_end()));
        let others = ["YQ== 0\nYWI= 1\nYg== 2", "YWI= 0\nYQ== 1\nYg== 2", "YQ== 0\nYg== 1\nYWI= 2\nYQ== 3", TEKKEN];
        for other in others {
            assert_ne!(digest(TIKTOKEN), digest(other), "{other}");
        }
        assert_ne!(digest(HUGGING_FACE), digest(&HUGGING_FACE.replace("null", "{}")));
        assert_ne!(digest(TEKKEN), digest(&TEKKEN.replace(r"\\s", r"\\w")));
    }
}
