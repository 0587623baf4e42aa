//! Numbers that stand at one place of many lines: which are far from all others, and where their level changes.

use std::collections::VecDeque;

/// With fewer numbers nothing can be told.
const FEWEST: usize = 12;

/// So many times the usual distance from the median is far. Of normal numbers three in a million lie beyond five.
const FAR: f64 = 6.0;

/// The median of absolute distances, times this, is the standard deviation of normal numbers.
const MAD_TO_DEVIATION: f64 = 1.4826;

/// Nothing is farther.
const FARTHEST: f64 = 1e6;

/// At most one number in so many is an outlier; where more are, the numbers are just so.
const NUMBERS_PER_OUTLIER: usize = 50;

/// A change of level explains so much of the variance; half of a steady rise explains three quarters.
const EXPLAINED: f64 = 0.85;

/// A level lasts for at least so many numbers.
const SHORTEST_LEVEL: usize = 4;

/// Changes that are looked for in one series.
const MOST_CHANGES: usize = 4;

/// Numbers that are far from the others, as (place, how far in deviations), the farthest first: by the median absolute
/// deviation, which outliers do not move (Hampel, 1974). Linear.
#[must_use]
pub fn outliers(numbers: &[f64]) -> Vec<(usize, f64)> {
    if numbers.len() < FEWEST {
        return Vec::new();
    }
    let middle = median(numbers.to_vec());
    let usual = MAD_TO_DEVIATION * median(numbers.iter().map(|number| (number - middle).abs()).collect());
    // Where most numbers are the same, any other is as far as can be.
    let distance = |number: f64| {
        let from_middle = (number - middle).abs();
        if from_middle > 0.0 { (from_middle / usual).min(FARTHEST) } else { 0.0 }
    };
    let far = numbers.iter().map(|&number| distance(number)).enumerate().filter(|&(_, distance)| distance > FAR);
    let mut far: Vec<(usize, f64)> = far.collect();
    let most = (numbers.len() / NUMBERS_PER_OUTLIER).max(1);
    if far.len() > 2 * most {
        return Vec::new();
    }
    far.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    far.truncate(most);
    far
}

fn median(mut numbers: Vec<f64>) -> f64 {
    let middle = numbers.len() / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// The places where a new level begins, the clearest first: binary segmentation (Scott and Knott, 1974), four times at most.
/// Linear.
#[must_use]
pub fn changes(numbers: &[f64]) -> Vec<usize> {
    let mut changes = Vec::new();
    let mut levels = VecDeque::new();
    levels.push_back(0..numbers.len());
    while let Some(level) = levels.pop_front() {
        if changes.len() == MOST_CHANGES {
            break;
        }
        if let Some(at) = change_in(&numbers[level.clone()]).map(|at| level.start + at) {
            changes.push(at);
            levels.extend([level.start..at, at..level.end]);
        }
    }
    changes
}

/// Where two levels meet that explain the numbers, if any do.
fn change_in(numbers: &[f64]) -> Option<usize> {
    if numbers.len() < FEWEST {
        return None;
    }
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let all: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    let mut sum = 0.0;
    let explained = numbers.iter().enumerate().map(|(place, number)| {
        let before = place as f64;
        let between = if place == 0 { 0.0 } else { sum * sum * count / (before * (count - before)) };
        sum += number - mean;
        (place, between)
    });
    let may_be = explained.filter(|(place, _)| (SHORTEST_LEVEL..=numbers.len() - SHORTEST_LEVEL).contains(place));
    let (place, between) = may_be.max_by(|one, other| one.1.total_cmp(&other.1))?;
    (all > 0.0 && between > EXPLAINED * all).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(count: usize) -> Vec<f64> {
        (0..count).map(|place| 40.0 + (place * 7 % 13) as f64).collect()
    }

    #[test]
    fn what_is_far_from_the_others_is_an_outlier() {
        let mut numbers = waves(200);
        assert!(outliers(&numbers).is_empty());
        (numbers[77], numbers[150]) = (9999.0, -800.0);
        assert_eq!(outliers(&numbers).iter().map(|far| far.0).collect::<Vec<_>>(), [77, 150]);
        let mut same = vec![3.0; 100];
        same[40] = 4.0;
        assert_eq!(outliers(&same)[0].0, 40);
    }

    #[test]
    fn numbers_that_rise_or_are_all_over_the_place_have_none() {
        let rising: Vec<f64> = (0..500).map(f64::from).collect();
        let powers: Vec<f64> = (0..60).map(|power| 2f64.powi(power)).collect();
        assert!(outliers(&rising).is_empty() && outliers(&powers).is_empty() && changes(&rising).is_empty());
    }

    #[test]
    fn a_level_begins_where_the_numbers_change_for_good() {
        let mut numbers = waves(90);
        numbers[60..].iter_mut().for_each(|number| *number += 200.0);
        assert_eq!(changes(&numbers), [60]);
        assert!(changes(&waves(90)).is_empty() && changes(&[1.0; 50]).is_empty());
    }

    #[test]
    fn what_is_no_number_changes_nothing() {
        let numbers: Vec<f64> = (0..40).map(|place| if place == 9 { f64::INFINITY } else { 1.0 }).collect();
        assert_eq!(outliers(&numbers)[0].0, 9);
        assert!(changes(&numbers).is_empty());
    }
}
