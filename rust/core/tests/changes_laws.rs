//! What changed in JSON that came before: what is written is read back, by whichever version, in linear time.

mod support;

use std::sync::Arc;

use cpu_time::ThreadTime;
use headroom_core::changes::{drafts, expand};
use headroom_core::forms;
use headroom_core::json::write::minified;
use headroom_core::repeats::{Arguments, Index, Origin, Reading};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index as Pick, select as one_of};
use support::{cases, document, scalar};

const KEYS: &[&str] = &["status", "a.b", "", "removed", "added after x", "é", "order by", "x\"y", "by"];

fn origin(order: usize) -> Origin {
    let arguments = Arguments::of(&format!(r#"{{"order":"W-{order}"}}"#));
    Origin { name: "get_order".into(), arguments: Some(Arc::new(arguments)) }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Few different scalars, so that versions have many in common.
fn value() -> impl Strategy<Value = String> {
    let rows = vec(row(scalar_of_few().boxed()), 0..4).prop_map(|rows| format!("[{}]", rows.join(",")));
    prop_oneof![6 => scalar_of_few(), 1 => scalar(), 1 => Just("{}".to_owned()), 1 => rows]
}

fn scalar_of_few() -> impl Strategy<Value = String> {
    one_of(&["1", "1.0", "\"1\"", "null", "\"\"", "\"open\"", "\"two words\"", "[1,2]", "true"][..])
        .prop_map(str::to_owned)
}

fn row(values: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let fields = vec((one_of(KEYS), values), 0..3);
    (0..12_usize, fields).prop_map(|(id, fields)| object("id", &id.to_string(), &fields))
}

/// An object with a field before others, each key once.
fn object(key: &str, value: &str, fields: &[(&str, String)]) -> String {
    let mut seen = vec![key];
    let mut text = format!("{{{}:{value}", quoted(key));
    for (key, value) in fields {
        if !seen.contains(key) {
            text.extend([",", &quoted(key), ":", value]);
            seen.push(key);
        }
    }
    text + "}"
}

/// An order: rows with an id in any order, and fields in any order.
fn order() -> impl Strategy<Value = String> {
    let rows = vec(row(value().boxed()), 0..8).prop_shuffle();
    (rows, vec((one_of(KEYS), value()), 0..6))
        .prop_map(|(rows, fields)| object("items", &format!("[{}]", rows.join(",")), &fields))
}

/// A document and others that have become of it, a part of the text replaced by a part of another one.
fn edited() -> impl Strategy<Value = Vec<String>> {
    (document(), vec((any::<Pick>(), scalar_of_few()), 1..4)).prop_map(|(first, edits)| {
        let mut versions = vec![first];
        for (pick, scalar) in edits {
            let last = versions.last().cloned().unwrap_or_default();
            let places: Vec<usize> = last.match_indices(['1', ':']).map(|(at, _)| at).collect();
            let Some(&at) = places.get(pick.index(places.len().max(1))) else { break };
            let end = if last[at..].starts_with(':') { format!(": {scalar}") } else { "7".to_owned() };
            let rest = last[at + 1..].trim_start_matches([' ', 'n', 'u', 'l', 't', 'r', 'e']);
            versions.push(format!("{}{end}{rest}", &last[..at]));
        }
        versions
    })
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn what_is_written_is_read_back(
        versions in prop_oneof![3 => vec(order(), 2..12), 1 => edited(), 1 => vec(document(), 2..4)],
        orders in vec((0..2_usize, any::<bool>()), 12),
    ) {
        let mut index = Index::default();
        for (text, (order, is_stated)) in versions.iter().zip(orders) {
            let origin = origin(order);
            let drafts = drafts(text, &origin, &index);
            for draft in &drafts {
                let expanded = expand(draft, &index).unwrap().unwrap();
                prop_assert_eq!(forms::expand(&expanded).unwrap(), minified(text), "{}", draft);
            }
            let sent = drafts.into_iter().next().filter(|_| is_stated).unwrap_or_else(|| text.clone());
            Reading::new(sent.into()).add_to(&mut index, origin);
        }
    }

    #[test]
    fn any_lines_are_read_without_a_fault(base in order(), lines in vec(one_of(LINES), 1..4)) {
        let mut index = Index::default();
        Reading::new(base.into()).add_to(&mut index, origin(0));
        let _ = expand(&format!("[as in get_order above, except:]\n{}", lines.join("\n")), &index);
    }
}

const LINES: &[&str] = &[
    "",
    "status: 1",
    "status.x: 1",
    "removed: status",
    "removed: items[id=1]",
    "items[id=1].status: []",
    "items[id=1].status[id=2]: {}",
    "items[status=1].id: 7",
    "added at the end of items: {\"id\":1}",
    "added at the start of items: {\"id\":77},{\"id\":78}",
    "added after items[id=1]: {\"id\":79}",
    "moved to the end of items: [id=1]",
    "moved to the start of items: [id=2],[id=1]",
    "moved after items[id=1]: [id=1],[id=2]",
    "order of items by id: 1,2",
    "order by id: 1",
    "added at the end: {}",
    "[original field order: id,status]",
];

/// Versions where a quadratic step could hide, of about `rows` rows each.
fn hostile(rows: usize) -> Vec<(&'static str, String, String)> {
    let list = |ids: &mut dyn Iterator<Item = usize>, field: &str| {
        let rows: Vec<String> = ids.map(|id| format!(r#"{{"id":{id},"n":{field}}}"#)).collect();
        format!("[{}]", rows.join(","))
    };
    let first = list(&mut (0..rows), "0");
    let map = |value: &str| {
        let fields: Vec<String> = (0..rows).map(|key| format!(r#""key{key}":{value}"#)).collect();
        format!("{{{}}}", fields.join(","))
    };
    let deep = |inner: usize| format!("{}{inner}{}", r#"{"a":"#.repeat(rows), "}".repeat(rows));
    vec![
        ("every row changed", first.clone(), list(&mut (0..rows), "1")),
        ("turned around", first.clone(), list(&mut (0..rows).rev(), "0")),
        ("every other row moved", first.clone(), list(&mut (0..rows).map(|id| id ^ 1), "0")),
        ("rows between all", list(&mut (0..rows).step_by(2), "0"), first.clone()),
        ("all rows others", first, list(&mut (rows..2 * rows), "0")),
        ("every field changed", map("0"), map("1")),
        ("deep", deep(1), deep(2)),
    ]
}

fn both_ways(first: &str, second: &str) -> f64 {
    let start = ThreadTime::now(); // not the clock's, which goes on while others have the processor
    let mut index = Index::default();
    Reading::new(first.into()).add_to(&mut index, origin(0));
    for draft in drafts(second, &origin(0), &index) {
        let expanded = expand(&draft, &index).unwrap().unwrap();
        assert_eq!(forms::expand(&expanded).unwrap(), second);
    }
    start.elapsed().as_secs_f64()
}

#[test]
fn time_is_linear_in_the_text() {
    for ((name, first, second), (_, larger_first, larger_second)) in hostile(400).into_iter().zip(hostile(6_400)) {
        let once = |first: &str, second: &str| (0..3).map(|_| both_ways(first, second)).fold(f64::MAX, f64::min);
        let (quick, slow) = (once(&first, &second), once(&larger_first, &larger_second));
        assert!(slow < 16.0 * 8.0 * quick.max(1e-3), "{name}: {quick:.4} s and {slow:.4} s for 16 times as much");
    }
}
