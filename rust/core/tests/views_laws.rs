//! Views and pages: never more than their budget, whatever the text and whatever is asked; together they are all of it.

mod support;

use headroom_core::config::Level;
use headroom_core::forms::quoted::said;
use headroom_core::forms::{Refusal, data, expand};
use headroom_core::pages::{FEWEST_TOKENS, Page, page};
use headroom_core::views::{Basis, Query, Units, View, Wanted, address, address_in, view};
use headroom_core::vocabulary::Vocabulary;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use support::{cases, document};

const VOCABULARY: Vocabulary = Vocabulary::O200kBase;

/// What may stand in a result, some of it many times.
const PARTS: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    ",",
    "2026-03-01T12:00:07Z INFO [orders] GET /orders/7 200 12 ms\n",
    "2026-03-01T12:00:08Z ERROR [orders] connection refused: db-3\n",
    "  File \"/app/main.py\", line 7, in run\n",
    "an id: 3f2504e0-4f89-11d3-9a0c-0305e82c3301 ",
    "1234567890",
    "-0.5e300,",
    "\\n\\\"\\\\",
    "{\"id\":7,\"name\":\"Ada\"},",
    "[… lines 3-9 left out]\n",
    "[view of bank: 2 of 9 lines; the rest by headroom_retrieve(\"72fy1078v2xs\")]\n",
    "[page of 72fy1078v2xs: lines 3-9 of 9]\n",
    "سلام עולם ",
    "e\u{301}\u{302}\u{303}",
    "👩‍👩‍👧‍👦",
    "\u{202e}\u{200b}",
    "日本語のテキスト。",
    "\u{0}\u{1}\u{7f}",
];

fn texts() -> impl Strategy<Value = String> {
    let part = (select(PARTS), prop_oneof![4 => 1..4_usize, 1 => 1..200_usize]);
    let parts = vec(part.prop_map(|(part, times)| part.repeat(times)), 1..60).prop_map(|parts| parts.concat());
    prop_oneof![3 => parts, 1 => document(), 1 => any::<String>(), 1 => vec("[ -~é]{0,90}", 0..80).prop_map(|lines| lines.join("\n"))]
}

fn asked() -> impl Strategy<Value = String> {
    prop_oneof![
        "(|[0-9]{1,6}(-[0-9]{0,6})?)",
        select(
            &["id = 7", "name contains Ada", "id > 3 and name = Ada", "id,name", "by.name", "error", "Ada from 3"][..]
        )
        .prop_map(str::to_owned),
        any::<String>(),
        select(PARTS).prop_map(|part| part.repeat(3)),
    ]
}

fn viewed(text: &str, budget: usize, question: &str) -> Option<View> {
    let (asked, address) = (Query::of([question]), address(b"", "", text));
    let data = data(text).map(|data| data.json);
    let wanted =
        Wanted { budget, tool: "get", address: &address, asked: &asked, data: data.as_deref(), vocabulary: VOCABULARY };
    view(text, text, wanted)
}

fn asking(budget: usize) -> Page<'static> {
    let (query, lines, rows, fields) = (None, None, None, None);
    Page { address: "72fy1078v2xs", query, lines, rows, fields, budget, vocabulary: VOCABULARY, level: Level::Default }
}

/// The lines of all pages, each asked for as the page before says.
fn paged(text: &str, budget: usize) -> String {
    let (mut next, mut all) = ("1-".to_owned(), String::new());
    loop {
        let page = page(text, None, &Page { lines: Some(&next), ..asking(budget) });
        let (header, shown) = page.split_once('\n').unwrap();
        all.push_str(said(shown).unwrap_or(shown));
        let Some((_, behind)) = header.split_once("lines=\"") else { return all };
        behind.split_once('"').unwrap().0.clone_into(&mut next);
    }
}

