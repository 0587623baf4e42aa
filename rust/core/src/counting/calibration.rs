//! Estimates that learn from what a provider reports.
//!
//! The rates of a model are a guess with bounds; every request whose tokens the provider counted is a measurement of
//! their sum. Taking both together is Bayesian linear regression, one measurement at a time (the Kalman filter's update;
//! Bishop, Pattern Recognition and Machine Learning, 3.3). What is known beforehand are the table's rates with a
//! standard deviation of half of their range, so that kinds of content that never came up keep their table value.

use super::cost::Cost;
use super::estimate::{TokenCount, estimate};
use crate::models::Model;
use crate::vocabulary::UNITS;

/// One place for each unit of text, and the last for what the provider's own rules give.
const PLACES: usize = UNITS + 1;
type Vector = [f64; PLACES];

/// How far a measurement may be off by itself, as a share: content of one kind is not all alike.
const NOISE: f64 = 0.01;
/// What is forgotten from one measurement to the next, as a share of what was uncertain at first: content changes.
const DRIFT: f64 = 0.02;
/// How far the provider's own rules may be off where they are not documented, as a share.
const RULES_DEVIATION: f64 = 0.5;
/// A report this many times more or less than the table expects is of something else than was counted.
const PLAUSIBLE: f64 = 4.0;
/// How many times less than its least, or more than its most, a rate may become.
const BEYOND: f64 = 2.0;
/// A report this many standard deviations off is not believed until another one follows.
const SURPRISE: f64 = 5.0;
/// How many standard deviations the bounds of a calibrated estimate are away.
const CONFIDENCE: f64 = 2.0;

/// What is known of a model's rates after some reports. Takes 1.4 kB, however many.
#[derive(Clone, Debug)]
pub struct Calibration {
    rates: Vector,
    covariance: [Vector; PLACES],
    /// The table's rates, and the bounds of what they may become.
    table: Vector,
    low: Vector,
    high: Vector,
    /// The variances at first.
    first: Vector,
    reports: usize,
    /// Whether the last report was not believed, or there was none.
    doubting: bool,
}

impl Calibration {
    /// Nothing is known yet but the table's rates.
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let ranges = model.rates.high.iter().zip(model.rates.low).map(|(high, low)| high - low);
        let deviations = vector(ranges.map(|range| range / 2.0), RULES_DEVIATION);
        let first = deviations.map(|deviation| deviation.powi(2));
        let table = vector(model.rates.value.into_iter(), 1.0);
        let low = vector(model.rates.low.map(|rate| rate / BEYOND).into_iter(), 0.0);
        let high = vector(model.rates.high.map(|rate| rate * BEYOND).into_iter(), PLAUSIBLE);
        Self { rates: table, covariance: diagonal(&first), table, low, high, first, reports: 0, doubting: true }
    }

    /// How many reports have been taken in.
    #[must_use]
    pub fn reports(&self) -> usize {
        self.reports
    }

    /// Takes in that a request of `cost` was counted as `tokens` by the provider. Constant time.
    pub fn observe(&mut self, cost: &Cost, tokens: usize) {
        let request = places(cost);
        let by_table = tokens as f64 / product(&request, &self.table);
        if !(PLAUSIBLE.recip()..=PLAUSIBLE).contains(&by_table) {
            return; // not by what was learnt: a few odd reports could then make every true one look odd
        }
        let expected = product(&request, &self.rates);
        let share = tokens as f64 / expected;
        self.drift();
        // Everything as a share of what is expected, so that long and short requests teach alike.
        let request = request.map(|tokens| tokens / expected);
        let spread = self.covariance.map(|row| product(&row, &request));
        let variance = product(&spread, &request) + NOISE * NOISE;
        self.doubting = !self.doubting && (share - 1.0).abs() > SURPRISE * variance.sqrt();
        if self.doubting {
            self.covariance = diagonal(&self.first); // if it was true, the next one teaches as the first one did
        } else {
            self.learn(share, spread, variance);
        }
    }

    fn learn(&mut self, share: f64, spread: Vector, variance: f64) {
        for (unit, toward) in spread.into_iter().enumerate() {
            let gain = toward / variance;
            self.rates[unit] = (self.rates[unit] + gain * (share - 1.0)).clamp(self.low[unit], self.high[unit]);
            self.covariance[unit].iter_mut().zip(spread).for_each(|(value, spread)| *value -= gain * spread);
        }
        self.reports += 1;
    }

    /// Adds to each variance a little of what it was at first, and never more than that.
    fn drift(&mut self) {
        for unit in 0..PLACES {
            let variance = self.covariance[unit][unit].max(0.0) + DRIFT * DRIFT * self.first[unit];
            self.covariance[unit][unit] = variance.min(self.first[unit]);
        }
    }

    /// What `cost` comes to with what has been learnt.
    fn value(&self, cost: &Cost) -> usize {
        whole(product(&places(cost), &self.rates).round()) + cost.unread.value
    }

    /// The tokens that `cost` is reported as: by what is `known` beside the table, where its count is an estimate.
    #[must_use]
    pub fn reported(known: Option<&Self>, cost: &Cost, model: &Model, exact: bool) -> usize {
        match known {
            Some(known) if !exact => known.value(cost),
            _ => estimate(cost, model).value,
        }
    }

    /// What `count`, the table's estimate of `cost`, comes to with what has been learnt.
    #[must_use]
    pub fn calibrated(&self, cost: &Cost, count: TokenCount) -> TokenCount {
        if self.reports == 0 || count.exact {
            return count;
        }
        let request = places(cost);
        let spread = self.covariance.map(|row| product(&row, &request));
        let value = product(&request, &self.rates);
        let noise = NOISE
            * (0..PLACES)
                .filter(|&unit| self.first[unit] > 0.0)
                .map(|unit| request[unit] * self.rates[unit])
                .sum::<f64>();
        let deviation = (product(&spread, &request).max(0.0) + noise.powi(2)).sqrt() * CONFIDENCE;
        TokenCount {
            value: whole(value.round()) + cost.unread.value,
            low: whole((value - deviation).floor().max(0.0)) + cost.unread.low,
            high: whole((value + deviation).ceil()) + cost.unread.high,
            method: format!("{}, calibrated by {} reported counts", count.method, self.reports).into(),
            ..count
        }
    }
}

