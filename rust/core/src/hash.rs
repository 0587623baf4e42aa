//! A fast hash that is the same in every process.

use std::hash::{BuildHasherDefault, Hasher};

/// Hashes texts fast, and the same in every process.
pub type TextHash = BuildHasherDefault<TextHasher>;

/// See [`TextHash`].
#[derive(Clone, Copy, Debug, Default)]
pub struct TextHasher(u64);

impl Hasher for TextHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = mixed(self.0, hash_bytes(bytes));
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = mixed(self.0, u64::from(byte));
    }
}

/// A hash of some bytes; the same in every process, so that nothing may hang on it but speed.
#[must_use]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| mixed(hash, u64::from_le_bytes(*word)));
    // Byte by byte: to copy so few takes longer.
    let last = rest.iter().rev().fold(0, |last, &byte| last << 8 | u64::from(byte));
    mixed(hash, last)
}

/// Folded multiplication, as in wyhash (Wang Yi, public domain).
#[must_use]
pub fn mixed(hash: u64, word: u64) -> u64 {
    let product = u128::from(hash ^ 0xA076_1D64_78BD_642F) * u128::from(word ^ 0xE703_7ED1_A0B4_28DB);
    product as u64 ^ (product >> 64) as u64
}
