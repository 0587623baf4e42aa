//! Counts are tiktoken's: `tiktoken-rs` is the oracle.

mod generate;
mod oracle;
mod support;

use headroom_core::vocabulary::{LONGEST_TOKEN, Vocabulary};
use proptest::prelude::*;
use support::cases;

const SEEDED_TEXTS: u64 = 30_000;

/// Counts `text` in every vocabulary as the oracle does.
#[track_caller]
fn check(text: &str) {
    assert_eq!(oracle::difference(text), None, "{text:?}");
}

#[test]
fn known_texts() {
    for text in ["", " ", "a", "\n", "hello world", "tiktoken is great!", "<|endoftext|>", "\u{0}", "🦀", "\u{10FFFF}"]
    {
        check(text);
    }
    assert_eq!(Vocabulary::O200kBase.count("hello world"), 2);
    assert_eq!(Vocabulary::O200kBase.count("<|endoftext|>"), 7, "special tokens are ordinary text");
    assert_eq!(Vocabulary::P50kBase.count("        return x"), 3);
    assert_eq!(Vocabulary::R50kBase.count("        return x"), 9, "it has no runs of spaces");
}

#[test]
fn vocabularies_that_differ_in_special_tokens_only_count_alike() {
    for text in ["<|start|>user<|message|>Hi<|end|>", "<|fim_prefix|>def f():\n    ", "I'll naïvely say 12345 资料"]
    {
        let same = |one: Vocabulary, other: Vocabulary| assert_eq!(one.count(text), other.count(text), "{text}");
        same(Vocabulary::O200kHarmony, Vocabulary::O200kBase);
        same(Vocabulary::P50kEdit, Vocabulary::P50kBase);
        same(Vocabulary::Gpt2, Vocabulary::R50kBase);
        let harmony = tiktoken_rs::o200k_harmony_singleton().encode_ordinary(text).len();
        assert_eq!(Vocabulary::O200kHarmony.count(text), harmony, "{text}");
        let edit = tiktoken_rs::p50k_edit_singleton().encode_ordinary(text).len();
        assert_eq!(Vocabulary::P50kEdit.count(text), edit, "{text}");
    }
}

#[test]
fn seeded_texts_of_every_kind() {
    std::thread::scope(|scope| {
        for half in 0..2 {
            let mine = (half..SEEDED_TEXTS).step_by(2);
            scope.spawn(move || mine.for_each(|seed| check(&generate::text(seed))));
        }
    });
}

#[test]
fn seeded_documents_of_every_kind() {
    for kind in 0..generate::KINDS.len() {
        (0..10).for_each(|seed| check(&generate::document(kind, 20_000, seed)));
    }
}

/// Two or three characters of every class that the patterns speak of, and those that they name.
const CHARACTERS: [&str; 24] = [
    "a", "s", "ß", "ſ", "B", "Š", "ǅ", "ʰ", "中", "ª", "\u{301}", "\u{20DD}", "1", "²", "Ⅷ", " ", "\t", "\u{3000}",
    "\n", "\r", "'", "/", "-", "😀",
];

#[test]
fn all_texts_of_four_characters_of_every_class() {
    for first in CHARACTERS {
        let mut text = String::new();
        for second in CHARACTERS {
            for third in CHARACTERS {
                for fourth in CHARACTERS {
                    text.push_str(first);
                    text += second;
                    text += third;
                    text += fourth;
                    text += "\u{E000}x"; // ends every piece, and what follows is known
                }
            }
        }
        check(&text);
    }
}

#[test]
fn all_code_points_among_characters_of_every_class() {
    let code_points: Vec<char> = ('\0'..=char::MAX).collect();
    for block in code_points.chunks(8192) {
        check(&block.iter().collect::<String>());
        // Unassigned and private code points are all alike: one in sixteen of them will do.
        let step = if block[0] < '\u{20000}' { 1 } else { 16 };
        let some = block.iter().step_by(step);
        let placed: Vec<String> = some.map(|c| format!("a{c}B{c}{c} {c}1{c}'s\n{c}")).collect();
        check(&placed.concat());
    }
}

#[test]
fn runs_of_one_character_and_of_a_few() {
    for pattern in
        ["a", " ", "=", "-", "\n", "0", "\t", "─", "中", "😀", "é", "\u{301}", "ab", "=-", "\r\n", "abc", "==> ", "A"]
    {
        for (times, around) in [(5, ""), (100, "x"), (1000, ""), (2047, "<"), (3001, "\n"), (4096, " ")] {
            check(&format!("{around}{}{around}", pattern.repeat(times)));
        }
    }
}

#[test]
fn repeats_within_long_pieces_that_are_no_repeats() {
    for seed in 0..40 {
        let mut random = generate::Random::new(seed);
        let mut text = String::new();
        for _ in 0..4 {
            text += &random.pick(&["=", "-", "*", "=-", "─", "#!"]).repeat(1 + random.below(4000));
            text += random.pick(&["<", ">", "+-+", "…"]);
        }
        check(&text);
    }
}

#[test]
fn no_token_is_longer_than_the_longest() {
    let longest = oracle::all().map(|oracle| {
        let tokens = (0..200_000).filter_map(|rank| oracle.decode_bytes(&[rank]).ok());
        tokens.map(|token| token.len()).max()
    });
    let longest = longest.max().flatten().unwrap();
    assert_eq!(longest, LONGEST_TOKEN);
    assert_eq!(Vocabulary::O200kBase.count(&" ".repeat(LONGEST_TOKEN)), 1);
}

#[test]
fn a_limit_is_kept_to_the_token() {
    for seed in 0..2_000 {
        let text = generate::text(seed);
        for vocabulary in oracle::vocabularies() {
            let count = vocabulary.count(&text);
            for limit in (0..count + 2).step_by(1 + count / 20).chain([count.saturating_sub(1), count, usize::MAX]) {
                let expected = (count <= limit).then_some(count);
                assert_eq!(vocabulary.count_till_limit(&text, limit), expected, "{limit}, {text:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn any_text(text in ".{0,60}") {
        check(&text);
    }

    #[test]
    fn any_text_of_what_the_patterns_speak_of(
        text in "([A-Za-z]{1,3}|'(s|S|T|re|VE|LL|ſ|x)?|[ \t\r\n\u{a0}\u{3000}]{1,3}|[0-9²½٣]{1,4}|[!-/]{1,3}\
            |[aſßÀǅʰªあ一한\u{301}\u{20e3}]{1,3}|[😀\u{200d}\u{fe0f}\u{378}]){0,12}"
    ) {
        check(&text);
    }
}
