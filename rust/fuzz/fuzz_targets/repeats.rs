//! A conversation, its texts separated by U+0001: what is elided resolves to what it was, and any text is resolved or refused.
#![no_main]

use headroom_core::repeats::{Index, Reading, is_reference, resolve};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|conversation: &str| {
    let mut index = Index::default();
    for text in conversation.split('\u{1}') {
        let _ = resolve(&format!("[… as in read above]\n{text}"), &index);
        let reading = Reading::new(text.into());
        if let Some((elided, _)) = reading.elided(&index) {
            assert!(is_reference(&elided));
            assert_eq!(resolve(&elided, &index).unwrap().as_deref(), Some(text));
        }
        reading.add_to(&mut index, "read".into());
    }
});
