//! A line as it is asked about: most questions are of a line that holds some mark, and most lines hold none of them.

use super::VALUE;

/// Marks that few lines hold: each is a bit.
pub(super) const COLON: u8 = 1;
pub(super) const EQUALS: u8 = 1 << 1;
pub(super) const BRACKET: u8 = 1 << 2;
pub(super) const LESS: u8 = 1 << 3;
pub(super) const BRACE: u8 = 1 << 4;
pub(super) const DOLLAR: u8 = 1 << 5;
pub(super) const QUOTE: u8 = 1 << 6;
pub(super) const FOUND: u8 = 1 << 7;

/// The mark that each byte is.
static MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    marks[b':' as usize] = COLON;
    marks[b'=' as usize] = EQUALS;
    marks[b'(' as usize] = BRACKET;
    marks[b'<' as usize] = LESS;
    marks[b'{' as usize] = BRACE;
    marks[b'$' as usize] = DOLLAR;
    marks[b'"' as usize] = QUOTE;
    marks[VALUE as usize] = FOUND;
    marks
};

/// A line without its end, and what is found out of it in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line<'t> {
    pub whole: &'t str,
    /// What stands between the white space around it.
    pub trimmed: &'t str,
    /// How many bytes of white space it begins with.
    pub indentation: usize,
    marks: u8,
}

impl<'t> Line<'t> {
    pub(super) fn of(whole: &'t str) -> Self {
        let behind = whole.trim_start();
        let trimmed = behind.trim_end();
        let marks = trimmed.bytes().fold(0, |marks, byte| marks | MARKS[usize::from(byte)]);
        Self { whole, trimmed, indentation: whole.len() - behind.len(), marks }
    }

    /// Whether it holds a mark.
    pub(super) fn holds(&self, mark: u8) -> bool {
        self.marks & mark != 0
    }

    pub(super) fn is_indented(&self) -> bool {
        self.whole.starts_with([' ', '\t'])
    }

    /// Whether it is the line of a traceback below which a line is quoted.
    pub(super) fn is_frame(&self) -> bool {
        self.trimmed.starts_with("File \"")
    }
}
