//! Planning conversations: cold, and with everything but the last result known.

mod generated;

use std::cell::Cell;
use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use generated::orders;
use headroom_core::config::Config;
use headroom_core::conversation::{Request, plan};
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::{self, Model};
use headroom_core::plan::Plan;

const ROWS: usize = 16;

thread_local! {
    static SEED: Cell<u64> = const { Cell::new(0) };
}

/// A result that nothing has seen before.
fn fresh(rows: usize) -> String {
    orders(SEED.replace(SEED.get() + 1), rows)
}

fn message(role: Role, text: &str) -> Message<'_> {
    let editable = matches!(role, Role::User | Role::Tool);
    let calls =
        if role == Role::Assistant { vec![Call { id: "call", tool: "orders", arguments: "" }] } else { Vec::new() };
    let results = if role == Role::Tool { vec!["call"] } else { Vec::new() };
    let texts = vec![Text { editable, answers: results.first().copied(), ..Text::fixed(text) }];
    Message { texts, calls, results, ..Message::empty(role) }
}

/// A question, a call and its result, for each of the results.
fn conversation(results: &[String]) -> Vec<Message<'_>> {
    let turn = |result| {
        [
            message(Role::User, "Which of these orders need attention?"),
            message(Role::Assistant, r#"{"day":"monday"}"#),
            message(Role::Tool, result),
        ]
    };
    results.iter().flat_map(|result| turn(result)).collect()
}

fn planned(results: &[String], model: &Model) -> Plan {
    let messages = conversation(results);
    let request = Request {
        messages: &messages,
        tools: None,
        sent_tools: None,
        output_schema: None,
        model,
        limits: model.limits,
    };
    plan(&request, &Config::default())
}

fn one_result(criterion: &mut Criterion) {
    let model = models::resolve("gpt-4.1");
    let mut group = criterion.benchmark_group("plan one result, cold");
    for rows in [4, 64, 1024] {
        group.throughput(Throughput::Bytes(fresh(rows).len() as u64));
        group.bench_function(BenchmarkId::from_parameter(rows), |bench| {
            bench.iter_batched(
                || vec![fresh(rows)],
                |results| planned(black_box(&results), &model),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

fn known_history(criterion: &mut Criterion) {
    let model = models::resolve("gpt-4.1");
    let mut group = criterion.benchmark_group("plan a conversation, all known");
    for turns in [1, 10, 100, 500] {
        let results: Vec<String> = (0..turns).map(|_| fresh(ROWS)).collect();
        group.throughput(Throughput::Bytes(results.iter().map(String::len).sum::<usize>() as u64));
        group.bench_function(BenchmarkId::from_parameter(turns), |bench| {
            bench.iter(|| planned(black_box(&results), &model));
        });
    }
    group.finish();
}

criterion_group!(benches, one_result, known_history);
criterion_main!(benches);
