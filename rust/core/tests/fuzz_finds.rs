//! What fuzzing and review have found, so that it stays mended: `rust/fuzz/finds`.

use std::fs;
use std::path::PathBuf;

use headroom_core::config::Level;
use headroom_core::forms::json::{crush, expand};
use headroom_core::forms::layers::Layers;
use headroom_core::forms::{Form, Terms, checked};
use headroom_core::growth::asked;
use headroom_core::vocabulary::Vocabulary;

/// The finds for a target, and their names.
fn finds(target: &str) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/finds").join(target);
    let read =
        |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap());
    let found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| read(entry.unwrap())).collect();
    assert!(!found.is_empty());
    found
}

#[test]
fn texts_are_expanded_or_refused() {
    for (name, text) in finds("expand") {
        if let Ok(expanded) = expand(&text) {
            assert!(expanded.len() <= asked(text.len()) + text.len(), "{name}");
        }
    }
}

#[test]
fn texts_are_crushed_to_what_expands_and_stays() {
    for (name, text) in finds("crush") {
        for level in [Level::Plain, Level::Default, Level::Compact] {
            let terms = Terms { vocabulary: Vocabulary::O200kBase, level };
            let Some(shorter) = crush(&text, terms).0 else { continue };
            assert!(expand(&shorter.text).is_ok(), "{name}");
            assert_eq!(crush(&shorter.text, terms).0, None, "{name}");
        }
    }
}

#[test]
fn layers_are_looked_for_and_found_or_not() {
    for (name, text) in finds("layers") {
        for level in [Level::Plain, Level::Default, Level::Compact] {
            let terms = Terms { vocabulary: Vocabulary::O200kBase, level };
            let Some(shorter) = checked(&Layers, &text.as_str().into(), usize::MAX, terms).0 else { continue };
            assert_eq!(Layers.expand(&shorter.text, usize::MAX).as_deref(), Ok(text.as_str()), "{name}");
        }
    }
}
