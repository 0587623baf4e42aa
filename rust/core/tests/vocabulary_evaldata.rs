//! Counts of real documents are tiktoken's, where the evaluation data lies at the repository's root.

mod oracle;

use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.evaldata");

#[test]
fn every_file_of_the_evaluation_data() {
    let files = files_in(Path::new(FOLDER));
    if files.is_empty() {
        eprintln!("skipped for want of the data: {FOLDER}");
    }
    std::thread::scope(|scope| {
        for half in 0..2 {
            let mine = files.iter().skip(half).step_by(2);
            scope.spawn(move || mine.for_each(|file| check(file)));
        }
    });
}

fn check(file: &Path) {
    let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    assert_eq!(oracle::difference(&text), None, "{}", file.display());
}

/// Every file below `folder`; none if it is not there.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let found = if path.is_dir() { &mut folders } else { &mut files };
            found.push(path);
        }
    }
    files
}
