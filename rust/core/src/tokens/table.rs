//! An open-addressed table from short byte strings to token ranks.

/// The longest byte string, in bytes, that a [`Key`] holds.
pub(super) const MAX_KEY_BYTES: usize = 15;

/// A byte string of 1 to 15 bytes: its bytes in the low 120 bits, little endian, its length in the top 4.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(u128);

impl Key {
    const EMPTY: Self = Self(0);

    /// The key of `bytes`, of which there are 1 to 15.
    #[inline]
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut padded = [0; 16];
        padded[..bytes.len()].copy_from_slice(bytes);
        Self(u128::from_le_bytes(padded) | (bytes.len() as u128) << 124)
    }

    /// A hash whose low bits are good. Folded multiplication, as in wyhash (Wang Yi, public domain).
    #[inline]
    pub(super) fn hash(self) -> usize {
        let (low, high) = (self.0 as u64, (self.0 >> 64) as u64);
        let product = u128::from(low ^ 0xA076_1D64_78BD_642F) * u128::from(high ^ 0xE703_7ED1_A0B4_28DB);
        (product as u64 ^ (product >> 64) as u64) as usize
    }
}

/// Ranks by key. Lookups cost a probe or two: at most 3/8 of the slots are taken.
pub(super) struct Table {
    keys: Box<[Key]>,
    ranks: Box<[u32]>,
}

impl Table {
    /// An empty table with room for `entries`.
    pub(super) fn with_room_for(entries: usize) -> Self {
        let slots = (entries * 8 / 3).next_power_of_two();
        Self { keys: vec![Key::EMPTY; slots].into(), ranks: vec![0; slots].into() }
    }

    /// Adds a key that is not there yet.
    pub(super) fn insert(&mut self, key: Key, rank: u32) {
        let slot = self.find(key).1;
        (self.keys[slot], self.ranks[slot]) = (key, rank);
    }

    /// The rank of `key`, if it has one.
    #[inline]
    pub(super) fn get(&self, key: Key) -> Option<u32> {
        let (found, slot) = self.find(key);
        found.then(|| self.ranks[slot])
    }

    /// The slot of `key`, or the empty one where it belongs.
    #[inline]
    fn find(&self, key: Key) -> (bool, usize) {
        let mask = self.keys.len() - 1;
        let mut slot = key.hash() & mask;
        loop {
            let taken = self.keys[slot];
            if taken == key || taken == Key::EMPTY {
                return (taken == key, slot);
            }
            slot = (slot + 1) & mask;
        }
    }
}
