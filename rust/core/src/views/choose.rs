//! Which lines of a text are shown within a budget.

use std::ops::Range;

use super::facts::{Facts, REASONS};
use super::units::Units;

/// What the mark of a gap costs, in tokens.
const GAP_TOKENS: f64 = 9.0;

/// Shares of the budget: of the beginning and the end at first, and of lines that stand out. Of what is then left, that of the
/// beginning; a spread takes the rest. Between 0.05 and 0.8 for each the bill and what later calls find in the prompt differ by
/// less than 1 % on transcripts.
const FIRST_SHARE: f64 = 0.15;
const LAST_SHARE: f64 = 0.10;
const OUTSTANDING_SHARE: f64 = 0.60;
const BEGINNING_SHARE: f64 = 0.20;

/// The lines that are shown.
#[derive(Clone, Debug)]
pub struct Choice<'u, 't> {
    units: &'u Units<'t>,
    /// For each line the one that it cannot be read without.
    heads: &'u [Option<u32>],
    shown: Vec<bool>,
    /// Tokens a byte.
    rate: f64,
    left: f64,
}

impl<'u, 't> Choice<'u, 't> {
    /// Chooses lines that take about `budget` tokens with the marks between them, where a byte takes `rate`. Near-linear.
    #[must_use]
    pub fn of(units: &'u Units<'t>, heads: &'u [Option<u32>], facts: &Facts, budget: f64, rate: f64) -> Self {
        let mut choice = Self { units, heads, shown: vec![false; units.len()], rate, left: budget };
        choice.take_from_start(FIRST_SHARE * budget);
        choice.take_from_end(LAST_SHARE * budget);
        choice.take_outstanding(facts, OUTSTANDING_SHARE * budget);
        choice.take_from_start(BEGINNING_SHARE * choice.left);
        choice.take_spread(facts, choice.left);
        choice.close_gaps();
        choice
    }

    /// The runs of lines that are shown, in order.
    #[must_use]
    pub fn runs(&self) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for unit in (0..self.shown.len()).filter(|&unit| self.shown[unit]) {
            match runs.last_mut() {
                Some(run) if run.end == unit => run.end += 1,
                _ => runs.push(unit..unit + 1),
            }
        }
        runs
    }

    fn cost(&self, unit: usize) -> f64 {
        let is_shown = |other: Option<usize>| other.and_then(|other| self.shown.get(other)).is_some_and(|&shown| shown);
        let joins = is_shown(unit.checked_sub(1)) || is_shown(Some(unit + 1));
        self.units.get(unit).len() as f64 * self.rate + if joins { 0.0 } else { GAP_TOKENS }
    }

    /// Shows a line if it fits into `allowed` with the lines that it cannot be read without, and takes their cost off that.
    fn take(&mut self, unit: usize, allowed: &mut f64) -> bool {
        let head = |unit: &usize| self.heads[*unit].map(|head| head as usize);
        let needed: Vec<usize> = std::iter::successors(Some(unit), head).filter(|&unit| !self.shown[unit]).collect();
        let cost = needed.iter().map(|&unit| self.cost(unit)).sum::<f64>();
        let fits = cost <= *allowed && cost <= self.left;
        if fits {
            for unit in needed {
                self.shown[unit] = true;
            }
            (*allowed, self.left) = (*allowed - cost, self.left - cost);
        }
        fits
    }

    fn take_from_start(&mut self, mut allowed: f64) {
        for unit in 0..self.units.len() {
            if !self.take(unit, &mut allowed) {
                break;
            }
        }
    }

    fn take_from_end(&mut self, mut allowed: f64) {
        for unit in (0..self.units.len()).rev() {
            if !self.take(unit, &mut allowed) {
                break;
            }
        }
    }

    /// Shows lines that stand out, of each reason in turn.
    fn take_outstanding(&mut self, facts: &Facts, mut allowed: f64) {
        let mut lists: Vec<_> = REASONS.iter().map(|reason| facts.outstanding[reason].iter().copied()).collect();
        while !lists.is_empty() {
            lists.retain_mut(|list| list.next().is_some_and(|unit| self.take_with_next(unit, &mut allowed)));
        }
    }

    /// Shows a line if it fits, and the one behind it, which often goes on with what it says.
    fn take_with_next(&mut self, unit: usize, allowed: &mut f64) -> bool {
        let fits = self.take(unit, allowed);
        if fits && unit + 1 < self.units.len() {
            self.take(unit + 1, allowed);
        }
        fits
    }

    /// Shows the line that weighs most of each of as many stretches as there is room for.
    fn take_spread(&mut self, facts: &Facts, mut allowed: f64) {
        let mean = self.units.run(0..self.units.len()).len() as f64 / self.units.len() as f64 * self.rate + GAP_TOKENS;
        #[expect(clippy::cast_sign_loss, reason = "a budget is not negative")]
        let stretches = (allowed / mean) as usize;
        let Some(length) = self.units.len().checked_div(stretches) else { return };
        for start in (0..self.units.len()).step_by(length.max(1)) {
            let stretch = start..self.units.len().min(start + length.max(1));
            if !self.shown[stretch.clone()].contains(&true) {
                let best = stretch.rev().max_by(|&one, &other| facts.weights[one].total_cmp(&facts.weights[other]));
                best.map(|unit| self.take(unit, &mut allowed));
            }
        }
    }

    /// Shows what takes no more than the mark that would stand for it.
    fn close_gaps(&mut self) {
        let runs = self.runs();
        for pair in runs.windows(2) {
            let gap = pair[0].end..pair[1].start;
            if self.units.run(gap.clone()).len() as f64 * self.rate <= GAP_TOKENS {
                self.shown[gap].fill(true);
            }
        }
    }
}
