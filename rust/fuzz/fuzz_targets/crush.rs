//! What is crushed is shorter, expands to its JSON minified, and stays as it is when crushed again.
#![no_main]

use headroom_core::config::Level;
use headroom_core::crush::{crush, expand};
use headroom_core::tokens::Vocabulary;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let crushed = crush(text, Vocabulary::O200kBase, Level::Default);
    let Some(shorter) = crushed.text else { return };
    assert!(crushed.tokens_after < crushed.tokens_before);
    assert!(expand(&shorter).is_ok());
    assert_eq!(crush(&shorter, Vocabulary::O200kBase, Level::Default).text, None);
});
