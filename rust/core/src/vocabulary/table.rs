//! An open-addressed table from short byte strings to numbers, sixteen bytes an entry.

use prefetch_index::prefetch_index;

/// The longest byte string, in bytes, that a [`Key`] holds.
pub(super) const MAX_KEY_BYTES: usize = 13;

/// The bytes of a text from some place on, the first in the lowest bits; zeros beyond the end of the text.
#[derive(Clone, Copy)]
pub(super) struct Window(u128);

impl Window {
    #[inline]
    pub(super) fn at(text: &[u8], start: usize) -> Self {
        let rest = &text[start..];
        match (rest.first_chunk(), text.last_chunk()) {
            (Some(bytes), _) => Self(u128::from_le_bytes(*bytes)),
            // Shifted, not copied: a short message is mostly end.
            (None, Some(last)) => Self(u128::from_le_bytes(*last).unbounded_shr(128 - 8 * rest.len() as u32)),
            (None, None) => Self(u128::from_le_bytes(padded(rest))),
        }
    }

    /// What begins `place` bytes later.
    #[inline]
    pub(super) fn from(self, place: usize) -> Self {
        Self(self.0 >> (8 * place))
    }

    /// The first two bytes.
    #[inline]
    pub(super) fn first_two(self) -> [u8; 2] {
        (self.0 as u16).to_le_bytes()
    }

    /// The first three bytes.
    #[inline]
    pub(super) fn prefix(self) -> u32 {
        self.0 as u32 & 0xFF_FFFF
    }
}

#[cold]
fn padded(rest: &[u8]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..rest.len()].copy_from_slice(rest);
    bytes
}

const VALUE_SHIFT: u32 = 8 * MAX_KEY_BYTES as u32;
const LENGTH_SHIFT: u32 = 124;
/// The twenty bits of an entry that no key uses.
const VALUE: u128 = (1 << LENGTH_SHIFT) - (1 << VALUE_SHIFT);
/// The length that marks the beginning of something longer.
const STEM: usize = MAX_KEY_BYTES + 1;

/// The bits of the first bytes of a window, by the number of bytes.
static FIRST: [u128; STEM + 1] = first_bytes();

