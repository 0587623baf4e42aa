//! What is written of lines in each form expands to the text; any text is expanded or refused, and is no longer than it may be.
#![no_main]

use headroom_core::config::Level;
use headroom_core::forms::blocks::Blocks;
use headroom_core::forms::headings::Headings;
use headroom_core::forms::log::Log;
use headroom_core::forms::progress::Progress;
use headroom_core::forms::repeated::Repeated;
use headroom_core::forms::stanzas::Stanzas;
use headroom_core::forms::{Form, Terms};
use headroom_core::vocabulary::Vocabulary;
use libfuzzer_sys::fuzz_target;

const FORMS: [&dyn Form; 6] = [&Stanzas, &Blocks, &Log, &Headings, &Repeated, &Progress];

/// Longer texts only take time.
const MOST: usize = 1 << 20;

fuzz_target!(|text: &str| {
    let terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Compact };
    for form in FORMS {
        if let Some(draft) = form.write(&text.into(), usize::MAX, terms).draft {
            assert!(form.is_marked(&draft.text));
            assert_eq!(form.expand(&draft.text, text.len()).unwrap(), text);
        }
        if let Ok(expanded) = form.expand(text, MOST) {
            assert!(expanded.len() <= MOST.max(text.len()));
            assert!(form.is_marked(text) || expanded == text);
        }
    }
});
