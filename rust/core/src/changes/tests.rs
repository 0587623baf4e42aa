use super::*;
use crate::repeats::{Arguments, Reading};

/// What stands above: results of `get_order`, in order, as they are sent.
fn above(texts: &[&str]) -> Index {
    let mut index = Index::default();
    for text in texts {
        Reading::new((*text).into()).add_to(&mut index, origin("{}"));
    }
    index
}

fn origin(arguments: &str) -> Origin {
    Origin { name: "get_order".into(), arguments: Some(Arc::new(Arguments::of(arguments))) }
}

/// What is sent of the last of these texts behind the others, each sent as it changed; it must expand to it.
fn sent(texts: &[&str]) -> Option<String> {
    let mut index = Index::default();
    let mut last = None;
    for text in texts {
        last = drafts(text, &origin("{}"), &index).into_iter().min_by_key(String::len);
        if let Some(last) = &last {
            let expanded = expand(last, &index).unwrap().unwrap();
            assert_eq!(forms::expand(&expanded).unwrap(), minified(text), "{last}");
        }
        let text = last.as_deref().unwrap_or(text);
        Reading::new(text.into()).add_to(&mut index, origin("{}"));
    }
    last
}

fn lines(texts: &[&str]) -> Option<String> {
    let text = sent(texts)?;
    Some(text.strip_prefix("[as in get_order above, except:]\n").unwrap_or(&text).to_owned())
}

const ORDER: &str = r#"{"id":"W-1","status":"open","note":null,"items":[{"sku":"A1","qty":2,"at":{"x":1}},{"sku":"B2","qty":1},{"sku":"C3","qty":4}]}"#;

#[test]
fn what_did_not_change_at_all_is_one_line() {
    assert_eq!(sent(&[ORDER, ORDER]).as_deref(), Some("[as in get_order above, unchanged]"));
    assert_eq!(sent(&[ORDER, ORDER, ORDER]).as_deref(), Some("[as in get_order above, unchanged]"));
}

