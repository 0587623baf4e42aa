//! What several forms ask of one text, found out once.

use std::cell::OnceCell;

use super::FORMS;
use super::source::is_source;
use crate::json::find::{self, Found};

/// A text that may be written in some forms, and what they ask of it, found out when the first of them asks.
#[derive(Debug)]
pub struct Facts<'t> {
    text: &'t str,
    whole: OnceCell<Option<Found<'t>>>,
    values: OnceCell<(Vec<Found<'t>>, usize)>,
    is_source: OnceCell<bool>,
    is_fixed: OnceCell<bool>,
}

impl<'t> Facts<'t> {
    /// Nothing is found out yet.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let (whole, values) = (OnceCell::new(), OnceCell::new());
        Self { text, whole, values, is_source: OnceCell::new(), is_fixed: OnceCell::new() }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The value that it is as a whole.
    pub(super) fn whole(&self) -> Option<&Found<'t>> {
        self.whole.get_or_init(|| find::whole(self.text)).as_ref()
    }

    /// The values in it, and where what stands outside of them ends.
    pub(super) fn values(&self) -> (&[Found<'t>], usize) {
        let (values, end) = self.values.get_or_init(|| find::inside(self.text));
        (values, *end)
    }

    /// Whether tuples stand in it that a loop of Python's printed.
    pub(super) fn has_printed_tuples(&self) -> bool {
        self.whole().is_none() && self.values().0.iter().any(|value| value.is_printed_tuples(self.text))
    }

    /// Whether it is code, configuration or a diff as a whole, which a reader may have to match letter by letter. Linear.
    pub(super) fn is_source(&self) -> bool {
        *self.is_source.get_or_init(|| {
            self.whole().is_none() && {
                let (values, end) = self.values();
                is_source(self.text, values, end)
            }
        })
    }

    /// Whether it is known to be source: asked before what takes longer to find out, and in vain where it is source.
    pub(super) fn is_known_source(&self) -> bool {
        self.is_source.get() == Some(&true)
    }

    /// Whether it is known that no line of it may be rewritten.
    pub(super) fn is_known_fixed(&self) -> bool {
        self.is_known_source() && self.is_fixed()
    }

    /// Whether no line of it may be rewritten, as it is source, or stands in a form whose lines are fixed. One that stands in
    /// another form of lines already is neither: it was asked.
    pub(super) fn is_fixed(&self) -> bool {
        *self.is_fixed.get_or_init(|| {
            let mut marked = FORMS.iter().filter(|form| form.is_marked(self.text));
            marked.next().map_or_else(|| self.is_source(), |form| form.has_fixed_lines())
        })
    }
}

impl<'t> From<&'t str> for Facts<'t> {
    fn from(text: &'t str) -> Self {
        Self::of(text)
    }
}
