//! Pages: what a model is given of a result that it was shown in part, when it asks.
//!
//! A page holds lines of the result in its shortest form, as they are numbered in its view, or rows of the records in it;
//! within a budget, and with a header that says how the next page is to be had.

mod condition;
mod field;
mod opened;
mod records;

use std::borrow::Cow;
use std::ops::Range;

use crate::config::Level;
use crate::forms::names_a_source;
use crate::forms::quoted::quoted;
use crate::memo::Digested;
use crate::views::{Query, RETRIEVE, Units, places, put_runs, search};
use crate::vocabulary::Vocabulary;
pub use condition::NotACondition;

/// Tokens of a page that are none of the result's: its header, apart from what was asked, and the line that says that what
/// follows is somebody else's.
const HEADER_TOKENS: usize = 90;

/// A page has room for more than its header: a line, which has no more tokens than bytes.
pub const FEWEST_TOKENS: usize = 500;

/// More bytes of what was asked are not said again.
const LONGEST_ASKED: usize = 100;

/// A line that scores less than this share of the best holds only words of a query that say nothing here.
const LEAST_SHARE: f64 = 0.1;

/// What is asked of a result.
#[derive(Clone, Copy, Debug)]
pub struct Page<'p> {
    /// The result's address.
    pub address: &'p str,
    /// Words to look for.
    pub query: Option<&'p str>,
    /// Numbers of lines: `12`, `12-40`, `12-`.
    pub lines: Option<&'p str>,
    /// Rows of records: numbers as for lines, or a condition, `status = failed and total > 100`; `from 21` behind it goes on.
    pub rows: Option<&'p str>,
    /// Fields of the records to show, with commas between.
    pub fields: Option<&'p str>,
    /// Tokens at most.
    pub budget: usize,
    /// What counts them.
    pub vocabulary: Vocabulary,
    /// How records are written.
    pub level: Level,
}

/// The page of `original`, which is sent in the form `own`, if it is in any. What cannot be answered is said in a sentence.
/// Linear in the text. Lines and records are remembered, as long as those of others take no more than 64 MiB each.
#[must_use]
pub fn page<'t>(original: impl Into<Digested<'t>>, own: Option<&str>, page: &Page<'_>) -> String {
    let asked = [page.query, page.lines, page.rows, page.fields];
    if asked.into_iter().flatten().any(|words| words.len() > LONGEST_ASKED) {
        return page.said(&format!("query, lines, rows and fields are at most {LONGEST_ASKED} bytes each"));
    }
    let original = &original.into();
    if page.is_of_records() {
        return records::page(original, page).unwrap_or_else(|why| page.said(&why));
    }
    let units = opened::lines(original, own, page.vocabulary, page.level);
    let Some(within) = range(page.lines.unwrap_or("1-"), units.len()) else {
        return page.said(&format!("lines are numbers such as 12-40, of 1 to {}", units.len()));
    };
    match page.query.filter(|query| !query.trim().is_empty()) {
        Some(query) => page.found(&units, within, query),
        None => page.lines_of(&units, within),
    }
}

