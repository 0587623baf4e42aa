//! Counts are tiktoken's: `tiktoken-rs` is the oracle.

use headroom_core::tokens::Vocabulary;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_text_counts_as_tiktoken_counts_it(text in ".{0,60}") {
        assert_eq!(Vocabulary::O200kBase.count(&text), tiktoken_rs::o200k_base_singleton().encode_ordinary(&text).len());
        assert_eq!(Vocabulary::Cl100kBase.count(&text), tiktoken_rs::cl100k_base_singleton().encode_ordinary(&text).len());
    }

    #[test]
    fn texts_of_what_the_patterns_speak_of_count_as_tiktoken_counts_them(
        text in "([A-Za-z]{1,3}|'(s|S|T|re|VE|LL|ſ|x)?|[ \t\r\n\u{a0}\u{3000}]{1,3}|[0-9²½٣]{1,4}|[!-/]{1,3}|[aſßÀǅʰªあ一한\u{301}\u{20e3}]{1,3}|[😀\u{200d}\u{fe0f}\u{378}]){0,12}"
    ) {
        assert_eq!(Vocabulary::O200kBase.count(&text), tiktoken_rs::o200k_base_singleton().encode_ordinary(&text).len());
        assert_eq!(Vocabulary::Cl100kBase.count(&text), tiktoken_rs::cl100k_base_singleton().encode_ordinary(&text).len());
    }
}
