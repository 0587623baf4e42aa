//! Names that a setting lists, each as it is or as a pattern, such as a shell's: `read_*`, `mcp__*__read_file`.

use super::{Setting, SettingValue, SettingsSource};

/// Some names and patterns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Patterns(Vec<String>);

impl Patterns {
    /// Whether none is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them matches all of `name`, letter by letter, as Python's `fnmatchcase` does: `*` stands for any text,
    /// `?` for a character, `[a-c]` for one of these, `[!a-c]` for any other.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| is_match(pattern, name))
    }
}

impl<S: Into<String>> FromIterator<S> for Patterns {
    fn from_iter<I: IntoIterator<Item = S>>(patterns: I) -> Self {
        Self(patterns.into_iter().map(Into::into).collect())
    }
}

impl Setting for Patterns {
    fn read<S: SettingsSource>(source: &S, name: &'static str) -> Result<Self, S::Error> {
        source.texts(name).map(Self)
    }

    fn value(&self) -> SettingValue {
        SettingValue::Texts(self.0.clone())
    }
}

/// Matches from left to right, and goes back to the last star only: what an earlier one stands for need not change.
fn is_match(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern, name);
    let mut last_star: Option<(&str, &str)> = None;
    loop {
        if let Some(behind) = pattern.strip_prefix('*') {
            last_star = Some((behind, name));
            pattern = behind;
        } else if pattern.is_empty() && name.is_empty() {
            return true;
        } else if let Some(rest) = one_matched(pattern, name) {
            (pattern, name) = rest;
        } else {
            let Some((behind, from)) = last_star else { return false };
            let mut characters = from.chars();
            if characters.next().is_none() {
                return false;
            }
            last_star = Some((behind, characters.as_str()));
            (pattern, name) = (behind, characters.as_str());
        }
    }
}

/// What follows in pattern and name where the first character of the name is one that the pattern begins with.
fn one_matched<'p, 'n>(pattern: &'p str, name: &'n str) -> Option<(&'p str, &'n str)> {
    let (mut wanted, mut characters) = (pattern.chars(), name.chars());
    let (first, character) = (wanted.next()?, characters.next()?);
    let behind = match first {
        '[' => match class(wanted.as_str()) {
            Some((class, behind)) => is_in(class, character).then_some(behind)?,
            None => (character == '[').then_some(wanted.as_str())?,
        },
        '?' => wanted.as_str(),
        _ => (first == character).then_some(wanted.as_str())?,
    };
    Some((behind, characters.as_str()))
}

/// The class whose `[` stands before `pattern`, and what follows it; a `]` that comes first stands for itself.
fn class(pattern: &str) -> Option<(&str, &str)> {
    let first = pattern.strip_prefix('!').unwrap_or(pattern);
    let skipped = pattern.len() - first.len() + usize::from(first.starts_with(']'));
    let end = skipped + pattern[skipped..].find(']')?;
    Some((&pattern[..end], &pattern[end + 1..]))
}

/// Whether a class has a character in it, or not where it begins with `!`.
fn is_in(class: &str, character: char) -> bool {
    let (is_wanted, class) = class.strip_prefix('!').map_or((true, class), |class| (false, class));
    let characters: Vec<char> = class.chars().collect();
    let (mut at, mut is_found) = (0, false);
    while let Some(&low) = characters.get(at) {
        let high = characters.get(at + 2).filter(|_| characters[at + 1] == '-');
        is_found |= (low..=*high.unwrap_or(&low)).contains(&character);
        at += if high.is_some() { 3 } else { 1 };
    }
    is_found == is_wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_all_of_a_name() {
        for (pattern, names, others) in [
            ("read_file", &["read_file"][..], &["read_files", "Read_file", "", "a read_file"][..]),
            ("read_*", &["read_", "read_file"], &["read", "bread_file"]),
            (
                "mcp__*__read_file",
                &["mcp__disk__read_file", "mcp____read_file", "mcp__a__b__read_file"],
                &["mcp__read_file"],
            ),
            ("*", &["", "any"], &[]),
            ("*_*_x", &["a_b_x", "a_x_b_x"], &["a_x", "a_b_xy"]),
            ("?", &["a", "ä"], &["", "ab"]),
            ("v[1-3]", &["v1", "v3"], &["v4", "v", "v1-"]),
            ("v[!1-3]", &["v4", "vx"], &["v1", "v"]),
            ("v[]a]", &["v]", "va"], &["v"]),
            ("v[1", &["v[1"], &["v1"]),
            ("", &[""], &["a"]),
        ] {
            let patterns = Patterns::from_iter([pattern]);
            assert!(names.iter().all(|name| patterns.matches(name)), "{pattern}");
            assert!(!others.iter().any(|name| patterns.matches(name)), "{pattern}");
        }
    }

    #[test]
    fn one_of_several_is_enough_and_none_matches_nothing() {
        assert!(["a", "b*"].into_iter().collect::<Patterns>().matches("bc"));
        assert!(!Patterns::default().matches(""));
    }

    #[test]
    fn many_stars_cost_no_more_than_their_product_with_the_name() {
        assert!(!Patterns::from_iter(["*a".repeat(40)]).matches(&"a".repeat(39)));
        assert!(!Patterns::from_iter([format!("{}b", "*a".repeat(40))]).matches(&"a".repeat(4000)));
    }
}
