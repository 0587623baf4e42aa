//! Finds where the columns of some lines stand, by the places that are blank in nearly all of them.

use std::iter;

use super::spec::{CellPlace, MOST_COLUMNS, MOST_PLACES};

/// Of so many lines one may stand out of its columns: few, or where these leave none those of processes that take more memory
/// than `ps` has columns for.
const LINES_FOR_ONE_ASTRAY: [usize; 2] = [32, 8];

/// So many lines, from all over them, tell which columns count.
const SAMPLE: usize = 256;

/// Of so many lines one is padded before a column at least; what stands behind the last such column is one text.
const LINES_FOR_ONE_PADDED: usize = 8;

/// A word of a line: the places of its first character and behind its last, and where in the line that is.
#[derive(Clone, Copy, Debug)]
pub struct AlignedWord {
    pub place: usize,
    pub end_place: usize,
    pub at: usize,
    pub end: usize,
}

/// The words of a line, which blanks part; the line feed at its end is none.
pub fn words(line: &str) -> impl Iterator<Item = AlignedWord> + '_ {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let (mut place, mut at) = (0, 0);
    iter::from_fn(move || {
        let bytes = line.as_bytes();
        let blanks = bytes[at..].iter().take_while(|&&byte| byte == b' ').count();
        (place, at) = (place + blanks, at + blanks);
        if at == bytes.len() {
            return None;
        }
        let end = memchr::memchr(b' ', &bytes[at..]).map_or(bytes.len(), |length| at + length);
        let word = AlignedWord { place, end_place: place + characters(&bytes[at..end]), at, end };
        (place, at) = (word.end_place, end);
        Some(word)
    })
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// A column: the places that its cells take, and where they are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub place: CellPlace,
}

impl Span {
    /// Takes in all that follows on a line.
    pub fn open(&mut self) {
        self.end = usize::MAX;
        self.place = CellPlace::From(self.start);
    }
}

/// How often words cover, begin at and end at each place.
#[derive(Default)]
struct Places {
    covered: Vec<i32>,
    begun: Vec<u32>,
    ended: Vec<u32>,
}

impl Places {
    fn of(lines: &[&str]) -> Self {
        let mut places = Self::default();
        for line in lines {
            places.add(line);
        }
        places
    }

    fn add(&mut self, line: &str) {
        for word in words(line) {
            let end = word.end_place.min(MOST_PLACES);
            if end >= self.begun.len() {
                self.covered.resize(end + 1, 0);
                self.begun.resize(end + 1, 0);
                self.ended.resize(end + 1, 0);
            }
            let start = word.place.min(end);
            self.covered[start] += 1;
            self.covered[end] -= 1;
            self.begun[start] += 1;
            self.ended[end] += 1;
        }
    }

    /// The runs of places that more than a few of the lines cover.
    fn spans(&self, few: usize) -> Vec<Span> {
        let few = i32::try_from(few).unwrap_or(i32::MAX);
        let (mut spans, mut covered, mut start) = (Vec::new(), 0, None);
        for (place, change) in self.covered.iter().enumerate() {
            covered += change;
            match start {
                None if covered > few => start = Some(place),
                Some(from) if covered <= few => {
                    spans.push(self.span(from, place));
                    start = None;
                }
                _ => {}
            }
        }
        spans
    }

    /// A column whose cells stand between two places, aligned where most of them begin.
    fn span(&self, start: usize, end: usize) -> Span {
        Span { start, end, place: CellPlace::From(start + fullest(&self.begun[start..end])) }
    }

    /// Aligns a column where most of its cells end, if fewer begin at one place. Words that end here and began before it are none
    /// of its cells, so `lines` decide.
    fn align(&self, lines: &[&str], spans: &mut [Span]) {
        let ends: Vec<_> =
            spans.iter().map(|span| span.start + 1 + fullest(&self.ended[span.start + 1..=span.end])).collect();
        let (mut begun, mut ended) = (vec![0; spans.len()], vec![0; spans.len()]);
        for word in lines.iter().flat_map(|line| words(line)) {
            if let Some(index) = column_of(spans, word) {
                begun[index] += usize::from(CellPlace::From(word.place) == spans[index].place);
                ended[index] += usize::from(word.end_place == ends[index]);
            }
        }
        for index in (0..spans.len()).filter(|&index| begun[index] < ended[index]) {
            spans[index].place = CellPlace::To(ends[index]);
        }
    }
}

/// Where the first of the largest counts stands.
fn fullest(counts: &[u32]) -> usize {
    let most = counts.iter().max();
    counts.iter().position(|count| Some(count) == most).unwrap_or_default()
}

/// A column that fewer than one of so many lines have a cell in is none.
const LINES_FOR_ONE_CELL: usize = 12;

/// The columns that some lines may have, two at least, the strictest first. Linear.
pub fn columns<'l>(lines: &'l [&str]) -> impl Iterator<Item = Vec<Span>> + 'l {
    let places = Places::of(lines);
    let [few, more] = LINES_FOR_ONE_ASTRAY.map(|lines_for_one| places.spans(lines.len() / lines_for_one));
    let others = (more != few).then_some(more);
    iter::once(few).chain(others).filter_map(move |spans| padded(lines, spans, &places))
}

/// Those of the columns that lines are padded to, and all that follows on a line as the last.
fn padded(lines: &[&str], mut spans: Vec<Span>, places: &Places) -> Option<Vec<Span>> {
    if !(2..=MOST_COLUMNS).contains(&spans.len()) {
        return None;
    }
    let sample: Vec<&str> = lines.iter().step_by(lines.len().div_ceil(SAMPLE)).copied().collect();
    let filled = counted(&sample, &spans, |_, _| true);
    let mut counts = filled.into_iter();
    spans.retain(|_| counts.next().is_some_and(|count| count * LINES_FOR_ONE_CELL >= sample.len()));
    places.align(&sample, &mut spans);
    let padded = counted(&sample, &spans, |word, behind| word.place > behind + 1);
    let is_padded = |&count: &usize| count * LINES_FOR_ONE_PADDED >= sample.len();
    let last = padded.iter().rposition(is_padded).filter(|&last| last > 0)?;
    // What stands behind cells that end together is a column of its own.
    let is_text = |span: &Span| matches!(span.place, CellPlace::From(_));
    let last = (last..spans.len()).find(|&index| is_text(&spans[index])).unwrap_or(spans.len() - 1);
    spans.truncate(last + 1);
    spans[last].end = usize::MAX;
    Some(spans)
}

/// In how many lines the first word of each column is one that counts, by itself and the place behind the word before it.
fn counted(lines: &[&str], spans: &[Span], counts: impl Fn(AlignedWord, usize) -> bool) -> Vec<usize> {
    let mut counted = vec![0; spans.len()];
    for line in lines {
        let (mut behind, mut last) = (0, None);
        for word in words(line) {
            let column = column_of(spans, word);
            if let Some(index) = column.filter(|_| column != last && counts(word, behind)) {
                counted[index] += 1;
            }
            (behind, last) = (word.end_place, column.or(last));
        }
    }
    counted
}

/// The column that a word stands in; `None` where it stands in two of them, or between them.
pub fn column_of(spans: &[Span], word: AlignedWord) -> Option<usize> {
    let index = spans.partition_point(|span| span.start < word.end_place).checked_sub(1)?;
    let is_alone = index == 0 || spans[index - 1].end <= word.place;
    (is_alone && word.place < spans[index].end).then_some(index)
}
