//! Trees as `tree`, `cargo tree` and `find`-like tools draw them: the lines that lead to each name go, and a blank for each
//! level stands in their place. They follow from the levels.
//!
//! ```
//! use headroom_core::forms::Facts;
//! use headroom_core::forms::tree::{expand, written};
//!
//! let drawn = "src\n├── forms\n│   ├── csv.rs\n│   └── tree.rs\n└── lib.rs\n";
//! let tree = written(&Facts::of(drawn)).unwrap();
//! assert_eq!(tree, "src\n[tree in 4 lines, indented by level; it was drawn with ├──]\n forms\n  csv.rs\n  tree.rs\n lib.rs\n");
//! assert_eq!(expand(&tree, drawn.len()).unwrap(), drawn);
//! ```

use std::borrow::Cow;

use super::facts::Facts;
use super::form::{Draft, Form, Malformed, Proposal, Refusal, Terms};
use super::text_lines::{has_line, line_starts, lines, number};
use crate::config::Level;
use crate::transform::Transform;

/// How trees were drawn was stated once.
pub const TREE: Transform = Transform { rank: 10, name: "tree", reason: "how a tree was drawn was stated once" };

/// Drawn trees, as a form.
#[derive(Clone, Copy, Debug)]
pub struct Tree;

impl Form for Tree {
    fn transforms(&self) -> &'static [Transform] {
        &[TREE]
    }

    fn is_marked(&self, text: &str) -> bool {
        has_line(text, HEADER[0], |line| announced(line).is_some())
    }

    fn is_read_in_part(&self) -> bool {
        false
    }

    fn has_fixed_lines(&self) -> bool {
        true
    }

    fn write(&self, facts: &Facts<'_>, _tokens: usize, terms: Terms) -> Proposal {
        // A small model told 2 of 18 whole paths from this, 5 from the drawing; of 24 folders of a file 3 and 2.
        let tree = (terms.level == Level::Compact).then(|| written(facts)).flatten();
        tree.map(|tree| Draft::exact(tree, TREE)).into()
    }

    fn expand<'t>(&self, text: &'t str, most: usize) -> Result<Cow<'t, str>, Malformed> {
        expand(text, most)
    }
}

/// What stands around the number of lines and what they were drawn with.
const HEADER: [&str; 3] = ["[tree in ", " lines, indented by level; it was drawn with ", "]\n"];

/// Says that the text was cut off within the tree: on each level down to the last line more would follow.
const CUT: &str = ", and cut off";

/// Fewer lines are read as they stand.
const FEWEST: usize = 4;

/// Nobody draws deeper trees.
const DEEPEST: usize = 64;

/// How a tree is drawn: what leads to a name, to the last one of its level, past a level that goes on, and past one that does not.
#[derive(Debug)]
struct Style {
    /// What it is called.
    name: &'static str,
    branch: &'static str,
    last: &'static str,
    bar: &'static str,
    gap: &'static str,
}

/// As `cargo tree`, `tree`, `tree --charset=ascii` and Windows' `tree` draw. (`+---` reads like a diff, which stays as it is.)
static STYLES: [Style; 4] = [
    Style { name: "├──", branch: "├── ", last: "└── ", bar: "│   ", gap: "    " },
    Style {
        name: "├── and no-break spaces", branch: "├── ", last: "└── ", bar: "│\u{a0}\u{a0} ", gap: "    "
    },
    Style { name: "|--", branch: "|-- ", last: "`-- ", bar: "|   ", gap: "    " },
    Style { name: "├───", branch: "├───", last: "└───", bar: "│   ", gap: "    " },
];

/// How many lines below a line of ours are a tree, how that was drawn, and whether it was cut off.
fn announced(line: &str) -> Option<(usize, &'static Style, bool)> {
    let (count, drawn) = line.strip_prefix(HEADER[0])?.strip_suffix(HEADER[2])?.split_once(HEADER[1])?;
    let whole = drawn.strip_suffix(CUT);
    let style = STYLES.iter().find(|style| style.name == whole.unwrap_or(drawn))?;
    Some((number(count)?, style, whole.is_some()))
}

/// A name in a tree and what stands behind it on its line, and on which level: those at the start of a line are on the first.
#[derive(Clone, Copy, Debug)]
struct Entry<'t> {
    level: usize,
    said: &'t str,
}

impl<'t> Entry<'t> {
    /// The entry on a line that is drawn so.
    fn drawn(line: &'t str, style: &Style) -> Option<Self> {
        let (mut level, mut rest) = (1, line);
        while let Some(inner) = rest.strip_prefix(style.bar).or_else(|| rest.strip_prefix(style.gap)) {
            (level, rest) = (level + 1, inner);
        }
        Self::of(level, rest.strip_prefix(style.branch).or_else(|| rest.strip_prefix(style.last))?)
    }

    /// The entry on a line that is indented.
    fn indented(line: &'t str) -> Option<Self> {
        let said = line.trim_start_matches(' ');
        Self::of(line.len() - said.len(), said)
    }

