//! Counts generated texts and tiktoken's tokens of them until the two differ.
//!
//! `cargo run --release -p headroom-core --example fuzz_tokens -- [TEXTS] [FIRST_SEED] [THREADS]`

#[path = "../tests/generate/mod.rs"]
mod generate;

use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, process, thread};

use headroom_core::tokens::Vocabulary;
use tiktoken_rs::CoreBPE;

const TEXTS: u64 = 1_000_000;
const BATCH: u64 = 1000;

fn main() {
    let mut arguments = env::args().skip(1).map(|number| number.parse().expect("a number"));
    let texts = arguments.next().unwrap_or(TEXTS);
    let first = arguments.next().unwrap_or(0);
    let threads = arguments.next().unwrap_or(2);
    let (batch, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let start = batch.fetch_add(BATCH, Ordering::Relaxed);
                    if start >= texts {
                        return;
                    }
                    let seeds = first + start..first + texts.min(start + BATCH);
                    bytes.fetch_add(seeds.map(check).sum(), Ordering::Relaxed);
                }
            });
        }
    });
    let megabytes = bytes.into_inner() / 1_000_000;
    eprintln!("{texts} texts from seed {first}, {megabytes} MB, in two vocabularies: no count differs");
}

/// The bytes of the text of `seed`, whose counts must be the oracle's.
fn check(seed: u64) -> u64 {
    let text = generate::text(seed);
    check_in(Vocabulary::O200kBase, tiktoken_rs::o200k_base_singleton(), &text, seed);
    check_in(Vocabulary::Cl100kBase, tiktoken_rs::cl100k_base_singleton(), &text, seed);
    text.len() as u64
}

fn check_in(vocabulary: Vocabulary, oracle: &CoreBPE, text: &str, seed: u64) {
    let (count, expected) = (vocabulary.count(text), oracle.encode_ordinary(text).len());
    if count != expected {
        eprintln!("seed {seed}: {} counts {count}, tiktoken {expected}: {text:?}", vocabulary.name());
        process::exit(1);
    }
}
