//! Long repeats of a few bytes within a piece: rules of `=`, runs of one letter, padding.

use std::ops::Range;

use super::merge::Part;

/// The longest pattern, in bytes, whose repeats are looked for: any one character.
const MAX_PERIOD: usize = 4;
/// The shortest repeat, in bytes, that is worth cutting short.
const WORTH: usize = 2048;
/// How much, in bytes, is looked at to find one.
const PROBED: usize = 32;
/// How much of a repeat shows how it merges: some of the longest tokens, 128 bytes each.
const SAMPLE: usize = 512;

/// A part of a piece in which every byte equals the one `period` bytes before it.
pub(super) struct Repeat {
    range: Range<usize>,
    period: usize,
}

impl Repeat {
    /// The first repeat in `piece` that is worth cutting short. Looks at a few bytes in a hundred, unless they repeat.
    pub(super) fn first_in(piece: &[u8]) -> Option<Self> {
        let places = (PROBED..piece.len().saturating_sub(PROBED)).step_by(WORTH / 2);
        let mut repeats =
            places.flat_map(|place| (1..=MAX_PERIOD).filter_map(move |period| Self::around(piece, place, period)));
        repeats.find(|repeat| repeat.range.len() >= WORTH)
    }

    /// The repeat around `place`, if there is one.
    fn around(piece: &[u8], place: usize, period: usize) -> Option<Self> {
        if piece[place..place + PROBED] != piece[place - period..][..PROBED] {
            return None;
        }
        let repeats = |at: &usize| piece[*at] == piece[at - period];
        let start = (period..place).rev().take_while(repeats).last().unwrap_or(place) - period;
        let end = (place..piece.len()).take_while(repeats).last().map_or(place, |last| last + 1);
        Some(Self { range: start..end, period })
    }

    /// The part of the repeat to look at first.
    pub(super) fn sample(&self) -> Range<usize> {
        self.range.start..self.range.start + SAMPLE
    }

    /// The first of two neighbours among `parts` that are the same token, by whose length the repeat can be moved.
    pub(super) fn token_twice(&self, parts: &[Part]) -> Option<Part> {
        let twice = |pair: &&[Part]| pair[0].rank == pair[1].rank && pair[0].length().is_multiple_of(self.period);
        parts.windows(2).find(twice).map(|pair| pair[0])
    }

    /// `piece` with the repeat cut by as many times `length` bytes as leave enough of it, and that number.
    pub(super) fn shortened(&self, piece: &[u8], length: usize) -> (Vec<u8>, usize) {
        let times = (self.range.len() - SAMPLE) / length;
        let rest = self.range.start + times * length;
        ([&piece[..self.range.start], &piece[rest..]].concat(), times)
    }

    /// The place of what is left of the repeat when `cut` bytes of it are gone.
    pub(super) fn left_of(&self, cut: usize) -> Range<usize> {
        self.range.start..self.range.end - cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_is_found_within_a_piece() {
        let piece = [b"x".repeat(3), b"=-".repeat(2000), b"y".repeat(2500)].concat();
        let repeat = Repeat::first_in(&piece).unwrap();
        assert_eq!((repeat.range, repeat.period), (3..4003, 2));
        assert_eq!(
            Repeat::first_in(&b"=".repeat(5000)).map(|repeat| (repeat.range, repeat.period)),
            Some((0..5000, 1))
        );
    }

    #[test]
    fn short_repeats_are_not_worth_it() {
        assert!(Repeat::first_in(&b"=".repeat(WORTH - 1)).is_none());
        assert!(Repeat::first_in(&b"abcdefgh".repeat(1000)).is_none());
        assert!(Repeat::first_in(b"").is_none());
    }

    #[test]
    fn shortening_takes_whole_tokens_out() {
        let piece = [b"<".to_vec(), b"=".repeat(5000), b">".to_vec()].concat();
        let repeat = Repeat::first_in(&piece).unwrap();
        let (shorter, times) = repeat.shortened(&piece, 64);
        assert_eq!(piece.len() - shorter.len(), times * 64);
        assert_eq!(repeat.left_of(times * 64), 1..shorter.len() - 1);
        assert!(shorter.starts_with(b"<=") && shorter.ends_with(b"=>") && shorter.len() < 600);
    }
}
