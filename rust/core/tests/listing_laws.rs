//! Listings: what is written expands to the text byte for byte, nothing grows, and a second time changes nothing.

mod support;

use headroom_core::config::Level;
use headroom_core::conversation::{self, form};
use headroom_core::forms::QUOTED;
use headroom_core::forms::json::{self, crush};
use headroom_core::forms::listing::{LISTING, Listing, expand, is_headed};
use headroom_core::forms::{Facts, Terms, checked};
use headroom_core::models;
use headroom_core::vocabulary::Vocabulary;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select as one_of;
use support::{cases, document};

const MODELS: &[&str] = &["gpt-4o", "gpt-4", "claude-sonnet-4-5"];

const PARTS: &[&str] = &[
    " ",
    "     ",
    "\n",
    "\r\n",
    "\r",
    "1",
    "7",
    "10",
    "007",
    "1234567",
    "→",
    "\t",
    "|",
    ": ",
    "     1→",
    "     2→",
    " 9|",
    "10|",
    "import os",
    "é",
    "[",
    "<result id=1>",
    "[2 rows: a\n1\n2\n]",
    "[… as in read above]\n",
    "…",
    "[line numbers padded to 6 columns]\n",
    "[line numbers padded to 2 columns]\n",
    "[line numbers padded to ",
    " columns]\n",
];

/// What lines hold, some of which read like numbers or forms of ours themselves.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        "[a-z(){};= ]{0,30}",
        " {0,6}[0-9]{1,3}[→\t|][a-z]{0,9}",
        Just("[line numbers padded to 6 columns]".to_owned()),
        document().prop_map(|document| document.replace(['\n', '\r'], " ")),
    ];
    vec(line, 1..30)
}

/// The lines behind their numbers, from `first` on.
fn numbered(lines: &[String], first: usize, columns: usize, separator: &str, end: &str) -> String {
    let line = |(number, line): (usize, &String)| format!("{number:>columns$}{separator}{line}{end}");
    (first..).zip(lines).map(line).collect()
}

fn near_listing() -> impl Strategy<Value = String> {
    vec(one_of(PARTS), 0..60).prop_map(|parts| parts.concat())
}

/// The text without the padding of its line numbers, where it can be read back; whether that is shorter is not asked.
fn written(text: &str) -> Option<String> {
    let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };
    checked(&Listing, &Facts::of(text), usize::MAX, terms).0.map(|listing| listing.text)
}

/// What is sent of a text is less, or quoted, and says what the text says with its JSON rewritten.
fn check(text: &str, model: &str) -> Result<(), TestCaseError> {
    let model = models::resolve(model);
    let settled = form(text, &model, Level::Default);
    let Some(sent) = settled.replacement.as_deref() else { return Ok(()) };
    prop_assert_eq!(settled.after.tokens(), model.vocabulary.count(sent));
    if settled.transform == Some(QUOTED) {
        prop_assert_eq!(conversation::expand(sent, &[]).unwrap(), text);
        return Ok(());
    }
    prop_assert!(settled.after.tokens() < settled.before.tokens());
    prop_assert_eq!(settled.transform == Some(LISTING), is_headed(sent));
    let crushed = crush(text, Terms { vocabulary: model.vocabulary, level: Level::Default }).0;
    let said = crushed.map(|crushed| json::expand(&crushed.text).unwrap().into_owned());
    let expanded = conversation::expand(sent, &[]).unwrap();
    prop_assert!(expanded == text || Some(&*expanded) == said.as_deref());
    Ok(())
}

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn a_listing_expands_to_the_text(
        lines in lines(),
        first in one_of(&[1_usize, 2, 8, 95, 99_990][..]),
        columns in 2..9_usize,
        separator in one_of(&["→", "\t", "|"][..]),
        end in one_of(&["\n", "\r\n"][..]),
        around in (one_of(&["", "Edited:\n", "\n", "12 lines\n"][..]), one_of(&["", "(more)", "\n<note>\n"][..])),
    ) {
        let text = format!("{}{}{}", around.0, numbered(&lines, first, columns, separator, end), around.1);
        let is_padded = columns > first.to_string().len();
        prop_assert_eq!(written(&text).is_some(), is_padded && lines.len() > 1, "{:?}", text);
        if let Some(listing) = written(&text) {
            prop_assert_eq!(expand(&listing), text);
        }
    }

    #[test]
    fn any_text_is_listed_or_left(text in near_listing(), model in one_of(MODELS)) {
        if let Some(listing) = written(&text) {
            prop_assert!(listing.len() < text.len() + "[line numbers padded to 20 columns]\n".len());
            prop_assert_eq!(expand(&listing), text.as_str());
        }
        prop_assert!(is_headed(&text) || expand(&text) == text);
        check(&text, model)?;
    }

    #[test]
    fn json_behind_line_numbers_is_rewritten_too(lines in lines(), model in one_of(MODELS)) {
        check(&numbered(&lines, 1, 6, "→", "\n"), model)?;
    }
}
