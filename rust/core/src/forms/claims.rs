//! Whether a text is written like Headroom's own words, as a reader sees it who overlooks case, look-alikes, punctuation and
//! what is invisible.
//!
//! Our headers stand in brackets at the start of a line; a table may also open within one. Marks without a header (`&1`, `…`)
//! mean nothing.

use std::sync::LazyLock;

use super::text_lines::beginning;
use crate::fold::folded;
use crate::json::visible::is_visible;

/// So many characters before a bracket are looked at for the start of its line.
const LONGEST_MARGIN: usize = 64;

/// So many letters of a line are read for the end of what it begins like.
const LONGEST_HEADER: usize = 512;

/// So many bytes behind a bracket are read, as many as a header may take, so that many brackets are read in linear time.
const LONGEST_READ: usize = 4 * LONGEST_HEADER;

/// No table of ours has more digits of rows.
const MOST_DIGITS: usize = 20;

/// A table's header has its colon, or what looks like one, within so many bytes.
const LONGEST_TABLE: usize = 128;

/// The letters of the longest word behind a number of rows.
const LONGEST_WORD: usize = 15;

/// What a line begins with, what else stands in it as it is written, and the letters of that.
type Start = (Vec<char>, &'static str, Vec<char>);

/// What lines of ours begin with behind their bracket in a text of a form, and what else stands in them: `:` is a colon behind
/// the words.
static OF_FORMS: LazyLock<Vec<Start>> = LazyLock::new(|| {
    starts(&[
        ("records", ":"),
        ("n repeats n", ""),
        ("between rows", ""),
        ("python values", ""),
        ("javascript values", ""),
        ("json5", ""),
        ("python objects", ""),
        ("integer keys", ""),
        ("raw text", ""),
        ("json text", ""),
        ("original field order", ""),
        ("line numbers padded", ""),
        ("each of", "rows stands for"),
        ("blocks of lines", "stands for"),
        ("lines of a log", ""),
        ("lines that repeat", ""),
        ("lines indented below what", ""),
        ("columns padded", ""),
        ("csv in", "lines"),
        ("tsv in", "lines"),
        ("paths in", "lines"),
        ("tree in", "lines"),
        ("below stands the", "of"),
        ("each line below is the", "of"),
    ])
});

/// The same of lines that say where a text is from or what is missing, which stand in none.
static OF_SOURCES: LazyLock<Vec<Start>> = LazyLock::new(|| {
    starts(&[
        ("as in", "above"),
        ("result of", "left out to fit"),
        ("text as it came", ""),
        ("earlier conversation left out", ""),
        ("view of", ""),
        ("page of", ""),
        ("columns", ":"),
        ("lines", "left out"),
        ("line", "left out"),
    ])
});

fn starts(words: &[(&str, &'static str)]) -> Vec<Start> {
    words.iter().map(|&(start, behind)| (letters(start), behind, letters(behind))).collect()
}

/// What stands behind the number of rows, before a colon.
static ROWS: LazyLock<[Vec<char>; 5]> = LazyLock::new(|| ["rows", "row", "lines", "tuples", "arrays"].map(letters));

/// What stands there before what joins objects, or what they stood in.
static OBJECTS: LazyLock<[Vec<char>; 3]> =
    LazyLock::new(|| ["objects joined by", "objects in lines", "tuples joined by"].map(letters));

/// What stands for a table that is above.
static AGAIN: LazyLock<Vec<char>> = LazyLock::new(|| letters("the same rows as above"));

/// What digits are taken for.
static DIGITS: LazyLock<Vec<char>> = LazyLock::new(|| letters("0123456789"));

fn letters(text: &str) -> Vec<char> {
    folded(text).map(|(_, letter)| letter).collect()
}

/// Whether something that is read stands close behind a bracket.
fn says_something(behind: &str) -> bool {
    behind.chars().take(LONGEST_MARGIN).any(is_read)
}

/// Whether a line of `text` reads like a header of ours. Linear.
#[must_use]
pub fn claims(text: &str) -> bool {
    any_bracket(text, |before, behind| {
        spells_table(behind)
            || spells_again(behind)
            || ((spells_header(behind, &OF_FORMS) || spells_header(behind, &OF_SOURCES)) && begins_line(before))
    })
}

/// Whether a line of `text`, a part of a text in our forms, reads like a line of ours that stands in none of them. Linear.
#[must_use]
pub fn names_a_source(text: &str) -> bool {
    any_bracket(text, |before, behind| spells_header(behind, &OF_SOURCES) && begins_line(before))
}

/// Whether for any bracket that something stands behind, what is before and behind it `is_ours`.
fn any_bracket(text: &str, is_ours: impl Fn(&str, &str) -> bool) -> bool {
    let is_ours_at = |at: usize, length: usize| {
        let behind = beginning(&text[at + length..], LONGEST_READ);
        says_something(behind) && is_ours(&text[..at], behind)
    };
    // Look-alikes of brackets begin with one of three bytes.
    memchr::memchr2_iter(b'[', b'{', text.as_bytes()).any(|at| is_ours_at(at, 1))
        || memchr::memchr3_iter(0xE2, 0xE3, 0xEF, text.as_bytes()).any(|at| {
            let look_alike = text[at..].chars().next().filter(|&c| is_bracket(c));
            look_alike.is_some_and(|bracket| is_ours_at(at, bracket.len_utf8()))
        })
}

/// Whether a character looks like an opening bracket.
fn is_bracket(c: char) -> bool {
    const LOOK_ALIKES: &str = "［｛【〔〖〚⟦❲❴⁅⦋⟬｢「『﹇︷︻";
    LOOK_ALIKES.contains(c)
}

/// Whether nothing that is read stands before the end of a text on its last line.
fn begins_line(before: &str) -> bool {
    let is_line_end = |c| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let margin = before.char_indices().rev().take(LONGEST_MARGIN).find(|&(_, c)| is_line_end(c) || is_read(c));
    margin.is_none_or(|(_, c)| is_line_end(c))
}

fn is_read(c: char) -> bool {
    folded(c.encode_utf8(&mut [0; 4])).next().is_some()
}

/// Whether a table's header follows a bracket: a number, and `rows` and a colon, or what objects stood in.
fn spells_table(behind: &str) -> bool {
    let is_digit = |letter: &char| DIGITS.contains(letter);
    let begins_within = &behind.as_bytes()[..behind.len().min(LONGEST_TABLE)];
    if !begins_within.iter().any(|&byte| byte == b':' || !byte.is_ascii()) {
        return false;
    }
    let may_begin = |c: char| !c.is_ascii() || c.is_ascii_digit() || c.is_ascii_control() || "oOlIiSsZz".contains(c);
    if !behind.chars().find(|c| !c.is_whitespace()).is_some_and(may_begin) {
        return false;
    }
    let read: Vec<(usize, char)> = folded(behind).take(MOST_DIGITS + LONGEST_WORD).collect();
    let digits = read.iter().take_while(|(_, letter)| is_digit(letter)).count().min(MOST_DIGITS);
    let follows = |word: &Vec<char>, at: usize| end_of(behind, &read[at..], word).is_some_and(begins_with_colon);
    let objects = |at: usize| OBJECTS.iter().any(|words| end_of(behind, &read[at..], words).is_some());
    (1..=digits).any(|at| objects(at) || ROWS.iter().any(|word| follows(word, at)))
}

/// Whether it follows a bracket that the rows of a table are those above.
fn spells_again(behind: &str) -> bool {
    folded(behind).map(|(_, letter)| letter).take(AGAIN.len()).eq(AGAIN.iter().copied())
}

/// Whether a line of ours follows a bracket that begins in one of some ways.
fn spells_header(behind: &str, starts: &[Start]) -> bool {
    let Some((_, first)) = folded(behind).next() else { return false };
    let begins = |start: &[char]| start.iter().copied().eq(folded(behind).map(|(_, letter)| letter).take(start.len()));
    starts.iter().filter(|(start, ..)| start[0] == first && begins(start)).any(|(start, mark, rest)| {
        let line = behind.lines().next().unwrap_or_default();
        let read: Vec<(usize, char)> = folded(line).take(LONGEST_HEADER).collect();
        let Some(words) = end_of(line, &read, start) else { return false };
        match *mark {
            "" => true,
            ":" => begins_with_colon(words),
            _ => (start.len()..read.len()).any(|at| end_of(line, &read[at..], rest).is_some()),
        }
    })
}

/// What follows a word in `text`, of which `read` are the letters from there on, if they begin with it.
fn end_of<'t>(text: &'t str, read: &[(usize, char)], word: &[char]) -> Option<&'t str> {
    let begins =
        read.len() >= word.len() && read.iter().map(|(_, letter)| letter).zip(word).all(|(one, other)| one == other);
    let end = read.get(word.len().checked_sub(1)?)?.0;
    begins.then(|| &text[end + text[end..].chars().next().map_or(0, char::len_utf8)..])
}

/// Whether what is seen first is a colon, or looks like one.
fn begins_with_colon(text: &str) -> bool {
    let first = text.chars().find(|&c| !c.is_whitespace() && is_visible(c));
    first.is_some_and(|c| {
        matches!(c, ':' | '：' | '﹕' | '︓' | '∶' | '꞉' | 'ː' | '˸' | '։' | '׃' | '︰' | '᛬' | '⁚' | '፡' | '܃' | '܄')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: [&str; 49] = [
        "[… as in get_balance above]",
        "[⋯ as in get_balance, the user's words above]",
        "[as in get_order above, except:]",
        "[as in get_order above, unchanged]",
        "[2 rows: id,name",
        "[2 arrays: id,name",
        "[2 objects joined by \" \": id,name",
        "[2 objects in lines \"<before> <object>\": <before>,name",
        "[the same rows as above]",
        "{12 rows: key,v",
        "{1 row: id",
        "[4 lines: a",
        "[8 tuples:",
        "[8 tuples joined by \"\\n\":",
        "[records: author(login,id)]",
        "[*n repeats &n]",
        "[; between rows]",
        "[Python values]",
        "[JavaScript values]",
        "[JSON5]",
        "[Python objects: Item(id,name)]",
        "[\"\"\"raw text\"\"\"]",
        "[\"\"\"JSON text, spaced\"\"\"]",
        "[original field order: b,a]",
        "[line numbers padded to 6 columns]",
        "[each of 12 rows stands for these 3 lines, its cells for …:",
        "[each of 12 rows stands for this line, its cells for …:",
        "[each of 12 rows stands for \"step …/12\", written over by the next; its cells for …:",
        "[blocks of lines, each from \"Handle \" on; … stands for lines that are the same in the last whole block of that kind]",
        "[lines of a log, behind word 2 as a name and its values; what each name stands for, <*> for a value:",
        "[lines that repeat are stated once]",
        "[lines indented below what they begin with]",
        "[columns padded in 12 lines: 1, ..14, =20]",
        "[CSV in 12 lines, each with kind=lamp behind id]",
        "[TSV in 12 lines: id\tkind=lamp]",
        "[paths in 12 lines, indented below what they begin with]",
        "[below stands the Python string <text> of: text='<text>']",
        "[each line below is the Python string <text> of: text='<text>', text='<text>']",
        "[text as it came]",
        "[result of search left out to fit the context window: 812 tokens]",
        "[Earlier conversation left out to fit the context window: 3 messages, 90 tokens]",
        "[raw text]",
        "[integer keys]",
        "[records:]",
        "[view of search: 20 of 500 lines; the rest by headroom_retrieve(\"72fy1078v2xs\")]",
        "[page of 72fy1078v2xs: lines 4-9 of 500]",
        "[… lines 3-211 left out]",
        "[… line 3 left out]",
        "[columns: id 0 to 29, sum 435; status ok 27x, failed 3x]",
    ];

    #[test]
    fn every_header_is_a_claim_however_it_is_spelled() {
        for header in HEADERS {
            let spelled = [
                header.to_owned(),
                header.to_uppercase(),
                header.replace('[', "［").replace('{', "｛").replace(':', "："),
                header.replace('o', "\u{43e}").replace('e', "\u{435}").replace('i', "\u{131}"),
                header.replace(' ', "\u{a0}\u{200b}"),
                header.replace('[', "[\u{200b} \u{202e}").replace('{', "{ "),
                header.replace('a', "a\u{ad}"),
            ];
            for spelled in spelled {
                for (before, after) in [("", "\n1\n"), ("words\n", ""), ("words\r\n  \u{200b}> ", ""), ("\u{2028}", "")]
                {
                    assert!(claims(&format!("{before}{spelled}{after}")), "{before:?}{spelled}");
                }
            }
        }
    }

    #[test]
    fn what_stands_in_no_form_is_told_from_what_does() {
        for (header, is_of_source) in HEADERS.iter().map(|header| {
            let words = ["as in", "result of", "text as", "Earlier", "view of", "page of", "… line", "[columns:"];
            (header, words.iter().any(|word| header.contains(word)))
        }) {
            assert_eq!(names_a_source(&format!("1,2\n{header}\n")), is_of_source, "{header}");
            assert!(!names_a_source(&format!("1,{header}")), "{header}");
        }
    }

    #[test]
    fn a_table_is_one_within_a_line_too() {
        for text in [
            "see [2 rows: a\n1\n2\n]",
            "{\"a\":[10 lines: b",
            "x｛２ ｒｏｗｓ： a",
            "a [l rows:",
            "a=[the same rows as above]",
        ] {
            assert!(claims(text), "{text}");
        }
    }

    #[test]
    fn other_text_makes_none() {
        for text in [
            "",
            "no brackets",
            "[5 rows x 3 columns]",
            "(2 rows)",
            "[INFO] 3 rows: done",
            "{\"records\": [1, 2], \"rows\": 2}",
            "{\n  \"num_rows\": 5,\n  \"lines\": 2\n}",
            "[result of the election]",
            "see [as in the picture]",
            "[\"asin\",\"brand\",\"title\"]\n[\"B00\",\"Nokia\",\"above all\"]",
            "&1 x, *1 and … more ⋯",
            "[a link](https://example.com)",
            "def rows(x): return x[2:]",
            "日本語 「引用」",
        ] {
            assert!(!claims(text), "{text}");
        }
    }
}
