//! Numbers of tokens that a service's own rules give, with how far off they may be.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// Tokens as the service counts them: no model's ratio applies to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounded {
    /// The least it may be.
    pub low: usize,
    /// The best single number.
    pub value: usize,
    /// The most it may be.
    pub high: usize,
}

impl Bounded {
    /// A number between two bounds.
    #[must_use]
    pub const fn new(low: usize, value: usize, high: usize) -> Self {
        Self { low, value, high }
    }

    /// A number that is certain.
    #[must_use]
    pub const fn exactly(value: usize) -> Self {
        Self::new(value, value, value)
    }

    /// It, or nothing.
    #[must_use]
    pub const fn or_nothing(self) -> Self {
        Self { low: 0, ..self }
    }

    /// The cost of `count` things that cost this each.
    #[must_use]
    pub fn times(self, count: usize) -> Self {
        Self::new(self.low * count, self.value * count, self.high * count)
    }
}

impl Add for Bounded {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.low + other.low, self.value + other.value, self.high + other.high)
    }
}

impl AddAssign for Bounded {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// What is left of a sum without one of its parts.
impl Sub for Bounded {
    type Output = Self;

    fn sub(self, part: Self) -> Self {
        Self { low: self.low - part.low, value: self.value - part.value, high: self.high - part.high }
    }
}

impl Sum for Bounded {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}
