//! The patterns by which tokenizers cut a text into pieces, each as a state machine and as arithmetic on blocks.
//!
//! A pattern is an alternation tried from left to right with greedy, backtracking repetitions. What a piece can be
//! follows from the class of its first character and of the one after it, so that every alternative becomes a run of
//! classes with a known end; the comments quote the alternative that a function stands for.

mod cl100k;
mod deepseek;
#[cfg(test)]
pub(super) mod engine;
mod o200k;
mod r50k;

use super::block::Block;
pub(super) use cl100k::{Cl100k, Qwen};
pub(super) use deepseek::DeepSeek;
pub(super) use o200k::{O200k, Tekken};
pub(super) use r50k::R50k;

/// How one vocabulary cuts a text into pieces.
pub(super) trait Pattern {
    /// The end of the piece that begins at `start`, a character boundary before the end of `text`.
    ///
    /// Looks at a character a bounded number of times over all pieces of a text.
    fn piece_end(text: &[u8], start: usize) -> usize;

    /// Where pieces begin in a block if nothing is in doubt.
    fn starts(block: &Block) -> u64;

    /// Where more than the classes of `block` decides, besides characters beyond ASCII and beyond the block.
    fn doubts(block: &Block, bytes: &[u8]) -> u64;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces<P: Pattern>(text: &str) -> Vec<&str> {
        let mut start = 0;
        let mut pieces = Vec::new();
        while start < text.len() {
            let end = P::piece_end(text.as_bytes(), start);
            pieces.push(&text[start..end]);
            start = end;
        }
        pieces
    }

    #[test]
    fn words_end_where_their_case_rises_in_o200k_only() {
        assert_eq!(pieces::<O200k>("camelCase HTTPServer"), ["camel", "Case", " HTTPServer"]);
        assert_eq!(pieces::<Cl100k>("camelCase HTTPServer"), ["camelCase", " HTTPServer"]);
    }

    #[test]
    fn a_head_without_a_tail_gives_back_to_its_last_caseless_letter() {
        assert_eq!(pieces::<O200k>("A中BC"), ["A中", "BC"]);
        assert_eq!(pieces::<O200k>("A中BCd"), ["A中BCd"]);
    }

    #[test]
    fn a_mark_begins_a_word_only_if_a_tail_follows() {
        assert_eq!(pieces::<O200k>("\u{301}a"), ["\u{301}a"]);
        assert_eq!(pieces::<O200k>("\u{301}AB"), ["\u{301}", "AB"]);
        assert_eq!(pieces::<Cl100k>("\u{301}AB"), ["\u{301}AB"]);
    }

    #[test]
    fn contractions_end_words_in_o200k_and_stand_alone_in_cl100k() {
        assert_eq!(pieces::<O200k>("I'LL don'txt it'ſ"), ["I'LL", " don't", "xt", " it'ſ"]);
        assert_eq!(pieces::<Cl100k>("I'LL 'sets it'ſ"), ["I", "'LL", " '", "sets", " it", "'ſ"]);
    }

    #[test]
    fn contractions_are_lower_case_in_r50k() {
        assert_eq!(pieces::<R50k>("I'll I'LL 'sets"), ["I", "'ll", " I", "'", "LL", " '", "sets"]);
    }

    #[test]
    fn pieces_of_r50k_are_runs_with_a_space_before_them() {
        assert_eq!(pieces::<R50k>("a 1234567 ==\n/b"), ["a", " 1234567", " ==", "\n", "/", "b"]);
        assert_eq!(pieces::<R50k>("a \n \n  b\t\t1 \n "), ["a", " \n \n ", " b", "\t", "\t", "1", " \n "]);
        assert_eq!(pieces::<R50k>("\u{301}a \u{301}"), ["\u{301}", "a", " \u{301}"]);
    }

    #[test]
    fn numbers_come_digit_by_digit_in_qwen_and_tekken() {
        assert_eq!(pieces::<Qwen>("12 ²½a1"), ["1", "2", " ", "²", "½", "a", "1"]);
        assert_eq!(pieces::<Tekken>("12 ²½a1"), ["1", "2", " ", "²", "½", "a", "1"]);
    }

    #[test]
    fn tekken_knows_no_contractions() {
        assert_eq!(pieces::<Tekken>("I'LL don't it'ſ"), ["I", "'LL", " don", "'t", " it", "'ſ"]);
        assert_eq!(pieces::<Qwen>("I'LL 'sets it'ſ"), pieces::<Cl100k>("I'LL 'sets it'ſ"));
    }

    #[test]
    fn deepseek_ends_everything_before_numbers_and_ideographs() {
        let expected = ["a", "  ", "123", "4", " ", "中文", " a", "  ", "かな"];
        assert_eq!(pieces::<DeepSeek>("a  1234 中文 a  かな"), expected);
        assert_eq!(pieces::<DeepSeek>("ジョン・スミス\u{3040}か"), ["ジョン", "・", "スミス", "\u{3040}か"]);
        assert_eq!(pieces::<DeepSeek>("中\u{301}a 。\n。"), ["中", "\u{301}a", " 。\n", "。"]);
        assert_eq!(pieces::<DeepSeek>("a \n  1\n  b"), ["a", " \n", "  ", "1", "\n", " ", " b"]);
    }

    #[test]
    fn deepseek_puts_one_ascii_symbol_before_ascii_letters_and_what_is_no_symbol_before_any() {
        let expected = ["_id", " (", "x", " ==", "y", " _", "é", " ", "\tz"];
        assert_eq!(pieces::<DeepSeek>("_id (x ==y _é \tz"), expected);
        assert_eq!(pieces::<DeepSeek>("_aé"), ["_a", "é"]);
        assert_eq!(pieces::<DeepSeek>("\0\0a\0\0 \0"), ["\0", "\0a", "\0\0", " ", "\0"]);
    }

    #[test]
    fn numbers_come_in_threes() {
        assert_eq!(pieces::<O200k>("1234567 ٣²½4"), ["123", "456", "7", " ", "٣²½", "4"]);
    }

    #[test]
    fn symbols_take_a_space_before_and_line_ends_after_them() {
        assert_eq!(pieces::<O200k>("a ==\n\n/b \n/"), ["a", " ==\n\n/", "b", " \n", "/"]);
        assert_eq!(pieces::<Cl100k>("a ==\n\n/b \n/"), ["a", " ==\n\n", "/b", " \n", "/"]);
    }

    #[test]
    fn whitespace_ends_after_its_last_line_end_or_before_its_last_character() {
        assert_eq!(pieces::<O200k>("a \n \n  b   "), ["a", " \n \n", " ", " b", "   "]);
        assert_eq!(pieces::<O200k>("a\t\t1 \n "), ["a", "\t", "\t", "1", " \n", " "]);
        assert_eq!(pieces::<Cl100k>("a\t\t1 \n "), ["a", "\t", "\t", "1", " \n "]);
        assert_eq!(pieces::<Qwen>("a\t\t1 \n "), ["a", "\t", "\t", "1", " \n", " "]);
    }
}
