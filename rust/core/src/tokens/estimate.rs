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
    fn nothing_costs_nothing() {
        assert_eq!(count_text("", &resolve("a model nobody knows")).high, 0);
    }
}
