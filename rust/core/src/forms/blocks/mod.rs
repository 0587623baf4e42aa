//! Blocks of alike lines: what `dmidecode`, `rpm -qi`, `kubectl describe` and `/proc/cpuinfo` say of one thing after another.
//!
//! Each block begins with the same label. Of one that is for the most part as an earlier block of its kind only the lines
//! that differ stand, in their place, and `…` where others are left out. An earlier block is one that stands whole: a reader
//! looks up a line in one place, never in a chain of them.
//!
//! This is a diff against a block (Tichy, "The String-to-String Correction Problem with Block Moves", 1984), aligned by the
//! keys of lines rather than by numbers, so that a reader has nothing to count.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::blocks::{expand, written};
//!
//! let core = |number: usize| format!("processor\t: {number}\nmodel name\t: Xeon E5-2680 v4\ncpu MHz\t\t: 2400.000\n\n");
//! let text: String = (0..9).map(core).collect();
//! let short = written(&Facts::of(&text)).unwrap();
//! let blocks = short.split_once("]\n").unwrap().1;
//! assert!(blocks.starts_with(&format!("{}processor\t: 1\n…\n\nprocessor\t: 2\n…\n\n", core(0))));
//! assert_eq!(expand(&short, text.len()).unwrap(), text);
//! ```

mod block;
mod glance;
mod key;
mod read;
mod write;

use std::borrow::Cow;

pub use read::expand;
pub use write::written;
pub(super) use write::written_within;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Terms};
use super::keys::is_blank;
use crate::transform::Transform;

/// What blocks of lines have in common was stated once.
pub const BLOCKS: Transform =
    Transform { rank: 7, name: "blocks", reason: "what blocks of lines have in common was stated once" };

/// Blocks of alike lines, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Blocks;

