//! Documents of the shapes that tools return, the same for the same seed. What differs between seeds differs in every
//! row, so that no memory of one document answers for another.
#![allow(dead_code, reason = "each benchmark takes what it needs")]

use std::fmt::Write;

/// Makes a document from a seed and a number of rows.
pub type Maker = fn(u64, usize) -> String;

/// Every shape by its name.
pub const DOCUMENTS: &[(&str, Maker)] =
    &[("employees", employees), ("orders", orders), ("pods", pods), ("flags", flags), ("repr", repr), ("log", log)];

const NAMES: [&str; 8] = ["Ada", "Ben", "Chloe", "Dmitri", "Elif", "Farah", "Goran", "Hana"];
const WORDS: [&str; 8] = ["ledger", "socket", "invoice", "quota", "shard", "voucher", "carrier", "tenant"];

/// Splitmix64: small, seeded, and good enough to look like data.
struct Source(u64);

impl Source {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// The rows joined by `", "`, as Python's `json.dumps` writes a list.
fn joined(seed: u64, rows: usize, mut row: impl FnMut(&mut Source, usize, &mut String)) -> String {
    let (mut source, mut out) = (Source(seed << 32), String::new());
    for index in 0..rows {
        if index > 0 {
            out.push_str(", ");
        }
        row(&mut source, index, &mut out);
    }
    out
}

fn employees(seed: u64, rows: usize) -> String {
    let rows = joined(seed, rows, |source, index, out| {
        let (name, id) = (source.pick(&NAMES), source.below(1 << 40));
        let (team, salary) = (source.pick(&WORDS), 38_000 + 500 * source.below(200));
        write!(
            out,
            r#"{{"id": {index}, "name": "{name}", "email": "{name}.{id}@example.com", "team": "{team}", "salary": {salary}, "active": true}}"#
        )
        .unwrap();
    });
    format!("[{rows}]")
}

/// Orders with a customer and one to four lines each.
pub fn orders(seed: u64, rows: usize) -> String {
    let rows = joined(seed, rows, |source, index, out| {
        let (id, name, city) = (source.below(1 << 40), source.pick(&NAMES), source.pick(&WORDS));
        write!(
            out,
            r#"{{"id": "ord_{id:010x}", "number": {index}, "status": "paid", "customer": {{"name": "{name}", "city": "{city}"}}, "items": ["#
        )
        .unwrap();
        for line in 0..=source.below(4) {
            let (comma, sku) = (if line > 0 { ", " } else { "" }, source.below(10_000));
            let (title, cents) = (source.pick(&WORDS), source.below(100));
            write!(out, r#"{comma}{{"sku": "S-{sku}", "title": "{title} {cents}", "price": {line}.{cents:02}}}"#)
                .unwrap();
        }
        out.push_str("]}");
    });
    format!(r#"{{"orders": [{rows}], "next": null}}"#)
}

fn pods(seed: u64, rows: usize) -> String {
    let rows = joined(seed, rows, |source, index, out| {
        let (app, hash, node) = (source.pick(&WORDS), source.below(1 << 32), source.below(12));
        write!(
            out,
            r#"{{"metadata": {{"name": "{app}-{hash:08x}", "labels": {{"app": "{app}", "tier": "backend"}}, "uid": "{hash:08x}-{index:04}"}}, "spec": {{"node": "node-{node}", "containers": [{{"name": "{app}", "image": "registry.example.com/{app}:{node}.1", "ports": [{{"containerPort": 8080}}]}}]}}, "status": {{"phase": "Running", "conditions": [{{"type": "Ready", "status": "True"}}, {{"type": "Initialized", "status": "True"}}]}}}}"#
        )
        .unwrap();
    });
    format!(r#"{{"kind": "PodList", "items": [{rows}]}}"#)
}

/// A map of alike objects: no array anywhere.
fn flags(seed: u64, rows: usize) -> String {
    let rows = joined(seed, rows, |source, index, out| {
        let (word, id, percent) = (source.pick(&WORDS), source.below(1 << 24), 5 * source.below(21));
        write!(
            out,
            r#""{word}.flag_{index}": {{"enabled": true, "rollout": {percent}, "owner": "team-{word}", "note": "rollout {id}"}}"#
        )
        .unwrap();
    });
    format!(r#"{{"flags": {{{rows}}}}}"#)
}

fn repr(seed: u64, rows: usize) -> String {
    employees(seed, rows).replace('"', "'").replace("true", "True")
}

fn log(seed: u64, rows: usize) -> String {
    let (mut source, mut out) = (Source(seed << 32), String::new());
    for index in 0..rows {
        let (minute, second, word) = (index / 60 % 60, index % 60, source.pick(&WORDS));
        let (id, spent) = (source.below(1 << 24), source.below(400));
        writeln!(out, "2026-03-01 10:{minute:02}:{second:02} INFO [{word}] GET /v1/items/{id} 200 in {spent} ms")
            .unwrap();
    }
    out
}
