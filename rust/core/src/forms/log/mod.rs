//! Logs: lines that say the same of different things.
//!
//! What recurs in lines is stated once, above, with a name, how many lines have it, and a mark for each value that differs.
//! Such a line stands as what it begins with, date and time mostly, the name and its values. All other lines stand as they
//! are, all in their order.
//!
//! That is one pass, as in Drain (He et al., "Drain: An Online Log Parsing Approach with Fixed Depth Tree", ICWS 2017), but
//! simpler: where Drain asks how similar lines are, here words that look like values are, and lines are alike if all else is
//! the same. Two templates for one event cost some tokens; a guess that is wrong would cost a reader the line.
//!
//! ```
//! use headroom_core::config::Level;
//! use headroom_core::forms::{Facts, Terms, log};
//! use headroom_core::vocabulary::Vocabulary;
//!
//! let line = |second: usize| format!("2015-07-29 17:41:{second:02} - INFO Accepted connection from /10.0.0.{second}\n");
//! let text: String = (0..60).map(line).collect();
//! let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };
//! let short = log::written(&Facts::of(&text), usize::MAX, terms).unwrap().text;
//! let (names, lines) = short.split_once("]\n").unwrap();
//! assert!(names.ends_with("\nAccepted (60 lines): - INFO Accepted connection from /<*>\n"));
//! assert!(lines.starts_with("2015-07-29 17:41:00 Accepted 10.0.0.0\n2015-07-29 17:41:01 Accepted 10.0.0.1\n"));
//! assert_eq!(log::expand(&short, text.len()).unwrap(), text);
//! ```

mod glance;
mod names;
mod read;
mod templates;
mod words;
mod write;

use std::borrow::Cow;

pub use read::expand;

use self::templates::Templates;
use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Terms};
use crate::transform::Transform;

/// What recurs in the lines of a log was stated once.
pub const LOG: Transform =
    Transform { rank: 8, name: "log", reason: "what recurs in the lines of a log was stated once" };

/// Logs, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Log;

