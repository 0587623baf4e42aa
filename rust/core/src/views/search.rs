//! Lines that match what is asked.

use super::query::Query;
use super::units::Units;
use super::words::{is_word, places};

/// How soon more of the same word adds nothing, and how much long lines are held back: the usual values.
const SATURATION: f64 = 1.2;
const LENGTH_SHARE: f64 = 0.75;

/// A word that was asked for, where a line has it: the line, and the word's place in the query.
pub type Hit = (u32, u32);

/// The lines that hold a word of what was asked with their scores, the best and then the first of them first: BM25 over lines
/// (Robertson and Zaragoza, 2009). A word that stands in every line says nothing. Linear, in each word by itself.
#[must_use]
pub fn search(units: &Units<'_>, asked: &Query) -> Vec<(usize, f64)> {
    let words = (0..).zip(asked.words());
    ranked(
        units,
        asked,
        words.flat_map(|(place, word)| hits(units, &word.letters).map(move |line| (line, place))).collect(),
    )
}

/// The lines that hold a word, once for each time.
fn hits<'u>(units: &'u Units<'_>, word: &'u str) -> impl Iterator<Item = u32> + 'u {
    let holds = |&(unit, place): &(usize, usize)| {
        let start = place - units.start(unit);
        is_word(units.get(unit).as_bytes(), start, start + word.len())
    };
    units.at(places(units.text().as_bytes(), word.as_bytes())).filter(holds).map(|(unit, _)| unit as u32)
}

/// The lines of all hits, as [`search`] gives them. Near-linear.
#[must_use]
pub fn ranked(units: &Units<'_>, asked: &Query, mut hits: Vec<Hit>) -> Vec<(usize, f64)> {
    hits.sort_unstable();
    let mut lines_with = vec![0_usize; asked.words().len()];
    hits.chunk_by(|one, other| one == other).for_each(|same| lines_with[same[0].1 as usize] += 1);
    let all = units.len() as f64;
    let mean = units.text().len() as f64 / all;
    let rarity = |word: usize| asked.words()[word].weight * (all / lines_with[word] as f64).ln();
    let score = |hits: &[Hit]| {
        let line = hits[0].0 as usize;
        let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * units.get(line).len() as f64 / mean;
        let part = |same: &[Hit]| {
            let count = same.len() as f64;
            rarity(same[0].1 as usize) * count * (SATURATION + 1.0) / (count + SATURATION * length)
        };
        (line, hits.chunk_by(|one, other| one == other).map(part).sum())
    };
    let lines = hits.chunk_by(|one, other| one.0 == other.0).map(score);
    let mut found: Vec<(usize, f64)> = lines.filter(|&(_, score)| score > 0.0).collect();
    found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::units::LONGEST_BYTES;
    use super::super::words::words;
    use super::*;

    fn found(text: &str, question: &str) -> Vec<usize> {
        search(&Units::of(text), &Query::of([question])).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn rare_words_of_the_question_come_first() {
        let text = "the cat\nthe dog and the cat\na refund for R-77\nthe end\n";
        assert_eq!(found(text, "Which refund was for the cat R-77?")[0], 2);
        assert_eq!(found(text, "cat"), [0, 1]);
        assert!(found(text, "horse").is_empty() && found(text, "").is_empty());
    }

    #[test]
    fn what_every_line_says_matches_nothing() {
        assert!(found("a b\na c\na d\n", "a").is_empty());
    }

    /// Word by word, as a reader goes through the lines.
    fn read(units: &Units<'_>, asked: &Query) -> Vec<Hit> {
        let words_of = |(line, text)| words(text).filter_map(move |word| Some((line, asked.place(word.hash)?)));
        (0..).zip(units.iter()).flat_map(words_of).collect()
    }

    #[test]
    fn a_number_is_found_where_a_line_is_parted_amid_digits() {
        let asked = Query::of(["11 111"]);
        for shift in 0..8 {
            let text = format!("{}11111111. ", ".".repeat(LONGEST_BYTES - shift));
            let units = Units::of(&text);
            assert_eq!(search(&units, &asked), ranked(&units, &asked, read(&units, &asked)), "{shift}");
        }
    }

    proptest! {
        #[test]
        fn word_by_word_the_same_is_found(
            text in "([a-bA é]|[1-2.]|x1|[ ,\n]|[ab]{200}|[1.]{200}){0,40}", question in "([a-b]{1,2}|[1-2.]{1,3}|x1| |É){0,9}"
        ) {
            let (units, asked) = (Units::of(&text), Query::of([question.as_str()]));
            prop_assert_eq!(search(&units, &asked), ranked(&units, &asked, read(&units, &asked)));
        }
    }
}