    fn of(level: usize, said: &'t str) -> Option<Self> {
        let is_entry = (1..=DEEPEST).contains(&level) && !said.starts_with([' ', '\n', '\r']) && !said.is_empty();
        is_entry.then_some(Self { level, said })
    }

    /// Whether it may stand below another.
    fn follows(self, other: Option<&Self>) -> bool {
        self.level <= other.map_or(1, |other| other.level + 1)
    }
}

/// Appends the drawing of entries; `None` where more than `most` bytes stand there then.
fn draw(entries: &[Entry<'_>], style: &Style, is_cut: bool, most: usize, out: &mut String) -> Option<()> {
    let goes_on = goes_on(entries, is_cut);
    let mut above = [false; DEEPEST + 1];
    for (&Entry { level, said }, &goes_on) in entries.iter().zip(&goes_on) {
        above[level] = goes_on;
        out.extend(above[1..level].iter().map(|&goes_on| if goes_on { style.bar } else { style.gap }));
        out.extend([if goes_on { style.branch } else { style.last }, said]);
        (out.len() <= most).then_some(())?;
    }
    Some(())
}

/// Whether another entry follows on the level of each, below the same one.
fn goes_on(entries: &[Entry<'_>], is_cut: bool) -> Vec<bool> {
    let mut open = [false; DEEPEST + 2];
    let last = entries.last().map_or(0, |last| last.level);
    open[1..=last].fill(is_cut);
    let mut goes_on: Vec<bool> = entries
        .iter()
        .rev()
        .map(|entry| {
            open[entry.level + 1..].fill(false);
            std::mem::replace(&mut open[entry.level], true)
        })
        .collect();
    goes_on.reverse();
    goes_on
}

/// The text with its trees indented; `None` where there is none, or it is code. Linear in the text.
#[must_use]
pub fn written(facts: &Facts<'_>) -> Option<String> {
    let text = facts.text();
    let style = STYLES.iter().find(|style| line_starts(text, style.branch).next().is_some() && has_bar(text, style))?;
    if facts.is_fixed() {
        return None;
    }
    let (mut out, mut is_any) = (String::with_capacity(text.len()), false);
    let (mut block, mut start, mut at) = (Vec::new(), 0, 0);
    for line in lines(text) {
        let entry = Entry::drawn(line, style);
        if !entry.is_some_and(|entry| entry.follows(block.last())) {
            is_any |= put(&block, &text[start..at], style, &mut out);
            (block, start) = (Vec::new(), at);
        }
        at += line.len();
        if let Some(entry) = entry.filter(|entry| entry.follows(block.last())) {
            block.push(entry);
        } else {
            out.push_str(line);
            start = at;
        }
    }
    is_any |= put(&block, &text[start..], style, &mut out);
    is_any.then_some(out)
}

/// Whether the bars of a style stand in a text, if any bar does that another style has.
fn has_bar(text: &str, style: &Style) -> bool {
    let stands = |bar: &str| memchr::memmem::find(text.as_bytes(), bar.as_bytes()).is_some();
    stands(style.bar) || !STYLES.iter().any(|other| other.branch == style.branch && stands(other.bar))
}

/// Writes the entries of a tree that was drawn so; as it was where the drawing does not follow from them, which is answered.
fn put(entries: &[Entry<'_>], drawn: &str, style: &Style, out: &mut String) -> bool {
    let is_drawn = |is_cut: &bool| {
        let mut again = String::with_capacity(drawn.len());
        draw(entries, style, *is_cut, drawn.len(), &mut again).is_some() && again == drawn
    };
    let Some(is_cut) = [false, true].into_iter().find(is_drawn).filter(|_| entries.len() >= FEWEST) else {
        out.push_str(drawn);
        return false;
    };
    out.extend([
        HEADER[0],
        &entries.len().to_string(),
        HEADER[1],
        style.name,
        if is_cut { CUT } else { "" },
        HEADER[2],
    ]);
    for entry in entries {
        out.extend(std::iter::repeat_n(' ', entry.level));
        out.push_str(entry.said);
    }
    true
}

/// The text with its trees drawn again. Linear in the result.
///
/// # Errors
/// A line announces a tree that does not follow, or the text is more than `most` bytes.
pub fn expand(text: &str, most: usize) -> Result<Cow<'_, str>, Malformed> {
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = line_starts(&text[at..], HEADER[0]).next() {
        let start = at + found;
        let header = lines(&text[start..]).next().unwrap_or_default();
        at = start + header.len();
        // What begins amid a line is none: its line did not begin at the slice's start.
        let begins_line = start == 0 || text.as_bytes()[start - 1] == b'\n';
        let Some((count, style, is_cut)) = announced(header).filter(|_| begins_line) else { continue };
        let refused = |at: usize, why: Refusal| Malformed { begins_at: start, at, why };
        let (entries, end) = entries_at(text, at, count).map_err(|at| refused(at, Refusal::Misfit))?;
        out.push_str(&text[copied..start]);
        draw(&entries, style, is_cut, most, &mut out).ok_or_else(|| refused(at, Refusal::TooLarge))?;
        (copied, at) = (end, end);
    }
    if copied == 0 {
        return Ok(Cow::Borrowed(text));
    }
    out.push_str(&text[copied..]);
    if out.len() <= most { Ok(out.into()) } else { Err(Malformed { begins_at: 0, at: copied, why: Refusal::TooLarge }) }
}

/// So many entries on lines from an offset on, and where they end; else the offset of the line that is none.
fn entries_at(text: &str, mut at: usize, count: usize) -> Result<(Vec<Entry<'_>>, usize), usize> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for line in lines(&text[at..]).take(count) {
        let entry = Entry::indented(line).filter(|entry| entry.follows(entries.last())).ok_or(at)?;
        entries.push(entry);
        at += line.len();
    }
    if entries.len() == count && count > 0 { Ok((entries, at)) } else { Err(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree below the header, where it can be drawn again.
    fn tree(text: &str) -> Option<String> {
        let tree = written(&Facts::of(text))?;
        assert_eq!(expand(&tree, usize::MAX).unwrap(), text);
        assert!(Tree.is_marked(&tree));
        Some(tree)
    }

    const DRAWN: &str = ".\n├── docs\n│   ├── a.md\n│   └── deep\n│       └── b.md\n├── lib.rs -> ../lib.rs\n└── tests\n    ├── c.rs\n    └── d.rs\n\n3 directories, 5 files\n";
    const INDENTED: &str =
        " docs\n  a.md\n  deep\n   b.md\n lib.rs -> ../lib.rs\n tests\n  c.rs\n  d.rs\n\n3 directories, 5 files\n";

    #[test]
    fn a_tree_is_indented_by_level() {
        for (name, changes) in [
            ("├──", [("", ""); 3]),
            ("├── and no-break spaces", [("│   ", "│\u{a0}\u{a0} "), ("", ""), ("", "")]),
            ("|--", [("├──", "|--"), ("└──", "`--"), ("│", "|")]),
            ("├───", [("── ", "───"), ("", ""), ("", "")]),
        ] {
            let drawn = changes.iter().fold(DRAWN.to_owned(), |text, (from, to)| text.replace(from, to));
            let header = format!(".\n[tree in 8 lines, indented by level; it was drawn with {name}]\n");
            assert_eq!(tree(&drawn), Some(header + INDENTED), "{drawn}");
        }
    }

    #[test]
    fn a_tree_may_be_cut_off() {
        let text = "├── a\n│   ├── b\n│   └── c\n├── d\n│   ├── e\n│   ├── f";
        let expected =
            "[tree in 6 lines, indented by level; it was drawn with ├──, and cut off]\n a\n  b\n  c\n d\n  e\n  f";
        assert_eq!(tree(text).as_deref(), Some(expected));
        assert_eq!(tree(&text.replace("│   ├── f", "│   └── f")), None, "whether d goes on is not told");
    }

    #[test]
    fn several_trees_stand_by_themselves() {
        let one = "├── a\n│   └── b\n├── c\n└── d\n";
        let text = format!("a b:\n{one}\nc:\n{one}end\n");
        assert_eq!(tree(&text).unwrap().matches("[tree in 4 lines").count(), 2);
    }

    #[test]
    fn what_is_drawn_otherwise_stays() {
        for text in [
            "├── a\n│   ├── b\n│   └── c\n├──  d\n└── e\n",
            "├── a\n│       └── b\n├── c\n├── d\n└── e\n",
            "├── a\n└── b\n",
            "|-- a\n|-- b\n|-- c\n|-- d\nno tree: |-- a\n`-- ",
            "  ├── a\n  ├── b\n  ├── c\n  └── d\n",
            "a | b\n--- | ---\n",
        ] {
            assert!(tree(text).is_none_or(|tree| tree.contains("cut off")), "{text}");
        }
    }

    #[test]
    fn what_is_announced_must_follow() {
        let header = "[tree in 2 lines, indented by level; it was drawn with ├──]\n";
        for (lines, at) in [(" a\n", 3), (" a\nb\n", 3), (" a\n   b\n", 3), ("  a\n b\n", 0), (" a\n \n", 3), ("", 0)] {
            let refused = expand(&format!("x\n{header}{lines}"), 1000).unwrap_err();
            assert_eq!((refused.begins_at, refused.at, refused.why), (2, 2 + header.len() + at, Refusal::Misfit));
        }
        let text = format!("{header} a\n b\n");
        assert_eq!(expand(&text, 24).unwrap(), "├── a\n└── b\n".to_owned());
        assert_eq!(expand(&text, 23).unwrap_err().why, Refusal::TooLarge);
        for none in ["[tree in 2 lines, indented by level; it was drawn with x]\n a\n b\n", "see [tree in 2 lines"] {
            assert_eq!(expand(none, 1000), Ok(Cow::Borrowed(none)));
        }
    }
}
