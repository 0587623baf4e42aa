//! The vocabularies as they are loaded: tokens by their bytes, ready for lookups.

use std::sync::OnceLock;

use super::left_lengths::left_lengths;
use super::table::{Key, MAX_KEY_BYTES, Table, Window};

static O200K_BASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/o200k_base.bin"));
static CL100K_BASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cl100k_base.bin"));
static P50K_BASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/p50k_base.bin"));
/// So many tokens of `p50k_base` are `r50k_base`; behind them stand runs of spaces.
const R50K_TOKENS: usize = 50_256;

/// The tokens of `o200k_base`, loaded at the first call: about 8 ms and 5 MB.
pub(super) fn o200k() -> &'static Tokens {
    static LOADED: OnceLock<Tokens> = OnceLock::new();
    LOADED.get_or_init(|| Tokens::load(&Ranked::read(O200K_BASE)))
}

/// The tokens of `cl100k_base`, loaded at the first call: half of that.
pub(super) fn cl100k() -> &'static Tokens {
    static LOADED: OnceLock<Tokens> = OnceLock::new();
    LOADED.get_or_init(|| Tokens::load(&Ranked::read(CL100K_BASE)))
}

/// The tokens of `p50k_base`, loaded at the first call: a quarter.
pub(super) fn p50k() -> &'static Tokens {
    static LOADED: OnceLock<Tokens> = OnceLock::new();
    LOADED.get_or_init(|| Tokens::load(&Ranked::read(P50K_BASE)))
}

/// The tokens of `r50k_base`, loaded at the first call: a quarter.
pub(super) fn r50k() -> &'static Tokens {
    static LOADED: OnceLock<Tokens> = OnceLock::new();
    LOADED.get_or_init(|| Tokens::load(&Ranked::read(P50K_BASE).first(R50K_TOKENS)))
}

/// Tokens in order of rank, as `build.rs` writes them: their lengths, those of the left parts that they are merged from,
/// and their bytes, one after the other. Bytes behind the last token are of no account.
struct Ranked<'a> {
    lengths: &'a [u8],
    left_lengths: &'static [u8],
    bytes: &'static [u8],
}

impl Ranked<'static> {
    fn read(content: &'static [u8]) -> Self {
        let (count, rest) = content.split_first_chunk().expect("build.rs wrote a count");
        let count = u32::from_le_bytes(*count) as usize;
        let (lengths, rest) = rest.split_at(count);
        let (left_lengths, bytes) = rest.split_at(count);
        Self { lengths, left_lengths, bytes }
    }

    fn first(self, count: usize) -> Self {
        Self { lengths: &self.lengths[..count], left_lengths: &self.left_lengths[..count], ..self }
    }
}

/// A token by its rank and its length in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub rank: u32,
    pub length: usize,
}

/// A token that is longer than a key.
struct Long {
    bytes: &'static [u8],
    rank: u32,
}

/// The tokens of one vocabulary.
pub(super) struct Tokens {
    /// The ranks of short tokens; for the stem of long ones, their place in `long`.
    table: Table,
    /// The ranks of two bytes, of which most pairs are tokens: every merging begins with them.
    twos: Box<[u32]>,
    /// Long tokens by stem, the longest first.
    long: Vec<Vec<Long>>,
    lengths: Lengths,
    left_lengths: &'static [u8],
}

impl Tokens {
    /// The tokens of a vocabulary that comes at run time: their lengths in order of rank, and their bytes one after the
    /// other, which are kept to the end of the process.
    pub(super) fn of(lengths: &[u8], mut bytes: Vec<u8>) -> Self {
        bytes.shrink_to_fit();
        let bytes = bytes.leak();
        let mut tokens = Self::load(&Ranked { lengths, left_lengths: &[], bytes });
        tokens.left_lengths = left_lengths(&tokens, lengths, bytes).leak();
        tokens
    }

    fn load(ranked: &Ranked) -> Self {
        let mut tokens = Self {
            // Fuller than tables mostly are: half as much memory to fetch from.
            table: Table::new((ranked.lengths.len() * 5 / 4).next_power_of_two()),
            twos: vec![NO_RANK; 1 << 16].into(),
            long: Vec::new(),
            lengths: Lengths::new(),
            left_lengths: ranked.left_lengths,
        };
        let mut start = 0;
        for (rank, length) in (0..).zip(ranked.lengths.iter().copied().map(usize::from)) {
            tokens.add(ranked.bytes, start, Token { rank, length });
            start += length;
        }
        tokens.long.iter_mut().for_each(|group| group.sort_by_key(|long| usize::MAX - long.bytes.len()));
        tokens
    }

