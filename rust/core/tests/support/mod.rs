//! What several of the property tests generate: JSON texts, texts near JSON, and texts near the notation.
#![allow(dead_code, reason = "each test file uses its own part")]

use headroom_core::config::Level;
use headroom_core::forms::{Form, Terms};
use headroom_core::vocabulary::Vocabulary;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;

/// A run of `count` cases, the same in every run; with `PROPTEST_CASES` or `PROPTEST_RNG_SEED` of other ones, and of more where
/// more are asked for. A failure is fixed and kept as a test of its own, not in a file of seeds.
pub fn cases(count: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let is_asked = ["PROPTEST_CASES", "PROPTEST_RNG_SEED"].iter().any(|name| std::env::var_os(name).is_some());
    let rng_seed = if is_asked { asked.rng_seed } else { RngSeed::Fixed(1) };
    ProptestConfig { cases: count.max(asked.cases), rng_seed, failure_persistence: None, ..asked }
}

/// What texts are written in.
pub const TERMS: Terms = Terms { vocabulary: Vocabulary::O200kBase, level: Level::Default };

/// What a form writes of a text expands to it; any text is expanded or refused, and is no longer than it may be.
pub fn is_exact(form: &dyn Form, text: &str) -> Result<(), TestCaseError> {
    if let Some(draft) = form.write(&text.into(), usize::MAX, TERMS).draft {
        let expanded = form.expand(&draft.text, text.len());
        prop_assert_eq!(expanded.as_deref(), Ok(text), "{:?}", draft.text);
        prop_assert!(form.is_marked(&draft.text));
    }
    let expanded = form.expand(text, text.len());
    prop_assert!(form.is_marked(text) || expanded.as_deref() == Ok(text));
    prop_assert!(expanded.is_err() || expanded.unwrap().len() <= text.len());
    Ok(())
}

/// What a form writes of a text, with `put` in the place of a character, is expanded or refused, and is no longer than it may be.
pub fn is_bounded(form: &dyn Form, text: &str, place: Index, put: &str) -> Result<(), TestCaseError> {
    let Some(draft) = form.write(&text.into(), usize::MAX, TERMS).draft else { return Ok(()) };
    let ends: Vec<usize> = draft.text.char_indices().map(|(at, _)| at).collect();
    let (before, behind) = draft.text.split_at(ends[place.index(ends.len())]);
    let damaged = format!("{before}{put}{}", behind.chars().skip(1).collect::<String>());
    let expanded = form.expand(&damaged, 2 * text.len());
    prop_assert!(expanded.is_err() || expanded.unwrap().len() <= 2 * text.len());
    Ok(())
}

const STRINGS: &[&str] = &[
    r#""""#,
    r#"" ""#,
    r#""null""#,
    r#""1""#,
    r#""-0.5""#,
    r#""a,b""#,
    r#""a;b""#,
    r#""[]""#,
    r#""]""#,
    r#""{""#,
    r#""\"""#,
    r#""5\" pipe""#,
    r#""C:\\dir""#,
    r#""\n""#,
    r#""\u0041""#,
    r#""\u0022""#,
    r#""\ud83d\ude00""#,
    r#""\ud83d""#,
    r#""\/""#,
    r#""日本語 😀""#,
    "\"\u{2028}\"",
    "\"\u{a0}x\"",
    r#""[3 rows: a""#,
    r#""{1 row: a""#,
    r#""plain text""#,
    r#""id=1""#,
    r#""name=""#,
    r#""\"a,b\"=x""#,
];

const KEYS: &[&str] = &[
    r#""id""#,
    r#""name""#,
    r#""value""#,
    r#""a.b""#,
    r#""a,b""#,
    r#""""#,
    r#""\n""#,
    r#""[k]""#,
    r#""é""#,
    r#""\"""#,
];

const NUMBERS: &[&str] = &["0", "-0", "1", "1.0", "1e5", "-2.5E-7", "1180591620717411303424", "0.10"];

/// Strings, numbers and literals in every spelling.
pub fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        select(STRINGS).prop_map(str::to_owned),
        select(NUMBERS).prop_map(str::to_owned),
        select(&["true", "false", "null"][..]).prop_map(str::to_owned),
        "[a-z ]{0,8}".prop_map(|text| format!("\"{text}\"")),
        any::<i32>().prop_map(|number| number.to_string()),
    ]
}

/// JSON texts of every shape, many of them with arrays of alike objects, and with what recurs: shapes, values, groups.
pub fn document() -> impl Strategy<Value = String> {
    let tree = scalar().prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(|items| format!("[{}]", items.join(", "))),
            vec((select(KEYS), inner.clone()), 0..5).prop_map(|fields| object(&fields)),
            rows(inner.boxed()),
        ]
    });
    let tree = tree.boxed();
    prop_oneof![tree.clone(), rows(tree.clone()), rows(scalar().boxed()), recurring(tree), columns()]
}

