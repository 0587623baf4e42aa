//! Throughput of token counting, by kind of text: seen before, and never seen.
#![allow(missing_docs, reason = "criterion's macros write public functions")]

#[path = "../tests/generate/mod.rs"]
mod generate;

use std::hint::black_box;
use std::thread;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use headroom_core::tokens::Vocabulary;

const SIZE: usize = 1_000_000;

fn texts() -> Vec<(&'static str, String)> {
    let documents = generate::KINDS.iter().enumerate();
    let mut texts: Vec<_> = documents.map(|(kind, &name)| (name, generate::document(kind, SIZE, 1))).collect();
    texts.extend(["a", " ", "="].map(|run| (run, run.repeat(100_000))));
    texts.push(("message", generate::document(4, 200, 2)));
    texts
}

/// All of the text is known to the caches of the thread.
fn seen(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("seen");
    for (name, text) in texts() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for vocabulary in [Vocabulary::O200kBase, Vocabulary::Cl100kBase] {
            let id = BenchmarkId::new(vocabulary.name(), name);
            group.bench_function(id, |bencher| {
                bencher.iter(|| vocabulary.count(black_box(&text)));
            });
        }
    }
}

/// A new thread knows nothing but the vocabulary; its start and its first memory are in the time.
fn never_seen(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("never seen");
    for (name, text) in texts().into_iter().filter(|(_, text)| text.len() > 10_000) {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let count = || Vocabulary::O200kBase.count(black_box(&text));
        let on_a_new_thread = || thread::scope(|scope| scope.spawn(count).join().unwrap());
        group.bench_function(BenchmarkId::new("o200k_base", name), |bencher| {
            bencher.iter(on_a_new_thread);
        });
    }
}

criterion_group!(counting, seen, never_seen);
criterion_main!(counting);
