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

/// What may stand on one side of an object in a line.
const AROUND: &str = "[0-9]{1,3}|10:00:0[0-9]|[a-c,=\"<> ]{0,4}|<before>|\\[worker\\]|";

/// What stands between objects.
const GAPS: &str = "\r\n|\n\n| |\n\ndata: |\n- | ;[a-z]{0,9}";

/// What only Python has.
const PYTHON: &str = "nan|-inf|<[A-Z][a-z]{0,5}[.][A-Z]: '[a-z>]{0,3}'>|\\{1, 2\\}|\\{1: 'a'\\}|date[(]2026, 1, [1-9][)]|b'x'|Ellipsis|7";

/// Objects of one shape.
fn objects() -> impl Strategy<Value = Vec<String>> {
    let row = |(id, name): (u16, String)| format!(r#"{{"id": {id}, "name": "{name}", "level": "info"}}"#);
    prop::collection::vec((any::<u16>(), "[a-z ,\\[=]{0,8}").prop_map(row), 3..9)
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
    fn objects_that_are_joined_come_back_with_what_joins_them(rows in objects(), gap in GAPS, before in "(data: |- )?") {
        let text = format!("{before}{}", rows.join(&gap));
        if let Some(shorter) = check(&text, Vocabulary::O200kBase, Level::Default)? {
            let minified: Vec<String> = rows.iter().map(|row| write::minified(row)).collect();
            prop_assert_eq!(expand(&shorter).unwrap(), format!("{before}{}", minified.join(&gap)));
        }
    }

    #[test]
    fn objects_in_lines_of_text_come_back_with_it(
        rows in objects(),
        before in prop::collection::vec(AROUND, 9),
        behind in prop::collection::vec(AROUND, 9),
        end in "(\r?\n){1,2}",
    ) {
        let line = |(index, row): (usize, &String)| format!("at {} api: {row}{}", before[index], behind[index]);
        let text = rows.iter().enumerate().map(line).collect::<Vec<_>>().join(&end);
        if let Some(shorter) = check(&text, Vocabulary::O200kBase, Level::Compact)? {
            // An object that is in no table stays as it is.
            prop_assert_eq!(expand(&shorter).unwrap().replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn what_only_python_has_stays_as_it_is(values in prop::collection::vec(PYTHON, 3..9), word in "[a-z<(.]{0,3}nan|<b>") {
        let row = |(n, value): (usize, &String)| format!("{{'id': {n}, 'odd': {value}, 'word': '{word}', 'kind': 'x'}}");
        let text = format!("[{}]", values.iter().enumerate().map(row).collect::<Vec<_>>().join(", "));
        if let Some(shorter) = check(&text, Vocabulary::O200kBase, Level::Default)? {
            let expanded = expand(&shorter).unwrap();
            let row = |(n, value): (usize, &String)| {
                format!(r#"{{"id":{n},"odd":{value},"word":"{word}","kind":"x"}}"#)
            };
            let rows: Vec<String> = values.iter().enumerate().map(row).collect();
            prop_assert_eq!(expanded, format!("[{}]", rows.join(",")));
        }
    }

    #[test]
    fn calls_come_back_as_they_were(values in prop::collection::vec((PYTHON, "[a-z, =)(]{0,6}"), 2..9)) {
        let call = |(value, word): &(String, String)| format!("app.Item(id={value}, name='{word}', kind='a b')");
        let calls: Vec<String> = values.iter().map(call).collect();
        if let Some(shorter) = check(&format!("[{}]", calls.join(", ")), Vocabulary::O200kBase, Level::Default)? {
            prop_assert_eq!(expand(&shorter).unwrap(), format!("[{}]", calls.join(",")));
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
