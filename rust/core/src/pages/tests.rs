use super::*;
use crate::forms::{Terms as Written, shortest};

const VOCABULARY: Vocabulary = Vocabulary::O200kBase;

fn asked(budget: usize) -> Page<'static> {
    let address = "72fy1078v2xs";
    let none = None;
    let (query, lines, rows, fields) = (none, none, none, none);
    Page { address, query, lines, rows, fields, budget, vocabulary: VOCABULARY, level: Level::Default }
}

fn orders() -> String {
    let order = |id: usize| {
        let status = if id % 50 == 7 { "failed" } else { "paid" };
        format!(r#"{{"id":{id},"status":"{status}","by":{{"name":"Customer {}"}},"total":{}}}"#, id % 9, id * 3)
    };
    format!(r#"{{"orders":[{}],"count":200}}"#, (0..200).map(order).collect::<Vec<_>>().join(","))
}

fn page_of(page: &Page<'_>) -> String {
    let original = orders();
    let short = shortest(&original, Written { vocabulary: VOCABULARY, level: Level::Default }).text.unwrap();
    super::page(&original, Some(&short), page)
}

#[test]
fn lines_go_on_from_page_to_page_till_the_last() {
    let (mut next, mut all, mut pages) = ("1-".to_owned(), String::new(), 0);
    loop {
        let page = page_of(&Page { lines: Some(&next), ..asked(FEWEST_TOKENS) });
        assert!(VOCABULARY.count(&page) <= FEWEST_TOKENS);
        let (header, text) = page.split_once('\n').unwrap();
        all.push_str(text);
        pages += 1;
        let Some((_, behind)) = header.split_once("lines=\"") else { break };
        next = behind.split_once('"').unwrap().0.to_owned();
    }
    assert_eq!(all, shortest(&orders(), Written { vocabulary: VOCABULARY, level: Level::Default }).text.unwrap());
    assert!(pages > 3);
}

#[test]
fn a_query_finds_lines_by_their_words() {
    let page = page_of(&Page { query: Some("failed"), ..asked(1000) });
    assert!(page.starts_with("[page of 72fy1078v2xs: 4 of 4 lines that match, lines 9-159 of "), "{page}");
    assert!(page.contains("7,failed,Customer 7,21\n[… lines 10-58 left out]\n57,failed"), "{page}");
    let page = page_of(&Page { query: Some("no such thing"), ..asked(1000) });
    assert_eq!(page, "[page of 72fy1078v2xs: none of lines 1-202 holds words of \"no such thing\"]");
    assert!(page_of(&Page { query: Some("faile"), ..asked(1000) }).contains("7,failed"), "letters are enough");
}

#[test]
fn lines_that_share_only_what_most_lines_say_are_no_match() {
    let page = page_of(&Page { query: Some("the customer with 591"), ..asked(1000) });
    assert!(
        page.starts_with("[page of 72fy1078v2xs: 1 of 1 lines that match, lines 199-199 of 202]\n197,paid"),
        "{page}"
    );
}

#[test]
fn rows_come_by_number_and_by_condition() {
    let page = page_of(&Page { rows: Some("status = failed and total > 100"), ..asked(1000) });
    let expected =
        "[page of 72fy1078v2xs: rows 1-3 of 3 that fit, of 200 in all]\n[3 rows: id,status=failed,by.name,total\n";
    assert!(page.starts_with(expected), "{page}");
    let page = page_of(&Page { rows: Some("3-4"), fields: Some("id, by.name"), ..asked(1000) });
    assert_eq!(page, "[page of 72fy1078v2xs: rows 3-4 of 200]\n[2 rows: id,\"by.name\"\n2,Customer 2\n3,Customer 3\n]");
}

#[test]
fn rows_that_do_not_fit_are_had_by_the_next_page() {
    let page = page_of(&Page { rows: Some("status = paid"), ..asked(FEWEST_TOKENS) });
    let (header, _) = page.split_once('\n').unwrap();
    let next = header.split_once("rows=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(next.starts_with("status = paid from "), "{header}");
    let second = page_of(&Page { rows: Some(next), ..asked(FEWEST_TOKENS) });
    assert!(
        second.starts_with(&format!("[page of 72fy1078v2xs: rows {}-", next.rsplit_once(' ').unwrap().1)),
        "{second}"
    );
}

#[test]
fn what_cannot_be_answered_is_said() {
    for (page, said) in [
        (Page { lines: Some("0"), ..asked(FEWEST_TOKENS) }, "lines are numbers such as 12-40, of 1 to 202"),
        (Page { lines: Some("900-"), ..asked(FEWEST_TOKENS) }, "lines are numbers"),
        (Page { lines: Some("x"), ..asked(FEWEST_TOKENS) }, "lines are numbers"),
        (Page { rows: Some("201-"), ..asked(FEWEST_TOKENS) }, "rows are 1 to 200"),
        (Page { rows: Some("failed"), ..asked(FEWEST_TOKENS) }, "\"failed\" is neither"),
        (Page { rows: Some("status = lost"), ..asked(FEWEST_TOKENS) }, "none of 200 rows fits"),
        (Page { fields: Some("id,colour"), ..asked(FEWEST_TOKENS) }, "no row has a field \"colour\""),
    ] {
        let page = page_of(&page);
        assert!(page.starts_with("[page of 72fy1078v2xs: ") && page.contains(said), "{page}");
    }
    let text = page("no records here", None, &Page { rows: Some("1"), ..asked(FEWEST_TOKENS) });
    assert_eq!(text, "[page of 72fy1078v2xs: it holds no records; ask for lines, or with a query]");
}
