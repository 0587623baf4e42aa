//! Many texts at once: each by itself, in their order, on all cores.
//!
//! Texts are handed out in pieces of about the same length, so that a thread that was given short ones takes more of them.
//! The caller's thread works too, and the others live no longer than the call: a fork never finds one at work. Nothing is
//! remembered beyond the call, as what an archive holds does not come again.

use std::num::NonZero;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread::{self, Builder, available_parallelism};

use crate::config::Level;
use crate::conversation::form;
use crate::counting::count_text;
use crate::message::Text;
use crate::models::Model;

/// A piece is worth the thread that it may be given to: it takes a fifth of a millisecond to count.
const PIECE_BYTES: usize = 64 << 10;

/// How many threads the process may run at once: the most that work for all calls together.
static CORES: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, NonZero::get));

/// Threads that work for calls at present.
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// How many threads work where nobody says.
#[must_use]
pub fn default_threads() -> usize {
    *CORES
}

/// What became of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crushed {
    /// What to send in its place, if anything.
    pub replacement: Option<Arc<str>>,
    /// The name of what was done, if anything was.
    pub transform: Option<&'static str>,
    /// Tokens of the text as it is.
    pub before: usize,
    /// Tokens of what is sent.
    pub after: usize,
}

/// The tokens of each text for a model; none where there is no text.
#[must_use]
pub fn count(texts: &[Option<&str>], model: &Model, threads: usize) -> Vec<Option<usize>> {
    each(texts, |text| text.len(), threads, |text| count_text(text, model).value)
}

/// What becomes of each text on its own, as of [`crushed`]; none where there is no text.
///
/// A fault of ours leaves a text as it is, and the others are none the worse.
#[must_use]
pub fn crush(texts: &[Option<Text<'_>>], model: &Model, level: Option<Level>, threads: usize) -> Vec<Option<Crushed>> {
    let or_kept = |text: &Text<'_>| {
        catch_unwind(AssertUnwindSafe(|| crushed(text, model, level))).unwrap_or_else(|_| kept(text, model))
    };
    each(texts, |text| text.text.len(), threads, or_kept)
}

/// A text in its own form, where it may be rewritten, a level says how, and that takes fewer tokens.
#[must_use]
pub fn crushed(text: &Text<'_>, model: &Model, level: Option<Level>) -> Crushed {
    let Some(level) = level.filter(|_| text.editable) else { return kept(text, model) };
    let form = form(text.text, model, level);
    Crushed {
        before: form.before.tokens(),
        after: form.after.tokens(),
        transform: form.transform.map(|transform| transform.name),
        replacement: form.replacement,
    }
}

fn kept(text: &Text<'_>, model: &Model) -> Crushed {
    let tokens = count_text(text.text, model).value;
    Crushed { replacement: None, transform: None, before: tokens, after: tokens }
}

