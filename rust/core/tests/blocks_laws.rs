//! Blocks of alike lines: what is written expands to the text byte for byte, nothing grows, and any text is read or refused.

mod support;

use headroom_core::config::Level;
use headroom_core::conversation::{self, form};
use headroom_core::forms::blocks::Blocks;
use headroom_core::forms::{Facts, Form, in_part};
use headroom_core::models;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select as one_of};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use support::{TERMS, cases, is_bounded, is_exact};

/// What blocks begin with, a number or words behind it.
const LABELS: &[&str] = &["Handle ", "Name        : ", "processor\t: ", "*** ", "Größe=", "  File: "];

/// Lines of blocks; `#` stands for a number.
const LINES: &[&str] = &[
    "Memory Device",
    "Features:",
    "\tSize: # MB",
    "\tSize: # MB",
    "\tLocator: RAM slot # of the board",
    "\tManufacturer: Not Specified",
    "\tType: DRAM",
    "License     : GPLv2+ or any later version",
    "cpu MHz\t\t: 2#00.000",
    "name | value of #",
    " : nothing before",
    "words of a description that stand in every block",
    "fpu = yes",
    "é…",
    " …",
    "",
    " \t",
];

const PARTS: &[&str] = &[
    "\n",
    "…\n",
    "…",
    " ",
    "Handle ",
    "Handle 1\n",
    "a: 1\n",
    "a: 2\n",
    "b\n",
    "[blocks of lines, each from \"Handle \" on; … stands for lines that are the same in the last whole block of that kind]\n",
    "[blocks of lines, each from \"\" on; … stands for lines that are the same in the last whole block of that kind]\n",
    "[blocks of lines, each from \"",
    "\" on; … stands for lines that are the same in the last whole block of that kind]\n",
];

/// Blocks of a few kinds, lines of which may be left out, changed or more.
fn blocks() -> impl Strategy<Value = String> {
    let kinds = vec(vec(one_of(LINES), 1..14), 1..4);
    let block = (any::<Index>(), 0..9_u32, vec((any::<Index>(), one_of(LINES), any::<bool>()), 0..3));
    let ends = one_of(&["\n", "\n", "\r\n"][..]);
    (one_of(LABELS), kinds, vec(block, 1..16), one_of(&["", "# made\n", "\n"][..]), ends).prop_map(
        |(label, kinds, blocks, before, end)| {
            let mut text = before.to_owned();
            for (kind, number, changes) in blocks {
                let mut lines = kind.get(&kinds).clone();
                for (place, line, is_more) in changes {
                    let at = place.index(lines.len());
                    lines.splice(at..at + usize::from(!is_more), [line]);
                }
                let lines = lines.join(end).replacen('#', &number.to_string(), 1).replace('#', "8");
                text.extend([label, &number.to_string(), end, &lines, end]);
            }
            text
        },
    )
}

fn near_forms() -> impl Strategy<Value = String> {
    vec(one_of(PARTS), 0..24).prop_map(|parts| parts.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    is_exact(&Blocks, text)?;
    let settled = form(text, &models::resolve("gpt-4o"), Level::Default);
    if let Some(sent) = settled.replacement {
        let said = conversation::expand(&sent, &[]);
        prop_assert_eq!(said.as_deref(), Ok(text), "{:?}", sent);
        prop_assert!(!Blocks.is_marked(&in_part(&sent)), "{:?}", sent);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn blocks_come_back(text in blocks()) {
        check(&text)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in near_forms()) {
        check(&text)?;
    }

    #[test]
    fn what_was_damaged_is_read_or_refused(text in blocks(), place in any::<Index>(), put in one_of(PARTS)) {
        is_bounded(&Blocks, &text, place, put)?;
    }
}

#[test]
fn most_of_what_is_in_blocks_is_written_so() {
    let mut runner = TestRunner::new(cases(1));
    let mut texts = std::iter::repeat_with(|| blocks().new_tree(&mut runner).unwrap().current()).take(400);
    let written =
        texts.by_ref().filter(|text| Blocks.write(&Facts::of(text), usize::MAX, TERMS).draft.is_some()).count();
    assert!(written > 40, "{written}");
}

/// What costs most: a kind a block, keys that are all the same, one block of all lines, blocks that all differ.
#[test]
fn hostile_texts_are_written_in_bounded_time() {
    let numbered = |lines: &str, count: usize| -> String {
        (0..count).map(|number| lines.replace('#', &number.to_string())).collect()
    };
    let same_keys = format!("N: 1\n{}b: 2\n", "a: the same value in every line\n".repeat(4000));
    for text in [
        numbered("N: #\nkind of #x\nthe same line in all\n", 50_000),
        same_keys.repeat(9),
        format!("{same_keys}N: 2\n{}", "a: the same value in every line\n".repeat(4000)),
        format!("N: 1\n{}", numbered("line with # in it\nthe same line in all\n", 50_000)).repeat(2),
        numbered("N: #\na: #\nb: #\nc: the same\n", 50_000),
        "N: 1\n".repeat(200_000),
        "…\n".repeat(200_000),
        "\n".repeat(300_000),
        "7".repeat(1 << 20),
    ] {
        check(&text).unwrap();
    }
}
