//! Sixty-four bytes of a text at once: where pieces of ASCII begin, by arithmetic on one bit a byte.
//!
//! Where a piece begins follows from the classes of the characters around that place, so that it can be told for all
//! places together, without branches that depend on the text, which a processor mispredicts at every other piece. What
//! this cannot tell (characters beyond ASCII, contractions, whatever reaches beyond the block) it leaves to the state machine.

/// How many bytes a block holds.
pub(super) const BLOCK: usize = 64;

/// The classes of the bytes of a block, bit `i` for byte `i`. What is in none of them is not ASCII, or not there.
pub(super) struct Block {
    pub upper: u64,
    pub lower: u64,
    pub digit: u64,
    pub space: u64,
    /// Other whitespace but line ends.
    tab: u64,
    pub newline: u64,
    symbol: u64,
    /// Symbols too.
    pub apostrophe: u64,
}

/// The classes of each byte: a 1 in the byte of the class, in the order of the fields of [`Block`].
static CLASSES: [u64; 256] = classes();

const fn classes() -> [u64; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'A'..=b'Z' => 1,
            b'a'..=b'z' => 1 << 8,
            b'0'..=b'9' => 1 << 16,
            b' ' => 1 << 24,
            b'\t' | 0x0B | 0x0C => 1 << 32,
            b'\n' | b'\r' => 1 << 40,
            b'\'' => 1 << 48 | 1 << 56,
            _ => 1 << 48,
        };
        byte += 1;
    }
    classes
}

/// The places after those in `mask`.
pub(super) fn after(mask: u64) -> u64 {
    mask << 1
}

/// The places before those in `mask`.
pub(super) fn before(mask: u64) -> u64 {
    mask >> 1
}

/// The places below the lowest one in `mask`; all if there is none.
pub(super) fn below(mask: u64) -> u64 {
    mask.wrapping_sub(1) & !mask
}

/// The highest place in `mask`, if there is one.
fn highest(mask: u64) -> u64 {
    mask & (1 << 63_u32.saturating_sub(mask.leading_zeros()))
}

/// The last bytes of a text and behind them some that are in no class.
pub(super) fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut bytes = [0xFF; BLOCK];
    bytes[..rest.len()].copy_from_slice(rest);
    bytes
}

impl Block {
    #[inline]
    pub(super) fn of(bytes: &[u8; BLOCK]) -> Self {
        let mut rows = [0; 8];
        for (row, eight) in rows.iter_mut().zip(bytes.chunks_exact(8)) {
            *row = eight.iter().rev().fold(0, |row, &byte| row << 1 | CLASSES[usize::from(byte)]);
        }
        let [upper, lower, digit, space, tab, newline, symbol, apostrophe] = transposed(rows);
        Self { upper, lower, digit, space, tab, newline, symbol, apostrophe }
    }

    pub(super) fn letters(&self) -> u64 {
        self.upper | self.lower
    }

    /// Whitespace but line ends.
    pub(super) fn blanks(&self) -> u64 {
        self.space | self.tab
    }

    fn unknown(&self) -> u64 {
        !(self.letters() | self.digit | self.blanks() | self.newline | self.symbol)
    }

    /// A run of symbols begins a piece unless a space does that before it.
    pub(super) fn symbol_starts(&self) -> u64 {
        self.symbol & !after(self.symbol | self.space)
    }

    /// A word begins a piece unless a blank or a lone symbol does that before it.
    pub(super) fn word_starts(&self) -> u64 {
        self.letters() & after(self.digit | self.newline | (self.symbol & !self.symbol_starts()))
    }

    /// A number begins a piece, and so does every digit of it after as many as a piece may have: one or three.
    pub(super) fn number_starts<const MOST: usize>(&self) -> u64 {
        if MOST == 1 { self.digit } else { thirds(self.digit) }
    }

    /// Whitespace up to its last line end is one piece, after symbols it is part of theirs. Of the blanks behind it the
    /// last one goes with what follows.
    pub(super) fn blank_starts(&self) -> u64 {
        let (letters, blanks) = (self.letters(), self.blanks());
        let newlines = self.newline & after(letters | self.digit);
        let first_blanks = blanks & after(letters | self.digit | self.symbol | self.newline);
        let last_blanks = blanks & after(blanks) & !before(blanks | self.newline);
        newlines | first_blanks | last_blanks
    }

    /// What depends on a character that is not ASCII or not in the block, and the character before it.
    pub(super) fn edges(&self) -> u64 {
        self.unknown() | before(self.unknown()) | 1 << (BLOCK - 1)
    }

    /// Blanks after a line end begin a piece, unless another line end follows them: then all are one piece.
    ///
    /// Adding the first blank of a run to the run carries to the place behind it.
    pub(super) fn indents_in_doubt(&self) -> u64 {
        let blanks = self.blanks();
        let indents = blanks & after(self.newline);
        let (carried, beyond) = blanks.overflowing_add(indents);
        let ends = carried & !blanks & (self.newline | self.unknown());
        if ends == 0 && !beyond { 0 } else { highest(indents & below(ends)) }
    }

    /// Slashes that may go on with symbols and the line ends behind them.
    pub(super) fn slashes_after_newlines(&self, bytes: &[u8]) -> u64 {
        let mut symbols = self.symbol & after(self.newline);
        while symbols != 0 && bytes[symbols.trailing_zeros() as usize] != b'/' {
            symbols &= symbols - 1;
        }
        symbols
    }
}

/// Every third place of each run in `digits`, the first included.
#[inline]
fn thirds(digits: u64) -> u64 {
    let third_or_later = digits & after(digits) & after(after(digits));
    let mut starts = digits & !after(digits);
    let mut found = starts;
    while starts != 0 {
        starts = starts << 3 & third_or_later;
        found |= starts;
    }
    found
}

/// Byte `j` of row `i` becomes byte `i` of row `j`: ever smaller corners swap places (Hacker's Delight, 7-3).
#[inline]
fn transposed(mut rows: [u64; 8]) -> [u64; 8] {
    for (distance, corner) in [(4, 0xFFFF_FFFF), (2, 0xFFFF_0000_FFFF), (1, 0x00FF_00FF_00FF_00FF)] {
        for low in (0..8).filter(|row| row & distance == 0) {
            let high = low + distance;
            let swap = (rows[low] >> (8 * distance) ^ rows[high]) & corner;
            rows[low] ^= swap << (8 * distance);
            rows[high] ^= swap;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::classes;
    use super::*;

    #[test]
    fn ascii_has_the_classes_that_the_state_machine_gives_it() {
        for byte in 0..128_u8 {
            let block = Block::of(&padded(&[byte]));
            let expected = match classes::class_of(u32::from(byte)) {
                classes::UPPER => block.upper,
                classes::LOWER => block.lower,
                classes::NUMBER => block.digit,
                classes::SPACE => block.blanks(),
                classes::NEWLINE => block.newline,
                _ => block.symbol,
            };
            assert_eq!(expected, 1, "{byte}");
        }
        assert_eq!(Block::of(&[0x80; BLOCK]).unknown(), u64::MAX);
    }

    #[test]
    fn digits_are_cut_every_three_places() {
        assert_eq!(thirds(0b1111_1110), 0b1001_0010);
        assert_eq!(thirds(u64::MAX).count_ones(), 22);
    }

    #[test]
    fn transposition_turns_rows_into_columns() {
        let rows = transposed([0x0807_0605_0403_0201; 8]);
        assert_eq!(rows, [1, 2, 3, 4, 5, 6, 7, 8].map(|byte: u64| byte * 0x0101_0101_0101_0101));
    }
}