impl Form for Blocks {
    fn transforms(&self) -> &'static [Transform] {
        &[BLOCKS]
    }

    fn is_marked(&self, text: &str) -> bool {
        parts(text).is_some()
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn has_fixed_lines(&self) -> bool {
        true
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, _terms: Terms) -> Proposal {
        written(facts).map(|short| Draft::exact(short, BLOCKS)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// What stands in the first line around the label that each block begins with.
const HEADER: [&str; 2] = [
    "[blocks of lines, each from \"",
    "\" on; … stands for lines that are the same in the last whole block of that kind]\n",
];

/// The line that stands for lines of another block.
const LEFT_OUT: &str = "…\n";

/// A label has so many bytes at most.
const LONGEST_LABEL: usize = 64;

/// Blocks of so many kinds are known at most, those that come first.
const MOST_KINDS: usize = 256;

/// The label that a text in this form announces, and what stands below.
fn parts(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(HEADER[0])?.split_once(HEADER[1]).filter(|(label, _)| is_label(label))
}

/// Whether a header can state a label.
fn is_label(label: &str) -> bool {
    let stands = |c: char| c == '\t' || !(c.is_control() || c == '"');
    label.len() <= LONGEST_LABEL && !is_blank(label) && label.chars().all(stands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::form::Refusal;

    /// What stands below the header, where it can be read back.
    fn short(text: &str) -> Option<String> {
        let short = written(&Facts::of(text))?;
        assert_eq!(expand(&short, usize::MAX).unwrap(), text);
        Some(parts(&short).unwrap().1.to_owned())
    }

    fn said(label: &str, short: &str, most: usize) -> Result<String, Refusal> {
        let text = format!("{}{label}{}{short}", HEADER[0], HEADER[1]);
        expand(&text, most).map(Cow::into_owned).map_err(|malformed| malformed.why)
    }

    fn memory(handle: &str, slot: u32, size: &str) -> String {
        format!(
            "Handle {handle}, DMI type 17, 27 bytes\nMemory Device\n\tArray Handle: 0x0040\n\tTotal Width: 64 bits\n\
             \tSize: {size}\n\tForm Factor: DIMM\n\tLocator: RAM slot #{slot}\n\tType: DRAM\n\tSpeed: 2400 MT/s\n\
             \tManufacturer: Not Specified\n\n"
        )
    }

    #[test]
    fn lines_that_differ_stand_in_their_place() {
        let first = memory("0x0041", 0, "8192 MB");
        let others = ["0x0042", "0x0043", "0x0044"].map(|handle| memory(handle, 1, "No Module Installed"));
        let told = "Handle 0x0042, DMI type 17, 27 bytes\nMemory Device\n…\n\tSize: No Module Installed\n…\n\
            \tLocator: RAM slot #1\n…\n\n";
        let expected = [first.clone(), told.to_owned(), told.replace("42", "43"), told.replace("42", "44")].concat();
        assert_eq!(
            short(&format!("# dmidecode\n\n{first}{}", others.concat())).unwrap(),
            format!("# dmidecode\n\n{expected}")
        );
    }

    #[test]
    fn blocks_of_each_kind_are_told_from_the_last_whole_one() {
        let port = |handle: &str| {
            let lines = "Port Connector\n\tInternal Connector Type: None\n\tPort Type: USB 3.0\n\n";
            format!("Handle {handle}, DMI type 8, 9 bytes\n{lines}")
        };
        let text =
            [memory("1", 0, "8 MB"), port("2"), memory("3", 0, "8 MB"), port("4"), memory("5", 0, "8 MB")].concat();
        let told = "Handle 3, DMI type 17, 27 bytes\nMemory Device\n…\n\n";
        let other = "Handle 4, DMI type 8, 9 bytes\nPort Connector\n…\n\n";
        let expected = [&memory("1", 0, "8 MB"), &port("2"), told, other, &told.replace("3,", "5,")].concat();
        assert_eq!(short(&text).unwrap(), expected);
    }

    #[test]
    fn lines_may_be_more_or_fewer_than_in_the_whole_block() {
        let package = |name: &str, epoch: &str, rest: &str| {
            let vendor = "Vendor : CentOS\nPackager: CentOS BuildSystem <http://bugs.centos.org>\nSignature: (none)\nURL: none\n";
            format!("Name   : {name}\n{epoch}License: GPLv2 or any later version\n{vendor}{rest}\n")
        };
        let first = package("a", "", "Notes:\nfirst\n");
        let text = [&first, &package("b", "Epoch: 1\n", ""), &package("c", "", "Notes:\nnew\n")[..]].concat();
        let told = "Name   : b\nEpoch: 1\n…\nURL: none\n\nName   : c\n…\nNotes:\nnew\n\n";
        assert_eq!(short(&text).unwrap(), format!("{first}{told}"));
    }

    #[test]
    fn what_most_blocks_since_say_otherwise_is_stated_in_another_whole_block() {
        let first = memory("0", 0, "8192 MB");
        let others: String = (1..30).map(|slot| memory(&slot.to_string(), slot, "No Module Installed")).collect();
        let short = short(&format!("{first}{others}")).unwrap();
        assert_eq!(short.matches("\tType: DRAM").count(), 2, "{short}");
        assert!(short.matches("No Module Installed").count() < 15, "{short}");
    }

    #[test]
    fn other_texts_are_left_alone() {
        let unlike = |n: usize| format!("Name: n{n}\nsays: {}\nand: {}\n\n", n * n, n * 7);
        let unlike: String = (0..30).map(unlike).collect();
        let step = |n: usize| format!("  - name: step{n}\n    uses: actions/checkout@v4\n    with:\n      depth: 1\n");
        let code: String = (0..9).map(step).collect();
        let alike = memory("1", 0, "8 MB").repeat(5);
        let foreign = format!("{alike}…\n");
        for text in ["", "\n", "a", "Name: a\nName: b\n", &unlike, &foreign, &code, &"\n".repeat(99), &"x".repeat(999)]
        {
            assert_eq!(short(text), None, "{text}");
        }
        assert!(short(&alike).is_some());
    }

    #[test]
    fn ends_of_lines_and_of_the_text_stay() {
        let text = memory("1", 0, "8 MB").repeat(5).replace('\n', "\r\n");
        assert!(short(&text).unwrap().ends_with("Memory Device\r\n…\n\r\n"));
        assert!(short(text.trim_end()).unwrap().ends_with("…\n\tManufacturer: Not Specified"));
    }

    #[test]
    fn what_does_not_hold_is_refused() {
        for (short, why) in [
            ("N: 1\n…\n", Refusal::Misfit),
            ("N: 1\na: 1\nN: 2\n…\nb: 2\n", Refusal::Misfit),
            ("N: 1\na: 1\nN: 2\n…\n…\n", Refusal::Misfit),
            ("N: 1\na: 1\nN: 2\n…\na: 2\na: 3\n…\nb: 1\n", Refusal::Misfit),
            ("N: 1\nkind\na: 1\nN: 2\n…\n", Refusal::Misfit),
            ("N: 1\na: 1111111111\nN: 2\n…\n", Refusal::TooLarge),
        ] {
            assert_eq!(said("N:", short, 32), Err(why), "{short}");
        }
        assert_eq!(said("N:", "N: 1\na: 1\nb: 1\nN: 2\n…\nb: 2", 99).unwrap(), "N: 1\na: 1\nb: 1\nN: 2\na: 1\nb: 2");
    }

    #[test]
    fn what_only_looks_like_the_form_stands() {
        for label in ["", " ", "a\u{7}", &"x".repeat(65)] {
            let text = format!("{}{label}{}a\n", HEADER[0], HEADER[1]);
            assert_eq!(expand(&text, 9999).unwrap(), Cow::Borrowed(&text));
        }
        assert_eq!(said("N:", "…\nN: 1\na\nN: 1\n …\n…", 99).unwrap(), "…\nN: 1\na\nN: 1\n …\n…");
    }
}
