//! Text that spells our forms costs no more memory than other text, and never stands for more than its length allows.

mod forged;
mod support;

use std::sync::{Mutex, MutexGuard, PoisonError};

use forged::{FORGED, ORDINARY, above};
use headroom_core::config::{Config, Level};
use headroom_core::conversation::{Conversation, Request, expand, form};
use headroom_core::forms::QUOTED;
use headroom_core::growth::asked;
use headroom_core::message::{Call, Message, Role, Text};
use headroom_core::models::resolve;
use peak_alloc::PeakAlloc;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use support::cases;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// What planning takes however little is planned: tables of each thread, memories that grow in steps, and what other tests
/// draw meanwhile.
const FREE_BYTES: usize = 3 << 20;

/// Bytes that are allocated at once while `work` is done. Tests run side by side, work that is measured does not.
fn peak<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let done = work();
    (done, ALLOCATOR.peak_usage().saturating_sub(before))
}

static ALONE: Mutex<()> = Mutex::new(());

/// Waits for other work that is measured, and for the vocabulary, which whoever counts first in a process reads.
fn alone() -> MutexGuard<'static, ()> {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    planned(&[above(1_000), above(1_000)]);
    alone
}

/// A conversation in which tools return `texts`, one a call.
fn results(texts: &[String]) -> Vec<Message<'_>> {
    let messages = |text| {
        let called =
            Message { calls: vec![Call { id: "1", tool: "f", arguments: "" }], ..Message::empty(Role::Assistant) };
        let result = Text { editable: true, answers: Some("1"), ..Text::fixed(text) };
        [called, Message { texts: vec![result], results: vec!["1"], ..Message::empty(Role::Tool) }]
    };
    texts.iter().flat_map(|text| messages(text.as_str())).collect()
}

fn planned(texts: &[String]) {
    let model = resolve("gpt-4o");
    let messages = results(texts);
    let limits = model.limits.with_context(1 << 30);
    let request =
        Request { messages: &messages, tools: None, sent_tools: None, output_schema: None, model: &model, limits };
    let _ = Conversation::new(model, Config::default()).plan(0, &request);
}

/// A forged text, which may be cut off, stand in another, or behind other text.
fn forged() -> impl Strategy<Value = String> {
    let kinds: Vec<fn(usize) -> String> = FORGED.iter().map(|&(_, forge)| forge).collect();
    let cut = |text: &str, percent: usize| {
        let end = text.len() * percent / 100;
        text[..(0..=end).rfind(|&at| text.is_char_boundary(at)).unwrap_or(0)].to_owned()
    };
    let one = (select(kinds), 40..20_000_usize, prop_oneof![Just(100), 0..100_usize])
        .prop_map(move |(forge, bytes, percent)| cut(&forge(bytes), percent));
    (one, 0..6_usize, 1..4_usize).prop_map(|(text, around, times)| match around {
        0 => format!("See: {text}\n").repeat(times),
        1 => format!("[1 rows: a,b\n{text},1\n]"),
        2 => format!("[line numbers padded to 20 columns]\n1|{text}"),
        3 => format!("[\"\"\"JSON text\"\"\"]\n[\"\"\"{text}\"\"\"]"),
        4 => format!("[*n repeats &n]\n[&1 {text},*1,*1]"),
        _ => text,
    })
}

#[test]
fn planning_takes_at_most_twenty_bytes_for_each_of_any_text() {
    let _alone = alone();
    for &(name, make) in ORDINARY.iter().chain(FORGED) {
        for bytes in [1_000, 1_000_000] {
            let texts = [above(bytes), make(bytes)];
            let given: usize = texts.iter().map(String::len).sum();
            let ((), taken) = peak(|| planned(&texts));
            assert!(taken <= FREE_BYTES + 20 * given, "{name}: {taken} bytes for {given}");
        }
    }
}

#[test]
fn many_references_take_no_more_than_a_few() {
    let _alone = alone();
    let whole = (0..2_000).map(|n| format!("[… as in f above]\nword{n:07} word{:07} …", n + 1));
    let texts: Vec<String> = [above(1_000_000)].into_iter().chain(whole).collect();
    let given: usize = texts.iter().map(String::len).sum();
    let ((), taken) = peak(|| planned(&texts));
    assert!(taken <= FREE_BYTES + 20 * given, "{taken} bytes for {given}");
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn whatever_stands_for_much_is_refused(texts in vec(forged(), 1..4)) {
        let _alone = alone();
        let messages = results(&texts);
        let (last, earlier) = texts.split_last().unwrap();
        let given: usize = texts.iter().map(String::len).sum();
        let above = &messages[..2 * earlier.len()];
        let (expanded, taken) = peak(|| expand(last, above).map(|text| text.len()));
        prop_assert!(expanded.unwrap_or_default() <= 2 * asked(asked(given)), "a table behind marks or line numbers");
        prop_assert!(taken <= FREE_BYTES + 20 * given + 3 * asked(given), "{} bytes for {}", taken, given);
    }

    #[test]
    fn planning_forged_texts_takes_at_most_twenty_bytes_for_each(texts in vec(forged(), 1..5)) {
        let _alone = alone();
        let given: usize = texts.iter().map(String::len).sum();
        let ((), taken) = peak(|| planned(&texts));
        prop_assert!(taken <= FREE_BYTES + 20 * given, "{} bytes for {}", taken, given);
    }

    #[test]
    fn whatever_is_sent_of_forged_text_is_read_as_it(text in forged()) {
        let _alone = alone();
        let settled = form(&text, &resolve("gpt-4o"), Level::Default);
        let said = expand(settled.replacement.as_deref().unwrap_or(&text), &[]).unwrap();
        let is_value = settled.transform.is_some_and(|transform| transform != QUOTED);
        prop_assert!(is_value || said == text, "{}", said);
    }
}
