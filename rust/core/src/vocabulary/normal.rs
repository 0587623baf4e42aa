//! Unicode's normalisation form C, which some tokenizers put a text into before they cut it.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The first byte of the first character, U+0300, that is not in this form by itself or may change by its neighbours.
const FIRST_THAT_MATTERS: u8 = 0xCC;

/// At most so many times as long, or as short, is a text in this form: three times as long is U+1D160, three and a half
/// times as short U+1FBE with two marks.
pub(super) const MOST_CHANGE: usize = 4;

/// `text` in form C; nothing is copied where it is that, and next to nothing done where it is Latin.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    // The greatest of some bytes together is found several times faster than the first that is great.
    let is_latin = |bytes: &[u8]| bytes.iter().fold(0, |most, &byte| byte.max(most)) < FIRST_THAT_MATTERS;
    if text.as_bytes().chunks(256).all(is_latin) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use unicode_normalization::UNICODE_VERSION;

    use super::*;

    #[test]
    fn what_is_in_form_c_is_not_copied() {
        for text in
            ["", "plain", "naïve Straße ÿ", "资料 かな", "привет", "e\u{301}".nfc().collect::<String>().as_str()]
        {
            assert!(matches!(composed(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_is_not_becomes_it() {
        for (text, expected) in [
            ("e\u{301}", "é"),
            ("A\u{30A}ngstro\u{308}m \u{212B}", "Ångström Å"),
            ("\u{1112}\u{1161}\u{11AB}", "한"),
            ("か\u{3099}", "が"),
            ("q\u{307}\u{323}", "q\u{323}\u{307}"),
            ("\u{958}", "\u{915}\u{93C}"),
        ] {
            assert_eq!(composed(text), expected, "{text:?}");
        }
    }

    #[test]
    fn marks_that_hugging_faces_tables_do_not_know_stay_in_their_order() {
        assert_eq!(UNICODE_VERSION, (9, 0, 0));
        assert_eq!(composed("\u{301}\u{8D3}\u{5C8}\u{323}"), "\u{301}\u{8D3}\u{5C8}\u{323}");
    }

    #[test]
    fn no_text_changes_its_length_by_more_than_the_most() {
        // The longest character that decomposes to each, and what composes from the longest ones.
        let mut longest = HashMap::new();
        for character in '\0'..=char::MAX {
            let decomposed: Vec<char> = [character].into_iter().nfd().collect();
            if let [only] = decomposed[..] {
                longest.entry(only).and_modify(|most: &mut usize| *most = character.len_utf8().max(*most)).or_insert(1);
            }
            let composed = composed(&character.to_string()).len();
            assert!(composed <= MOST_CHANGE * character.len_utf8(), "{character:?}");
        }
        for character in '\0'..=char::MAX {
            let parts: usize = [character].into_iter().nfd().map(|part| longest[&part].max(part.len_utf8())).sum();
            assert!(parts <= MOST_CHANGE * composed(&character.to_string()).len(), "{character:?}");
        }
        assert_eq!(composed("\u{1FBE}\u{308}\u{301}"), "\u{390}");
    }

    #[test]
    fn no_character_below_the_first_that_matters_ever_changes() {
        let below: String = ('\0'..'\u{300}').collect();
        assert!(below.bytes().all(|byte| byte < FIRST_THAT_MATTERS) && "\u{300}".as_bytes()[0] == FIRST_THAT_MATTERS);
        assert_eq!(is_nfc_quick(below.chars()), IsNormalized::Yes);
        assert_eq!(is_nfc_quick(below.chars().rev()), IsNormalized::Yes);
    }
}
