//! What a text already is when it comes.

use super::FORMS;
use crate::json::verbatim::is_mixed;
use crate::repeats::is_reference;
use crate::window::without_note;

/// What a text means beyond what it says. Only a [`Plain`](Nature::Plain) text is written in another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing.
    Plain,
    /// It refers to earlier messages, as Headroom writes it.
    Reference,
    /// It holds what could be taken for one of our forms, or for the window's note.
    Ours,
    /// Another system has put a way back into it: what stands there must stay as it is.
    Envelope,
    /// It holds the character that marks Python's calls inside the core.
    Reserved,
}

impl Nature {
    /// Finds out what `text` is. Linear.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if is_reference(text) {
            Self::Reference
        } else if FORMS.iter().any(|form| form.is_marked(text)) || without_note(text).1.is_some() {
            Self::Ours
        } else if text.trim_start().starts_with("<result id=") {
            Self::Envelope
        } else if is_mixed(text) {
            Self::Reserved
        } else {
            Self::Plain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_nature_is_told() {
        for (text, nature) in [
            ("", Nature::Plain),
            (r#"{"a": [1, 2]}"#, Nature::Plain),
            ("[… as in read_file above]\n…", Nature::Reference),
            ("[… as in read_file above]\n[1 rows: a\n1\n]…", Nature::Reference),
            ("see [2 rows: a\n1\n2\n]", Nature::Ours),
            ("[line numbers padded to 6 columns]\n1→a", Nature::Ours),
            ("[result of search left out to fit the context window: 812 tokens]", Nature::Plain),
            ("\n<result id=7>{}</result>", Nature::Envelope),
        ] {
            assert_eq!(Nature::of(text), nature, "{text}");
        }
    }

    #[test]
    fn the_mark_of_calls_is_reserved() {
        assert_eq!(Nature::of(&format!("a{}b", char::from(crate::json::verbatim::VERBATIM))), Nature::Reserved);
    }
}
