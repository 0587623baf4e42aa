//! Which lines of a text are shown within a budget.

use std::ops::Range;

use super::facts::{LineFacts, Reason};
use super::units::Units;
use crate::vocabulary::Vocabulary;

/// What the mark of a gap costs, in tokens.
const GAP_TOKENS: usize = 9;

/// Shares of the budget, in percent: of the beginning and the end at first, of lines that match what was asked, and of those
/// that stand out. Of what is then left, that of the beginning; a spread takes the rest, and the beginning what that leaves.
/// On transcripts the bill and what later calls find in the prompt differ by less than 1 % between 5 and 80 for each.
const FIRST: usize = 15;
const LAST: usize = 10;
const MATCHING: usize = 30;
const OUTSTANDING: usize = 30;
const BEGINNING: usize = 20;

/// Lines that stand out for other reasons than that they match, in turn.
const OTHER_REASONS: [Reason; 5] = [Reason::Failure, Reason::Heading, Reason::Outlier, Reason::Rare, Reason::Change];

/// So many lines of a reason are passed over that do not fit any more.
const MOST_PASSED_OVER: usize = 8;

/// So many lines are counted to know how long they are.
const MOST_SAMPLED: usize = 64;

/// So many parts of a long line are shown with one of them.
const MOST_PARTS: usize = 8;

/// The lines that are shown.
#[derive(Clone, Debug)]
pub struct Choice<'u, 't> {
    units: &'u Units<'t>,
    /// For each line the one that it cannot be read without.
    heads: &'u [Option<u32>],
    vocabulary: Vocabulary,
    shown: Vec<bool>,
    /// Tokens that are left.
    left: usize,
}

impl<'u, 't> Choice<'u, 't> {
    /// Chooses lines that take about `budget` tokens with the marks between them. Near-linear.
    #[must_use]
    pub fn of(
        units: &'u Units<'t>,
        heads: &'u [Option<u32>],
        facts: &LineFacts,
        budget: usize,
        vocabulary: Vocabulary,
    ) -> Self {
        let mut choice = Self { units, heads, vocabulary, shown: vec![false; units.len()], left: budget };
        let share = |percent: usize| budget * percent / 100;
        choice.take_from_start(share(FIRST).max(choice.cost(0)));
        choice.take_while_they_fit((0..units.len()).rev(), share(LAST));
        choice.take_outstanding(facts, &[Reason::Match], share(MATCHING));
        choice.take_outstanding(facts, &OTHER_REASONS, share(OUTSTANDING));
        choice.take_from_start(choice.left * BEGINNING / 100);
        choice.take_spread(facts);
        choice.take_from_start(choice.left);
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

    fn cost(&self, unit: usize) -> usize {
        let is_shown = |other: Option<usize>| other.and_then(|other| self.shown.get(other)).is_some_and(|&shown| shown);
        let joins = is_shown(unit.checked_sub(1)) || is_shown(Some(unit + 1));
        self.vocabulary.count(self.units.get(unit)) + if joins { 0 } else { GAP_TOKENS }
    }

    /// Shows a line if it fits into `allowed` with the lines that it cannot be read without, and takes their cost off that.
    fn take(&mut self, unit: usize, allowed: &mut usize) -> bool {
        let (mut needed, mut cost, mut next) = (Vec::new(), 0, Some(unit));
        while let Some(unit) = next.filter(|&unit| !self.shown[unit]) {
            cost += self.cost(unit);
            if cost > self.left.min(*allowed) {
                return false;
            }
            needed.push(unit);
            next = self.heads[unit].map(|head| head as usize);
        }
        for unit in needed {
            self.shown[unit] = true;
        }
        (*allowed, self.left) = (*allowed - cost, self.left - cost);
        true
    }

    fn take_while_they_fit(&mut self, units: impl IntoIterator<Item = usize>, mut allowed: usize) {
        let _ = units.into_iter().all(|unit| self.take(unit, &mut allowed));
    }

    fn take_from_start(&mut self, allowed: usize) {
        self.take_while_they_fit(0..self.units.len(), allowed);
    }

    /// Shows lines that stand out, of each reason in turn; with the strongest also those behind it, and with others if they are
    /// no rows: lines often go on with what they say.
    fn take_outstanding(&mut self, facts: &LineFacts, reasons: &[Reason], mut allowed: usize) {
        let list = |reason: &Reason| (facts.outstanding[reason].iter().enumerate(), 0);
        let mut lists: Vec<_> = reasons.iter().map(list).collect();
        while !lists.is_empty() {
            lists.retain_mut(|(list, passed_over)| {
                let Some((place, &unit)) = list.next() else { return false };
                let behind = usize::from(place == 0) + usize::from(self.heads[unit].is_none());
                *passed_over += usize::from(!self.take_with_rest(unit, behind, &mut allowed));
                *passed_over <= MOST_PASSED_OVER
            });
        }
    }

    /// Shows a line if it fits, with its other parts, and so many lines behind it as fit.
    fn take_with_rest(&mut self, unit: usize, behind: usize, allowed: &mut usize) -> bool {
        if !self.take(unit, allowed) {
            return false;
        }
        let rest = (unit..self.units.len()).take(MOST_PARTS).find(|&part| self.units.get(part).ends_with('\n'));
        let end = rest.unwrap_or(unit) + 1 + behind;
        let _ = (unit + 1..end.min(self.units.len())).all(|next| self.take(next, allowed));
        true
    }

    /// Shows the line that weighs most of each of as many stretches as there is room for.
    fn take_spread(&mut self, facts: &LineFacts) {
        let (mut allowed, count) = (self.left, self.units.len());
        let sample: Vec<usize> = (0..count).step_by((count / MOST_SAMPLED).max(1)).collect();
        let mean = sample.iter().map(|&unit| self.vocabulary.count(self.units.get(unit))).sum::<usize>() / sample.len();
        let Some(length) = count.checked_div(allowed / (mean + GAP_TOKENS)) else { return };
        for start in (0..count).step_by(length.max(1)) {
            let stretch = start..count.min(start + length.max(1));
            if !self.shown[stretch.clone()].contains(&true) {
                let best = stretch.rev().max_by(|&one, &other| facts.weights[one].total_cmp(&facts.weights[other]));
                best.map(|unit| self.take(unit, &mut allowed));
            }
        }
    }

    /// Shows what takes no more than the mark that would stand for it.
    fn close_gaps(&mut self) {
        for pair in self.runs().windows(2) {
            let gap = pair[0].end..pair[1].start;
            if self.vocabulary.count_till_limit(self.units.run(gap.clone()), GAP_TOKENS).is_some() {
                self.shown[gap].fill(true);
            }
        }
    }
}
