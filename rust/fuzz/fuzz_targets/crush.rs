//! What is rewritten is shorter, expands to its JSON minified, and stays as it is when that is tried again; a document always
//! expands to itself.
#![no_main]

mod document;

use std::sync::Arc;

use headroom_core::config::Level;
use headroom_core::conversation::{expand, form};
use headroom_core::forms::quoted::said;
use headroom_core::json::write::minified;
use headroom_core::models::resolve;
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
        if let Some(shorter) = rewritten(&document, level) {
            assert_eq!(expand(&shorter, &[]).unwrap(), minified(&document));
        }
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        rewritten(text, level);
    }
});

fn rewritten(text: &str, level: Level) -> Option<Arc<str>> {
    let model = resolve("gpt-4o");
    let settled = form(text, &model, level);
    let shorter = settled.replacement?;
    // The line above what reads like ours is the one thing that a text may grow by.
    assert!(said(&shorter).is_some() || settled.after.tokens() < settled.before.tokens());
    assert!(expand(&shorter, &[]).is_ok());
    // As somebody else's text it would be quoted.
    assert!(form(&shorter, &model, level).replacement.is_none_or(|again| said(&again) == Some(&shorter)));
    Some(shorter)
}
