//! Any text is expanded or refused; what has been expanded holds no table any more, unless one was spelled inside it.
#![no_main]

use headroom_core::forms::json::{expand, is_marked};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(expanded) = expand(text) {
        assert!(is_marked(text) || expanded == text);
    }
});
