//! What tells the lines of a text apart: failures, rare words, numbers that are far from others, changes, ids.
//!
//! Nothing is assumed of the text: a table's rows, a log's lines and the lines of a page are read alike, by how often words
//! stand in it and by what stands around its numbers. Near-linear.

use std::collections::HashMap;

use super::failures::names_failure;
use super::headings::headings;
use super::query::Query;
use super::search::{Hit, ranked};
use super::series::{changes, outliers};
use super::units::Units;
use super::words::{ByWord, Word, WordKind, words};
use crate::hash::mixed;

/// A word that stands in one line of so many, or in more of them, is a part of how lines are made.
const COMMON_LINES: usize = 20;

/// Before a number, a word that stands in one line of so many says what the number is.
const NAMING_LINES: usize = 10;

/// What is made like no other line of so many is rare.
const LINES_PER_RARE: usize = 200;

/// Lines whose words are rarer than usual by so many deviations stand out.
const RARE: f64 = 4.0;

/// Where templates change more often than once in so many lines, a change means nothing.
const LINES_PER_CHANGE: usize = 8;

/// Why a line is shown before others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It matches the question, or what the tool was asked.
    Match,
    /// It heads what stands below it.
    Heading,
    /// It tells of a failure.
    Failure,
    /// It holds a number that is far from its like.
    Outlier,
    /// Its words, or how it is made, are rare.
    Rare,
    /// Something begins to be otherwise.
    Change,
}

/// What is known of the lines of a text.
#[derive(Clone, Debug, Default)]
pub struct LineFacts {
    /// Lines that stand out, each reason's strongest first.
    pub outstanding: HashMap<Reason, Vec<usize>>,
    /// How many ids, paths and names each line has that no other line does, and what else makes it worth showing.
    pub weights: Vec<f32>,
}

/// How often a word stands in the lines.
#[derive(Clone, Copy, Debug)]
struct Frequency {
    lines: u32,
    last: u32,
}

struct Reader<'u, 't> {
    units: &'u Units<'t>,
    asked: &'u Query,
    hits: Vec<Hit>,
    frequencies: ByWord<Frequency>,
    /// The numbers that stand at one place of many lines, with these.
    series: ByWord<Vec<(u32, f64)>>,
    lines: Vec<Line>,
}

/// What was found in one line.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// How it is made: its common words, in order.
    template: u64,
    /// How rare its plain words are in all, and the rarest of them.
    surprise: f64,
    rarest: f64,
    failure: f64,
    weight: f32,
}

impl LineFacts {
    /// Reads all lines of a text for someone who wants to know `asked`.
    #[must_use]
    pub fn of(units: &Units<'_>, asked: &Query) -> Self {
        let (frequencies, series) = (HashMap::default(), HashMap::default());
        let mut reader = Reader { units, asked, hits: Vec::new(), frequencies, series, lines: Vec::new() };
        reader.count_words();
        reader.read_lines();
        let mut facts = Self { weights: reader.lines.iter().map(|line| line.weight).collect(), ..Self::default() };
        facts.outstanding.insert(Reason::Match, matching(ranked(units, asked, std::mem::take(&mut reader.hits))));
        facts.outstanding.insert(Reason::Heading, highest(headings(units)));
        facts.outstanding.insert(Reason::Failure, reader.by_strength(|line| line.failure));
        facts.outstanding.insert(Reason::Outlier, ordered(reader.by_numbers(outliers)));
        facts.outstanding.insert(Reason::Rare, reader.rare());
        facts.outstanding.insert(Reason::Change, reader.changed());
        facts
    }
}

impl Reader<'_, '_> {
    fn count_words(&mut self) {
        for (number, unit) in (1..).zip(self.units.iter()) {
            for word in words(unit).filter(|word| !matches!(word.kind, WordKind::Number(_))) {
                let known = self.frequencies.entry(word.hash).or_insert(Frequency { lines: 0, last: 0 });
                known.lines += u32::from(known.last != number);
                known.last = number;
            }
        }
    }

    fn read_lines(&mut self) {
        for number in 0..self.units.len() {
            let line = self.read_line(number);
            self.lines.push(line);
        }
    }

    fn read_line(&mut self, number: usize) -> Line {
        let text = self.units.get(number);
        let mut line = Line::default();
        let (mut naming, mut commas, mut behind) = (0, 0, 0);
        let mut last: Option<Word> = None;
        for word in words(text) {
            commas += memchr::memchr_iter(b',', &text.as_bytes()[behind..word.start]).count() as u64;
            behind = word.end;
            self.hits.extend(self.asked.place(word.hash).map(|place| (number as u32, place)));
            if let WordKind::Number(value) = word.kind {
                naming = mixed(naming, 1);
                self.series.entry(mixed(naming, commas)).or_default().push((number as u32, value));
            } else {
                let lines = self.frequency(&word);
                let rarity = self.rarity(lines);
                if lines * NAMING_LINES >= self.units.len() {
                    naming = word.hash;
                }
                if lines * COMMON_LINES >= self.units.len() && lines > 1 {
                    line.template = mixed(line.template, word.hash);
                }
                if word.kind == WordKind::Plain {
                    (line.surprise, line.rarest) = (line.surprise + rarity, line.rarest.max(rarity));
                }
                line.weight += if word.kind == WordKind::Id && lines == 1 { 1.0 } else { 0.0 };
                if names_failure(text, &word, last.as_ref()) {
                    line.failure = line.failure.max(rarity + 0.1);
                }
            }
            last = Some(word);
        }
        line
    }

