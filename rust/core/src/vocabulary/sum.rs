//! What pieces count, and what that adds up to.

use super::tally::{Tally, UNITS, unit_of};

/// How many tokens a piece has, and below that, in one number because it is remembered as one, of what unit they are.
#[derive(Clone, Copy)]
pub(super) struct Counted(pub usize);

const UNIT_BITS: u32 = UNITS.next_power_of_two().ilog2();

impl Counted {
    pub(super) fn new(piece: &[u8], tokens: usize) -> Self {
        Self(tokens << UNIT_BITS | unit_of(piece) as usize)
    }

    #[inline]
    fn tokens(self) -> usize {
        self.0 >> UNIT_BITS
    }

    #[inline]
    fn unit(self) -> usize {
        self.0 & ((1 << UNIT_BITS) - 1)
    }
}

/// What the pieces of a text add up to.
pub(super) trait Sum {
    /// Adds a piece of so many bytes.
    fn add(&mut self, counted: Counted, bytes: usize);

    /// Whether no more is of interest.
    fn is_complete(&self) -> bool;
}

/// Tokens, as far as a limit.
pub(super) struct Total {
    pub tokens: usize,
    pub limit: usize,
}

impl Sum for Total {
    #[inline]
    fn add(&mut self, counted: Counted, _: usize) {
        self.tokens += counted.tokens();
    }

    #[inline]
    fn is_complete(&self) -> bool {
        self.tokens > self.limit
    }
}

/// Tokens by unit.
pub(super) struct Tallied {
    pub tally: Tally,
    pub total: Total,
}

impl Sum for Tallied {
    #[inline]
    fn add(&mut self, counted: Counted, bytes: usize) {
        self.total.add(counted, bytes);
        self.tally.add(counted.unit(), counted.tokens(), bytes);
    }

    fn is_complete(&self) -> bool {
        self.total.is_complete()
    }
}
