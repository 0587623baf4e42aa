//! Crushes files and prints what became of each: tokens before, minified, after.
#![allow(clippy::print_stdout)]

use headroom_core::config::Level;
use headroom_core::forms::{Shortest, Terms, expand, shortest};
use headroom_core::json::write::minified;
use headroom_core::vocabulary::Vocabulary;

fn main() {
    let (mut total, mut shares) = ((0, 0), Vec::new());
    let level = if std::env::var("COMPACT").is_ok() { Level::Compact } else { Level::Default };
    let show = std::env::var("SHOW").is_ok();
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let terms = Terms { vocabulary: Vocabulary::O200kBase, level };
        let Shortest { text: shorter, tokens_before: before, tokens_after: after, .. } = shortest(&text, terms);
        let minified = Vocabulary::O200kBase.count(&minified(&text));
        if let Some(out) = &shorter {
            assert!(expand(out).is_ok());
            if std::env::var("PRINT").is_ok() {
                println!("{out}");
            }
        }
        if show {
            println!(
                "{:8} {:8} {:8} {:5.1}% {}",
                before,
                minified,
                after,
                100.0 - 100.0 * after as f64 / before as f64,
                path.rsplit('/').next().unwrap()
            );
        }
        total = (total.0 + before, total.1 + after);
        shares.push(1.0 - after as f64 / before as f64);
    }
    shares.sort_by(f64::total_cmp);
    println!(
        "{} files {} -> {} saved {:.2}% median {:.2}%",
        shares.len(),
        total.0,
        total.1,
        100.0 - 100.0 * total.1 as f64 / total.0 as f64,
        100.0 * shares[shares.len() / 2]
    );
}
