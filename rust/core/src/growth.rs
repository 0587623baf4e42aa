//! How much a text in our notation may stand for.
//!
//! Foreign text may be in it too: without a bound, a few bytes could ask for all time and memory there is. Whoever decodes
//! is told how many bytes may come of it, and stops there; nothing is written that would not be decoded in full.

/// For each of its own bytes a text stands for at most so many, beside [`FREE_BYTES`].
const TIMES: usize = 16;

/// What a text may stand for, however short it is: a million tokens.
const FREE_BYTES: usize = 4 << 20;

/// For each byte so many are decoded of what nobody has asked to be decoded.
const UNASKED_TIMES: usize = 4;

/// Bytes that `bytes` of text may stand for where somebody asks what they say, and when they are written.
#[must_use]
pub fn asked(bytes: usize) -> usize {
    FREE_BYTES.saturating_add(bytes.saturating_mul(TIMES))
}

/// Bytes that are decoded of `bytes` of text for our own purposes, while a request is planned.
#[must_use]
pub fn unasked(bytes: usize) -> usize {
    bytes.saturating_mul(UNASKED_TIMES)
}
