//! Results of which pages are asked, as they are read: whoever asks for one page asks for the next.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use super::records::KeptRecords;
use crate::config::Level;
use crate::forms::in_part;
use crate::memo::{CAPACITY_BYTES, Digested, Key, Memo, Weigh};
use crate::views::{Basis, Units};
use crate::vocabulary::Vocabulary;

static LINES: LazyLock<Memo<Arc<Units<'static>>>> = LazyLock::new(|| Memo::new(CAPACITY_BYTES));

static RECORDS: LazyLock<Memo<Option<Arc<KeptRecords>>>> = LazyLock::new(|| Memo::new(CAPACITY_BYTES));

impl Weigh for Arc<Units<'static>> {
    fn heap_bytes(&self) -> usize {
        self.bytes()
    }
}

impl Weigh for Option<Arc<KeptRecords>> {
    fn heap_bytes(&self) -> usize {
        self.as_ref().map_or(0, |records| records.bytes())
    }
}

/// The lines of a result, which is `own` in its own form under these terms or stands as it is: as far as forms are
/// understood in part.
pub fn lines(original: &Digested<'_>, own: Option<&str>, vocabulary: Vocabulary, level: Level) -> Arc<Units<'static>> {
    let form = own.map_or(0, |_| 1 + level as u8);
    let make = || {
        let shortest = own.map_or(Cow::Borrowed(original.text), in_part);
        Arc::new(Units::of(Basis::of(original.text, &shortest).text).into_owned())
    };
    LINES.get_or(Key::of([vocabulary.number(), form], original.digest), make)
}

/// The records that a result holds, if it holds any.
pub fn records(original: &Digested<'_>) -> Option<Arc<KeptRecords>> {
    RECORDS.get_or(Key::of([0, 0], original.digest), || KeptRecords::of(original.text).map(Arc::new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(original: &str, own: Option<&str>) -> Arc<Units<'static>> {
        lines(&original.into(), own, Vocabulary::O200kBase, Level::Default)
    }

    #[test]
    fn lines_are_read_once_in_each_form_of_a_result() {
        let (original, form) = ("{\"a\": 1}\n{\"a\": 2}", "[2 lines: a\n1\n2\n]");
        let own = lines_of(original, Some(form));
        assert!(Arc::ptr_eq(&own, &lines_of(original, Some(form))));
        assert_eq!((own.len(), lines_of(original, None).len()), (4, 2));
    }

    #[test]
    fn records_are_read_once() {
        let records = |original: &str| records(&original.into());
        let first = records("[{\"a\": 1}, {\"a\": 2}]").unwrap();
        assert!(Arc::ptr_eq(&first, &records("[{\"a\": 1}, {\"a\": 2}]").unwrap()));
        assert!(records("none").is_none() && records("none").is_none());
    }
}
