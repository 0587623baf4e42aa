//! Views of large results, and pages of them: those behind the first, for which a result is read and remembered.

mod generated;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use generated::orders;
use headroom_core::config::Level;
use headroom_core::forms::{Terms, data, shortest};
use headroom_core::pages::{Page, page};
use headroom_core::views::{Query, Wanted, view};
use headroom_core::vocabulary::Vocabulary;

const VOCABULARY: Vocabulary = Vocabulary::O200kBase;

/// What is looked at: a name, a result as it came, and that in its shortest form.
fn results() -> Vec<(&'static str, String, String)> {
    let line = |number: usize| {
        let (hour, minute, item) = (number / 60 % 24, number % 60, number * 7919 % 99_991);
        format!(
            "2026-03-01 {hour:02}:{minute:02} INFO [http-{}] GET /api/items/{item} 200 in {} ms\n",
            item % 8,
            item % 37
        )
    };
    let log: String = (0..77_000).map(line).collect();
    let orders = orders(1, 20_000);
    let table =
        shortest(&orders, Terms { vocabulary: VOCABULARY, level: Level::Default }).text.expect("orders make a table");
    vec![("orders", orders, table), ("log", log.clone(), log)]
}

fn views(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("view");
    let asked = Query::of(["Which order of R-7719 failed?", "{}"]);
    for (name, original, short) in results() {
        let viewed = |original: &str| {
            let data = data(original).filter(|data| data.is_most).map(|data| data.json);
            let (tool, address) = ("get", "72fy1078v2xs");
            let data = data.as_deref();
            view(original, &short, Wanted { budget: 1500, tool, address, asked: &asked, data, vocabulary: VOCABULARY })
        };
        group.throughput(Throughput::Bytes(original.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| viewed(black_box(&original))));
    }
    group.finish();
}

fn pages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("page");
    let (address, budget, vocabulary, level) = ("72fy1078v2xs", 1000, VOCABULARY, Level::Default);
    let any = Page { address, query: None, lines: None, rows: None, fields: None, budget, vocabulary, level };
    for (name, original, short) in results() {
        for (what, asked) in [
            ("lines", Page { lines: Some("700-900"), ..any }),
            ("query", Page { query: Some("7719"), ..any }),
            ("rows", Page { rows: Some("total > 9"), ..any }),
        ] {
            group.bench_function(format!("{name}, {what}"), |bench| {
                bench.iter(|| {
                    page(
                        black_box(&original),
                        Some(&short).filter(|short| **short != original).map(String::as_str),
                        &asked,
                    )
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, views, pages);
criterion_main!(benches);
