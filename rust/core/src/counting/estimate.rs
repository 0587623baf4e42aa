//! Counts that say how far they can be trusted.

use std::borrow::Cow;

use super::cost::Cost;
use crate::models::Model;
use crate::vocabulary::{Tally, UNITS, Unit, o200k_tally};

/// A number of tokens, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCount {
    /// The best single number.
    pub value: usize,
    /// Whether it is the provider's own number. Then `low` and `high` equal it.
    pub exact: bool,
    /// The least it may be.
    pub low: usize,
    /// The most it may be; what a budget must allow for. [`NO_BOUND`] where nothing is known to bound it.
    pub high: usize,
    /// How it came about, for people to read.
    pub method: Cow<'static, str>,
}

/// The most tokens of what nothing bounds.
pub const NO_BOUND: usize = isize::MAX.unsigned_abs();

/// The tokens of `text` for `model`. Never fails; near-linear in the length of `text`.
#[must_use]
pub fn count_text(text: &str, model: &Model) -> TokenCount {
    estimate(&tally_text(text, model).into(), model)
}

/// The tokens of `text` in the vocabulary that counts for `model`, told apart as far as the estimate needs it.
#[must_use]
pub fn tally_text(text: &str, model: &Model) -> Tally {
    tally_text_till(text, model, usize::MAX).unwrap_or_default()
}

/// The same, unless there are more tokens in the vocabulary than `most`.
fn tally_text_till(text: &str, model: &Model, most: usize) -> Option<Tally> {
    let exactly = || model.vocabulary.count_till_limit(text, most).map(Tally::exact);
    if model.exact { exactly() } else { o200k_tally(text, most) }
}

/// What `cost` comes to for `model`. Constant time.
#[must_use]
pub fn estimate(cost: &Cost, model: &Model) -> TokenCount {
    let (text, billed, rates) = (&cost.text, cost.billed + cost.unread, model.rates);
    TokenCount {
        value: whole(text.at(&rates.value).round()) + billed.value,
        exact: model.exact && billed.low == billed.high,
        low: whole(text.at(&rates.low).floor()) + billed.low,
        high: most(cost, model),
        method: Cow::Borrowed(model.method),
    }
}

/// Whether a text takes less than another, by count and, where that is an estimate, by the estimate too.
#[must_use]
pub fn is_less(one: &Tally, other: &Tally, model: &Model) -> bool {
    let value = |tally: &Tally| estimate(&(*tally).into(), model).value;
    one.tokens() < other.tokens() && value(one) < value(other)
}

/// The most that `cost` may come to for `model`: what a budget must allow for.
#[must_use]
pub fn most(cost: &Cost, model: &Model) -> usize {
    whole(cost.text.at(&model.rates.high).ceil()) + cost.billed.high + cost.unread.high
}

/// The tokens of `text` for `model` if their value is at most `limit`. Linear in `limit`, however long the text is.
#[must_use]
pub fn count_text_till(text: &str, model: &Model, limit: usize) -> Option<usize> {
    let tally = tally_unless_far_above(text, model, limit, &model.rates.value)?;
    Some(estimate(&tally.into(), model).value).filter(|&value| value <= limit)
}

/// Whether the tokens of `text` for `model` are at most `budget`, by their upper bound.
///
/// Counts nothing where the length tells, as when a text has no more bytes than the budget tokens.
#[must_use]
pub fn fits(text: &str, model: &Model, budget: usize) -> bool {
    let rates = &model.rates.high;
    let by_length = model.vocabulary.least_and_most(text.len()).1 as f64 * token_rates(rates).fold(0.0, f64::max);
    by_length <= budget as f64
        || tally_unless_far_above(text, model, budget, rates).is_some_and(|tally| most(&tally.into(), model) <= budget)
}

/// The tally of `text`, unless it is above `limit` at these rates by more than rounding can take away.
fn tally_unless_far_above(text: &str, model: &Model, limit: usize, rates: &[f64; UNITS]) -> Option<Tally> {
    let most = whole((limit as f64 + 1.0) / token_rates(rates).fold(f64::MAX, f64::min) + 1.0);
    tally_text_till(text, model, most)
}

/// What a token comes to at `rates`, by unit; one of a number has one digit at least.
fn token_rates(rates: &[f64; UNITS]) -> impl Iterator<Item = f64> {
    let (number, digit) = (Unit::Number as usize, Unit::Digit as usize);
    let rate = move |unit: usize| if unit == number { rates[number] + rates[digit] } else { rates[unit] };
    (0..UNITS).filter(move |&unit| unit != digit).map(rate)
}

#[expect(clippy::cast_sign_loss, reason = "counts times rates, both positive")]
fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::resolve;

    #[test]
    fn an_exact_count_is_its_own_bounds() {
        let count = count_text("hello world", &resolve("gpt-4o"));
        assert_eq!((count.value, count.low, count.high, count.exact), (2, 2, 2, true));
        assert_eq!(count.method, "o200k_base");
    }

    #[test]
    fn an_estimate_has_bounds_around_it_and_says_so() {
        let count = count_text(&"all is well ".repeat(100), &resolve("claude-sonnet-4-5"));
        assert!(count.low < count.value && count.value < count.high && !count.exact, "{count:?}");
        assert!(count.method.contains("Claude"), "{}", count.method);
    }

    #[test]
    fn what_a_vocabulary_splits_costs_more_in_it() {
        let [words, digits] =
            ["seventeen apples and nine pears ", "20261121 135907 884213 "].map(|text| text.repeat(50));
        let ratio = |text: &str, id| {
            let count = |id| count_text(text, &resolve(id)).value as f64;
            count(id) / count("gpt-4o")
        };
        assert!(ratio(&digits, "qwen3-max") > 2.0, "one token a digit");
        assert!((0.9..1.1).contains(&ratio(&words, "qwen3-max")));
        assert!(ratio(&words, "claude-opus-4-7") > ratio(&digits, "claude-opus-4-7"));
    }

    #[test]
    fn limits_and_budgets_are_kept_to_the_token() {
        for id in ["gpt-4o", "gpt-4", "claude-sonnet-4-5", "deepseek-chat", "a model nobody knows"] {
            let model = resolve(id);
            for text in ["", "a", "hello world", &"déjà vu, again and again; ".repeat(40), &" ".repeat(500)] {
                let TokenCount { value, high, .. } = count_text(text, &model);
                for limit in (0..high + 3).chain([usize::MAX]) {
                    assert_eq!(
                        count_text_till(text, &model, limit),
                        (value <= limit).then_some(value),
                        "{id}: {limit}"
                    );
                    assert_eq!(fits(text, &model, limit), high <= limit, "{id}: {limit}");
                }
            }
        }
    }

    #[test]
    fn nothing_costs_nothing() {
        assert_eq!(count_text("", &resolve("a model nobody knows")).high, 0);
    }
}
