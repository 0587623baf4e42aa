//! Where strings, numbers and literals end, in the grammar of RFC 8259.
//!
//! Each reader answers the offset behind what it read, or the offset of the first byte that does not fit.

/// The offset behind the white space at `at`.
#[must_use]
pub fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

/// The end of the scalar that starts at `at`, or the offset of the byte that does not fit.
///
/// # Errors
/// The offset of the first byte that does not fit.
pub fn scalar_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    match bytes.get(at) {
        Some(b'"') => string_end(bytes, at),
        Some(b'-' | b'0'..=b'9') => number_end(bytes, at),
        _ => literal_end(bytes, at).ok_or(at),
    }
}

fn literal_end(bytes: &[u8], at: usize) -> Option<usize> {
    let literal =
        [b"true".as_slice(), b"false", b"null"].into_iter().find(|l| bytes[at.min(bytes.len())..].starts_with(l))?;
    Some(at + literal.len())
}

/// Whether all of this is an integer, as Python and JSON both write it.
#[must_use]
pub fn is_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    match digits {
        b"0" => text == b"0",
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Bytes that end the plain run of a string: the quote, the backslash and the control characters.
const STOPS_STRING: [bool; 256] = {
    let mut stops = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        stops[byte] = true;
        byte += 1;
    }
    stops[b'"' as usize] = true;
    stops[b'\\' as usize] = true;
    stops
};

/// The end of the string whose opening quote stands at `start`.
///
/// # Errors
/// The offset of the first byte that does not fit.
pub fn string_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start + 1;
    loop {
        at = plain_end(bytes, at);
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at = escape_end(bytes, at)?,
            _ => return Err(at),
        }
    }
}

/// The end of the plain run at `at`, eight bytes at a time: long texts are most of what is read here.
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = bytes[at.min(bytes.len())..].first_chunk::<8>() {
        let stops = stops_in(u64::from_le_bytes(*word));
        if stops != 0 {
            return at + stops.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while at < bytes.len() && !STOPS_STRING[bytes[at] as usize] {
        at += 1;
    }
    at
}

/// The high bit of each byte that ends a plain run; above the first of them others may be set, too. (Mycroft's test for a
/// zero byte, on the differences.)
fn stops_in(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGH;
    below(word, 0x20) | below(word ^ (ONES * u64::from(b'"')), 1) | below(word ^ (ONES * u64::from(b'\\')), 1)
}

fn escape_end(bytes: &[u8], at: usize) -> Result<usize, usize> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') if bytes.len() >= at + 6 && bytes[at + 2..at + 6].iter().all(u8::is_ascii_hexdigit) => Ok(at + 6),
        _ => Err(at),
    }
}

/// The end of the number that starts at `start`, in the grammar of RFC 8259 section 6.
///
/// # Errors
/// The offset of the first byte that does not fit.
pub fn number_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    at = match bytes.get(at) {
        Some(b'0') => at + 1,
        _ => digits_end(bytes, at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits_end(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        at = digits_end(bytes, at + 1 + usize::from(signed))?;
    }
    Ok(at)
}

fn digits_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let mut at = start;
    while matches!(bytes.get(at), Some(b'0'..=b'9')) {
        at += 1;
    }
    if at == start { Err(at) } else { Ok(at) }
}

/// The number that four hexadecimal digits at `at` are.
pub(super) fn hex4(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4].iter().fold(0, |n, &b| n * 16 + char::from(b).to_digit(16).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_ends_where_its_grammar_says() {
        for (text, end) in [("-0.5e+7,", 7), ("0123", 1), ("\"a\\\"b\" c", 6), ("truely", 4), ("null", 4), ("1.5.2", 3)]
        {
            assert_eq!(scalar_end(text.as_bytes(), 0), Ok(end), "{text}");
        }
    }

    #[test]
    fn a_plain_run_ends_at_the_first_byte_that_is_not_plain() {
        for byte in 0..=255_u8 {
            for place in 0..20 {
                let mut bytes = [b'!', 0xE9, b'a', 0x7F, 0xFF].repeat(4);
                bytes[place] = byte;
                let expected = if STOPS_STRING[byte as usize] { place } else { 20 };
                assert_eq!(plain_end(&bytes, 0), expected, "{byte} at {place}");
            }
        }
    }

    #[test]
    fn a_broken_scalar_is_refused_where_it_breaks() {
        for (text, at) in
            [("-", 1), ("1.", 2), ("1e+", 3), ("\"\\x\"", 1), ("\"open", 5), ("nul", 0), ("", 0), ("\"\\u12g4\"", 1)]
        {
            assert_eq!(scalar_end(text.as_bytes(), 0), Err(at), "{text}");
        }
    }
}
