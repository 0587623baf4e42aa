//! Columns, CSV and paths of any text expand to it, and any text is expanded within its bound or refused.
#![no_main]

use headroom_core::config::Level;
use headroom_core::forms::{columns, csv, paths};
use libfuzzer_sys::fuzz_target;

const MOST: usize = 1 << 20;

fuzz_target!(|text: &str| {
    if let Some(written) = columns::written(&text.into()) {
        assert_eq!(columns::expand(&written, usize::MAX).unwrap(), text);
    }
    if let Some(written) = csv::written(&text.into()) {
        assert_eq!(csv::expand(&written, usize::MAX).unwrap(), text);
    }
    for level in [Level::Default, Level::Compact] {
        if let Some(written) = paths::written(&text.into(), level) {
            assert_eq!(paths::expand(&written, usize::MAX).unwrap(), text);
        }
    }
    let expanded = [columns::expand(text, MOST), csv::expand(text, MOST), paths::expand(text, MOST)];
    for expanded in expanded.into_iter().flatten() {
        assert!(expanded == text || expanded.len() <= MOST);
    }
});
