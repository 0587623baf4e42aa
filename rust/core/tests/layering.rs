//! The modules of the core use only those above them in the list in `src/lib.rs`, and no two public types have one name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Private modules below all others.
const HELPERS: [&str; 1] = ["hash"];

#[test]
fn modules_use_only_those_above_them_in_the_list() {
    let order = order();
    let place = |module: &str| order.iter().position(|listed| listed == module);
    let mut against = Vec::new();
    for (path, source) in sources() {
        let Some(own) = module_of(&path) else { continue };
        let own_place = place(&own).unwrap_or_else(|| panic!("{own} is not in the list in src/lib.rs"));
        for used in used_modules(&source, depth_of(&path)) {
            if place(&used).is_none_or(|place| place > own_place) {
                against.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert_eq!(against, Vec::<String>::new());
}

#[test]
fn no_two_public_types_have_one_name() {
    let mut places: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for (path, source) in sources() {
        for name in public_types(&source) {
            places.entry(name).or_default().push(path.clone());
        }
    }
    places.retain(|_, paths| paths.len() > 1);
    assert_eq!(places, BTreeMap::new());
}

#[test]
fn what_is_used_is_found_however_it_is_written() {
    let source = "use crate::json::{self, cut};\nuse crate::{memo, forms::{listing, json}, plan::Plan};\n\
        fn f(x: crate::models::Model) -> super::super::window::Window { super::inner::f() }\n";
    assert_eq!(used_modules(source, 2), ["json", "memo", "forms", "plan", "models", "window"]);
}

#[test]
fn tests_and_comments_may_use_anything() {
    let source = "//! As [`x`](crate::plan) says.\nfn f() {}\n#[cfg(test)]\nuse crate::window;\n#[cfg(test)]\nmod tests {\n    \
        use crate::plan::Plan;\n}\nfn g() { crate::json::f() } // and not crate::window\n";
    assert_eq!(used_modules(&code(source), 1), ["json"]);
}

/// The modules as the table in `src/lib.rs` lists them, behind the helpers.
fn order() -> Vec<String> {
    let library = fs::read_to_string(root().join("lib.rs")).unwrap();
    let rows = library.lines().filter_map(|line| line.strip_prefix("//! | [`")?.split_once('`'));
    HELPERS.into_iter().chain(rows.map(|(module, _)| module)).map(str::to_owned).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file but those of tests, by its path under `src`, with its code.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "tests.rs") {
                found.push((path.strip_prefix(root()).unwrap().to_owned(), code(&fs::read_to_string(&path).unwrap())));
            }
        }
    }
    found.sort();
    found
}

/// The module of the crate that a file belongs to; none for `lib.rs`.
fn module_of(path: &Path) -> Option<String> {
    let first = path.components().next()?.as_os_str().to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (name != "lib").then(|| name.to_owned())
}

/// How many times `super` leads from a file to the crate.
fn depth_of(path: &Path) -> usize {
    path.components().count() - usize::from(path.ends_with("mod.rs"))
}

/// A source without comments and without what is compiled for tests alone.
fn code(source: &str) -> String {
    let mut kept = String::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if line.trim_start() == "#[cfg(test)]" {
            let closing = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
            let is_last = |line: &str| line == closing || line.ends_with(';') && !line.starts_with("    ");
            lines.by_ref().find(|line| is_last(line));
        } else {
            kept.push_str(line.split_once("//").map_or(line, |(code, _)| code));
            kept.push('\n');
        }
    }
    kept
}

/// The modules of the crate that a source names in its paths, in order, where `depth` times `super` is the crate.
fn used_modules(code: &str, depth: usize) -> Vec<String> {
    let supers = "super::".repeat(depth);
    let mut found: Vec<(usize, String)> = Vec::new();
    for root in ["crate::", &supers] {
        for (at, _) in code.match_indices(root) {
            let rest = &code[at + root.len()..];
            let names = if rest.starts_with('{') { group(rest) } else { vec![word(rest)] };
            found.extend(names.into_iter().filter(|name| *name != "super").map(|name| (at, name.to_owned())));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, name)| name).collect()
}

/// The first words of the paths in a group, `{memo, forms::{json, listing}}`: memo and forms.
fn group(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut depth = 0;
    for (at, mark) in text.char_indices().filter(|(_, mark)| "{,}".contains(*mark)) {
        match mark {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && mark != '}' {
            names.extend(Some(word(text[at + 1..].trim_start())).filter(|name| !name.is_empty()));
        }
    }
    names
}

fn word(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    &text[..end]
}

fn public_types(code: &str) -> Vec<String> {
    let kinds = ["struct ", "enum ", "trait ", "type "];
    let declared = code.lines().filter_map(|line| line.trim_start().strip_prefix("pub "));
    let named = declared.filter_map(|rest| kinds.iter().find_map(|kind| rest.strip_prefix(kind)));
    named.map(word).filter(|name| !name.is_empty()).map(str::to_owned).collect() // a macro's `$name` is none
}
