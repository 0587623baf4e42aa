//! Where the words of earlier messages stand: the latest place of every context.

use std::cell::OnceCell;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, LazyLock};

use prefetch_index::prefetch_index;

use super::AHEAD;
use super::contexts::Context;
use super::header::changed;
use super::heard::Heard;
use super::labels::{Labels, Origin};
use crate::growth::unasked;

/// Bits of a slot that say where a context ends, in all texts one behind the other.
const PLACE_BITS: u32 = 25;

/// Bytes of a conversation that are remembered; what comes behind them is not referred to.
const LARGEST_BYTES: usize = 1 << PLACE_BITS;

/// Bytes of earlier texts that are read for those that refer to them, however little was sent.
const FREE_READ_BYTES: usize = 1 << 18;

/// Slots of a small table.
const SMALLEST_ROOM: usize = 1 << 8;

/// Where a context's slot is depends on it, so that no text can be made to crowd one; what is found there does not.
static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));

/// One text that may be referred to.
#[derive(Clone, Debug)]
struct Source {
    /// The text, its marks written out.
    text: Arc<str>,
    origin: Origin,
    /// Which text it states changes of.
    base: Option<usize>,
    /// Of these, the first one that says all by itself; its own number where it states no changes.
    root: usize,
    /// The value that it says, as JSON, if it is one, and a number that alike ones share; read when that is asked for.
    value: OnceCell<Option<(Arc<str>, u64)>>,
}

/// A place in a text of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    source: usize,
    offset: usize,
}

/// The texts of a conversation so far, found by the words in them. Up to three times the size of the texts.
#[derive(Clone, Debug, Default)]
pub struct Index {
    sources: Vec<Source>,
    labels: Labels,
    /// Where each of them starts, if all stood one behind the other.
    starts: Vec<usize>,
    bytes: usize,
    /// For each context its key and where it ends last; 0 is empty. Linear probing; a power of two.
    slots: Vec<u64>,
    filled: usize,
    /// These texts, and others that a reader sees.
    pub(super) heard: Heard,
    /// Bytes of the texts as they were sent.
    sent: usize,
    /// Bytes that were read of earlier texts for those that refer to them.
    read: usize,
    /// How to go back to when that was asked for; nothing where the table has grown since then.
    undo: Option<Undo>,
}

/// What was before.
#[derive(Clone, Debug, Default)]
struct Undo {
    sources: usize,
    bytes: usize,
    filled: usize,
    sent: usize,
    read: usize,
    /// Slots that were written, in order, and what they held.
    slots: Vec<(u32, u64)>,
}

impl Index {
    /// How many bytes more it can take.
    fn room(&self) -> usize {
        LARGEST_BYTES - 1 - self.bytes
    }

    /// Bytes of the texts as they were sent.
    #[must_use]
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// Says how long the next text is as it was sent.
    pub(super) fn expect(&mut self, sent: usize) {
        self.sent += sent;
    }

    /// How many bytes of earlier texts may be read for one that refers to them.
    pub(super) fn may_read(&self) -> usize {
        self.ever_read().saturating_sub(self.read).min(self.room())
    }

