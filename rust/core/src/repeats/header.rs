//! The first lines of texts that refer to earlier ones.

/// What stands for a run of earlier text; the second where a text holds the first itself.
pub(super) const MARKS: [&str; 2] = ["…", "⋯"];

/// How the line above a text with marks begins, behind the bracket and the mark.
const START: &str = " as in ";

/// How it ends.
const END: &str = " above]\n";

/// How the line above what changed begins.
const CHANGES_START: &str = "[as in ";

/// How it ends where something changed, and where nothing did, which is then all of the text.
const CHANGES_END: &str = " above, except:]\n";
const UNCHANGED_END: &str = " above, unchanged]";

/// What a text says that states what changed in an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed<'t> {
    /// What the earlier one is called.
    pub label: &'t str,
    /// A line for each change; none where nothing changed.
    pub lines: &'t str,
}

impl Changed<'_> {
    /// The text that says so.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { label, lines } = self;
        let end = if lines.is_empty() { UNCHANGED_END } else { CHANGES_END };
        [CHANGES_START, label, end, lines].concat()
    }
}

/// What `text` says if it states what changed in an earlier one.
#[must_use]
pub fn changed(text: &str) -> Option<Changed<'_>> {
    let rest = text.strip_prefix(CHANGES_START)?;
    let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let (label, lines) = match rest[..line].strip_suffix(CHANGES_END) {
        Some(label) => (label, Some(&rest[line..]).filter(|lines| !lines.is_empty())?),
        None => (rest.strip_suffix(UNCHANGED_END)?, ""),
    };
    (!label.contains('\n')).then_some(Changed { label, lines })
}

/// The first line of a text with marks.
pub(super) fn marked(mark: &str, names: &[Box<str>]) -> String {
    format!("[{mark}{START}{}{END}", names.join(", "))
}

/// The mark and the text below the first line, if it is one with marks.
pub(super) fn mark_and_body(text: &str) -> Option<(&'static str, &str)> {
    let inner = text.strip_prefix('[')?;
    let mark = MARKS.into_iter().find(|mark| inner.starts_with(mark))?;
    let names = inner[mark.len()..].strip_prefix(START)?;
    let line = names.find('\n')? + 1;
    (names[..line].ends_with(END) && names[line..].contains(mark)).then(|| (mark, &names[line..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_by_its_first_line() {
        let changes = Changed { label: "get_order(7)", lines: "status: open" };
        assert_eq!(changes.text(), "[as in get_order(7) above, except:]\nstatus: open");
        assert_eq!(changed(&changes.text()), Some(changes));
        let unchanged = Changed { label: "get_order", lines: "" };
        assert_eq!(unchanged.text(), "[as in get_order above, unchanged]");
        assert_eq!(changed(&unchanged.text()), Some(unchanged));
        for text in [
            "[as in x above, except:]",
            "[as in x above, except:]\n",
            "[as in x above, unchanged]\n",
            "[as in x\n above, unchanged]",
            "x",
        ] {
            assert_eq!(changed(text), None, "{text}");
        }
    }
}
