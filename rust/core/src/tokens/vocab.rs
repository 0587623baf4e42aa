//! The vocabularies as they are loaded: ranks by bytes, ready for lookups.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::table::{Key, MAX_KEY_BYTES, Table};

static O200K_BASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/o200k_base.bin"));
static CL100K_BASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cl100k_base.bin"));

/// The tables of one vocabulary.
pub(super) struct Ranks {
    short: Table,
    long: HashMap<&'static [u8], u32>,
    max_token_bytes: usize,
}

/// The tables of `o200k_base`, loaded at the first call.
pub(super) fn o200k() -> &'static Ranks {
    static LOADED: OnceLock<Ranks> = OnceLock::new();
    LOADED.get_or_init(|| Ranks::load(O200K_BASE))
}

/// The tables of `cl100k_base`, loaded at the first call.
pub(super) fn cl100k() -> &'static Ranks {
    static LOADED: OnceLock<Ranks> = OnceLock::new();
    LOADED.get_or_init(|| Ranks::load(CL100K_BASE))
}

impl Ranks {
    fn load(embedded: &'static [u8]) -> Self {
        let (lengths, _) = lengths_and_bytes(embedded);
        let mut ranks = Self {
            short: Table::with_room_for(lengths.len()),
            long: HashMap::new(),
            max_token_bytes: lengths.iter().copied().max().map_or(0, usize::from),
        };
        for (rank, token) in (0..).zip(tokens(embedded)) {
            if token.len() <= MAX_KEY_BYTES {
                ranks.short.insert(Key::new(token), rank);
            } else {
                ranks.long.insert(token, rank);
            }
        }
        ranks
    }

    /// The rank of the token with these bytes, if there is one. Constant time: no token is longer than 128 bytes.
    #[inline]
    pub(super) fn rank(&self, bytes: &[u8]) -> Option<u32> {
        match bytes.len() {
            0 => None,
            1..=MAX_KEY_BYTES => self.short.get(Key::new(bytes)),
            length if length <= self.max_token_bytes => self.long.get(bytes).copied(),
            _ => None,
        }
    }
}

/// The tokens of an embedded vocabulary, in order of rank.
fn tokens(embedded: &'static [u8]) -> impl Iterator<Item = &'static [u8]> {
    let (lengths, mut rest) = lengths_and_bytes(embedded);
    lengths.iter().map(move |&length| {
        let (token, after) = rest.split_at(usize::from(length));
        rest = after;
        token
    })
}

/// The two parts of the form that `build.rs` writes.
fn lengths_and_bytes(embedded: &[u8]) -> (&[u8], &[u8]) {
    let (count, rest) = embedded.split_first_chunk().expect("build.rs wrote a count");
    rest.split_at(u32::from_le_bytes(*count) as usize)
}
