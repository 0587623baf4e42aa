//! How much work counting does, in steps instead of seconds: characters classified and tokens looked up.

use std::cell::Cell;

use super::{Vocabulary, counter, vocab};

thread_local!(static STEPS: Cell<usize> = const { Cell::new(0) });

pub(super) fn step() {
    STEPS.set(STEPS.get() + 1);
}

/// The steps that `action` takes on a thread that remembers nothing.
fn steps_of(action: impl FnOnce() + Send) -> usize {
    let counted = || {
        action();
        STEPS.get()
    };
    std::thread::scope(|scope| scope.spawn(counted).join().unwrap())
}

/// Texts of about `size` bytes on which a careless counter takes more than linear time.
fn hard_texts(size: usize) -> Vec<String> {
    let letters = (0..size as u32).map(|i| char::from(b'a' + (i.wrapping_mul(2_654_435_761) >> 24) as u8 % 26));
    let around_a_run = |before: &str, run: &str, after: &str| format!("{before}{}{after}", run.repeat(size));
    vec![
        letters.collect(),
        around_a_run("", "a", ""),
        around_a_run("", "A", ""),
        around_a_run("", "=", ""),
        around_a_run("", "=", ">"),
        around_a_run("中", "A", ""),
        around_a_run("\u{301}", "A", "1"),
        around_a_run("\n", " ", "x"),
        around_a_run("", "'", ""),
        around_a_run("", "1", ""),
        "\n                                    ".repeat(size / 37),
        "\u{301}A".repeat(size / 3),
        "A中".repeat(size / 4),
        "abcdefghij".repeat(size / 10),
        "=-=-=-=-=-=->".repeat(size / 13),
        format!("{}{}", "=".repeat(1000), "-".repeat(1000)).repeat(size / 2000),
    ]
}

/// Every pattern. What optional vocabularies hold does not matter: another's tokens will do.
const COUNTERS: [fn(&str, usize) -> usize; 7] = [
    counter::o200k,
    counter::cl100k,
    counter::p50k,
    counter::r50k,
    |text, limit| counter::qwen(text, limit, vocab::p50k()),
    |text, limit| counter::tekken(text, limit, vocab::p50k()),
    |text, limit| counter::deepseek(text, limit, vocab::p50k()),
];

#[test]
fn work_grows_with_the_text_and_no_faster() {
    let size = 20_000;
    for (short, long) in hard_texts(size).into_iter().zip(hard_texts(8 * size)) {
        for count in COUNTERS {
            let few = steps_of(|| _ = count(&short, usize::MAX));
            let many = steps_of(|| _ = count(&long, usize::MAX));
            let start: String = short.chars().take(20).collect();
            assert!(few <= 60 * short.len(), "{few} steps for {} bytes of {start:?}", short.len());
            assert!(many <= 9 * few + 2 * long.len(), "{few} steps, {many} for eight times {start:?}");
        }
    }
}

#[test]
fn a_limit_ends_the_work() {
    let text = "zwölf Wörter ".repeat(8_000);
    for vocabulary in [Vocabulary::O200kBase, Vocabulary::Cl100kBase] {
        let all = steps_of(|| _ = vocabulary.count_till_limit(&text, text.len()));
        let some = steps_of(|| _ = vocabulary.count_till_limit(&text, 1_000));
        let none = steps_of(|| _ = vocabulary.count_till_limit(&text, 500));
        assert!(some < all / 10 && none == 0, "{all} steps, {some} to a limit, {none} where the length tells");
    }
}
