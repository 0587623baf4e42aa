//! The state machines cut texts where the engine that tiktoken runs does, whatever the vocabulary.

use fancy_regex::Regex;

use super::{Cl100k, O200k, Pattern, Qwen, R50k, Tekken};

const O200K: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const CL100K: &str = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s";
const R50K: &str = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s";
pub(in crate::tokens) const QWEN: &str =
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
pub(in crate::tokens) const TEKKEN: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

type End = fn(&[u8], usize) -> usize;

const PATTERNS: [(&str, End); 5] = [
    (O200K, O200k::piece_end),
    (CL100K, Cl100k::piece_end),
    (R50K, R50k::piece_end),
    (QWEN, Qwen::piece_end),
    (TEKKEN, Tekken::piece_end),
];

/// Two or three characters of every class that the patterns speak of, and those that they name.
const CHARACTERS: [&str; 24] = [
    "a", "s", "ß", "ſ", "B", "Š", "ǅ", "ʰ", "中", "ª", "\u{301}", "\u{20DD}", "1", "²", "Ⅷ", " ", "\t", "\u{3000}",
    "\n", "\r", "'", "/", "-", "😀",
];

#[track_caller]
fn check(engine: &Regex, end: End, text: &str) {
    let mut start = 0;
    for found in engine.find_iter(text) {
        let found = found.unwrap();
        assert_eq!(found.start(), start);
        start = end(text.as_bytes(), start);
        assert_eq!(found.as_str(), &text[found.start()..start], "{engine}");
    }
    assert_eq!(start, text.len());
}

#[test]
fn all_texts_of_a_few_characters_of_every_class() {
    for (pattern, end) in PATTERNS {
        let engine = Regex::new(pattern).unwrap();
        for first in CHARACTERS {
            let mut text = String::new();
            for [second, third, fourth] in triples() {
                // What ends every piece, and what follows is known.
                text.extend([first, second, third, fourth, "\u{E000}x"]);
            }
            check(&engine, end, &text);
        }
        triples().for_each(|triple| check(&engine, end, &triple.concat()));
    }
}

fn triples() -> impl Iterator<Item = [&'static str; 3]> {
    let pairs = || CHARACTERS.into_iter().flat_map(|first| CHARACTERS.map(|second| [first, second]));
    pairs().flat_map(|[first, second]| CHARACTERS.map(|third| [first, second, third]))
}

#[test]
fn all_code_points_among_characters_of_every_class() {
    let code_points: Vec<char> =
        ('\0'..=char::MAX).filter(|c| *c < '\u{20000}' || (*c as u32).is_multiple_of(64)).collect();
    for (pattern, end) in PATTERNS {
        let engine = Regex::new(pattern).unwrap();
        for block in code_points.chunks(8192) {
            check(&engine, end, &block.iter().collect::<String>());
            let placed: Vec<String> = block.iter().map(|c| format!("a{c}B{c}{c} {c}1{c}'s\n{c}")).collect();
            check(&engine, end, &placed.concat());
        }
    }
}
