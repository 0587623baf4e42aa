//! A text as a sloppy reader sees it: its letters and digits, and of these only what tells them apart at a glance.
//!
//! `Refund policy`, `REFUND-POLICY`, `Refund\u{200b}рolicy` with a Cyrillic letter and `Ｒｅｆｕｎｄ ｐｏｌｉｃｙ` are one. White space,
//! punctuation, marks and vowel signs, and characters that nobody sees are dropped; case, compatibility forms (full width,
//! ligatures, superscripts) and look-alikes (UTS #39; `0` and `o`; `1`, `i` and `l`; `rn` and `m`) are one. So texts that
//! differ may fold to the same, and texts that fold to different ones cannot be taken for each other.
//!
//! `build/fold.rs` makes the table.

use std::slice::Iter;
use std::str::CharIndices;

const PAGE: usize = 128;
const DROPPED: u16 = 0;
const ITSELF: u16 = 1;
const FIRST_PLACE: u16 = 128;

static INDEX: &[[u8; 2]] = include_bytes!(concat!(env!("OUT_DIR"), "/fold_index.bin")).as_chunks().0;
static PAGES: &[[u8; 2]] = include_bytes!(concat!(env!("OUT_DIR"), "/fold_pages.bin")).as_chunks().0;
static SEQUENCES: &[[u8; 4]] = include_bytes!(concat!(env!("OUT_DIR"), "/fold_sequences.bin")).as_chunks().0;

/// What is read of `text`: letters and digits, each with the offset of the character that it stands for. Linear.
///
/// ```
/// use headroom_core::fold::folded;
///
/// let read = |text| folded(text).map(|(_, letter)| letter).collect::<String>();
/// assert_eq!(read("Refund policy v10:"), read("reƒυnd\u{200b}-РΟLICY (vIO)"));
/// assert_eq!(folded("a, ﬃ").collect::<Vec<_>>(), [(0, 'a'), (3, 'f'), (3, 'f'), (3, 'l')]);
/// ```
#[must_use]
pub fn folded(text: &str) -> Folded<'_> {
    Folded { characters: text.char_indices(), offset: 0, rest: [].iter() }
}

/// The letters and digits that are read of a text.
#[derive(Clone, Debug)]
pub struct Folded<'t> {
    characters: CharIndices<'t>,
    /// Where the last character stands that stands for several.
    offset: usize,
    /// Those of them that are still to be read.
    rest: Iter<'static, [u8; 4]>,
}

impl Iterator for Folded<'_> {
    type Item = (usize, char);

    #[inline]
    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            if let Some(&letter) = self.rest.next() {
                return Some((self.offset, char::from_u32(u32::from_le_bytes(letter))?));
            }
            let (offset, character) = self.characters.next()?;
            match entry(character) {
                DROPPED => {}
                ITSELF => return Some((offset, character)),
                letter @ ..FIRST_PLACE => return Some((offset, char::from(letter as u8))),
                place => (self.offset, self.rest) = (offset, sequence(place - FIRST_PLACE)),
            }
        }
    }
}

/// What a character is taken for; the first page is that of ASCII.
#[inline]
fn entry(character: char) -> u16 {
    let (page, place) = (character as usize / PAGE, character as usize % PAGE);
    let page = if page == 0 { 0 } else { usize::from(u16::from_le_bytes(INDEX[page])) };
    u16::from_le_bytes(PAGES[page * PAGE + place])
}

fn sequence(place: u16) -> Iter<'static, [u8; 4]> {
    let (length, rest) = (SEQUENCES[usize::from(place)], &SEQUENCES[usize::from(place) + 1..]);
    rest[..u32::from_le_bytes(length) as usize].iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        folded(text).map(|(_, letter)| letter).collect()
    }

    #[test]
    fn what_a_sloppy_reader_takes_for_one_is_one() {
        for (text, others) in [
            (
                "Refund policy",
                &["refundpolicy", "REFUND: POLICY", "Refund\n\tpolicy", "R.e.f.u.n.d_policy", "“Refund” policy"][..],
            ),
            (
                "policy",
                &[
                    "pol\u{200b}icy",
                    "po\u{ad}licy",
                    "\u{202e}policy",
                    "p\u{e0041}olicy",
                    "poli\u{fe0f}cy",
                    "\u{3164}policy",
                ],
            ),
            ("policy", &["рolicy", "polісy", "ροlicy", "poIicy", "p0l1cy", "pòļĭcỵ", "poli\u{301}cy"]),
            ("policy", &["ｐｏｌｉｃｙ", "𝐩𝐨𝐥𝐢𝐜𝐲", "ᵖᵒˡⁱᶜʸ", "ⓟⓞⓛⓘⓒⓨ", "🅿🅾🅻🅸🅲🆈", "🇵🇴🇱🇮🇨🇾", "ᴘᴏʟɪᴄʏ"]),
            ("office form", &["oﬃce forrn", "OFFICE F0RM"]),
            ("version 21", &["version ²¹", "version ㉑", "version 2l", "version ２１"]),
            ("Strasse", &["straſſe"]),
            ("Δίκαιο", &["δικαιο"]),
            ("Москва", &["МОСКВА"]),
            ("한국", &["\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"]),
        ] {
            for other in others {
                assert_eq!(read(text), read(other), "{text} {other}");
            }
        }
    }

    #[test]
    fn what_is_told_apart_at_a_glance_is_not() {
        for (one, other) in
            [("policy v7", "policy v8"), ("refund", "refunds"), ("house", "mouse"), ("nova", "vona"), ("中文", "中国")]
        {
            assert_ne!(read(one), read(other));
        }
        let letters: std::collections::BTreeSet<char> = ('a'..='z')
            .chain('2'..='9')
            .flat_map(|letter| read(&letter.to_string()).chars().collect::<Vec<_>>())
            .collect();
        assert_eq!(
            letters.into_iter().collect::<String>(),
            "23456789abcdefghjklnopqrtuvwxyz",
            "i is l, m is rn, and s is f by way of the long s"
        );
    }

    #[test]
    fn what_is_neither_letter_nor_digit_is_dropped() {
        assert_eq!(read(" \t\r\n\u{a0}\u{2028}!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~…⋯\u{0}\u{7f}\u{301}🙂"), "");
    }

    #[test]
    fn what_is_read_reads_as_itself() {
        for character in '\0'..=char::MAX {
            let once = read(character.encode_utf8(&mut [0; 4]));
            assert_eq!(read(&once), once, "{character:?}");
        }
    }

    #[test]
    fn each_letter_says_where_it_stands() {
        let text = "é, m ㎏ 中x";
        let expected = [(0, 'e'), (4, 'r'), (4, 'n'), (6, 'k'), (6, 'g'), (10, '中'), (13, 'x')];
        assert_eq!(folded(text).collect::<Vec<_>>(), expected);
    }
}
