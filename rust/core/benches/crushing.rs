//! Crushing whole documents, and the stages it is made of. The core's `crush` remembers nothing, so inputs may repeat.

mod generated;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generated::{DOCUMENTS, orders};
use headroom_core::config::Level;
use headroom_core::forms::Terms;
use headroom_core::forms::json::{crush, expand};
use headroom_core::json::{find, parse, write};
use headroom_core::vocabulary::Vocabulary;

const ROWS: usize = 300;

const TERMS: Terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };

fn documents(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("crush");
    for (name, make) in DOCUMENTS {
        let text = make(1, ROWS);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(*name, |bench| {
            bench.iter(|| crush(black_box(&text), TERMS));
        });
    }
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let text = orders(1, ROWS);
    let minified = write::minified(&text);
    let crushed = crush(&text, TERMS).0.expect("orders make a table").text;
    let mut group = criterion.benchmark_group("stages of crushing orders");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("count", |bench| bench.iter(|| Vocabulary::O200kBase.count(black_box(&text))));
    group.bench_function("find", |bench| bench.iter(|| find::whole(black_box(&text)).is_some()));
    group.bench_function("minify", |bench| bench.iter(|| write::minified(black_box(&text))));
    group.bench_function("parse", |bench| bench.iter(|| parse::parse(black_box(&minified)).is_ok()));
    group.bench_function("expand", |bench| bench.iter(|| expand(black_box(&crushed)).is_ok()));
    group.finish();
}

criterion_group!(benches, documents, stages);
criterion_main!(benches);
