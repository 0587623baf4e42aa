//! What is crushed is shorter, expands to its JSON minified, and stays as it is when crushed again; a document always
//! expands to itself.
#![no_main]

mod document;

use headroom_core::config::Level;
use headroom_core::crush::{crush, expand};
use headroom_core::json::write::minified;
use headroom_core::tokens::Vocabulary;
use libfuzzer_sys::fuzz_target;

/// Documents double with each level, and larger ones only take time.
const LARGEST: usize = 1 << 16;

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, bytes)) = bytes.split_first() else { return };
    let level = if kind & 1 == 0 { Level::Default } else { Level::Compact };
    if kind & 2 == 0 {
        let document = document::document(bytes);
        if document.len() > LARGEST {
            return;
        }
        if let Some(shorter) = crushed(&document, level) {
            assert_eq!(expand(&shorter).unwrap(), minified(&document));
        }
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        crushed(text, level);
    }
});

fn crushed(text: &str, level: Level) -> Option<String> {
    let crushed = crush(text, Vocabulary::O200kBase, level);
    let shorter = crushed.text?;
    assert!(crushed.tokens_after < crushed.tokens_before);
    assert!(expand(&shorter).is_ok());
    assert_eq!(crush(&shorter, Vocabulary::O200kBase, level).text, None);
    Some(shorter)
}