const fn first_bytes() -> [u128; STEM + 1] {
    let mut masks = [(1 << VALUE_SHIFT) - 1; STEM + 1];
    let mut length = 0;
    while length < MAX_KEY_BYTES {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
}

/// A byte string: its bytes in the low 104 bits, its length in the top four.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Key(u128);

impl Key {
    /// The first `length` bytes of `window`, 1 to 13.
    #[inline]
    pub(super) fn of(window: Window, length: usize) -> Self {
        Self(window.0 & FIRST[length] | (length as u128) << LENGTH_SHIFT)
    }

    /// The first 13 bytes of something longer, which is not the string of these 13 bytes.
    #[inline]
    pub(super) fn stem(window: Window) -> Self {
        Self::of(window, STEM)
    }

    /// The bytes of the string, and nothing behind them.
    #[inline]
    pub(super) fn window(self) -> Window {
        Window(self.0 & FIRST[MAX_KEY_BYTES])
    }

    /// The bytes of the string, and others behind them.
    pub(super) fn bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// How many they are.
    #[inline]
    pub(super) fn length(self) -> usize {
        (self.0 >> LENGTH_SHIFT) as usize
    }

    /// Folded multiplication, as in wyhash (Wang Yi, public domain).
    #[inline]
    fn hash(self) -> u64 {
        let (low, high) = (self.0 as u64, (self.0 >> 64) as u64);
        let product = u128::from(low ^ 0xA076_1D64_78BD_642F) * u128::from(high ^ 0xE703_7ED1_A0B4_28DB);
        product as u64 ^ (product >> 64) as u64
    }
}

/// A key with a value below 2^20, or nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Entry(u128);

impl Entry {
    const EMPTY: Self = Self(0);

    #[inline]
    fn new(key: Key, value: u32) -> Self {
        Self(key.0 | u128::from(value) << VALUE_SHIFT)
    }

    #[inline]
    fn value_of(self, key: Key) -> Option<u32> {
        (self.0 & !VALUE == key.0).then_some((self.0 >> VALUE_SHIFT) as u32 & 0xF_FFFF)
    }
}

/// Every key that was put in, with its value.
pub(super) struct Table {
    entries: Box<[Entry]>,
    /// Two bits in one word for the hash of every key. Most strings that merging asks for are no tokens, and the answer
    /// to that is here, in a quarter of a megabyte, without the cache misses that the entries cost: 1.7 times as fast on
    /// Chinese.
    filter: Box<[u64]>,
}

const FILTER_WORDS: usize = 1 << 15;

impl Table {
    /// An empty table of `slots`, a power of two, more than there will be keys.
    pub(super) fn new(slots: usize) -> Self {
        Self { entries: vec![Entry::EMPTY; slots].into(), filter: vec![0; FILTER_WORDS].into() }
    }

    /// Adds a key that is not there yet, with a value below 2^20.
    pub(super) fn insert(&mut self, key: Key, value: u32) {
        let mask = self.entries.len() - 1;
        let mut slot = key.hash() as usize & mask;
        while self.entries[slot] != Entry::EMPTY {
            slot = (slot + 1) & mask;
        }
        self.entries[slot] = Entry::new(key, value);
        let (word, bits) = filter_place(key);
        self.filter[word] |= bits;
    }

    /// The value of `key`, if it is there. Two or three probes side by side while at most four of five slots are taken.
    #[inline]
    pub(super) fn get(&self, key: Key) -> Option<u32> {
        let mask = self.entries.len() - 1;
        let mut slot = key.hash() as usize & mask;
        loop {
            let entry = self.entries[slot];
            let value = entry.value_of(key);
            if value.is_some() || entry == Entry::EMPTY {
                return value;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Has the processor fetch what [`Table::get_if_any`] reads.
    #[inline]
    pub(super) fn prefetch(&self, key: Key) {
        prefetch_index(&self.filter, filter_place(key).0);
        prefetch_index(&self.entries, key.hash() as usize & (self.entries.len() - 1));
    }

    /// What [`Table::get`] says, faster where that is nothing.
    #[inline]
    pub(super) fn get_if_any(&self, key: Key) -> Option<u32> {
        let (word, bits) = filter_place(key);
        if self.filter[word] & bits == bits { self.get(key) } else { None }
    }
}

/// The word and the bits in it, by another part of the hash than the slot.
#[inline]
fn filter_place(key: Key) -> (usize, u64) {
    let hash = key.hash();
    ((hash >> 32) as usize & (FILTER_WORDS - 1), 1 << (hash >> 58) | 1 << (hash >> 52 & 63))
}

/// Some of the keys that were put in: of those that share a place the last two, so that nothing is ever swept.
pub(super) struct Recent {
    places: Box<[[Entry; 2]]>,
}

impl Recent {
    /// Remembers up to twice as many keys as there are `places`, a power of two.
    pub(super) fn new(places: usize) -> Self {
        Self { places: vec![[Entry::EMPTY; 2]; places].into() }
    }

    #[inline]
    fn place(&self, key: Key) -> usize {
        key.hash() as usize & (self.places.len() - 1)
    }

    /// Has the processor fetch what [`Recent::get`] reads.
    #[inline]
    pub(super) fn prefetch(&self, key: Key) {
        prefetch_index(&self.places, self.place(key));
    }

    /// The value that is remembered for `key`.
    #[inline]
    pub(super) fn get(&mut self, key: Key) -> Option<u32> {
        let place = self.place(key);
        let [last, before] = &mut self.places[place];
        if let Some(value) = last.value_of(key) {
            return Some(value);
        }
        let value = before.value_of(key)?;
        std::mem::swap(last, before);
        Some(value)
    }

    /// Remembers a key that is not there, with a value below 2^20.
    pub(super) fn insert(&mut self, key: Key, value: u32) {
        let place = self.place(key);
        let [last, before] = &mut self.places[place];
        *before = std::mem::replace(last, Entry::new(key, value));
    }
}

/// Some of the longer byte strings that were put in, with a number each.
pub(super) struct RecentLong {
    slots: Box<[Slot]>,
    /// The bytes of all, one after the other. When there is no room for more, all are forgotten.
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    start: u32,
    length: u16,
    value: u16,
}

const LONG_SLOTS: usize = 1 << 13;
const LONG_BYTES: usize = 1 << 18;
/// Of longer ones the repeats are cut short. A line of one character costs forty times what other text does.
const MAX_LONG: usize = 2048;

impl RecentLong {
    pub(super) fn new() -> Self {
        Self { slots: vec![Slot::default(); LONG_SLOTS].into(), bytes: Vec::new() }
    }

    /// The value of `string`: the remembered one, else what `find` says, at most the length of `string`.
    pub(super) fn get_or(&mut self, string: &[u8], find: impl FnOnce() -> usize) -> usize {
        if string.len() > MAX_LONG {
            return find();
        }
        let place = hash(string) & (LONG_SLOTS - 1);
        let Slot { start, length, value } = self.slots[place];
        let remembered = self.bytes.get(start as usize..start as usize + usize::from(length));
        if remembered == Some(string) {
            return usize::from(value);
        }
        let value = find();
        self.insert(place, string, value as u16);
        value
    }

    fn insert(&mut self, place: usize, string: &[u8], value: u16) {
        if self.bytes.len() + string.len() > LONG_BYTES {
            self.bytes.clear();
            self.slots.fill(Slot::default());
        }
        self.slots[place] = Slot { start: self.bytes.len() as u32, length: string.len() as u16, value };
        self.bytes.extend_from_slice(string);
    }
}

fn hash(string: &[u8]) -> usize {
    let mut hash = string.len() as u64;
    for start in (0..string.len()).step_by(13) {
        let key = Key::of(Window::at(string, start), MAX_KEY_BYTES);
        hash = (hash.rotate_left(23) ^ key.hash()).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    (hash >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(bytes: &[u8]) -> Key {
        Key::of(Window::at(bytes, 0), bytes.len())
    }

    #[test]
    fn keys_differ_by_their_bytes_and_by_their_length() {
        assert!(key(b"ab") == key(b"ab") && key(b"ab") != key(b"ba"));
        assert!(key(b"a") != key(b"a\0"), "zeros count");
        assert!(Key::of(Window::at(b"abcd", 1), 2) == key(b"bc"));
        assert!(Key::stem(Window::at(b"thirteen bytes", 0)) != key(b"thirteen byte"));
    }

    #[test]
    fn keys_at_the_end_of_a_text_are_those_of_their_bytes() {
        let text = b"more than sixteen bytes";
        for start in 0..=text.len() {
            let length = (text.len() - start).min(MAX_KEY_BYTES);
            assert!(Key::of(Window::at(text, start), length) == key(&text[start..start + length]), "{start}");
        }
    }

    #[test]
    fn a_table_gives_back_what_was_put_in() {
        let strings: Vec<String> = (0..600).map(|number| format!("{number}")).collect();
        let mut table = Table::new(1024);
        for (value, string) in (0..).zip(&strings) {
            assert_eq!(table.get_if_any(key(string.as_bytes())), None);
            table.insert(key(string.as_bytes()), value);
        }
        for (value, string) in (0..).zip(&strings) {
            assert_eq!(table.get(key(string.as_bytes())), Some(value));
            assert_eq!(table.get_if_any(key(string.as_bytes())), Some(value));
        }
        assert_eq!(table.get(key(b"600")), None);
    }

    #[test]
    fn of_those_that_share_a_place_the_last_two_are_remembered() {
        let mut recent = Recent::new(1);
        recent.insert(key(b"a"), 1);
        recent.insert(key(b"b"), 2);
        assert_eq!((recent.get(key(b"b")), recent.get(key(b"a"))), (Some(2), Some(1)));
        recent.insert(key(b"c"), 3);
        assert_eq!((recent.get(key(b"a")), recent.get(key(b"b"))), (Some(1), None), "the one asked for last stays");
    }

    #[test]
    fn long_strings_are_remembered_in_bounded_memory() {
        let mut recent = RecentLong::new();
        for round in 0..2 {
            for number in 0..10_000_usize {
                let string = format!("{number:0>200}");
                assert_eq!(recent.get_or(string.as_bytes(), || number % 200), number % 200, "{round}");
            }
        }
        assert!(recent.bytes.len() <= LONG_BYTES);
        let rule = vec![b'='; MAX_LONG];
        assert_eq!([recent.get_or(&rule, || 16), recent.get_or(&rule, || unreachable!())], [16, 16]);
        let last = format!("{:0>200}", 9_999);
        assert_eq!(recent.get_or(last.as_bytes(), || unreachable!()), 9_999 % 200);
    }
}
