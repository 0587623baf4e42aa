//! Repeats: what is written is read back, in linear time, whatever the texts.

mod support;

use std::fmt::Write as _;
use std::sync::Arc;

use cpu_time::ThreadTime;
use headroom_core::repeats::{Index, Reading, expand, is_reference};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use support::cases;

const PARTS: &[&str] = &[
    "a",
    "b",
    "ab",
    " ",
    "  ",
    "\n",
    ",",
    "\"",
    "'",
    "(",
    ")",
    "=",
    ":",
    "…",
    "⋯",
    "line",
    "value",
    "日本",
    "é",
    "🙂",
    "identifier",
    "/usr/lib/x",
    "12345",
    "\"name\":\"Ada\",",
    "the quick brown fox ",
    "[… as in read above]\n",
    "\u{1a}",
];

fn text() -> impl Strategy<Value = String> {
    vec(one_of(PARTS), 0..80).prop_map(|parts| parts.concat())
}

/// Texts that repeat one another: runs of a few texts, one after the other.
fn conversation() -> impl Strategy<Value = Vec<String>> {
    let cuts = vec((0..4_usize, 0..=100_usize, 0..=100_usize), 1..6);
    (vec(text(), 4), vec(cuts, 1..8)).prop_map(|(pool, texts)| {
        let run = |(number, from, to): (usize, usize, usize)| {
            let text = &pool[number];
            let whole = |at: usize| (0..=at).rfind(|&at| text.is_char_boundary(at)).unwrap_or(0);
            let at = |percent: usize| whole(text.len() * percent / 100);
            text[at(from.min(to))..at(from.max(to))].to_owned()
        };
        texts.into_iter().map(|cuts| cuts.into_iter().map(run).collect()).collect()
    })
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn what_is_written_is_read_back(texts in conversation()) {
        let mut index = Index::default();
        for text in texts {
            if let Some((written, _)) = Reading::new(text.clone().into()).written(&mut index) {
                prop_assert!(is_reference(&written));
                prop_assert_eq!(expand(&written, &index).unwrap(), Some(text.clone()));
            }
            Reading::new(text.into()).add_to(&mut index, "read".into());
        }
    }

    #[test]
    fn any_text_is_read_without_a_fault(texts in conversation(), body in text()) {
        let mut index = Index::default();
        for text in texts {
            Reading::new(text.into()).add_to(&mut index, "read".into());
        }
        let _ = expand(&format!("[… as in read above]\n{body}"), &index);
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn a_text_that_came_as_it_is_sent_reads_as_when_it_was_written(texts in conversation(), times in 1..400_usize) {
        let (mut written, mut came) = (Index::default(), Index::default());
        for text in texts.iter().map(|text| text.repeat(times)) {
            let own = Reading::new(text.as_str().into());
            let marked = own.written(&mut written);
            let again = own.written(&mut came).map(|(sent, _)| sent);
            prop_assert_eq!(marked.as_ref().map(|(sent, _)| sent), again.as_ref());
            let (sent, known) = marked.unwrap_or((text, own));
            let sent: Arc<str> = sent.into();
            for (index, known) in [(&mut written, Some(known)), (&mut came, None)] {
                Reading::of_sent(&sent, known, index).add_to(index, "read".into());
            }
        }
    }
}

/// Inputs where a quadratic step could hide, of about `size` bytes each.
fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let numbered = (0..size / 12).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "line {line} same");
        text
    });
    vec![
        ("one word", "a".repeat(size)),
        ("one word again and again", "ab ".repeat(size / 3)),
        ("two words", "first second ".repeat(size / 13)),
        ("delimiters", ",".repeat(size)),
        ("a long word after short ones", format!("a b c d {} e f", "x".repeat(size))),
        ("lines that differ in a number", numbered),
        ("marks", "ab cd … ".repeat(size / 10)),
    ]
}

fn both_ways(text: &str) -> f64 {
    let mut index = Index::default();
    let start = ThreadTime::now(); // not the clock's, which goes on while others have the processor
    Reading::new(text.into()).add_to(&mut index, "read".into());
    for variant in [text.to_owned(), format!("{text} and more"), format!("so {text}"), text.replace('a', "o")] {
        if let Some((written, _)) = Reading::new(variant.clone().into()).written(&mut index) {
            assert_eq!(expand(&written, &index).unwrap(), Some(variant));
        }
    }
    start.elapsed().as_secs_f64()
}

#[test]
fn time_is_linear_in_the_text() {
    for ((name, small), (_, large)) in hostile(40_000).into_iter().zip(hostile(640_000)) {
        let once = |text: &str| (0..3).map(|_| both_ways(text)).fold(f64::MAX, f64::min);
        let (quick, slow) = (once(&small), once(&large));
        assert!(slow < 16.0 * 8.0 * quick.max(1e-3), "{name}: {quick:.4} s and {slow:.4} s for 16 times as much");
    }
}
