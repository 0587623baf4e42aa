//! Counts that say how far they can be trusted.

use std::borrow::Cow;

use crate::models::Model;

/// A number of tokens, and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenCount {
    /// The best single number.
    pub value: usize,
    /// Whether it is the provider's own number. Then `low` and `high` equal it.
    pub exact: bool,
    /// The least it may be.
    pub low: usize,
    /// The most it may be; what a budget must allow for.
    pub high: usize,
    /// How it came about, for people to read.
    pub method: Cow<'static, str>,
}

/// The tokens of `text` for `model`. Never fails; near-linear in the length of `text`.
#[must_use]
pub fn count_text(text: &str, model: &Model) -> TokenCount {
    estimate(model.vocabulary.count(text), model)
}

/// What `raw` tokens of the model's vocabulary come to for the model itself.
#[must_use]
pub fn estimate(raw: usize, model: &Model) -> TokenCount {
    let scaled = |ratio: f64| raw as f64 * ratio;
    TokenCount {
        value: whole(scaled(model.ratio.value).round()),
        exact: model.exact,
        low: whole(scaled(model.ratio.low).floor()),
        high: whole(scaled(model.ratio.high).ceil()),
        method: Cow::Borrowed(model.method),
    }
}

/// The tokens of `text` for `model` if their value is at most `limit`. Linear in `limit`, however long the text is.
#[must_use]
pub fn count_text_till(text: &str, model: &Model, limit: usize) -> Option<usize> {
    let count = count_unless_far_above(text, model, limit, model.ratio.value)?;
    Some(count.value).filter(|&value| value <= limit)
}

/// Whether the tokens of `text` for `model` are at most `budget`, by their upper bound.
///
/// Counts nothing where the length tells: a text has at most as many tokens as bytes.
#[must_use]
pub fn fits(text: &str, model: &Model, budget: usize) -> bool {
    estimate(text.len(), model).high <= budget
        || count_unless_far_above(text, model, budget, model.ratio.high).is_some_and(|count| count.high <= budget)
}

/// The count of `text`, unless `ratio` times its raw tokens is above `limit` by more than rounding can take away.
fn count_unless_far_above(text: &str, model: &Model, limit: usize, ratio: f64) -> Option<TokenCount> {
    let raw_limit = whole((limit as f64 + 1.0) / ratio + 1.0);
    model.vocabulary.count_till_limit(text, raw_limit).map(|raw| estimate(raw, model))
}

#[expect(clippy::cast_sign_loss, reason = "counts times ratios, both positive")]
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
        let count = estimate(1000, &resolve("claude-sonnet-4-5"));
        assert_eq!((count.low, count.value, count.high, count.exact), (1000, 1180, 1360, false));
        assert!(count.method.contains("Claude"), "{}", count.method);
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
