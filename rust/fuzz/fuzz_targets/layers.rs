//! Any text below lines that say what stood around it is read or refused, and what is written of any text says that text.
#![no_main]

use headroom_core::config::Level;
use headroom_core::forms::layers::Layers;
use headroom_core::forms::{Form, Terms, checked};
use headroom_core::vocabulary::Vocabulary;
use libfuzzer_sys::fuzz_target;

const MOST: usize = 1 << 20;

fuzz_target!(|text: &str| {
    if let Ok(expanded) = Layers.expand(text, MOST) {
        assert!(Layers.is_marked(text) || expanded == text);
    }
    let layered = format!("content=[Text(text='{text}')] isError=False");
    let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };
    if let Some(shorter) = checked(&Layers, &layered.as_str().into(), usize::MAX, terms).0 {
        assert_eq!(Layers.expand(&shorter.text, usize::MAX).as_deref(), Ok(layered.as_str()));
    }
});