impl Page<'_> {
    /// Whether records are asked for, which are the same whatever form the result is sent in.
    #[must_use]
    pub fn is_of_records(&self) -> bool {
        self.rows.is_some() || self.fields.is_some()
    }

    /// The first lines within a range that fit.
    fn lines_of(&self, units: &Units<'_>, within: Range<usize>) -> String {
        let (end, shown) = self.fitting(|end| units.run(within.start..end), within.clone());
        let next = (end < within.end).then(|| format!("lines=\"{}-{}\"", end + 1, within.end));
        let what = format!("lines {}-{end} of {}", within.start + 1, units.len());
        self.written(&what, next.as_deref(), shown, names_a_source(shown))
    }

    /// The best lines within a range that hold words of a query, in their order.
    fn found(&self, units: &Units<'_>, within: Range<usize>, query: &str) -> String {
        let found: Vec<usize> = matches(units, query).into_iter().filter(|line| within.contains(line)).collect();
        if found.is_empty() {
            return self.said(&format!("none of lines {}-{} holds words of {query:?}", within.start + 1, within.end));
        }
        let runs = |count: usize| {
            let mut best = found[..count].to_vec();
            best.sort_unstable();
            best.into_iter().map(|line| line..line + 1).collect::<Vec<Range<usize>>>()
        };
        let text = |count: usize| {
            let (runs, mut text) = (runs(count), String::new());
            put_runs(&mut text, units, runs[0].start..runs[runs.len() - 1].end, &runs);
            text
        };
        let (count, text) = self.fitting(text, 0..found.len());
        let runs = runs(count);
        let (first, last) = (runs[0].start + 1, runs[runs.len() - 1].end);
        let what = format!("{count} of {} lines that match, lines {first}-{last} of {}", found.len(), units.len());
        let next = (count < found.len()).then_some("other words, or lines=\"12-40\"");
        self.written(&what, next, &text, runs.into_iter().any(|run| names_a_source(units.run(run))))
    }

    /// An end within `range` up to which a text fits, and behind which it does not, with that text; at least one, which may not fit.
    ///
    /// The next one is tried where the last two say that the room ends (the secant method), as each has to be written and counted; never
    /// at more than four times what fits, so that no more is read.
    fn fitting<T: AsRef<str>>(&self, text: impl Fn(usize) -> T, range: Range<usize>) -> (usize, T) {
        let most = self.room();
        let (mut fitting, mut unfitting) = (range.start + 1, range.end + 1);
        let (mut next, mut known, mut shown) = (range.start + 2, (range.start, 0), None);
        while fitting + 1 < unfitting {
            let end = next.clamp(fitting + 1, unfitting - 1);
            let written = text(end);
            if let Some(tokens) = self.vocabulary.count_till_limit(written.as_ref(), most) {
                let (before, fewer) = known;
                let more = (most - tokens) * (end - before) / tokens.saturating_sub(fewer).max(1);
                next = end + more.min(3 * (end - range.start));
                (fitting, known, shown) = (end, (end, tokens), Some(written));
            } else {
                next = end.midpoint(fitting);
                unfitting = end;
            }
        }
        (fitting, shown.unwrap_or_else(|| text(fitting)))
    }

    /// Tokens that what a page shows may take.
    fn room(&self) -> usize {
        let asked = [self.rows, self.fields].into_iter().flatten().map(|words| self.vocabulary.count(words));
        self.budget.saturating_sub(HEADER_TOKENS + asked.sum::<usize>())
    }

    /// A page that holds `text`, below a line that says whose it is where that could be mistaken.
    fn written(&self, what: &str, next: Option<&str>, text: &str, is_claiming: bool) -> String {
        let next = next.map(|next| format!("; next: {RETRIEVE}(\"{}\", {next})", self.address)).unwrap_or_default();
        let text = if is_claiming { quoted(text).into() } else { Cow::Borrowed(text) };
        format!("[page of {}: {what}{next}]\n{text}", self.address)
    }

    /// A page that says why there is none.
    fn said(&self, why: &str) -> String {
        format!("[page of {}: {why}]", self.address)
    }
}

/// The lines that hold words of a query, or letters of it where no word does, the best first.
fn matches(units: &Units<'_>, query: &str) -> Vec<usize> {
    let found = search(units, &Query::of([query]));
    if let Some(&(_, best)) = found.first() {
        let is_good = |&(_, score): &(usize, f64)| score >= LEAST_SHARE * best;
        return found.into_iter().take_while(is_good).map(|(line, _)| line).collect();
    }
    with_letters(units, query.trim())
}

/// The lines that hold some letters, whatever their case.
fn with_letters(units: &Units<'_>, wanted: &str) -> Vec<usize> {
    if !wanted.is_ascii() {
        let wanted = wanted.to_lowercase();
        let holds = |(line, text): (usize, &str)| text.to_lowercase().contains(&wanted).then_some(line);
        return units.iter().enumerate().filter_map(holds).collect();
    }
    let is_it = |&(line, place): &(usize, usize)| {
        let start = place - units.start(line);
        let there = units.get(line).get(start..start + wanted.len());
        there.is_some_and(|there| there.eq_ignore_ascii_case(wanted))
    };
    let found = units.at(places(units.text().as_bytes(), wanted.as_bytes())).filter(is_it);
    let mut lines: Vec<usize> = found.map(|(line, _)| line).collect();
    lines.dedup();
    lines
}

/// The places that numbers from 1 name, `12`, `12-40` or `12-`; `None` where they are none of `count`.
fn range(numbers: &str, count: usize) -> Option<Range<usize>> {
    let number = |text: &str| text.trim().parse().ok().filter(|number| *number > 0);
    let (first, last) = match numbers.split_once(['-', '–', ':']) {
        None => (number(numbers)?, number(numbers)?),
        Some((first, last)) if last.trim().is_empty() => (number(first)?, count),
        Some((first, last)) => (number(first)?, number(last)?.min(count)),
    };
    (first <= last && last <= count).then(|| first - 1..last)
}

#[cfg(test)]
mod tests;
