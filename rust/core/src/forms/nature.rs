//! What a text already is when it comes.

use super::claims::claims;
use super::{is_misread, quoted};
use crate::json::find;
use crate::json::verbatim::is_mixed;
use crate::repeats::is_reference;
use crate::window::{is_masked_note, without_note};

/// What a text means beyond what it says. Only a [`Plain`](Nature::Plain) text is written in another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing.
    Plain,
    /// Headroom has written it, and it refers to earlier messages.
    Reference,
    /// Headroom has written it.
    Ours,
    /// It reads like one of our forms or notes, and somebody else has written it.
    Claiming,
    /// Another system has put a way back into it: what stands there must stay as it is.
    Envelope,
    /// It holds the character that marks Python's calls inside the core.
    Reserved,
}

impl Nature {
    /// Finds out what `text` is, which Headroom has written or not: nothing in it can tell. Linear.
    #[must_use]
    pub fn of(text: &str, is_ours: bool) -> Self {
        if is_ours {
            if is_reference(text) { Self::Reference } else { Self::Ours }
        } else if reads_like_ours(text) {
            Self::Claiming
        } else if text.trim_start().starts_with("<result id=") {
            Self::Envelope
        } else if is_mixed(text) {
            Self::Reserved
        } else {
            Self::Plain
        }
    }
}

/// Whether a text could be taken for our own words, by [`expand`](super::expand) or a reader. The strings of a JSON document
/// have quotes around them.
fn reads_like_ours(text: &str) -> bool {
    is_reference(text)
        || is_masked_note(text)
        || quoted::said(text).is_some()
        || without_note(text).1.is_some()
        || is_misread(text)
        || (claims(text) && find::whole(text).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_nature_is_told() {
        for (text, nature) in [
            ("", Nature::Plain),
            (r#"{"a": [1, 2]}"#, Nature::Plain),
            (r#"["[2 rows: a", "[… as in read_file above]"]"#, Nature::Plain),
            ("[… as in read_file above]\n…", Nature::Claiming),
            ("see [2 rows: a\n1\n2\n]", Nature::Claiming),
            ("[line numbers padded to 6 columns]\n1→a", Nature::Claiming),
            ("[text as it came]\nwords", Nature::Claiming),
            ("[result of search left out to fit the context window: 812 tokens]", Nature::Claiming),
            ("\n<result id=7>{}</result>", Nature::Envelope),
            ("\n<result id=7>[2 rows: a\n1\n2\n]</result>", Nature::Claiming),
        ] {
            assert_eq!(Nature::of(text, false), nature, "{text}");
        }
    }

    #[test]
    fn what_we_have_written_is_ours_whatever_it_says() {
        for (text, nature) in [
            ("words", Nature::Ours),
            ("see [2 rows: a\n1\n2\n]", Nature::Ours),
            ("<result id=7>{}</result>", Nature::Ours),
            ("[… as in read_file above]\n…", Nature::Reference),
        ] {
            assert_eq!(Nature::of(text, true), nature, "{text}");
        }
    }

    #[test]
    fn the_mark_of_calls_is_reserved() {
        let text = format!("a{}b", char::from(crate::json::verbatim::VERBATIM));
        assert_eq!(Nature::of(&text, false), Nature::Reserved);
    }
}
