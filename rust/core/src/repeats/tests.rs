use super::*;

fn index(sources: &[(&str, &str)]) -> Index {
    let mut index = Index::default();
    for &(name, text) in sources {
        Reading::new(text.into()).add_to(&mut index, name.into());
    }
    index
}

fn marked(text: &str, index: &Index) -> Option<String> {
    Reading::new(text.into()).written(index).map(|(text, _)| text)
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
    let index = index(&[("read_file", FILE), ("write_file", &newer)]);
    assert_eq!(both_ways(&newer, &index).as_deref(), Some("[… as in write_file above]\nimport json…"));
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