/// Documents in which shapes and values come again in several places; `tree` is what else there is.
fn recurring(tree: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![3 => large(), 1 => tree];
    (vec(leaf, 1..4), vec((0..9_usize, select(KEYS), 0..6_usize), 3..24)).prop_map(|(leaves, places)| {
        let mut parts: Vec<String> = Vec::new();
        for (form, key, which) in places {
            let pick = |index: usize| &leaves[index % leaves.len()];
            let last = parts.last().map_or("null", |part| if part.len() < 400 { part } else { "0" });
            parts.push(match form {
                0 => pick(which).clone(),
                1 => format!("[{}, {}]", pick(which), last),
                2 => format!("{{{key}: {}}}", pick(which)),
                3 => format!(r#"{{"login": "user {which}", "identifier": {which}, "kind": {}}}"#, pick(which)),
                4 => format!(r#"{{"login": "user(1)", "identifier": {which}}}"#),
                5 => {
                    format!(r#"{{"login": "*1", "owner": {{"login": "&2 x", "identifier": {which}, "kind": {last}}}}}"#)
                }
                6 => format!("[[-{which}, 2], [3.50, {which}]]"),
                7 => format!("[{}]", vec![format!("[-{which}, 1]"); 26].join(", ")),
                _ => quoted(last),
            });
        }
        let names = KEYS.iter().zip(STRINGS).flat_map(|(key, string)| [*key, *string]).cycle();
        let is_object = parts.len().is_multiple_of(2);
        if is_object { object(&names.zip(parts).collect::<Vec<_>>()) } else { format!("[{}]", parts.join(",")) }
    })
}

/// Values that are long enough to be worth a reference, or raw text.
fn large() -> impl Strategy<Value = String> {
    let lines = vec(select(&["def f(x):", "\treturn \"x\"", "", "\\d+ {", "]", "é"][..]), 4..12);
    prop_oneof![
        "[a-z ,&*(){};]{40,60}".prop_map(|text| quoted(&text)),
        lines.prop_map(|lines| quoted(&lines.join("\n"))),
        (0..3_usize)
            .prop_map(|zip| format!(r#"{{"street": "1 Long Acre Road", "city": "Springfield", "zip": "{zip}"}}"#)),
        (2..6_usize, 0..3_usize).prop_map(|(count, style)| {
            let (colon, comma) = [(":", ","), (": ", ", "), (":", ", ")][style];
            let row = |id: usize| format!(r#"{{"id"{colon}{id}{comma}"name"{colon}"n{id}"}}"#);
            quoted(&format!("[{}]", (0..count).map(row).collect::<Vec<_>>().join(comma)))
        }),
    ]
}

/// Rows of one column that counts, or begins and ends alike, beside others; some rows hold something else.
fn columns() -> impl Strategy<Value = String> {
    const FORMS: &[(&str, &str)] = &[
        ("", ""),
        ("\"", "\""),
        ("\"INV-", "\""),
        ("\"é/", ".jpg\""),
        ("17000", ""),
        ("\"\\\\", "\\n\""),
        ("[{\"n\":", "}]"),
    ];
    (select(FORMS), 3..12_usize, 0..20_usize, 0..4_usize, proptest::option::weighted(0.3, scalar())).prop_map(
        |((before, after), count, first, step, odd)| {
            let row = |index: usize| {
                let value = odd.as_ref().filter(|_| index == 2).cloned();
                let value = value.unwrap_or_else(|| format!("{before}{}{after}", first + index * step));
                format!(r#"{{"id": {index}, "value": {value}, "user": {{"name": "é{}x", "age": 36}}}}"#, index * 7 % 5)
            };
            format!("[{}]", (0..count).map(row).collect::<Vec<_>>().join(", "))
        },
    )
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Objects of one shape, some of their fields missing, in an array or a map.
fn rows(values: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let keys = proptest::sample::subsequence(KEYS, 1..5);
    keys.prop_flat_map(move |keys| {
        let row = vec(proptest::option::weighted(0.9, values.clone()), keys.len());
        (vec(row, 2..8), any::<bool>()).prop_map(move |(rows, map)| table(&keys, rows, map))
    })
}

fn table(keys: &[&'static str], rows: Vec<Vec<Option<String>>>, map: bool) -> String {
    let objects: Vec<String> = rows
        .into_iter()
        .map(|row| {
            let fields = keys.iter().copied().zip(row);
            object(&fields.filter_map(|(key, value)| value.map(|value| (key, value))).collect::<Vec<_>>())
        })
        .collect();
    if map {
        let names = STRINGS.iter().copied().cycle().skip(keys.len() * 3);
        return object(&names.zip(objects).collect::<Vec<_>>());
    }
    format!("[{}]", objects.join(",\n "))
}

fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", fields.join(", "))
}

/// Pieces of JSON in any order: mostly malformed, often only just.
pub fn near_json() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "00e9",
        "'",
        " ",
        "\n",
        "\t",
        "0",
        "1",
        "-",
        ".",
        "e",
        "E+",
        "true",
        "false",
        "null",
        "None",
        "True",
        "nul",
        "\"a\"",
        "\"a\":",
        "{\"a\":1}",
        "[1,2]",
        "\u{1}",
        "é",
        "\u{feff}",
        "'a'",
    ];
    vec(select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

/// Pieces of the notation in any order.
pub fn near_notation() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "[1 rows: ",
        "[2 rows: ",
        "[0 rows: ",
        "{1 rows: key,",
        "{2 rows: ",
        "{1 row: ",
        "{1 row: a,b.c\n",
        "[original field order: b,a]\n",
        "[",
        "]",
        "\n",
        ",",
        ";",
        ".",
        "a",
        "b",
        "\"a\"",
        "\"",
        "1",
        "null",
        "x y",
        "{}",
        "[]",
        "{\"a\":1}",
        "a[b,c]",
        "a.b",
        "b=",
        "a.b=",
        "[1,2]",
        "é",
        "\\",
        " rows: ",
        "\n]",
    ];
    vec(select(PIECES), 0..32).prop_map(|pieces| pieces.concat())
}

/// A text with one of its characters taken out or put in elsewhere.
pub fn mutated(texts: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (texts, any::<Index>(), select(&["", "\"", "[", "]", "\\", ",", "\n", "}", "0"][..])).prop_map(
        |(text, index, put)| {
            let mut characters: Vec<char> = text.chars().collect();
            if characters.is_empty() {
                return put.to_owned();
            }
            let at = index.index(characters.len());
            characters.splice(at..=at, put.chars());
            characters.into_iter().collect()
        },
    )
}