    /// Counts bytes that are read, and says whether that was allowed; from then on nothing is, until more was sent.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let may = bytes <= self.may_read();
        self.read = if may { self.read + bytes } else { self.ever_read() };
        may
    }

    fn ever_read(&self) -> usize {
        FREE_READ_BYTES.saturating_add(unasked(self.sent))
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Makes this the point to go back to.
    pub fn mark(&mut self) {
        let slots = self.undo.take().map(|undo| undo.slots).unwrap_or_default();
        let &mut Self { bytes, filled, sent, read, .. } = self;
        let undo = Undo { sources: self.sources.len(), bytes, filled, sent, read, slots };
        self.undo.insert(undo).slots.clear();
        self.heard.mark();
    }

    /// Goes back to that point, and says whether it could. Linear in what was added since.
    pub fn undo(&mut self) -> bool {
        let Some(Undo { sources, bytes, filled, sent, read, slots }) = self.undo.take() else { return false };
        for (slot, content) in slots.into_iter().rev() {
            self.slots[slot as usize] = content;
        }
        self.heard.undo();
        self.truncate(sources);
        (self.bytes, self.filled, self.sent, self.read) = (bytes, filled, sent, read);
        true
    }

    fn truncate(&mut self, count: usize) {
        if self.sources.len() > count {
            self.sources.truncate(count);
            self.starts.truncate(count);
            self.labels = Labels::default();
            for (number, source) in self.sources.iter().enumerate() {
                self.labels.add(number, &source.origin);
            }
        }
    }

    /// Adds the next text of the conversation, found by its contexts. Linear in them.
    pub(super) fn add(&mut self, text: Arc<str>, origin: Origin, contexts: &[Context]) {
        if text.len() > self.room() {
            return;
        }
        self.grow(contexts.len());
        for (number, context) in contexts.iter().enumerate() {
            self.fetch(contexts.get(number + AHEAD));
            let slot = self.slot(key(context));
            if let Some(undo) = &mut self.undo {
                undo.slots.push((slot as u32, self.slots[slot]));
            }
            self.filled += usize::from(self.slots[slot] == 0);
            self.slots[slot] = key(context) << PLACE_BITS | (self.bytes + context.end) as u64;
        }
        self.starts.push(self.bytes);
        self.bytes += text.len();
        let number = self.sources.len();
        let base = changed(&text).and_then(|changes| self.latest(changes.label));
        let root = base.map_or(number, |base| self.sources[base].root);
        self.labels.add(number, &origin);
        self.sources.push(Source { text, origin, base, root, value: OnceCell::new() });
    }

    /// The number of the latest text above that is called so.
    #[must_use]
    pub fn latest(&self, label: &str) -> Option<usize> {
        self.labels.latest(label)
    }

    /// What tells the text of that number from all others, if anything does: where it is the latest that is called so.
    #[must_use]
    pub fn label(&self, number: usize) -> Option<Box<str>> {
        self.labels.label(&self.sources[number].origin).filter(|label| self.latest(label) == Some(number))
    }

    /// The numbers of the results above, the latest first.
    pub fn results(&self) -> impl Iterator<Item = usize> {
        (0..self.sources.len()).rev().filter(|&number| self.sources[number].origin.arguments.is_some())
    }

    /// Whether a tool of that name gave the text of that number.
    #[must_use]
    pub fn is_of(&self, number: usize, tool: &str) -> bool {
        *self.sources[number].origin.name == *tool
    }

    /// The number of the latest text of this very origin, if anything tells that from others.
    #[must_use]
    pub fn latest_of(&self, origin: &Origin) -> Option<usize> {
        self.labels.label(origin).and_then(|label| self.latest(&label))
    }

    /// The text of that number and those that it states changes of, the one that says all by itself last.
    pub fn versions(&self, number: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(number), |&number| self.sources[number].base)
    }

    /// Of these the last.
    #[must_use]
    pub fn root(&self, number: usize) -> usize {
        self.sources[number].root
    }

    /// The text of that number, its marks written out.
    #[must_use]
    pub fn text(&self, number: usize) -> &str {
        &self.sources[number].text
    }

    /// The value that the text of that number says, which `read` reads the first time.
    pub fn value(&self, number: usize, read: impl FnOnce() -> Option<(Arc<str>, u64)>) -> Option<&(Arc<str>, u64)> {
        self.sources[number].value.get_or_init(read).as_ref()
    }

    /// Tells the processor of a context that will be asked for.
    #[inline]
    pub(super) fn fetch(&self, context: Option<&Context>) {
        if let Some(context) = context
            && !self.slots.is_empty()
        {
            prefetch_index(&self.slots, self.home(key(context)));
        }
    }

    /// The latest place behind the words of `context` in `text`, if they stand anywhere.
    pub(super) fn find(&self, text: &str, context: &Context) -> Option<Place> {
        if self.slots.is_empty() {
            return None;
        }
        let found = self.slots[self.slot(key(context))];
        let end = found as usize & (LARGEST_BYTES - 1);
        if found == 0 {
            return None;
        }
        let source = self.starts.partition_point(|&start| start < end) - 1;
        let offset = end - self.starts[source];
        let words = &text.as_bytes()[context.start..context.end];
        self.sources[source].text.as_bytes()[..offset].ends_with(words).then_some(Place { source, offset })
    }

    /// What follows a place, to the end of its text.
    pub(super) fn behind(&self, place: Place) -> &str {
        &self.sources[place.source].text[place.offset..]
    }

    /// The text that a place is in.
    pub(super) fn whole(&self, place: Place) -> &str {
        self.text(place.source)
    }

    /// What the text is called that a place is in.
    pub(super) fn name(&self, place: Place) -> Box<str> {
        let origin = &self.sources[place.source].origin;
        self.labels.label(origin).unwrap_or_else(|| Box::from(&*origin.name))
    }

    /// The slot of a context: its own, or an empty one.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        let mut slot = self.home(key);
        while self.slots[slot] != 0 && self.slots[slot] >> PLACE_BITS != key {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    #[inline]
    fn home(&self, key: u64) -> usize {
        let mixed = (key ^ *SEED).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed >> 32) as usize & (self.slots.len() - 1)
    }

    /// Makes room for so many contexts more, at most half of the slots being filled.
    fn grow(&mut self, more: usize) {
        let room = ((self.filled + more) * 2).next_power_of_two();
        if room > self.slots.len() {
            self.undo = None;
            let filled = std::mem::replace(&mut self.slots, vec![0; room.max(SMALLEST_ROOM)]);
            for content in filled.into_iter().filter(|&content| content != 0) {
                let slot = self.slot(content >> PLACE_BITS);
                self.slots[slot] = content;
            }
        }
    }
}

/// The part of a hash that is looked up.
#[inline]
fn key(context: &Context) -> u64 {
    context.hash >> PLACE_BITS
}
