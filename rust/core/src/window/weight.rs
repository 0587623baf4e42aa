//! What the window weighs messages by.

use std::iter::Sum;

use crate::counting::{Cost, estimate, most};
use crate::models::Model;

/// The tokens of a message; where they are an estimate, two of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// The most that they may come to: that has to fit.
    pub most: usize,
    /// What they come to by the best guess, which is reported: that has to pay for the note.
    pub value: usize,
}

impl Weight {
    /// The weight of what costs `cost`.
    #[must_use]
    pub fn of(cost: &Cost, model: &Model) -> Self {
        Self { most: most(cost, model), value: estimate(cost, model).value }
    }
}

/// Exactly so many tokens.
impl From<usize> for Weight {
    fn from(tokens: usize) -> Self {
        Self { most: tokens, value: tokens }
    }
}

impl Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(weights: I) -> Self {
        weights
            .fold(Self::default(), |sum, weight| Self { most: sum.most + weight.most, value: sum.value + weight.value })
    }
}