/// Does `work` on each row that there is; the results stand in the order of the rows, whichever thread made them.
fn each<T: Sync, R: Send>(
    rows: &[Option<T>],
    bytes: impl Fn(&T) -> usize,
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<Option<R>> {
    let pieces = pieces(rows, bytes);
    let next = AtomicUsize::new(0);
    let take = || pieces.get(next.fetch_add(1, Ordering::Relaxed));
    let worked = |piece: &Range<usize>| rows[piece.clone()].iter().map(|row| row.as_ref().map(&work)).collect();
    let taken = || -> Vec<(usize, Vec<Option<R>>)> {
        std::iter::from_fn(|| take().map(|piece| (piece.start, worked(piece)))).collect()
    };
    let mut done = on_threads(threads.min(pieces.len()), taken);
    done.sort_unstable_by_key(|(start, _)| *start);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

/// Does `work` on at most so many threads, this one among them, and gives all that came of it.
fn on_threads<R: Send>(threads: usize, work: impl Fn() -> Vec<R> + Sync) -> Vec<R> {
    let crew = Crew::of(threads);
    thread::scope(|scope| {
        let helpers: Vec<_> = (1..crew.0).map_while(|_| Builder::new().spawn_scoped(scope, &work).ok()).collect();
        let mut done = work();
        for helper in helpers {
            done.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    })
}

/// The threads of a call: the caller's own, and others as far as cores are free. An engine that calls from all of its
/// threads gets none besides.
struct Crew(usize);

impl Crew {
    fn of(most: usize) -> Self {
        let size = |at_work: usize| most.min(CORES.saturating_sub(at_work)).max(1);
        let add = |at_work| Some(at_work + size(at_work));
        let (Ok(before) | Err(before)) = AT_WORK.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
        Self(size(before))
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        AT_WORK.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// The rows in pieces of at least so many bytes, but for the last.
fn pieces<T>(rows: &[Option<T>], bytes: impl Fn(&T) -> usize) -> Vec<Range<usize>> {
    let (mut pieces, mut start, mut held) = (Vec::new(), 0, 0);
    for (end, row) in (1..).zip(rows) {
        held += 1 + row.as_ref().map_or(0, &bytes);
        if held >= PIECE_BYTES || end == rows.len() {
            pieces.push(start..end);
            (start, held) = (end, 0);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    fn texts() -> Vec<String> {
        let table = |rows: usize| {
            let row = |id: usize| format!(r#"{{"id": {id}, "name": "number {id}", "state": "open"}}"#);
            format!("[{}]", (0..rows).map(row).collect::<Vec<_>>().join(", "))
        };
        (0..60).map(|number| if number % 7 == 0 { String::new() } else { table(number * 9) }).collect()
    }

    fn rows(texts: &[String]) -> Vec<Option<&str>> {
        texts.iter().enumerate().map(|(place, text)| (place % 5 != 3).then_some(&**text)).collect()
    }

    #[test]
    fn counts_are_those_of_a_loop_on_any_number_of_threads() {
        let (texts, model) = (texts(), resolve("gpt-4o"));
        let rows = rows(&texts);
        let expected: Vec<_> = rows.iter().map(|row| row.map(|text| count_text(text, &model).value)).collect();
        assert!(pieces(&rows, |text| text.len()).len() > 4);
        for threads in [0, 1, 2, 3, 64] {
            assert_eq!(count(&rows, &model, threads), expected);
        }
        assert_eq!(count(&[], &model, 2), []);
        assert_eq!(count(&[None, None], &model, 2), [None, None]);
    }

    #[test]
    fn forms_are_those_of_a_loop_on_any_number_of_threads() {
        let (texts, model, level) = (texts(), resolve("gpt-4o"), Some(Level::Default));
        let text = |text| Text { editable: true, ..Text::fixed(text) };
        let rows: Vec<_> = rows(&texts).into_iter().map(|row| row.map(text)).collect();
        let expected: Vec<_> = rows.iter().map(|row| row.as_ref().map(|text| crushed(text, &model, level))).collect();
        assert!(expected.iter().flatten().any(|crushed| crushed.after < crushed.before));
        for threads in [1, 2, 5] {
            assert_eq!(crush(&rows, &model, level, threads), expected);
        }
    }

    #[test]
    fn what_may_not_be_rewritten_is_kept_and_counted() {
        let (texts, model) = (texts(), resolve("gpt-4o"));
        let fixed = Text::fixed(&texts[2]);
        for (text, level) in [(fixed, Some(Level::Default)), (Text { editable: true, ..Text::fixed(&texts[2]) }, None)]
        {
            let crushed = crushed(&text, &model, level);
            assert_eq!((crushed.replacement, crushed.transform), (None, None));
            assert_eq!((crushed.before, crushed.after), (crushed.after, count_text(&texts[2], &model).value));
        }
    }

    #[test]
    fn a_panic_is_the_callers_whichever_thread_it_is_on() {
        let rows: Vec<Option<String>> = texts().into_iter().map(Some).collect();
        for broken in [1, rows.len() - 1] {
            let work = |text: &String| assert!(text.len() != rows[broken].as_ref().unwrap().len());
            let caught = catch_unwind(AssertUnwindSafe(|| each(&rows, String::len, 2, work)));
            assert!(caught.is_err());
        }
    }

    #[test]
    fn calls_share_the_cores_and_each_has_its_own_thread() {
        let crews: Vec<Crew> = (0..3).map(|_| Crew::of(usize::MAX)).collect();
        let sizes: Vec<usize> = crews.iter().map(|crew| crew.0).collect();
        assert!(sizes[0] <= *CORES && sizes[1..] == [1, 1], "{sizes:?}"); // tests beside this one may have taken some
        drop(crews);
        assert_eq!((Crew::of(0).0, Crew::of(1).0), (1, 1));
    }

    #[test]
    fn pieces_cover_all_rows_once() {
        let texts = texts();
        let rows = rows(&texts);
        let pieces = pieces(&rows, |text| text.len());
        assert_eq!(pieces.iter().flat_map(Clone::clone).collect::<Vec<_>>(), (0..rows.len()).collect::<Vec<_>>());
    }
}
