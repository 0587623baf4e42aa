//! Progress: what is written expands to the text byte for byte, nothing grows, and any text is read or refused.

mod support;

use headroom_core::config::Level;
use headroom_core::conversation::{self, form};
use headroom_core::forms::progress::{Progress, expand, written};
use headroom_core::forms::quoted::said as said_by;
use headroom_core::forms::{Facts, Form, in_part};
use headroom_core::models;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select as one_of};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use support::{cases, is_exact};

/// Lines that are written over; `#` stands for a number, `%` for words, `|` for a bar.
const LINES: &[&str] =
    &["objects:   # (#/99), 1.# MiB", "#%|| #/99 [00:#<%]", "[|] #.#/99 MB eta 0:00:#", "working on %", "  ", ""];

/// What stands for `%`.
const WORDS: &[&str] = &["kB", "a, b", "\"quoted\"", "", " ", "Größe", "…", "=", "\n", "\r"];

const PARTS: &[&str] = &[
    "\n",
    "\r",
    "\r\n",
    "…",
    " ",
    ",",
    "\"",
    "7",
    "1,2\n",
    "1\n",
    "[each of 1 rows stands for \"…%\", written over by the next; its cells for …:\n1\n",
    "[each of 2 rows stands for \"a … b …\", written over by the next; its cells for …:\n",
    "[each of 0 rows stands for \"…\", written over by the next; its cells for …:\n",
];

/// Lines of some kinds, most of which end with a carriage return.
fn progress() -> impl Strategy<Value = String> {
    let end = prop_oneof![30 => Just("\r"), 1 => Just("\r\n"), 1 => Just("\n"), 1 => Just("")];
    let run = (one_of(LINES), one_of(WORDS), 0..99_u32, vec(end, 1..16));
    let around = (one_of(&["", "\n", "\r", "made\n"][..]), one_of(&["\n", "done\n", ""][..]));
    (vec(run, 1..5), around).prop_map(|(runs, (before, behind))| {
        let mut text = before.to_owned();
        for (line, word, first, ends) in runs {
            for (number, end) in (first..).zip(ends) {
                let bar = "█".repeat(number as usize % 7);
                let line = line.replace('#', &format!("{number:2}")).replace('%', word);
                text.extend([&line.replace("||", &format!("|{bar:<6}|")), end]);
            }
            text.push_str(behind);
        }
        text
    })
}

fn near_forms() -> impl Strategy<Value = String> {
    vec(one_of(PARTS), 0..24).prop_map(|parts| parts.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    is_exact(&Progress, text)?;
    if let Some(rows) = written(&text.into()) {
        prop_assert_eq!(&expand(&rows, text.len()).unwrap(), text, "{:?}", rows);
    }
    let settled = form(text, &models::resolve("gpt-4o"), Level::Compact);
    if let Some(sent) = settled.replacement {
        let said = conversation::expand(&sent, &[]);
        prop_assert_eq!(said.as_deref(), Ok(text), "{:?}", sent);
        prop_assert!(said_by(&sent).is_some() || !Progress.is_marked(&in_part(&sent)), "{:?}", sent);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn progress_comes_back(text in progress()) {
        check(&text)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in near_forms()) {
        check(&text)?;
    }

    #[test]
    fn what_was_damaged_is_read_or_refused(text in progress(), place in any::<Index>(), put in one_of(PARTS)) {
        let rows = written(&text.as_str().into()).unwrap_or(text);
        let ends: Vec<usize> = rows.char_indices().map(|(at, _)| at).chain([rows.len()]).collect();
        let (before, behind) = rows.split_at(ends[place.index(ends.len())]);
        is_exact(&Progress, &format!("{before}{put}{}", behind.chars().skip(1).collect::<String>()))?;
    }
}

#[test]
fn much_of_what_is_progress_is_written_so() {
    let mut runner = TestRunner::new(cases(1));
    let mut texts = std::iter::repeat_with(|| progress().new_tree(&mut runner).unwrap().current()).take(400);
    let count = texts.by_ref().filter(|text| written(&Facts::of(text)).is_some()).count();
    assert!(count > 40, "{count}");
}

/// What costs most: blanks before nothing, as many values as fit, lines that differ in all, kinds in turn.
#[test]
fn hostile_texts_are_written_in_bounded_time() {
    for text in [
        format!("{}x\r", " ".repeat(1000)).repeat(4000) + "\n",
        format!("{}\r", "1 ".repeat(500)).repeat(4000) + "\n",
        (0..400_000).map(|number| format!("{number}\r")).collect::<Vec<String>>().concat() + "\n",
        "1\r1a\r".repeat(500_000) + "\n",
        "\r".repeat(4_000_000) + "\n",
    ] {
        check(&text).unwrap();
    }
}
