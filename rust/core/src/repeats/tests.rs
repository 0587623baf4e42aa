use super::*;

fn index(sources: &[(&str, &str)]) -> Index {
    let mut index = Index::default();
    for &(name, text) in sources {
        Reading::new(text.into()).add_to(&mut index, name.into());
    }
    index
}

fn marked(text: &str, index: &Index) -> Option<String> {
    Reading::new(text.into()).written(&mut index.clone()).map(|(text, _)| text)
}

fn both_ways(text: &str, index: &Index) -> Option<String> {
    let written = marked(text, index)?;
    assert_eq!(expand(&written, index).unwrap().as_deref(), Some(text), "{written}");
    Some(written)
}

const FILE: &str = "import json\n\n\ndef load(path):\n    with open(path) as file:\n        return json.load(file)\n";

#[test]
fn a_text_that_stands_above_is_its_first_words() {
    let written = both_ways(FILE, &index(&[("read_file", FILE)]));
    assert_eq!(written.as_deref(), Some("[… as in read_file above]\nimport json…"));
}

#[test]
fn the_first_line_of_a_view_stands() {
    let view = |address: &str| {
        let head = format!("[view of read: 3 of 99 lines; the rest by headroom_retrieve(\"{address}\")]\n");
        head + "GET /orders/1 200\n[… lines 2-97 left out]\nGET /orders/98 200\nGET /orders/99 200\n"
    };
    let written = both_ways(&view("b2"), &index(&[("read", &view("a1"))])).unwrap();
    let [head, rest] = ["\"b2\")]\n", "[⋯ as in read above]\nGET /orders/1 200⋯"];
    assert!(
        written.starts_with("[view of read: 3 of 99 lines;") && written.ends_with(&[head, rest].concat()),
        "{written}"
    );
}

#[test]
fn what_changed_stands_between_marks() {
    let edited = FILE.replace("as file", "as handle");
    let written = both_ways(&edited, &index(&[("read_file", FILE)])).unwrap();
    assert_eq!(
        written,
        "[… as in read_file above]\nimport json…open(path) as handle:\n        return json.load(file)\n"
    );
}

#[test]
fn the_latest_place_counts() {
    let newer = FILE.replace("json.load(file)", "json.loads(file.read())");
    let index = index(&[("read_file", &format!("{FILE}{newer}"))]);
    assert_eq!(both_ways(&newer, &index).as_deref(), Some("[… as in read_file above]\nimport json…"));
}

#[test]
fn each_source_is_named_once() {
    let log = "2024-05-01 worker started on port 8080 and waits for jobs\n";
    let index = index(&[("read_file", FILE), ("tail", log)]);
    let written = both_ways(&format!("{FILE}{log}{FILE}"), &index).unwrap();
    assert!(written.starts_with("[… as in read_file, tail above]\n"), "{written}");
}

#[test]
fn a_text_with_the_mark_in_it_gets_another() {
    let text = format!("{FILE}# and so on …\n");
    let written = both_ways(&text, &index(&[("read_file", &text)])).unwrap();
    assert!(written.starts_with("[⋯ as in read_file above]\n"), "{written}");
    assert_eq!(marked(&format!("{text}⋯"), &index(&[("read_file", &text)])), None);
}

#[test]
fn values_are_never_cut() {
    let index = index(&[("find", "/srv/app/releases/2024-05-01/config/settings.yaml is the newest of all files here")]);
    assert_eq!(marked("/srv/app/releases/2024-05-02/config/settings.yaml is older", &index), None);
}

#[test]
fn texts_of_others_are_told_apart_from_ours() {
    for text in [
        "",
        "[… as in ",
        "[… as in x above]",
        "[… as in x above]\nno mark",
        "[… as in x above\n…",
        "… as in x above]\n…",
    ] {
        assert!(!is_reference(text), "{text:?}");
        assert_eq!(expand(text, &Index::default()), Ok(None));
    }
}

#[test]
fn what_refers_to_nothing_says_so() {
    let above = index(&[("read_file", FILE)]);
    for (body, reason) in [
        ("…", "too little stands before a mark"),
        ("no such words…", "\"such words\" stands in no earlier message"),
        ("import json…    ", "too little stands behind a mark"),
        ("import json…elsewhere", "\"elsewhere\" does not follow \"import json\" in the earlier message"),
    ] {
        let text = format!("[… as in read_file above]\n{body}");
        assert_eq!(expand(&text, &above).unwrap_err().to_string(), reason);
    }
}

/// A text of `words` words, none twice.
fn long(words: usize) -> String {
    (0..words).flat_map(|number| ["word".to_owned(), number.to_string(), " ".to_owned()]).collect()
}

