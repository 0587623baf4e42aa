//! Logs, headings and repeated lines: what is written expands to the text byte for byte, nothing grows, and any text is
//! read or refused.

mod support;

use headroom_core::config::Level;
use headroom_core::conversation::{self, form};
use headroom_core::forms::headings::Headings;
use headroom_core::forms::log::Log;
use headroom_core::forms::repeated::Repeated;
use headroom_core::forms::{Form, in_part};
use headroom_core::models;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use support::{cases, is_bounded, is_exact};

const FORMS: [&dyn Form; 3] = [&Log, &Headings, &Repeated];

/// Lines behind what they begin with: `#` stands for a number, `?` for a word.
const KINDS: &[&str] = &[
    " INFO  [main] - Accepted socket connection from /10.0.0.#:# for ?",
    " WARN  [SendWorker:#:Manager@688] - Send worker leaving thread",
    " combo sshd(pam_unix)[#]: authentication failure; rhost=#.example.org  user=?",
    " ERROR connection broken",
    ",INFO,\"a, b\",E#,<*> of <word 3>",
    ": deleting /mnt/data/current/subdir#/blk_-# é",
    " at Sat Jul  # 10:#:00 2005\r",
    "",
];

const BEGINNINGS: &[&str] = &[
    "2015-07-29 17:41:#,747",
    "Jun 14 15:16:#",
    "[Sun Dec 04 04:47:# 2005",
    "- 11178385 # 10.#",
    "PASSED test_a.py::T::x#",
    "  #",
];

/// What lines of ours and near them are made of.
const PARTS: &[&str] = &[
    "\n",
    " ",
    "[lines indented below what they begin with]\n",
    "[lines of a log, behind word 1 as a name and its values; what each name stands for, <*> for a value:\n",
    "[lines that repeat are stated once]\n",
    "[the line above: 3 times in a row]\n",
    "[the 2 lines above: 2 times in a row]\n",
    "[2 lines as above]\n",
    "[9999999999999999999 lines as above]\n",
    "[2015-07-29 …]\n",
    "[…]\n",
    "a (2 lines): said <*> of <word 1>\n",
    "a (1 lines):\n",
    "]\n",
    "10:00 a 7\n",
    "10:00 a\n",
    "x\n",
    "é",
    "<word ",
    "12",
];

prop_compose! {
    fn line()(
        kind in one_of(KINDS),
        numbers in vec(0..40_u32, 4),
        word in one_of(&["ada", "bob"][..]),
        times in prop_oneof![5 => Just(1_usize), 1 => 2..5_usize],
    ) -> (String, usize) {
        let mut line = kind.replace('?', word);
        for number in numbers {
            line = line.replacen('#', &number.to_string(), 1);
        }
        (line, times)
    }
}

prop_compose! {
    /// A log, parts of which may come again, with other lines here and there.
    fn log()(
        beginning in one_of(BEGINNINGS),
        lines in vec((line(), 10..14_u32), 1..40),
        others in vec((any::<prop::sample::Index>(), one_of(PARTS)), 0..4),
        again in any::<prop::sample::Index>(),
        ends in one_of(&["\n", "\r\n"][..]),
    ) -> String {
        let mut said: Vec<String> = Vec::new();
        for ((line, times), number) in &lines {
            let line = format!("{}{line}{ends}", beginning.replace('#', &number.to_string()));
            said.extend(vec![line; *times]);
        }
        said.extend_from_within(again.index(said.len())..);
        for (place, other) in others {
            said.insert(place.index(said.len()), other.to_owned());
        }
        said.concat()
    }
}

fn near_forms() -> impl Strategy<Value = String> {
    vec(one_of(PARTS), 0..30).prop_map(|parts| parts.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    for form in FORMS {
        is_exact(form, text)?;
    }
    let settled = form(text, &models::resolve("gpt-4o"), Level::Default);
    if let Some(sent) = settled.replacement {
        let said = conversation::expand(&sent, &[]);
        prop_assert_eq!(said.as_deref(), Ok(text), "{:?}", sent);
        prop_assert!(
            settled.nature != Some(headroom_core::forms::Nature::Plain)
                || settled.after.tokens() < settled.before.tokens()
        );
        prop_assert!(FORMS.iter().all(|form| !form.is_marked(&in_part(&sent))), "{:?}", sent);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_log_comes_back(text in log()) {
        check(&text)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in near_forms()) {
        check(&text)?;
    }

    #[test]
    fn what_was_damaged_is_read_or_refused(text in log(), place in any::<prop::sample::Index>(), put in one_of(PARTS)) {
        for form in FORMS {
            is_bounded(form, &text, place, put)?;
        }
    }
}

/// What costs most: nothing repeats, everything does, all is one line.
#[test]
fn hostile_texts_are_written_in_bounded_time() {
    let numbered = |line: &str, count: usize| -> String {
        (0..count).map(|number| line.replace('#', &number.to_string())).collect()
    };
    for text in [
        "\n".repeat(300_000),
        "7".repeat(1 << 20),
        "\\n\\t\\\"".repeat(1 << 17),
        "12:00:01 ".repeat(1 << 16),
        numbered("12:00:# kind#\n", 100_000).replace("kind", "of a kind of its own "),
        numbered("12:00:00 a#b#c#d#e#f#g#h#i#j#k#l\n", 20_000),
        format!("{}\n", "a\nb\n".repeat(65)).repeat(500),
        numbered("[2015-07-29 # …\n", 50_000),
        numbered("the same words begin every line but they end in #\nthe same\n", 50_000),
    ] {
        check(&text).unwrap();
    }
}
