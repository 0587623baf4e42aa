//! Lines whose cells stand between bars, as Markdown and databases print their tables.

use std::iter::repeat_n;

use super::spec::{CellFrame, CellPlace, MOST_COLUMNS};

/// So many lines, from all over them, tell how a column is aligned.
const SAMPLE: usize = 256;

/// How the bars of a line stand, if its cells have any around them.
pub fn frame(line: &str) -> Option<CellFrame> {
    if line.starts_with("| ") || is_rule(line) && line.starts_with(['|', '+']) {
        return Some(CellFrame::Between);
    }
    if line.starts_with("│ ") && line.ends_with(" │") || is_drawn(line) {
        return Some(CellFrame::Drawn);
    }
    let is_parted = memchr::memmem::find(line.as_bytes(), b" | ").is_some() || is_rule(line);
    is_parted.then_some(CellFrame::Parted)
}

/// Whether a line parts the rows of a table: dashes, and what stands between them.
pub fn is_rule(line: &str) -> bool {
    let is_of_rule = |byte: u8| matches!(byte, b'-' | b'+' | b'|' | b':' | b'=' | b' ');
    line.bytes().all(is_of_rule) && line.contains('-') && line.contains(['+', '|'])
}

/// Whether a line is drawn as a whole, or the names of a table between heavier bars.
fn is_drawn(line: &str) -> bool {
    line.starts_with("┃ ") || !line.is_empty() && line.chars().all(|c| matches!(c, '\u{2500}'..='\u{257f}'))
}

/// The cells of a line, and the blanks around them; `None` for rules, and where no blank stands beside a bar.
fn pieces(line: &str, frame: CellFrame) -> Option<impl Iterator<Item = &str>> {
    let bar = frame.bar();
    let inner = if frame.is_closed() { line.strip_prefix(bar)?.strip_suffix(bar)? } else { line };
    (!is_rule(line)).then(|| inner.split(bar))
}

/// The cells of a line without the blanks around them.
pub fn cells(line: &str, frame: CellFrame) -> Option<Vec<&str>> {
    Some(pieces(line, frame)?.take(MOST_COLUMNS + 1).map(|piece| piece.trim_matches(' ')).collect())
}

/// How many bars of a line go, or lose the blanks beside them.
pub fn count(line: &str, frame: CellFrame) -> usize {
    if frame == CellFrame::Blanks { 0 } else { line.matches(frame.bar()).count() / 2 }
}

/// The frame of lines of which the first two may be names above a rule.
pub fn named(lines: &[&str], frame: CellFrame) -> CellFrame {
    let is_named = frame == CellFrame::Parted && lines.len() > 1 && !is_rule(lines[0]) && is_rule(lines[1]);
    if is_named { CellFrame::Named } else { frame }
}

/// How wide the columns of some lines are, and how they are aligned; two at least. Linear.
pub fn columns(lines: &[&str], frame: CellFrame) -> Option<Vec<CellPlace>> {
    let first = lines.iter().find_map(|line| pieces(line, frame))?;
    let count = first.take(MOST_COLUMNS + 1).count();
    let mut columns = vec![Piece::default(); count];
    for line in lines.iter().step_by(lines.len().div_ceil(SAMPLE)) {
        let pieces = pieces(line, frame).into_iter().flatten();
        columns.iter_mut().zip(pieces).for_each(|(column, piece)| column.add(piece));
    }
    // Nothing stands behind the last cell where no bar closes it, but behind names that are centered.
    let blanks = |index| if frame == CellFrame::Parted && index + 1 == count { 1 } else { 2 };
    let place = |(index, column): (usize, &Piece)| column.place(blanks(index));
    (2..=MOST_COLUMNS).contains(&count).then(|| columns.iter().enumerate().map(place).collect())
}

/// What stands between two bars in some lines.
#[derive(Clone, Copy, Default)]
struct Piece {
    width: usize,
    left: usize,
    right: usize,
}

impl Piece {
    fn add(&mut self, piece: &str) {
        let (begins, ends) = (!piece.starts_with("  "), !piece.ends_with("  "));
        self.width = self.width.max(piece.chars().count());
        self.left += usize::from(begins && !ends);
        self.right += usize::from(ends && !begins);
    }

    /// How wide the cells are that blanks stand beside, and how they are aligned.
    fn place(&self, blanks: usize) -> CellPlace {
        let width = self.width.saturating_sub(blanks).max(1);
        if self.right > self.left { CellPlace::To(width) } else { CellPlace::From(width - 1) }
    }
}

/// Writes a line again from its cells; `None` where one is wider than its column.
pub fn pad<'c>(
    cells: impl Iterator<Item = (&'c str, CellPlace)>,
    frame: CellFrame,
    is_first: bool,
    out: &mut String,
) -> Option<()> {
    let is_centered = is_first && frame == CellFrame::Named;
    out.extend(frame.is_closed().then_some(frame.bar()));
    out.push(' ');
    let mut cells = cells.peekable();
    while let Some((cell, place)) = cells.next() {
        let length = cell.chars().count();
        let is_open = !is_centered && !frame.is_closed() && cells.peek().is_none();
        let (before, behind) = match place {
            CellPlace::From(_) if is_open => (0, 0),
            CellPlace::From(last) => (0, (last + 1).checked_sub(length)?),
            CellPlace::To(width) => (width.checked_sub(length)?, 0),
        };
        let all = before + behind;
        let (before, behind) = if is_centered { (all / 2, all - all / 2) } else { (before, behind) };
        out.extend(repeat_n(' ', before));
        out.push_str(cell);
        out.extend(repeat_n(' ', behind));
        if cells.peek().is_some() {
            out.push_str(frame.spaced_bar());
        }
    }
    if frame.is_closed() || is_centered {
        out.push(' ');
    }
    out.extend(frame.is_closed().then_some(frame.bar()));
    Some(())
}