/// A vector of values for the units and one for the rest.
fn vector(units: impl Iterator<Item = f64>, rest: f64) -> Vector {
    let mut vector = [rest; PLACES];
    vector.iter_mut().zip(units).for_each(|(place, value)| *place = value);
    vector
}

fn places(cost: &Cost) -> Vector {
    vector(cost.text.units().into_iter().map(|tokens| tokens as f64), cost.billed.value as f64)
}

fn diagonal(values: &Vector) -> [Vector; PLACES] {
    let mut matrix = [[0.0; PLACES]; PLACES];
    for unit in 0..PLACES {
        matrix[unit][unit] = values[unit];
    }
    matrix
}

fn product(left: &Vector, right: &Vector) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[expect(clippy::cast_sign_loss, reason = "never negative")]
fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counting::{estimate, tally_text};
    use crate::models::Bounded;
    use crate::models::resolve;

    /// Requests as an agent makes them: ever longer, of words, numbers, code and another script in turn.
    fn requests(model: &Model) -> Vec<Cost> {
        let parts =
            ["the order was shipped and paid for ", "20261121 884213 17 ", "{\"id\": [null, true]},\n    ", "заказ "];
        let mut growing = Cost::from(Bounded::exactly(3));
        let add = |step: usize| {
            growing += tally_text(&parts[step % 4].repeat(20 + step * 7 % 50), model).into();
            growing += Bounded::exactly(4).into();
            growing
        };
        (0..30).map(add).collect()
    }

    /// How far off the estimates of the later requests are, at most, for a provider with these rates.
    fn largest_error(model: &Model, truth: [f64; UNITS]) -> f64 {
        let mut calibration = Calibration::new(model);
        let mut largest: f64 = 0.0;
        for (number, cost) in requests(model).iter().enumerate() {
            let counted = (cost.text.at(&truth) + 1.2 * cost.billed.value as f64).round();
            let calibrated = calibration.calibrated(cost, estimate(cost, model));
            if number >= 8 {
                largest = largest.max((calibrated.value as f64 / counted - 1.0).abs());
            }
            calibration.observe(cost, whole(counted));
        }
        largest
    }

    #[test]
    fn estimates_come_within_five_percent_of_a_provider_whose_rates_differ_by_content() {
        for id in ["claude-opus-4-7", "claude-sonnet-4-5", "gemini-2.5-pro", "qwen3-max", "grok-4", "who-knows"] {
            let model = resolve(id);
            let [low, high] = [model.rates.low, model.rates.high];
            let between = |share: f64| std::array::from_fn(|unit| low[unit] + share * (high[unit] - low[unit]));
            let mixed = std::array::from_fn(|unit| if unit % 2 == 0 { low[unit] } else { high[unit] });
            for truth in [between(0.0), between(0.3), between(1.0), mixed] {
                let error = largest_error(&model, truth);
                assert!(error < 0.05, "{id}: {error:.3}");
            }
        }
    }

    #[test]
    fn nothing_is_learnt_from_what_cannot_be() {
        let model = resolve("claude-opus-4-7");
        let cost = Cost::from(tally_text(&"some words ".repeat(100), &model));
        let mut calibration = Calibration::new(&model);
        for tokens in [0, 1, 50, 100_000, usize::MAX] {
            calibration.observe(&cost, tokens);
        }
        calibration.observe(&Cost::default(), 0);
        calibration.observe(&Cost::default(), 10);
        assert_eq!(calibration.reports(), 0);
        assert_eq!(calibration.calibrated(&cost, estimate(&cost, &model)), estimate(&cost, &model));
    }

    #[test]
    fn one_report_of_something_else_teaches_nothing_and_two_do() {
        let model = resolve("claude-opus-4-7");
        let cost = Cost::from(tally_text(&"some words and 17 numbers ".repeat(100), &model));
        let usual = estimate(&cost, &model).value;
        let mut calibration = Calibration::new(&model);
        let mut value_after = |tokens| {
            calibration.observe(&cost, tokens);
            calibration.calibrated(&cost, estimate(&cost, &model)).value.abs_diff(tokens) * 50 / tokens
        };
        (0..10).for_each(|_| _ = value_after(usual));
        assert!(value_after(3 * usual) > 0, "not believed");
        assert_eq!(value_after(usual), 0, "forgotten");
        assert!(value_after(2 * usual) > 0, "not believed");
        assert_eq!(value_after(2 * usual), 0, "believed");
    }

    #[test]
    fn bounds_narrow_around_what_was_reported_and_stay_around_the_value() {
        let model = resolve("who-knows");
        let cost = Cost::from(tally_text(&"some words and 17 numbers ".repeat(100), &model));
        let first = estimate(&cost, &model);
        let mut calibration = Calibration::new(&model);
        for _ in 0..10_000 {
            calibration.observe(&cost, first.value);
        }
        let calibrated = calibration.calibrated(&cost, first.clone());
        assert!(first.low < calibrated.low && calibrated.low < calibrated.value, "{calibrated:?}");
        assert!(calibrated.value < calibrated.high && calibrated.high < first.high, "{calibrated:?}");
        assert!(calibrated.method.contains("10000 reported counts") && !calibrated.exact, "{calibrated:?}");
    }

    /// A long life of reports of any kind must leave it able to learn the truth.
    #[test]
    fn whatever_was_reported_the_truth_is_learnt_again() {
        for id in ["claude-opus-4-7", "qwen3-max", "gpt-4o", "who-knows"] {
            let model = resolve(id);
            let truth = model.rates.value.map(|rate| rate * 1.1);
            let requests = requests(&model);
            let mut calibration = Calibration::new(&model);
            let mut random = 1_u64;
            for step in 0..100_000 {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let tokens = whole(requests[step % 30].text.at(&truth) * ((random >> 40) % 500) as f64 / 100.0);
                calibration.observe(&requests[(random >> 33) as usize % 30], tokens);
                let calibrated = calibration.calibrated(&requests[29], estimate(&requests[29], &model));
                assert!(
                    0 < calibrated.value && calibrated.value < 20 * estimate(&requests[29], &model).value,
                    "{calibrated:?}"
                );
            }
            for cost in requests.iter().cycle().take(300) {
                calibration.observe(cost, whole(cost.text.at(&truth) + cost.billed.value as f64));
            }
            let learnt = calibration.calibrated(&requests[29], estimate(&requests[29], &model)).value as f64;
            let expected = requests[29].text.at(&truth) + requests[29].billed.value as f64;
            assert!((learnt / expected - 1.0).abs() < 0.15, "{id}: {learnt} for {expected}");
        }
    }

    #[test]
    fn an_exact_count_is_never_calibrated() {
        let model = resolve("gpt-4o");
        let cost = Cost::from(tally_text("hello world", &model));
        let mut calibration = Calibration::new(&model);
        calibration.observe(&cost, 3);
        assert_eq!(calibration.calibrated(&cost, estimate(&cost, &model)).value, 2);
    }
}
