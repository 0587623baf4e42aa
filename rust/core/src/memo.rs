//! A bounded memory of texts already settled, so that a growing conversation costs only its new part.
//!
//! Two generations: when the young one is full it becomes the old one, and what is asked for again moves back. A
//! lookup takes the text's digest and one short lock.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes that both generations together may hold.
pub const CAPACITY_BYTES: usize = 64 << 20;

/// What tells a text from every other: BLAKE3, so that none can be made to answer for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digest([u8; 16]);

impl Digest {
    /// The digest of `text`. Linear: 5 MB take half a millisecond.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let hash = blake3::hash(text.as_bytes());
        let mut digest = [0; 16];
        digest.copy_from_slice(&hash.as_bytes()[..16]);
        Self(digest)
    }
}

/// A text whose digest is known, so that nothing that is remembered of it takes another look at it.
#[derive(Clone, Copy, Debug)]
pub struct Digested<'t> {
    /// The text.
    pub text: &'t str,
    /// Its own digest.
    pub digest: Digest,
}

impl<'t> From<&'t str> for Digested<'t> {
    fn from(text: &'t str) -> Self {
        Self { text, digest: Digest::of(text) }
    }
}

impl<'t> From<&'t String> for Digested<'t> {
    fn from(text: &'t String) -> Self {
        text.as_str().into()
    }
}

/// The identity of a text under the settings that decide its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    settings: [u8; 2],
    digest: Digest,
}

impl Key {
    /// The key of `text` under `settings`, a tag for everything else that the answer depends on.
    #[must_use]
    pub fn new(settings: [u8; 2], text: &str) -> Self {
        Self::of(settings, Digest::of(text))
    }

    /// The same of a text whose digest is known.
    #[must_use]
    pub fn of(settings: [u8; 2], digest: Digest) -> Self {
        Self { settings, digest }
    }
}

/// A value the memory can weigh.
pub trait Weigh: Clone {
    /// Bytes held on the heap.
    fn heap_bytes(&self) -> usize;
}

/// What an entry costs beside its text: up to half of a map's places are empty.
const fn entry_bytes<V>() -> usize {
    2 * size_of::<(Key, V)>()
}

/// A bounded map shared between threads.
#[derive(Debug)]
pub struct Memo<V> {
    capacity: usize,
    generations: Mutex<Generations<V>>,
}

#[derive(Debug)]
struct Generations<V> {
    young: HashMap<Key, V>,
    old: HashMap<Key, V>,
    young_bytes: usize,
}

impl<V: Weigh> Memo<V> {
    /// An empty memory of at most `capacity` bytes.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        let generations = Generations { young: HashMap::new(), old: HashMap::new(), young_bytes: 0 };
        Self { capacity, generations: Mutex::new(generations) }
    }

    /// The value remembered for `key`, or the one `make` makes, which is remembered. No lock is held meanwhile.
    pub fn get_or(&self, key: Key, make: impl FnOnce() -> V) -> V {
        if let Some(known) = self.get(key) {
            return known;
        }
        let value = make();
        self.put(key, value.clone());
        value
    }

    fn get(&self, key: Key) -> Option<V> {
        let mut generations = self.lock();
        if let Some(value) = generations.young.get(&key) {
            return Some(value.clone());
        }
        let value = generations.old.remove(&key)?;
        generations.put(key, value.clone(), self.capacity);
        Some(value)
    }

    fn put(&self, key: Key, value: V) {
        self.lock().put(key, value, self.capacity);
    }

    /// A panic elsewhere cannot leave the maps half changed, so a poisoned lock is as good as a sound one.
    fn lock(&self) -> MutexGuard<'_, Generations<V>> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V: Weigh> Generations<V> {
    fn put(&mut self, key: Key, value: V, capacity: usize) {
        let bytes = entry_bytes::<V>() + value.heap_bytes();
        if bytes > capacity / 2 {
            return;
        }
        if self.young_bytes + bytes > capacity / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(key, value).is_none() {
            self.young_bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weigh for String {
        fn heap_bytes(&self) -> usize {
            self.len()
        }
    }

    fn held(memo: &Memo<String>) -> usize {
        let generations = memo.lock();
        generations.young.len() + generations.old.len()
    }

    #[test]
    fn a_text_is_made_once() {
        let memo = Memo::new(1 << 20);
        let key = Key::new([0, 0], "text");
        assert_eq!(memo.get_or(key, || "made".to_owned()), "made");
        assert_eq!(memo.get_or(key, || unreachable!()), "made");
    }

    #[test]
    fn memory_is_bounded_and_the_newest_stay() {
        let memo = Memo::new(100 * entry_bytes::<String>());
        for i in 0..10_000 {
            memo.get_or(Key::new([0, 0], &i.to_string()), String::new);
        }
        assert!((50..=100).contains(&held(&memo)));
        memo.get_or(Key::new([0, 0], "9999"), || unreachable!());
    }

    #[test]
    fn settings_keep_texts_apart() {
        assert_ne!(Key::new([0, 1], "text"), Key::new([1, 0], "text"));
    }
}
