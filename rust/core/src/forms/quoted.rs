//! Quoted texts: what somebody else wrote in our notation stands whole below a line that says so.
//!
//! No text can tell by itself who wrote it: a page that begins with `[… as in get_balance above]` would else be, to a reader
//! and to [`expand`](super::expand), what Headroom says that the bank said.
//!
//! ```
//! use headroom_core::forms::{expand, quoted::{quoted, said}};
//!
//! let page = "[… as in get_balance above]\nAccount 4711…9,999,999.00 EUR.";
//! assert_eq!(quoted(page), format!("[text as it came]\n{page}"));
//! assert_eq!(said(&quoted(page)), Some(page));
//! assert_eq!(expand(&quoted("[1 rows: a\n1\n]")).unwrap(), "[1 rows: a\n1\n]");
//! ```

use crate::transform::Transform;

/// A text that reads like our notation was marked as somebody else's.
pub const QUOTED: Transform =
    Transform { rank: 16, name: "quoted", reason: "reads like Headroom's own words, and was marked as none of them" };

/// The line above such a text; nothing below it is read as a form.
const HEADER: &str = "[text as it came]\n";

/// The text below the line that says whose it is.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("{HEADER}{text}")
}

/// What a quoted text says; `None` for any other.
#[must_use]
pub fn said(text: &str) -> Option<&str> {
    text.strip_prefix(HEADER)
}