    fn add(&mut self, bytes: &'static [u8], start: usize, token: Token) {
        let window = Window::at(bytes, start);
        self.lengths.add(window, token.length);
        if token.length == 2 {
            self.twos[place_of_two(window.first_two())] = token.rank;
        }
        if token.length <= MAX_KEY_BYTES {
            self.table.insert(Key::of(window, token.length), token.rank);
            return;
        }
        let group = self.table.get(Key::stem(window)).unwrap_or_else(|| self.add_group(window));
        self.long[group as usize].push(Long { bytes: &bytes[start..start + token.length], rank: token.rank });
    }

    fn add_group(&mut self, stem: Window) -> u32 {
        let group = self.long.len() as u32;
        self.table.insert(Key::stem(stem), group);
        self.long.push(Vec::new());
        group
    }

    /// The rank of the token that two bytes are, if they are one.
    #[inline]
    pub(super) fn rank_of_two(&self, bytes: [u8; 2]) -> Option<u32> {
        #[cfg(test)]
        super::work::step();
        Some(self.twos[place_of_two(bytes)]).filter(|&rank| rank != NO_RANK)
    }

    /// What [`Tokens::rank_of`] says, faster where that is not in the processor's caches and `key` likely a token.
    #[inline]
    pub(super) fn likely_rank_of(&self, key: Key) -> Option<u32> {
        self.table.prefetch(key);
        self.rank_of(key)
    }

    /// Has the processor fetch what [`Tokens::rank_of`] reads.
    #[inline]
    pub(super) fn prefetch(&self, key: Key) {
        self.table.prefetch(key);
    }

    /// The same for the parts of `key` of three bytes, half of what merging asks for.
    pub(super) fn prefetch_threes(&self, key: Key) {
        (2..key.length()).for_each(|last| self.prefetch(Key::of(key.window().from(last - 2), 3)));
    }

    /// The rank of the token that `key` is, if it is one.
    #[inline]
    pub(super) fn rank_of(&self, key: Key) -> Option<u32> {
        #[cfg(test)]
        super::work::step();
        self.table.get_if_any(key)
    }

    /// The rank of the token that `text[start..end]` is, if it is one, which is not likely.
    #[inline]
    pub(super) fn rank_if_any(&self, text: &[u8], start: usize, end: usize) -> Option<u32> {
        #[cfg(test)]
        super::work::step();
        let (window, length) = (Window::at(text, start), end - start);
        if length <= MAX_KEY_BYTES {
            self.table.get_if_any(Key::of(window, length))
        } else {
            self.long_rank(window, &text[start..end])
        }
    }

    /// The rank of the token that `text[start..end]` is.
    #[inline]
    pub(super) fn known_rank(&self, text: &[u8], start: usize, end: usize) -> u32 {
        let (window, length) = (Window::at(text, start), end - start);
        let rank = if length <= MAX_KEY_BYTES {
            self.table.get(Key::of(window, length))
        } else {
            self.long_rank(window, &text[start..end])
        };
        debug_assert!(rank.is_some(), "tokens are made of tokens");
        rank.unwrap_or(0)
    }

    fn long_rank(&self, window: Window, bytes: &[u8]) -> Option<u32> {
        let group = self.long_at(window).iter();
        group.skip_while(|long| long.bytes.len() > bytes.len()).find(|long| long.bytes == bytes).map(|long| long.rank)
    }

    /// The long tokens that begin like `window`.
    fn long_at(&self, window: Window) -> &[Long] {
        self.table.get_if_any(Key::stem(window)).map_or(&[], |group| &self.long[group as usize])
    }

    /// The longest token at the start of `text[start..start + limit]`, if that is not empty.
    #[inline]
    pub(super) fn longest(&self, text: &[u8], start: usize, limit: usize) -> Option<Token> {
        #[cfg(test)]
        super::work::step();
        let window = Window::at(text, start);
        let lengths = self.lengths.of(window);
        if limit > MAX_KEY_BYTES && lengths & LONGER != 0 {
            let rest = &text[start..start + limit];
            if let Some(long) = self.long_at(window).iter().find(|long| rest.starts_with(long.bytes)) {
                return Some(Token { rank: long.rank, length: long.bytes.len() });
            }
        }
        self.longest_of(window, lengths & ((2 << limit.min(MAX_KEY_BYTES)) - 1))
    }

