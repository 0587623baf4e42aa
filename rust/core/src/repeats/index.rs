//! Where the words of earlier messages stand: the latest place of every context.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, LazyLock};

use prefetch_index::prefetch_index;

use super::AHEAD;
use super::contexts::Context;
use super::heard::Heard;
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
pub(super) struct Source {
    /// The text, written out.
    pub text: Arc<str>,
    /// What it is called, for readers: the tool that gave it, or who said it.
    pub name: Arc<str>,
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
    pub(super) fn sent(&self) -> usize {
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
        self.sources.truncate(sources);
        self.starts.truncate(sources);
        (self.bytes, self.filled, self.sent, self.read) = (bytes, filled, sent, read);
        true
    }

    /// Adds the next text of the conversation, found by its contexts. Linear in them.
    pub(super) fn add(&mut self, source: Source, contexts: &[Context]) {
        if source.text.len() > self.room() {
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
        self.bytes += source.text.len();
        self.sources.push(source);
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

    /// What the text is called that a place is in.
    pub(super) fn name(&self, place: Place) -> &Arc<str> {
        &self.sources[place.source].name
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