    fn frequency(&self, word: &Word) -> usize {
        self.frequencies.get(&word.hash).map_or(1, |known| known.lines as usize)
    }

    /// How little a word is to be expected in a line: the logarithm of one in how many lines it stands in.
    fn rarity(&self, lines: usize) -> f64 {
        (self.units.len() as f64 / lines as f64).ln()
    }

    /// The lines of some strength, the strongest first.
    fn by_strength(&self, strength: impl Fn(&Line) -> f64) -> Vec<usize> {
        let strong = self.lines.iter().map(strength).enumerate().filter(|&(_, strength)| strength > 0.0);
        ordered(strong.collect())
    }

    /// The lines that something finds by the numbers at one place of them, with how strong a reason that is.
    fn by_numbers(&self, find: impl Fn(&[f64]) -> Vec<(usize, f64)>) -> Vec<(usize, f64)> {
        let found_in = |series: &Vec<(u32, f64)>| {
            let numbers: Vec<f64> = series.iter().map(|&(_, number)| number).collect();
            let line = |(place, strength): (usize, f64)| (series[place].0 as usize, strength);
            find(&numbers).into_iter().map(line).collect::<Vec<_>>()
        };
        self.series.values().flat_map(found_in).collect()
    }

    /// The lines that are made as few others are, and those whose words are rarer than those of others.
    fn rare(&self) -> Vec<usize> {
        let mut made: ByWord<u32> = HashMap::default();
        self.lines.iter().for_each(|line| *made.entry(line.template).or_default() += 1);
        let least = (self.units.len() as f64).ln();
        let is_made_rarely = |line: &Line| made[&line.template] as usize * LINES_PER_RARE <= self.units.len();
        let [sum, most] = [|line: &Line| line.surprise, |line: &Line| line.rarest].map(|of| {
            let usual = Usual::of(self.lines.iter().map(of).collect());
            move |line: &Line| usual.beyond(of(line))
        });
        self.by_strength(|line| {
            let beyond = sum(line).max(most(line));
            let made = if is_made_rarely(line) { least } else { 0.0 };
            made.max(if beyond > RARE { beyond } else { 0.0 })
        })
    }

    /// The lines from which on numbers have another level, or lines are made otherwise for a while.
    fn changed(&self) -> Vec<usize> {
        let mut changed = self.by_numbers(|numbers| changes(numbers).into_iter().map(|place| (place, 1.0)).collect());
        let pairs = self.lines.windows(2).enumerate();
        let turns = pairs.filter(|(_, pair)| pair[0].template != pair[1].template).map(|(place, _)| (place + 1, 0.5));
        let turns: Vec<(usize, f64)> = turns.collect();
        if turns.len() * LINES_PER_CHANGE <= self.lines.len() {
            changed.extend(turns);
        }
        ordered(changed)
    }
}

/// Headings, the highest first.
fn highest(headings: Vec<(usize, u8)>) -> Vec<usize> {
    ordered(headings.into_iter().map(|(line, level)| (line, -f64::from(level))).collect())
}

/// The lines that match best what was asked: not much less than the best of them.
fn matching(found: Vec<(usize, f64)>) -> Vec<usize> {
    let best = found.first().map_or(0.0, |first| first.1);
    found.into_iter().take_while(|(_, score)| score * 2.0 >= best).map(|(line, _)| line).collect()
}

/// Lines by how strong a reason they have, the strongest and then the first of them first; each once.
fn ordered(mut strong: Vec<(usize, f64)>) -> Vec<usize> {
    strong.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    let mut seen = std::collections::HashSet::new();
    strong.into_iter().map(|(line, _)| line).filter(|&line| seen.insert(line)).collect()
}

/// What is usual among some numbers.
struct Usual {
    middle: f64,
    deviation: f64,
}

impl Usual {
    fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        let at = |share: usize| numbers.get(numbers.len() * share / 4).copied().unwrap_or_default();
        // From quartiles, which rare lines do not move; of normal numbers they are 1.35 deviations apart.
        let (middle, deviation) = (at(2), (at(3) - at(1)) / 1.35);
        Self { middle, deviation: deviation.max(0.05 * (numbers.len().max(2) as f64).ln()) }
    }

    fn beyond(&self, number: f64) -> f64 {
        (number - self.middle) / self.deviation
    }
}
