//! A conversation, its texts separated by U+0001: what is written is read back, and any text is expanded or refused.
#![no_main]

use headroom_core::repeats::{Index, Reading, expand, is_reference};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|conversation: &str| {
    let mut index = Index::default();
    for text in conversation.split('\u{1}') {
        let _ = expand(&format!("[… as in read above]\n{text}"), &index);
        let reading = Reading::new(text.into());
        if let Some((written, _)) = reading.written(&mut index) {
            assert!(is_reference(&written));
            assert_eq!(expand(&written, &index).unwrap().as_deref(), Some(text));
        }
        reading.add_to(&mut index, "read".into());
    }
});
