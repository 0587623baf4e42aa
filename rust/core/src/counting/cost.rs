//! What messages and requests cost: their texts, and what the provider's own rules give for the rest.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use crate::models::Bounded;
use crate::vocabulary::Tally;

/// The cost of a text, a message or a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Tokens of texts, in the vocabulary that counts for the model.
    pub text: Tally,
    /// Framing, tools and images, in the provider's own tokens.
    pub billed: Bounded,
    /// What is billed or not: nothing is learnt from it.
    pub unread: Bounded,
}

impl From<Tally> for Cost {
    fn from(text: Tally) -> Self {
        Self { text, ..Self::default() }
    }
}

impl From<Bounded> for Cost {
    fn from(billed: Bounded) -> Self {
        Self { billed, ..Self::default() }
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.text += other.text;
        self.billed += other.billed;
        self.unread += other.unread;
    }
}

/// What is left of a sum without one of its parts.
impl Sub for Cost {
    type Output = Self;

    fn sub(self, part: Self) -> Self {
        Self { text: self.text - part.text, billed: self.billed - part.billed, unread: self.unread - part.unread }
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}
