//! Counts generated texts and tiktoken's tokens of them until the two differ.
//!
//! `[HEADROOM_VOCABULARIES=FILES] cargo run --release -p headroom-core --example fuzz_tokens -- [TEXTS] [FIRST_SEED] [THREADS]`

#[path = "../tests/generate/mod.rs"]
mod generate;
#[path = "../tests/oracle/mod.rs"]
mod oracle;

use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, process, thread};

use headroom_core::vocabulary::Vocabulary;

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
    let names: Vec<_> = oracle::vocabularies().map(Vocabulary::name).collect();
    eprintln!("{texts} texts from seed {first}, {megabytes} MB, in {}: no count differs", names.join(", "));
}

/// The bytes of the text of `seed`, whose counts must be the oracle's.
fn check(seed: u64) -> u64 {
    let text = generate::text(seed);
    if let Some((vocabulary, count, expected)) = oracle::difference(&text) {
        eprintln!("seed {seed}: {vocabulary} counts {count}, tiktoken {expected}: {text:?}");
        process::exit(1);
    }
    text.len() as u64
}
