//! Throughput of token counting, by kind of text: seen before, and never seen.
#![allow(missing_docs, reason = "criterion's macros write public functions")]

#[path = "../tests/generate/mod.rs"]
mod generate;

use std::hint::black_box;
use std::thread;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use headroom_core::vocabulary::Vocabulary;

const SIZE: usize = 1_000_000;
const VOCABULARIES: [Vocabulary; 4] =
    [Vocabulary::O200kBase, Vocabulary::Cl100kBase, Vocabulary::P50kBase, Vocabulary::R50kBase];

/// Documents of every kind, and runs of one character, whose time must grow with their length and no faster.
fn texts() -> Vec<(String, String)> {
    let documents = generate::KINDS.iter().enumerate();
    let documents = documents.map(|(kind, &name)| (name.to_owned(), generate::document(kind, SIZE, 1)));
    let runs = [("100 kB", 100_000), ("10 MB", 10_000_000)].into_iter().flat_map(|(size, bytes)| {
        [("letter", "a"), ("space", " "), ("=", "=")]
            .map(|(name, one)| (format!("one {name}, {size}"), one.repeat(bytes)))
    });
    documents.chain(runs).collect()
}

/// All of the text is known to the caches of the thread.
fn seen(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("seen");
    let message = ("message".to_owned(), generate::document(4, 200, 2));
    for (name, text) in texts().into_iter().chain([message]) {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for vocabulary in VOCABULARIES {
            group.bench_function(BenchmarkId::new(vocabulary.name(), &name), |bencher| {
                bencher.iter(|| vocabulary.count(black_box(&text)));
            });
        }
    }
}

/// A new thread knows nothing but the vocabulary; its start and its first memory are in the time.
fn never_seen(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("never seen");
    for (name, text) in texts() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for vocabulary in VOCABULARIES {
            let count = || vocabulary.count(black_box(&text));
            let on_a_new_thread = || thread::scope(|scope| scope.spawn(count).join().unwrap());
            group.bench_function(BenchmarkId::new(vocabulary.name(), &name), |bencher| {
                bencher.iter(on_a_new_thread);
            });
        }
    }
}

/// A hundred and forty measurements in a few minutes.
fn short() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1200))
}

criterion_group!(name = counting; config = short(); targets = seen, never_seen);
criterion_main!(counting);
