//! Crushing: `expand` is its inverse, nothing grows, and a second time changes nothing; whatever the text.

mod support;

use headroom_core::config::Level;
use headroom_core::forms::json::{crush, expand, is_marked};
use headroom_core::forms::{Shorter, Terms};
use headroom_core::json::{parse, write};
use headroom_core::vocabulary::Vocabulary;
use proptest::prelude::*;
use support::{cases, document, mutated, near_json, near_notation};

const LEVELS: [Level; 3] = [Level::Plain, Level::Default, Level::Compact];
const VOCABULARIES: [Vocabulary; 2] = [Vocabulary::O200kBase, Vocabulary::Cl100kBase];

/// What a text becomes, if that is shorter.
fn check(text: &str, vocabulary: Vocabulary, level: Level) -> Result<Option<String>, TestCaseError> {
    let terms = Terms { vocabulary, level };
    let Some(Shorter { text: shorter, tokens, .. }) = crush(text, terms).0 else { return Ok(None) };
    prop_assert!(tokens < vocabulary.count(text));
    prop_assert_eq!(tokens, vocabulary.count(&shorter));
    prop_assert_eq!(crush(&shorter, terms).0, None, "{:?} changes once more", shorter);
    prop_assert!(expand(&shorter).is_ok());
    Ok(Some(shorter))
}

proptest! {
    #![proptest_config(cases(4096))]

    #[test]
    fn a_document_expands_to_itself_minified(text in document(), which in 0..2_usize, level in 0..LEVELS.len()) {
        let crushed = check(&text, VOCABULARIES[which], LEVELS[level])?;
        if let Some(shorter) = crushed && parse::parse(&text).unwrap().len() > 1 {
            prop_assert_eq!(expand(&shorter).unwrap(), write::minified(&text));
        }
    }

    #[test]
    fn text_around_a_document_stays(before in "[a-z .\n]{0,20}", text in document(), after in "[a-z .\n]{0,20}") {
        let around = format!("{before}{text}{after}");
        if let Some(shorter) = check(&around, Vocabulary::O200kBase, Level::Default)? && !before.trim().is_empty() {
            let expanded = expand(&shorter).unwrap();
            prop_assert_eq!(expanded, format!("{before}{}{after}", write::minified(&text)));
        }
    }

    #[test]
    fn any_text_is_crushed_or_left(text in prop_oneof![near_json(), near_notation(), mutated(document()), ".{0,200}"], times in 1..8_usize) {
        check(&text.repeat(times), Vocabulary::O200kBase, Level::Compact)?;
    }

    #[test]
    fn expanding_any_text_answers_or_says_where_it_breaks(text in prop_oneof![near_notation(), ".{0,80}"]) {
        check_expand(&text)?;
    }

    #[test]
    fn expanding_a_damaged_table_answers_or_says_where_it_breaks(text in mutated(mutated(tables()))) {
        check_expand(&text)?;
    }
}

fn check_expand(text: &str) -> Result<(), TestCaseError> {
    match expand(text) {
        Ok(expanded) if !is_marked(text) => prop_assert_eq!(expanded, text),
        Ok(_) => {}
        Err(malformed) => {
            prop_assert!(malformed.begins_at < malformed.at && malformed.at <= text.len());
            let opener = text.as_bytes()[malformed.begins_at];
            prop_assert!(b"[{".contains(&opener), "a table opens with a bracket or a brace");
        }
    }
    Ok(())
}

/// Documents in their table form, wherever that is the shorter one.
fn tables() -> impl Strategy<Value = String> {
    let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };
    document().prop_map(move |text| crush(&text, terms).0.map_or(text, |shorter| shorter.text))
}