/// A text that refers to the words behind `number` in a long one.
fn referring(number: usize, end: &str) -> String {
    format!("[… as in f above]\nword{number} word{}…{end}", number + 1)
}

/// Which of `texts` are read on, one behind the other.
fn read_on(texts: &[String], index: &mut Index) -> Vec<bool> {
    let read = |text: &String| {
        let reading = Reading::of_sent(&text.as_str().into(), None, index);
        reading.add_to(index, "read".into());
        reading.text() != text
    };
    texts.iter().map(read).collect()
}

#[test]
fn texts_that_refer_to_a_long_one_are_read_on_to_a_bound() {
    let forged = (0..40).map(|number| referring(2 * number, ""));
    let read = read_on(&[long(20_000)].into_iter().chain(forged).collect::<Vec<_>>(), &mut Index::default());
    assert!(!read[0] && read[1..6].iter().all(|&read| read) && !read[6..].contains(&true), "{read:?}");
}

#[test]
fn what_is_looked_for_in_vain_counts_as_read() {
    let vain = (0..6).map(|number| referring(2 * number, "nowhere"));
    let mut index = Index::default();
    let read = read_on(&[long(20_000)].into_iter().chain(vain).collect::<Vec<_>>(), &mut index);
    assert!(!read.contains(&true), "{read:?}");
    assert_eq!(read_on(&[referring(100, "word19999")], &mut index), [false]);
}

#[test]
fn more_is_read_on_once_more_was_sent() {
    let mut index = Index::default();
    let forged: Vec<String> = (0..9).map(|number| referring(2 * number, "")).collect();
    read_on(&[&[long(20_000)], &forged[..]].concat(), &mut index);
    assert_eq!(
        read_on(&[referring(100, ""), "x ".repeat(100_000), referring(102, "")], &mut index),
        [false, false, true]
    );
}

#[test]
fn what_would_stand_for_more_than_the_texts_allow_is_neither_written_nor_read() {
    let mut index = Index::default();
    read_on(&[long(30_000)], &mut index);
    assert!(both_ways(&long(30_000).repeat(8), &index).is_some());
    assert!(marked(&long(30_000).repeat(40), &index).is_none());
    let forged = format!("[… as in f above]\n{}", "word0 word1…word29999 ".repeat(40));
    assert_eq!(expand(&forged, &index), Err(Unresolved::TooLarge));
}

/// A paragraph, none of whose words come twice.
fn paragraph(from: usize) -> String {
    (from..from + 60).flat_map(|number| ["word".to_owned(), number.to_string(), " ".to_owned()]).collect()
}

#[test]
fn a_long_string_of_a_value_is_referred_to_wherever_it_stands() {
    let (one, other) = (paragraph(100), paragraph(300));
    let above = index(&[("search", &format!("[2 rows: id,text\n1,\"{one}\"\n2,\"{other}\"\n]"))]);
    let rows = format!("[2 rows: id,text\n2,\"{other}\"\n7,\"something else\"\n]");
    let written = both_ways(&rows, &above).unwrap();
    let [head, row] =
        ["[… as in search above]\n[2 rows: id,text\n2,\"word300 word301…word3", " \"\n7,\"something else\"\n]"];
    assert!(written.starts_with(head) && written.ends_with(row) && written.len() < 130, "{written}");
}

#[test]
fn a_mark_within_a_string_stands_for_nothing_outside_of_it() {
    let text = paragraph(100);
    let above = index(&[("search", &format!("[{{\"text\":\"{text}\",\"stock\":12345,\"place\":\"second shelf\"}}]"))]);
    let moved = format!("[{{\"text\":\"{text}\",\"stock\":12345,\"place\":\"third shelf\"}},{{\"id\":2}}]");
    let written = both_ways(&moved, &above).unwrap();
    assert!(
        written.contains("…word") && written.contains("\",\"stock\":12345,\"place\":\"third shelf\"}"),
        "{written}"
    );
    let short = &text[..240];
    let above = index(&[("search", &format!("[{{\"text\":\"{short}\",\"stock\":1}}]"))]);
    assert_eq!(
        marked(&format!("[{{\"text\":\"{short}\",\"stock\":2}}]"), &above),
        None,
        "too little to hide nothing in"
    );
}

#[test]
fn a_line_that_goes_on_otherwise_hides_no_string_that_comes_again() {
    let (first, second) = (paragraph(100), paragraph(300));
    let above = index(&[("search", &format!("[2 rows: name,text\nmanual,\"{first}\"\nguide,\"{second}\"\n]"))]);
    let longer = format!("[1 rows: name,text\nmanual,\"{first}{}\"\n]", paragraph(500));
    let written = both_ways(&longer.replace("[1 rows", "[2 rows"), &above).unwrap();
    assert!(written.contains("word100 word101…word"), "{written}");
}