#[test]
fn values_that_changed_stand_behind_their_paths() {
    for (from, to, expected) in [
        (r#""status":"open""#, r#""status":"on its way""#, "status: on its way"),
        (r#""note":null"#, r#""note":"null""#, r#"note: "null""#),
        (r#""note":null"#, r#""note":"""#, r#"note: """#),
        (r#""note":null"#, r#""note":"a, b""#, r#"note: "a, b""#),
        (r#""note":null"#, r#""note":1.0"#, "note: 1.0"),
        (r#""note":null"#, r#""note":["a",{"b":[]}]"#, r#"note: ["a",{"b":[]}]"#),
        (r#""qty":1"#, r#""qty":18"#, "items[sku=B2].qty: 18"),
        (r#""x":1"#, r#""x":1.5"#, "items[sku=A1].at.x: 1.5"),
        (r#""note":null,"#, "", "removed: note"),
        (r#","at":{"x":1}"#, "", "removed: items[sku=A1].at"),
        (r#""C3","qty":4"#, r#""C3","qty":4,"new":{}"#, "items[sku=C3].new: {}"),
        (
            r#""id":"W-1""#,
            r#""id":"W-1","removed":1"#,
            "[original field order: id,removed,status,note,items]\n\"removed\": 1",
        ),
    ] {
        assert_eq!(lines(&[ORDER, &ORDER.replace(from, to)]).as_deref(), Some(expected), "{to}");
    }
}

fn list(ids: &[u32]) -> String {
    let row = |id: &u32| format!(r#"{{"id":{id},"name":"the item number {id}"}}"#);
    format!(r#"{{"items":[{}]}}"#, ids.iter().map(row).collect::<Vec<_>>().join(","))
}

#[test]
fn rows_that_came_went_or_moved_say_where_they_stand() {
    let row = |id: u32| format!(r#"{{"id":{id},"name":"the item number {id}"}}"#);
    for (ids, expected) in [
        (&[1, 2, 3, 4, 5, 6][..], format!("added at the end of items: {},{}", row(5), row(6))),
        (&[9, 1, 2, 3, 4], format!("added at the start of items: {}", row(9))),
        (&[1, 2, 9, 3, 4], format!("added after items[id=2]: {}", row(9))),
        (&[1, 3, 4], "removed: items[id=2]".to_owned()),
        (&[4, 1, 2, 3], "order of items by id: 4,1,2,3".to_owned()),
        (&[4, 3, 2, 1], "order of items by id: 4,3,2,1".to_owned()),
        (&[4, 3, 9, 2, 1], format!("added at the end of items: {}\norder of items by id: 4,3,9,2,1", row(9))),
    ] {
        assert_eq!(lines(&[&list(&[1, 2, 3, 4]), &list(ids)]).as_deref(), Some(&*expected), "{ids:?}");
    }
}

#[test]
fn a_row_that_moved_among_many_is_named_alone() {
    let ids: Vec<u32> = (100..130).collect();
    for (from, to, expected) in [
        (7, 0, "moved to the start of items: [id=107]"),
        (7, 29, "moved to the end of items: [id=107]"),
        (7, 3, "moved after items[id=102]: [id=107]"),
    ] {
        let mut moved = ids.clone();
        let row = moved.remove(from);
        moved.insert(to, row);
        assert_eq!(lines(&[&list(&ids), &list(&moved)]).as_deref(), Some(expected));
    }
}

#[test]
fn an_array_can_be_all_there_is() {
    let rows = |qty: u32, last: &str| format!(r#"[{{"sku":"A1","qty":{qty}}},{{"sku":"B2","qty":1}}{last}]"#);
    let first = rows(2, "");
    assert_eq!(lines(&[&first, &rows(3, "")]).as_deref(), Some("[sku=A1].qty: 3"));
    assert_eq!(
        lines(&[&first, &rows(2, r#",{"sku":"C","qty":0}"#)]).as_deref(),
        Some(r#"added at the end: {"sku":"C","qty":0}"#)
    );
    let sorted = r#"[{"sku":"B2","qty":1},{"sku":"A1","qty":2}]"#;
    assert_eq!(lines(&[&first, sorted]).as_deref(), Some("order by sku: B2,A1"));
}

#[test]
fn fields_in_another_order_are_announced() {
    let sorted = r#"{"id":"W-1","items":[{"at":{"x":1},"qty":2,"sku":"A1"},{"qty":1,"sku":"B2"},{"qty":4,"sku":"C3"}],"note":null,"status":"gone"}"#;
    let expected = "[original field order: id,items,note,status;at,qty,sku;qty,sku]\nstatus: gone";
    assert_eq!(lines(&[ORDER, sorted]).as_deref(), Some(expected));
}

#[test]
fn lines_hold_for_every_version_that_a_reader_may_take() {
    let second = ORDER.replace("open", "sent").replace(r#"{"sku":"B2","qty":1},"#, "");
    let back = ORDER.replace(r#""qty":2"#, r#""qty":3"#);
    let expected = "status: open\nitems[sku=A1].qty: 3\nitems[sku=B2]: {\"sku\":\"B2\",\"qty\":1}";
    assert_eq!(lines(&[ORDER, &second, &back]).as_deref(), Some(expected));
    let third = second.replace("sent", "gone");
    assert_eq!(lines(&[ORDER, &second, &third]).as_deref(), Some("status: gone\nremoved: items[sku=B2]"));
}

#[test]
fn a_long_chain_of_versions_starts_anew() {
    let versions: Vec<String> =
        (0..=MOST_VERSIONS + 1).map(|number| ORDER.replace("open", &format!("step {number}"))).collect();
    let texts: Vec<&str> = versions.iter().map(String::as_str).collect();
    assert!(sent(&texts[..=MOST_VERSIONS]).is_some());
    assert_eq!(sent(&texts), None);
}

#[test]
fn what_has_no_exact_spelling_is_not_written() {
    for (first, second) in [
        (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":1,"b":3,"a":3}"#),
        ("[1,2,3]", "[1,2,4]"),
        (ORDER, r#"{"id":"W-1","status":"open","note":null,"items":[}"#),
        (ORDER, &ORDER.replace(",\"note\"", ",\n\"note\"")),
        ("no JSON", ORDER),
    ] {
        assert_eq!(sent(&[first, second]), None, "{second}");
    }
}

#[test]
fn a_label_that_leads_to_another_text_names_none() {
    assert!(drafts(ORDER, &origin("{}"), &above(&[ORDER])).len() == 1);
    assert_eq!(drafts(ORDER, &origin("{}"), &above(&[ORDER, "Error: no such order"])), [""; 0]);
}

#[test]
fn what_does_not_fit_is_refused() {
    let index = above(&[ORDER]);
    for lines in [
        "\n",
        "nothing: 1\n",
        "status",
        "status:",
        "status.deeper: 1",
        "items[sku=D4].qty: 1",
        "items[sku=D4]: {}",
        "items[at=1].qty: 1",
        "items[qty=1].qty: 1\nitems[sku=A1].qty: 1",
        "items.x: 1",
        "removed: nothing.else",
        "added at the end of id: {}",
        "added at the end of items: 1",
        "added after items[sku=A1]: {\"sku\":\"B2\"}",
        "added after items[sku=A1]: {\"qty\":2}",
        "moved to the end of items: [sku=D4]",
        "moved to the end of items: [sku=A1],[sku=A1]",
        "moved after items[sku=A1]: [sku=A1]",
        "order of items by sku: A1,B2",
        "order of items by sku: A1,B2,C3,C3",
        "status: [1",
    ] {
        let text = format!("[as in get_order above, except:]\n{lines}");
        assert!(expand(&text, &index).unwrap().is_err(), "{lines}");
    }
    assert!(expand("[as in get_user above, unchanged]", &index).unwrap().is_err());
    assert_eq!(expand("[as in get_order above, unchanged]", &index).unwrap().unwrap(), ORDER);
    assert_eq!(expand(ORDER, &index), None);
}

#[test]
fn depth_costs_no_stack() {
    let deep = |inner: &str| format!("{}{inner}{}", r#"{"a":"#.repeat(40_000), "}".repeat(40_000));
    let text = lines(&[&deep("1"), &deep("2")]).unwrap();
    assert!(text.starts_with(&["a"; 32].join(".")), "{}", &text[..80]);
}
