//! What templates are called: by a word of theirs that others have not, so that the name says what a line is about.

use std::collections::{HashMap, HashSet};

/// Words of levels worth a name: a reader asks for them first.
const LEVELS: [&str; 10] = ["error", "err", "warn", "warning", "fatal", "critical", "crit", "severe", "panic", "fail"];

/// Other levels.
const QUIET: [&str; 5] = ["info", "debug", "notice", "trace", "verbose"];

/// Gives a name to each template, none of which is `taken`. The templates are given as what their lines have in common.
pub(super) fn names(templates: &[String], taken: &HashSet<&str>) -> Vec<String> {
    let mut templates_with: HashMap<&str, usize> = HashMap::new();
    for template in templates {
        let mut own: Vec<&str> = words(template).collect();
        own.sort_unstable();
        own.dedup();
        for word in own {
            *templates_with.entry(word).or_default() += 1;
        }
    }
    let mut given: HashSet<String> = HashSet::new();
    let mut names = Vec::with_capacity(templates.len());
    for template in templates {
        let word = told_by(template, &templates_with);
        let wanted = level(template).map_or_else(|| word.to_owned(), |level| format!("{level}-{word}"));
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let is_free = |name: &String| !taken.contains(name.as_str()) && !given.contains(name);
        let name = std::iter::once(wanted.clone()).chain(numbered).find(is_free).unwrap_or_default();
        given.insert(name.clone());
        names.push(name);
    }
    names
}

/// The word that fewest templates have, of what the line says last.
fn told_by<'t>(template: &'t str, templates_with: &HashMap<&str, usize>) -> &'t str {
    let said = [": ", "] ", " - "].iter().filter_map(|mark| template.rfind(mark).map(|at| at + mark.len())).max();
    let rarest = |text: &'t str| {
        words(text)
            .filter(|word| !is_one_of(&LEVELS, word) && !is_one_of(&QUIET, word))
            .min_by_key(|word| templates_with[word])
    };
    said.and_then(|at| rarest(&template[at..])).or_else(|| rarest(template)).unwrap_or("line")
}

/// The words of a text that could be names: letters, three at least, and perhaps digits and underscores behind them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split(move |letter| !is_part(letter))
        .filter(|word| word.len() > 2 && word.len() < 32 && word.starts_with(|first: char| first.is_ascii_alphabetic()))
}

fn is_one_of(levels: &[&str], word: &str) -> bool {
    levels.iter().any(|level| level.eq_ignore_ascii_case(word))
}

/// The level that a line states, if it is worth a name.
fn level(template: &str) -> Option<&str> {
    let first = words(template).find(|word| is_one_of(&LEVELS, word) || is_one_of(&QUIET, word));
    first.filter(|word| is_one_of(&LEVELS, word))
}
