//! Paths: lines below one another that begin with the same folder or file, as find, grep and archivers print them.
//!
//! The file stands once, as tools for people show it, and what was found in each line stands indented below it. At the compact level
//! folders stand so too, in the folders they are in.
//!
//! ```
//! use headroom_core::config::Level;
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::paths::{expand, written};
//!
//! let found = "src/forms/json/cell.rs\nsrc/forms/json/read/call.rs\nsrc/forms/json/read/mod.rs\n";
//! let paths = written(&Facts::of(found), Level::Compact).unwrap();
//! assert_eq!(paths, "[paths in 4 lines, indented below what they begin with]\nsrc/forms/json/\n cell.rs\n read/call.rs\n read/mod.rs\n");
//! assert_eq!(expand(&paths, 1000).unwrap(), found);
//! ```

use std::borrow::Cow;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Terms};
use super::text_lines::{has_line, number_between};
use crate::transform::Transform;

mod folders;
mod place;
mod read;
mod write;

pub use read::expand;
pub use write::written;

/// What paths begin with was stated once.
pub const PATHS: Transform = Transform { rank: 14, name: "paths", reason: "what paths begin with was stated once" };

/// Paths below what they begin with, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Paths;

impl Form for Paths {
    fn transforms(&self) -> &'static [Transform] {
        &[PATHS]
    }

    fn is_marked(&self, text: &str) -> bool {
        is_headed(text)
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, terms: Terms) -> Proposal {
        written(facts, terms.level).map(|paths| Draft::exact(paths, PATHS)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// How the line above paths begins, up to the number of lines, and how it ends.
const HEADER_START: &str = "[paths in ";
const HEADER_END: &str = " lines, indented below what they begin with]\n";

/// Whether a line of a text begins paths of ours.
#[must_use]
pub fn is_headed(text: &str) -> bool {
    has_line(text, HEADER_START, |line| announced(line).is_some())
}

/// The number of lines that a line announces.
fn announced(line: &str) -> Option<usize> {
    number_between(line, [HEADER_START, HEADER_END])
}

#[cfg(test)]
mod tests {
    use super::super::form::Refusal;
    use super::*;
    use crate::config::Level;

    /// What a text becomes, which it comes back from.
    fn paths(text: &str) -> Option<String> {
        let paths = written(&Facts::of(text), Level::Compact)?;
        assert_eq!(expand(&paths, usize::MAX).unwrap(), text);
        Some(paths)
    }

    #[test]
    fn what_was_found_stands_below_its_file() {
        let text = "src/forms/listing.rs:12:use std::iter::once;\nsrc/forms/listing.rs:31:    fn write(&self) {\n\
            benches/forms.rs:7:mod form;\nbenches/forms.rs:9: mod x;\n--\nREADME.md:1:# Title\n";
        let expected = "[paths in 6 lines, indented below what they begin with]\nsrc/forms/listing.rs:\n \
            12:use std::iter::once;\n 31:    fn write(&self) {\nbenches/forms.rs:\n 7:mod form;\n 9: mod x;\n--\nREADME.md:1:# Title\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
    }

    #[test]
    fn folders_are_not_stated_but_at_the_compact_level() {
        let text = "src/warehouse/orders.py:7:a\nsrc/warehouse/orders.py:9:b\nsrc/warehouse/returns.py:3:c\n";
        let short = written(&Facts::of(text), Level::Default).unwrap();
        assert!(short.ends_with("\nsrc/warehouse/orders.py:\n 7:a\n 9:b\nsrc/warehouse/returns.py:3:c\n"), "{short}");
        assert_eq!(expand(&short, text.len()).unwrap(), text);
        assert_eq!(written(&Facts::of(&text.replace(':', "/")), Level::Default), None);
    }

    #[test]
    fn folders_stand_below_the_folders_they_are_in() {
        let text = "/srv/shop/node_modules/left-pad/package.json\n/srv/shop/node_modules/next/dist/build/index.js\n\
            /srv/shop/node_modules/next/dist/build/utils.js\n/srv/shop/node_modules/next/package.json\n/srv/shop/README.md\n/srv/notes\n";
        let expected = "[paths in 10 lines, indented below what they begin with]\n/srv/\n shop/\n  node_modules/\n   left-pad/package.json\n   \
            next/dist/build/\n    index.js\n    utils.js\n   next/package.json\n  README.md\n notes\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
    }

    #[test]
    fn what_was_found_may_begin_with_blanks() {
        let text = "src/warehouse/totals.py:def total():\nsrc/warehouse/totals.py:    return 1\nsrc/warehouse/totals.py:        # why\n\
            src/warehouse/prices_of.py:def price():\nsrc/warehouse/prices_of.py:    return 2\n";
        let expected = "[paths in 8 lines, indented below what they begin with]\nsrc/warehouse/\n totals.py:\n  def total():\n      return 1\n          \
            # why\n prices_of.py:\n  def price():\n      return 2\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
        assert_eq!(paths("src/app/a\nsrc/app/ b\nsrc/app/  c\nsrc/app/d\n"), None);
    }

    #[test]
    fn what_stands_between_stays() {
        let text = "Found:\n./docs/images/architecture/a.png\n./docs/images/architecture/b.png\n./LICENSE\n\
            ./docs/reference/c.md\n./docs/reference/d.md\nDone.\n";
        let expected = "Found:\n[paths in 7 lines, indented below what they begin with]\n./docs/images/architecture/\n a.png\n \
            b.png\n./LICENSE\n./docs/reference/\n c.md\n d.md\nDone.\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
    }

    #[test]
    fn what_git_says_of_files_stands_above_them() {
        let text = "Changes not staged for commit:\n\tmodified:   src/app/button/index.tsx\n\tmodified:   src/app/button/view.tsx\n\n\
            Untracked files:\n\tdocs/guides/a.md\n\tdocs/guides/b.md\n";
        let expected = "Changes not staged for commit:\n[paths in 8 lines, indented below what they begin with]\n\
            \tmodified:   src/app/button/\n index.tsx\n view.tsx\n\nUntracked files:\n\tdocs/guides/\n a.md\n b.md\n";
        assert_eq!(paths(text).as_deref(), Some(expected));
        let short = "M  src/app/button/index.tsx\nM  src/app/button/view.tsx\n?? docs/a.md\n";
        let expected = "[paths in 3 lines, indented below what they begin with]\nM  src/app/button/\n index.tsx\n view.tsx\n?? docs/a.md\n";
        assert_eq!(paths(short).as_deref(), Some(expected));
        assert_eq!(paths(" M src/app/button/index.tsx\n M src/app/button/view.tsx\n"), None);
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "",
            "a/b\n",
            "a/b\na/c\n",
            "and/or\nand/more than that\n",
            "// a\n// b\n// c\n// d\n",
            "12:00 a\n12:00 b\n",
            "17/06/09 a\n17/06/09 b\n17/06/09 c\n",
            "https://one.example/a\nhttps://two.example/b\nhttps://three.example/c\n",
        ] {
            assert_eq!(written(&Facts::of(text), Level::Compact), None, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let header = "[paths in 2 lines, indented below what they begin with]\n";
        for lines in ["", "a/\n", " b\n c\n", "a/\n  b\n"] {
            assert_eq!(expand(&format!("{header}{lines}"), 1000).unwrap_err().why, Refusal::Misfit, "{lines}");
        }
        assert_eq!(expand(&format!("{header}a/\n b\n"), 1).unwrap_err().why, Refusal::TooLarge);
    }
}
