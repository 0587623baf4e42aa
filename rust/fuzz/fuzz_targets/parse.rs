//! The parser accepts what `serde_json` accepts, and minifying keeps the value.
#![no_main]

use headroom_core::json::{parse, write};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let ours = parse::parse(text);
    // serde_json also refuses nesting beyond 128 and lone surrogates, which JSON's grammar allows.
    let Ok(theirs) = serde_json::from_str::<Value>(text) else { return };
    assert!(ours.is_ok(), "only serde_json accepts {text:?}");
    let minified = write::minified(text);
    assert_eq!(serde_json::from_str::<Value>(&minified).ok(), Some(theirs));
});