    fn longest_of(&self, window: Window, mut lengths: u16) -> Option<Token> {
        while lengths != 0 {
            let length = lengths.ilog2() as usize;
            if let Some(rank) = self.table.get_if_any(Key::of(window, length)) {
                return Some(Token { rank, length });
            }
            lengths ^= 1 << length;
        }
        None
    }

    /// How many bytes of a token are in the first of the two that merge into it; 0 for a single byte.
    #[inline]
    pub(super) fn left_length(&self, rank: u32) -> usize {
        usize::from(self.left_lengths[rank as usize])
    }
}

/// Above every rank.
const NO_RANK: u32 = u32::MAX;

fn place_of_two(bytes: [u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(bytes))
}

/// Which lengths tokens have, by their first three bytes. Prefixes that share a slot share their lengths, so that a
/// length may be there without need, but is never missing.
struct Lengths {
    slots: Box<[u16]>,
}

const LENGTH_SLOTS: usize = 1 << 16;
const ONE_AND_TWO: u16 = 0b110;
/// The bit for all lengths that are more than a key's.
const LONGER: u16 = 1 << (MAX_KEY_BYTES + 1);

impl Lengths {
    fn new() -> Self {
        Self { slots: vec![ONE_AND_TWO; LENGTH_SLOTS].into() }
    }

    fn slot(window: Window) -> usize {
        (window.prefix().wrapping_mul(0x9E37_79B1) >> 16) as usize
    }

    fn add(&mut self, window: Window, length: usize) {
        if length > 2 {
            self.slots[Self::slot(window)] |= 1 << length.min(MAX_KEY_BYTES + 1);
        }
    }

    /// Bit `n` for tokens of `n` bytes, and [`LONGER`].
    #[inline]
    fn of(&self, window: Window) -> u16 {
        self.slots[Self::slot(window)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every vocabulary: what it is loaded from, how, and how many tokens it has.
    fn vocabularies() -> [(Ranked<'static>, &'static Tokens, usize); 4] {
        [
            (Ranked::read(O200K_BASE), o200k(), 199_998),
            (Ranked::read(CL100K_BASE), cl100k(), 100_256),
            (Ranked::read(P50K_BASE), p50k(), 50_280),
            (Ranked::read(P50K_BASE).first(R50K_TOKENS), r50k(), 50_256),
        ]
    }

    fn all(ranked: &Ranked) -> Vec<&'static [u8]> {
        let Ranked { lengths, mut bytes, .. } = *ranked;
        let mut next = |&length: &u8| bytes.split_off(..usize::from(length)).unwrap();
        lengths.iter().map(&mut next).collect()
    }

    #[test]
    fn every_token_is_found_by_its_bytes() {
        for (ranked, tokens, count) in vocabularies() {
            let all = all(&ranked);
            assert_eq!(all.len(), count);
            for (rank, token) in (0..).zip(all) {
                assert_eq!(tokens.rank_if_any(token, 0, token.len()), Some(rank));
                assert_eq!(tokens.longest(token, 0, token.len()), Some(Token { rank, length: token.len() }));
            }
        }
    }

    #[test]
    fn every_token_is_made_of_two_that_come_before_it() {
        for (ranked, tokens, _) in vocabularies() {
            for (rank, token) in (0..).zip(all(&ranked)) {
                let left = tokens.left_length(rank);
                assert_eq!(left == 0, token.len() == 1 && rank < 256, "single bytes come first");
                let parts = [(0, left), (left, token.len())].map(|(start, end)| tokens.rank_if_any(token, start, end));
                assert!(left == 0 || parts.iter().all(|part| part.is_some_and(|part| part < rank)), "{rank}");
            }
        }
    }

    #[test]
    fn merges_are_found_at_run_time_as_they_were_when_building() {
        for (ranked, tokens, _) in vocabularies() {
            assert!(left_lengths(tokens, ranked.lengths, ranked.bytes) == ranked.left_lengths);
        }
    }

    #[test]
    fn special_tokens_are_no_tokens() {
        for (_, tokens, _) in vocabularies() {
            assert_eq!(tokens.rank_if_any(b"<|endoftext|>", 0, 13), None);
        }
        assert_eq!(p50k().rank_if_any(b"  ", 0, 2), Some(50_256), "what follows one moves up");
        assert_eq!(r50k().rank_if_any(b"  ", 0, 2), None);
    }

    #[test]
    fn strings_that_are_no_tokens_have_no_rank() {
        let text = "no token is like this one".as_bytes();
        assert_eq!(o200k().rank_if_any(text, 0, 5), None);
        assert_eq!(o200k().rank_if_any(text, 0, text.len()), None);
        assert_eq!(o200k().longest(text, 0, 0), None);
    }
}
