//! The lines of a text that match a question.

use super::query::Query;
use super::units::Units;
use super::words::{ByWord, words};

/// How soon more of the same word adds nothing, and how much long lines are held back: the usual values.
const SATURATION: f64 = 1.2;
const LENGTH_SHARE: f64 = 0.75;

/// The lines that hold a word of what was asked with their scores, the best and then the first of them first: BM25 over lines
/// (Robertson and Zaragoza, 2009). A word that stands in every line says nothing. Linear.
#[must_use]
pub fn search(units: &Units<'_>, asked: &Query) -> Vec<(usize, f64)> {
    if asked.is_empty() {
        return Vec::new();
    }
    let (mut hits, mut lines_with) = (Vec::new(), ByWord::<usize>::default());
    for (line, text) in units.iter().enumerate() {
        let mut counts: Vec<(u64, f64)> = Vec::new();
        for word in words(text).map(|word| word.hash).filter(|&word| asked.weight(word) > 0.0) {
            match counts.iter_mut().find(|known| known.0 == word) {
                Some(known) => known.1 += 1.0,
                None => counts.push((word, 1.0)),
            }
        }
        for &(word, _) in &counts {
            *lines_with.entry(word).or_default() += 1;
        }
        hits.extend((!counts.is_empty()).then_some((line, counts)));
    }
    let all = units.len() as f64;
    let mean = units.run(0..units.len()).len() as f64 / all;
    let rarity = |word: u64| asked.weight(word) * (all / lines_with[&word] as f64).ln();
    let score = |(line, counts): (usize, Vec<(u64, f64)>)| {
        let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * units.get(line).len() as f64 / mean;
        let part =
            |(word, count): (u64, f64)| rarity(word) * count * (SATURATION + 1.0) / (count + SATURATION * length);
        (line, counts.into_iter().map(part).sum())
    };
    let mut found: Vec<(usize, f64)> = hits.into_iter().map(score).filter(|&(_, score)| score > 0.0).collect();
    found.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    found
}

#[cfg(test)]
mod tests {
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
}