impl Form for Log {
    fn transforms(&self) -> &'static [Transform] {
        &[LOG]
    }

    fn is_marked(&self, text: &str) -> bool {
        text.starts_with(HEADER[0])
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, tokens: usize, terms: Terms) -> Proposal {
        written(facts, tokens, terms).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// The first line of the form, around the number of the word and the mark that stands for a value.
const HEADER: [&str; 3] =
    ["[lines of a log, behind word ", " as a name and its values; what each name stands for, ", " for a value:\n"];

/// The line below the names.
const END: &str = "]\n";

/// What stands around the number of a name's lines: `Accepted (60 lines): - INFO`.
const LINES: [&str; 2] = [" (", " lines):"];

/// What may stand for a value, and for a word of what the line begins with, before its number and `>`. The first two that no
/// line of the header holds otherwise are taken.
const MARKS: [[&str; 2]; 3] = [["<*>", "<word "], ["<value>", "<the word "], ["<any value>", "<the same word "]];

/// A reader has to look up names: for less than one token in so many the text stays.
const TOKENS_FOR_ONE: usize = 8;

/// The text with what recurs stated once; `None` where that is too little, or it is code. Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>, tokens: usize, terms: Terms) -> Option<Draft> {
    let text = facts.text();
    let head = glance::head(text)?;
    if facts.is_fixed() {
        return None;
    }
    let templates = Templates::of(text, head);
    let short = write::written(text, &templates, terms.vocabulary)?;
    let counted = terms.vocabulary.count(&short);
    let is_worth_it = counted < tokens - tokens / TOKENS_FOR_ONE;
    is_worth_it.then(|| Draft { tokens: Some(counted), ..Draft::exact(short, LOG) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Level;
    use crate::forms::form::Refusal;
    use crate::vocabulary::Vocabulary;

    const TERMS: Terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };

    /// The names of a log, and its lines, where it can be read back.
    fn short(text: &str) -> Option<(String, String)> {
        let short = written(&Facts::of(text), TERMS.vocabulary.count(text), TERMS)?.text;
        assert_eq!(expand(&short, usize::MAX).unwrap(), text);
        let (names, lines) = short.split_once("\n]\n").unwrap();
        Some((names.split_once(":\n").unwrap().1.to_owned(), lines.to_owned()))
    }

    /// So many lines of a log, each made of its number from 10 on.
    fn log(lines: usize, line: impl Fn(usize) -> String) -> String {
        (10..10 + lines).map(|number| line(number) + "\n").collect()
    }

    #[test]
    fn lines_of_several_kinds_stand_in_their_order() {
        let text = log(20, |n| match n % 4 {
            0 => format!(
                "081109 2036{n} INFO dfs.DataNode: Received block blk_-38{n} of size 67108864 from /10.251.42.{n}"
            ),
            3 if n == 15 => "081109 203615 WARN one of its kind".to_owned(),
            _ => format!(
                "081109 2036{n} INFO dfs.FSNamesystem: BLOCK* NameSystem.delete: blk_{n}8 is added to invalidSet"
            ),
        });
        let (names, lines) = short(&text).unwrap();
        assert_eq!(
            names,
            "added (14 lines): INFO dfs.FSNamesystem: BLOCK* NameSystem.delete: <*> is added to invalidSet\n\
             Received (5 lines): INFO dfs.DataNode: Received block <*> of size 67108864 from /<*>"
        );
        assert!(lines.starts_with("081109 203610 added blk_108\n081109 203611 added blk_118\n"), "{lines}");
        assert!(lines.contains("\n081109 203612 Received blk_-3812 10.251.42.12\n"), "{lines}");
    }

    #[test]
    fn levels_that_a_reader_asks_for_stand_in_names() {
        let text =
            log(20, |n| format!("[Sun Dec 04 04:47:{n} 2005] [error] mod_jk child workerEnv in error state {n}"));
        let (names, lines) = short(&text).unwrap();
        assert_eq!(names, "error-mod_jk (20 lines):] [error] mod_jk child workerEnv in error state <*>");
        assert!(lines.starts_with("[Sun Dec 04 04:47:10 2005 error-mod_jk 10\n"), "{lines}");
    }

    #[test]
    fn words_of_what_a_line_begins_with_stand_once() {
        let text = log(20, |n| {
            format!("- 11178385 R02-C{n} 15.42.{n} R02-C{n} RAS KERNEL INFO cache parity error, all corrected")
        });
        let (names, lines) = short(&text).unwrap();
        assert_eq!(names, "RAS (20 lines): <word 3> RAS KERNEL INFO cache parity error, all corrected");
        assert!(lines.starts_with("- 11178385 R02-C10 15.42.10 RAS\n"), "{lines}");
    }

    #[test]
    fn directories_that_all_have_are_stated_once() {
        let text = log(20, |n| format!("12:00:{n} deleted /mnt/data/2024/current/subdir{n}/part-7 of the upload"));
        assert_eq!(short(&text).unwrap().0, "deleted (20 lines): deleted /mnt/data/2024/current/<*> of the upload");
    }

    #[test]
    fn a_name_is_no_word_that_stands_there_in_other_lines() {
        let mut text = log(30, |n| format!("12:00:{n} connection of the worker {n} was refused by its peer"));
        text.push_str("12:01:00 connection\n");
        assert!(short(&text).unwrap().0.starts_with("connection-2 (30 lines): connection of the worker <*> was"));
    }

    #[test]
    fn marks_are_others_than_what_lines_hold() {
        let text = log(20, |n| format!("12:00:{n} no route for <*> and <word 2> of the template number {n}"));
        let short = written(&Facts::of(&text), usize::MAX, TERMS).unwrap().text;
        assert!(short.contains("; what each name stands for, <value> for a value:\n"), "{short}");
        assert!(
            short.contains(" (20 lines): no route for <*> and <word 2> of the template number <value>\n]\n"),
            "{short}"
        );
        assert_eq!(expand(&short, usize::MAX).unwrap(), text);
    }

    #[test]
    fn ends_of_lines_stay() {
        let text = log(30, |n| format!("12:00:{n} connection of the worker {n} was refused by its peer\r"));
        assert!(short(&text).unwrap().1.starts_with("12:00:10 connection 10\n"));
        assert!(short(text.trim_end_matches('\n')).unwrap().1.ends_with("\n12:00:39 connection 39"));
    }

    #[test]
    fn other_texts_are_left_alone() {
        let prose = log(40, |n| format!("{n} is a number of which there is more to say, said the {}th", n * n));
        let table = log(40, |n| format!("  {n}      root      20   0   {n}00 S   systemd-worker-of-the-system"));
        let code = log(40, |n| format!("12:00 if x == {n} {{ return call_of_that_name({n}); }}")).replace("12:00 ", "");
        let few = log(2, |n| format!("12:00:{n} connection of the worker {n} was refused"));
        let short_lines = log(40, |n| format!("12:00:{n} ok {n}"));
        for text in ["", "\n", "a", "1\n2\n3\n4\n5\n6\n7\n", &table, &code, &few, &short_lines, &"1".repeat(9999)] {
            assert_eq!(short(text), None, "{text}");
        }
        assert!(short(&prose).is_some(), "what is no log is written like one where its lines are alike");
    }

    #[test]
    fn what_does_not_hold_is_refused() {
        let said = |names: &str, lines: &str| {
            let header = "[lines of a log, behind word 1 as a name and its values; what each name stands for, <*> for a value:\n";
            expand(&format!("{header}{names}{lines}"), 20).map(Cow::into_owned).map_err(|malformed| malformed.why)
        };
        assert_eq!(said("a (2 lines): b <*>\n]\n", "1 a 2\n3 a 4").unwrap(), "1 b 2\n3 b 4");
        for (names, lines, why) in [
            ("a (1 lines): b <*>\n]\n", "1 a 2 3\n", Refusal::Misfit),
            ("a (1 lines): b <*>\n]\n", "1 a\n", Refusal::Misfit),
            ("a (1 lines): b\n]\n", "", Refusal::Misfit),
            ("a (1 lines): b\n]\n", "1 a\n1 a\n", Refusal::Misfit),
            ("a (1 lines): b\n", "1 a\n", Refusal::Misfit),
            ("a (1 lines): b\na (1 lines): c\n]\n", "1 a\n", Refusal::Misfit),
            ("a (1 lines): <word 2>\n]\n", "1 a\n", Refusal::Misfit),
            ("a (1 lines): <word x>\n]\n", "1 a\n", Refusal::Misfit),
            ("a (1 lines): 12345678901234567890\n]\n", "1 a\n", Refusal::TooLarge),
        ] {
            assert_eq!(said(names, lines), Err(why), "{names}{lines}");
        }
    }
}
