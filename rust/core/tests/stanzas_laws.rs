//! Stanzas: what is written expands to the text byte for byte, nothing grows, and any text is read or refused.

mod support;

use headroom_core::config::Level;
use headroom_core::conversation::{self, form};
use headroom_core::forms::stanzas::Stanzas;
use headroom_core::forms::{Facts, Form, in_part};
use headroom_core::models;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select as one_of};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use support::{TERMS, cases, is_bounded, is_exact};

/// Lines of stanzas; `#` stands for a number, `%` for words.
const LINES: &[&str] = &[
    "Name        : %",
    "*** #. row of rows ***",
    "eth#: flags=4163<UP>  mtu #",
    "    id: #",
    "\tSize: # MB",
    "Size: #     \tBlocks: #    of % files",
    "        RX packets #  bytes # (1.1 GiB)",
    "Vendor      : CentOS",
    "License=%",
    "Memory Device",
    "%",
    " : nothing before #",
    "value:%",
    "é… #",
    "]",
    "",
    " \t",
];

/// What stands for `%`.
const WORDS: &[&str] = &["make", "a, b", "\"quoted\"", "", " ", "two  words", "Größe 7", "…", "[x", "x ", "\r"];

const PARTS: &[&str] = &[
    "\n",
    "…\n",
    "…",
    " ",
    ",",
    "\"",
    "]\n",
    "a: …\n",
    "a\n",
    "a,b\n",
    "[each of 1 rows stands for this line, its cells for …:\na: …\n]\na\n1\n",
    "[each of 1 rows stands for this line, its cells for …:\n…b\n]\nvalue\n1\n",
    "[each of 1 rows stands for these 2 lines, its cells for …:\na: …\nb\n]\na\n1\n",
    "[each of 2 rows stands for these 2 lines, its cells for …:\n",
    "[each of 0 rows stands for this line, its cells for …:\n…\n]\n",
    "[each of 0 rows stands for these 1 lines, its cells for …:\n…\n]\n",
];

/// Stanzas of one kind, lines of which may be left out, changed or more.
fn stanzas() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), one_of(LINES), any::<bool>());
    let stanza = (vec(one_of(WORDS), 4), 0..99_u32, vec(change, 0..2), any::<Index>());
    let ends = one_of(&["\n", "\n", "\r\n"][..]);
    let around = (one_of(&["", "# made\n", "\n"][..]), ends, any::<bool>());
    (vec(one_of(LINES), 3..9), vec(stanza, 1..30), around).prop_map(|(kind, stanzas, (before, end, is_closed))| {
        let mut text = before.to_owned();
        for (words, number, changes, rarely) in stanzas {
            let mut lines = kind.clone();
            for (place, line, is_more) in changes.into_iter().filter(|_| rarely.index(3) == 0) {
                let at = place.index(lines.len());
                lines.splice(at..at + usize::from(!is_more && lines.len() > 1), [line]);
            }
            let said = words.iter().fold(lines.join(end), |said, word| said.replacen('%', word, 1));
            text.extend([&said.replace('%', "more").replace('#', &number.to_string()), end]);
        }
        if is_closed { text } else { text.trim_end().to_owned() }
    })
}

/// What stands before a value of an entry, and values.
const NAMES: &[&str] =
    &["id=", "level=", "name: ", "\"path\":", "\"to\": {\"zip\": ", "by=By(name=", ":a=>", "é=", "<b>"];
const VALUES: &[&str] = &[
    "#",
    "'a'",
    "'b, c'",
    "\"d \\\"e\\\"\"",
    "",
    "None",
    "[1, 'x']",
    "two words",
    "…",
    "(",
    "{}",
    "x)",
    "\"",
    "<S: 1>",
];

/// Lines whose values have names, most of one shape.
fn entries() -> impl Strategy<Value = String> {
    let value = prop_oneof![30 => one_of(&["#", "'a'", "None"][..]), 1 => one_of(VALUES)];
    let line = (vec(value, 6), 0..99_u32, 0..8_u8);
    let around = (
        one_of(&["", "10:00:# INFO ", "- ", "#. ", "<row "][..]),
        one_of(&[" ", ", ", ";"][..]),
        one_of(&["", ")", "}}", "/>", "\r"][..]),
    );
    (vec(one_of(NAMES), 2..6), vec(line, 1..30), around).prop_map(|(names, lines, (before, between, behind))| {
        let put = |(values, number, rarely): (Vec<&str>, u32, u8)| {
            let pairs: Vec<String> = names.iter().zip(values).map(|(name, value)| [*name, value].concat()).collect();
            let line = [before, &pairs.join(between), behind].concat().replace('#', &number.to_string());
            if rarely == 0 { "what stands between".to_owned() } else { line }
        };
        lines.into_iter().map(put).collect::<Vec<String>>().join("\n")
    })
}

fn near_forms() -> impl Strategy<Value = String> {
    vec(one_of(PARTS), 0..24).prop_map(|parts| parts.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    is_exact(&Stanzas, text)?;
    let settled = form(text, &models::resolve("gpt-4o"), Level::Default);
    if let Some(sent) = settled.replacement {
        let said = conversation::expand(&sent, &[]);
        prop_assert_eq!(said.as_deref(), Ok(text), "{:?}", sent);
        prop_assert!(!Stanzas.is_marked(&in_part(&sent)), "{:?}", sent);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn stanzas_come_back(text in stanzas()) {
        check(&text)?;
    }

    #[test]
    fn entries_come_back(text in entries()) {
        check(&text)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in near_forms()) {
        check(&text)?;
    }

    #[test]
    fn what_was_damaged_is_read_or_refused(text in stanzas(), place in any::<Index>(), put in one_of(PARTS)) {
        is_bounded(&Stanzas, &text, place, put)?;
    }
}

/// How many of 400 texts are written in stanzas.
fn written(texts: &impl Strategy<Value = String>) -> usize {
    let mut runner = TestRunner::new(cases(1));
    let texts = std::iter::repeat_with(|| texts.new_tree(&mut runner).unwrap().current()).take(400);
    texts.filter(|text| Stanzas.write(&Facts::of(text), usize::MAX, TERMS).draft.is_some()).count()
}

#[test]
fn much_of_what_may_be_in_stanzas_is_written_so() {
    let (stanzas, entries) = (written(&stanzas()), written(&entries()));
    assert!(stanzas > 40 && entries > 40, "{stanzas} {entries}");
}

/// What costs most: stanzas that are all unlike, long ones, many cells, names that are all the same.
#[test]
fn hostile_texts_are_written_in_bounded_time() {
    let numbered = |lines: &str, count: usize| -> String {
        (0..count).map(|number| lines.replace('#', &number.to_string())).collect()
    };
    let long = format!("N: 1\n{}", numbered("key #: value of #\n", 100_000));
    for text in [
        numbered("N: #\nkind of #x\nthe same line in all\n", 50_000),
        long.repeat(4),
        format!("{}\n", "N: 1 a: 2 ".repeat(500)).repeat(200),
        numbered("N: #\na: #\nb: #\nc: the same\n", 50_000),
        "N: 1\nN: 2 \n".repeat(100_000),
        "7 a 8\n\n".repeat(100_000),
        numbered("a=# b=# c=(#\n", 50_000),
        format!("{}\n", "a=[b=\"c='d=(".repeat(20_000)).repeat(4),
        format!("{}\n", "a: b (".repeat(50_000)).repeat(4),
        format!("<{}\n", "a>b<".repeat(50_000)).repeat(4),
        "\n".repeat(300_000),
        "7".repeat(1 << 20),
    ] {
        check(&text).unwrap();
    }
}
