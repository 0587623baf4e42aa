//! Views and pages of any text, whatever is asked: each keeps its budget, and all pages are all of the text. The text, the
//! question, and what is asked of a page stand one behind the other, separated by U+0001.
#![no_main]

use headroom_core::config::Level;
use headroom_core::forms::data;
use headroom_core::forms::quoted::said;
use headroom_core::pages::{FEWEST_TOKENS, Page, page};
use headroom_core::views::{Basis, Query, Wanted, address_in, view};
use headroom_core::vocabulary::Vocabulary;
use libfuzzer_sys::fuzz_target;

const VOCABULARY: Vocabulary = Vocabulary::O200kBase;
const ADDRESS: &str = "72fy1078v2xs";
const BUDGET: usize = 100;

fuzz_target!(|parts: &str| {
    let mut parts = parts.split('\u{1}');
    let text = parts.next().unwrap_or_default();
    let question = parts.next().unwrap_or_default();
    viewed(text, question);
    let mut next = || parts.next().filter(|part| !part.is_empty());
    let (query, lines, rows, fields) = (next(), next(), next(), next());
    paged(text, &Page { query, lines, rows, fields, ..whole() });
    assert_eq!(all_pages(text), Basis::of(text, text).text);
});

fn viewed(text: &str, question: &str) {
    let asked = Query::of([question]);
    let data = data(text).map(|data| data.json);
    let wanted = Wanted { budget: BUDGET, tool: "get", address: ADDRESS, asked: &asked, data: data.as_deref(), vocabulary: VOCABULARY };
    if let Some(view) = view(text, text, wanted) {
        assert!(VOCABULARY.count(&view.text) <= BUDGET, "{}", view.text);
        assert_eq!(address_in(&view.text), Some(ADDRESS));
    }
}

fn paged(text: &str, asked: &Page<'_>) -> String {
    let page = page(text, None, asked);
    assert!(VOCABULARY.count(&page) <= FEWEST_TOKENS, "{page}");
    page
}

fn whole() -> Page<'static> {
    let (query, lines, rows, fields) = (None, None, None, None);
    let (budget, vocabulary, level) = (FEWEST_TOKENS, VOCABULARY, Level::Default);
    Page { address: ADDRESS, query, lines, rows, fields, budget, vocabulary, level }
}

/// The lines of all pages, each asked for as the page before says.
fn all_pages(text: &str) -> String {
    let (mut next, mut all) = ("1-".to_owned(), String::new());
    loop {
        let page = paged(text, &Page { lines: Some(&next), ..whole() });
        let Some((header, shown)) = page.split_once('\n') else { return all };
        all.push_str(said(shown).unwrap_or(shown));
        let Some((_, behind)) = header.split_once("lines=\"") else { return all };
        next = behind.split_once('"').map_or_else(String::new, |(lines, _)| lines.to_owned());
    }
}
