//! What was found out of the texts that were asked of last: a large original is asked for page by page.
//!
//! A text is known again by where it stands. Strings of Python never change, and as each is kept alive here, no other can
//! stand in its place: nothing is compared, and nothing can be mistaken.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use headroom_core::memo::CAPACITY_BYTES;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::sync::MutexExt;

/// Shorter texts are read in less than ten microseconds.
const SMALLEST_BYTES: usize = 64 << 10;

/// Bytes of texts that are kept alive: as many as the core remembers of one.
const MOST_BYTES: usize = CAPACITY_BYTES / 2;

/// A bounded memory of values that depend on a text and a key.
pub struct Latest<K, V>(Mutex<VecDeque<Kept<K, V>>>);

struct Kept<K, V> {
    text: PyBackedStr,
    key: K,
    value: V,
}

impl<K: PartialEq, V: Clone> Latest<K, V> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(Mutex::new(VecDeque::new()))
    }

    /// The value of a text under a key, known or made.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn get_or(
        &self,
        text: &PyBackedStr,
        key: K,
        py: Python<'_>,
        make: impl FnOnce() -> PyResult<V>,
    ) -> PyResult<V> {
        if text.len() < SMALLEST_BYTES {
            return make();
        }
        if let Some(known) = self.get(text, &key, py) {
            return Ok(known);
        }
        let value = make()?;
        self.put(Kept { text: text.clone_ref(py), key, value: value.clone() }, py);
        Ok(value)
    }

    fn get(&self, text: &PyBackedStr, key: &K, py: Python<'_>) -> Option<V> {
        let kept = self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        let is_it = |kept: &&Kept<K, V>| std::ptr::eq(&raw const *kept.text, &raw const **text) && kept.key == *key;
        kept.iter().find(is_it).map(|kept| kept.value.clone())
    }

    fn put(&self, new: Kept<K, V>, py: Python<'_>) {
        let mut older = Vec::new(); // outlives the lock: a string of a class of its own may run anything when it goes
        let mut kept = self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        kept.push_back(new);
        while kept.iter().map(|kept| kept.text.len()).sum::<usize>() > MOST_BYTES {
            older.extend(kept.pop_front());
        }
    }
}