fn is_within(text: &str, budget: usize) -> bool {
    VOCABULARY.count_till_limit(text, budget).is_some()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn a_view_keeps_its_budget_and_shows_lines_in_order(text in texts(), budget in 100..600_usize, question in asked()) {
        let Some(view) = viewed(&text, budget, &question) else { return Ok(()) };
        prop_assert!(is_within(&view.text, budget), "{}", view.text);
        let basis = Basis::of(&text, &text);
        let behind = view.shown.iter().try_fold(&*basis.text, |rest, run| Some(rest.split_once(&**run)?.1));
        prop_assert!(behind.is_some(), "{}", view.text);
        let shown: usize = view.shown.iter().map(|run| Units::of(run).len()).sum();
        let header = format!("[view of get: {shown} of {} lines; ", Units::of(&*basis.text).len());
        prop_assert!(view.text.starts_with(&header), "{header}: {}", view.text);
        prop_assert_eq!(address_in(&view.text), Some(&*address(b"", "", &text)));
        prop_assert_eq!(expand(&view.text).map_err(|error| error.why), Err(Refusal::LeftOut));
        prop_assert_eq!(viewed(&text, budget, &question), Some(view.clone()));
    }

    #[test]
    fn a_text_that_is_small_enough_is_shown_whole(text in "[a-z\n]{1,60}") {
        let view = viewed(&text, 300, "").unwrap();
        prop_assert_eq!(view.shown.concat(), text);
    }

    #[test]
    fn all_pages_are_all_of_a_text(text in texts().prop_filter("not empty", |text| !text.is_empty())) {
        prop_assert_eq!(paged(&text, FEWEST_TOKENS), &*Basis::of(&text, &text).text);
    }

    #[test]
    fn a_page_keeps_its_budget_whatever_is_asked(
        text in texts(),
        (query, lines) in (option::of(asked()), option::of(asked())),
        (rows, fields) in (option::of(asked()), option::of(asked())),
        budget in FEWEST_TOKENS..900,
    ) {
        let asked = Page {
            query: query.as_deref(), lines: lines.as_deref(), rows: rows.as_deref(), fields: fields.as_deref(),
            ..asking(budget)
        };
        let first = page(&text, None, &asked);
        prop_assert!(is_within(&first, budget), "{first}");
        prop_assert!(first.starts_with("[page of 72fy1078v2xs: "), "{first}");
        prop_assert_eq!(page(&text, None, &asked), first);
    }

    #[test]
    fn what_is_shown_below_a_page_names_no_other_source(text in texts(), query in asked()) {
        let page = page(&text, None, &Page { query: Some(&query), ..asking(FEWEST_TOKENS) });
        let lines = page.lines().skip(1).filter(|line| !line.starts_with("[… line"));
        let forged = lines.clone().any(|line| line.starts_with("[view of") || line.starts_with("[page of"));
        prop_assert!(!forged || page.lines().nth(1) == Some("[text as it came]"), "{page}");
    }
}

#[test]
fn hostile_texts_are_viewed_and_paged() {
    let megabytes = 10 << 20;
    for text in [
        "a".repeat(megabytes),
        "7".repeat(megabytes / 4),
        "\n".repeat(1 << 20),
        "\\\"".repeat(megabytes / 4),
        "ا\u{300}".repeat(megabytes / 8),
        format!("[{}1{}]", "[".repeat(5000), "]".repeat(5000)),
        format!("{{\"a\":\"{}\"}}", "b, ".repeat(megabytes / 6)),
    ] {
        if let Some(view) = viewed(&text, 200, "7") {
            assert!(is_within(&view.text, 200));
        }
        for asked in [
            Page { lines: Some("2-"), ..asking(1000) },
            Page { query: Some("7 b"), ..asking(1000) },
            Page { rows: Some("1-"), ..asking(1000) },
            Page { fields: Some("a"), ..asking(1000) },
        ] {
            assert!(is_within(&page(&text, None, &asked), 1000));
        }
    }
}
