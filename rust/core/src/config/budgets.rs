//! Tokens that results of some tools may take, by the tool's name or a pattern of such.

use super::{Patterns, Setting, SettingValue, SettingsSource};

/// Budgets by patterns of names; the first that matches counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budgets(Vec<(Patterns, String, usize)>);

impl Budgets {
    /// The budget of a tool, if any is given for it.
    #[must_use]
    pub fn of(&self, tool: &str) -> Option<usize> {
        self.0.iter().find(|(pattern, ..)| pattern.matches(tool)).map(|&(.., budget)| budget)
    }
}

impl FromIterator<(String, usize)> for Budgets {
    fn from_iter<I: IntoIterator<Item = (String, usize)>>(budgets: I) -> Self {
        let budget = |(pattern, budget): (String, usize)| (Patterns::from_iter([pattern.clone()]), pattern, budget);
        Self(budgets.into_iter().map(budget).collect())
    }
}

impl Setting for Budgets {
    fn read<S: SettingsSource>(source: &S, name: &'static str) -> Result<Self, S::Error> {
        source.counts(name).map(|budgets| budgets.into_iter().collect())
    }

    fn value(&self) -> SettingValue {
        SettingValue::Counts(self.0.iter().map(|(_, pattern, budget)| (pattern.clone(), *budget)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pattern_that_matches_counts() {
        let budgets: Budgets = [("read_*".to_owned(), 900), ("*".to_owned(), 300)].into_iter().collect();
        assert_eq!((budgets.of("read_file"), budgets.of("search")), (Some(900), Some(300)));
        assert_eq!(Budgets::default().of("search"), None);
    }
}
