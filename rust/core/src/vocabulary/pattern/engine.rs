//! The state machines cut texts where the engine that tiktoken runs does, whatever the vocabulary.

use fancy_regex::Regex;

use super::{Cl100k, DeepSeek, O200k, Pattern, Qwen, R50k, Tekken};

const O200K: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const CL100K: &str = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s";
const R50K: &str = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s";
pub(in crate::vocabulary) const QWEN: &str =
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
pub(in crate::vocabulary) const TEKKEN: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

pub(in crate::vocabulary) const DEEPSEEK: [&str; 3] = [
    r"\p{N}{1,3}",
    r"[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
    r##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"##,
];

/// Patterns that cut a text one after the other, and the state machine.
type Case = (&'static [&'static str], fn(&[u8], usize) -> usize);

const CASES: [Case; 6] = [
    (&[O200K], O200k::piece_end),
    (&[CL100K], Cl100k::piece_end),
    (&[R50K], R50k::piece_end),
    (&[QWEN], Qwen::piece_end),
    (&[TEKKEN], Tekken::piece_end),
    (&DEEPSEEK, DeepSeek::piece_end),
];

/// What the engines cut a text into, each the parts that those before it leave: into what matches and what stands between.
pub(in crate::vocabulary) fn pieces<'t>(engines: &[Regex], text: &'t str) -> Vec<&'t str> {
    let Some((engine, others)) = engines.split_first() else { return vec![text] };
    let rest = |start: usize, end: usize| if start < end { pieces(others, &text[start..end]) } else { Vec::new() };
    let (mut end, mut all) = (0, Vec::new());
    for found in engine.find_iter(text).map(Result::unwrap) {
        all.extend(rest(end, found.start()));
        all.extend(pieces(others, found.as_str()));
        end = found.end();
    }
    all.extend(rest(end, text.len()));
    all
}

/// Two or three characters of every class that the patterns speak of, and those that they name.
const CHARACTERS: [&str; 30] = [
    "a", "s", "ß", "ſ", "B", "Š", "ǅ", "ʰ", "中", "ª", "\u{301}", "\u{20DD}", "1", "²", "Ⅷ", " ", "\t", "\u{3000}",
    "\n", "\r", "'", "/", "-", "😀", "あ", "・", "\u{3099}", "\u{3040}", "한", "\0",
];

#[track_caller]
fn check(engines: &[Regex], end: fn(&[u8], usize) -> usize, text: &str) {
    let mut start = 0;
    for piece in pieces(engines, text) {
        let from = start;
        start = end(text.as_bytes(), start);
        assert_eq!(piece, &text[from..start], "{engines:?}");
    }
    assert_eq!(start, text.len());
}

pub(in crate::vocabulary) fn engines(patterns: &[&str]) -> Vec<Regex> {
    patterns.iter().map(|pattern| Regex::new(pattern).unwrap()).collect()
}

#[test]
fn all_texts_of_a_few_characters_of_every_class() {
    for (patterns, end) in CASES {
        let engines = engines(patterns);
        for first in CHARACTERS {
            let mut text = String::new();
            for [second, third, fourth] in triples() {
                // What ends every piece, and what follows is known.
                text.extend([first, second, third, fourth, "\u{E000}x"]);
            }
            check(&engines, end, &text);
        }
        triples().for_each(|triple| check(&engines, end, &triple.concat()));
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
    for (patterns, end) in CASES {
        let engines = engines(patterns);
        for block in code_points.chunks(8192) {
            check(&engines, end, &block.iter().collect::<String>());
            let placed: Vec<String> = block.iter().map(|c| format!("a{c}B{c}{c} {c}1{c}'s\n{c}")).collect();
            check(&engines, end, &placed.concat());
        }
    }
}
