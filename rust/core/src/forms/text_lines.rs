//! Lines of a text with their ends, and numbers in lines of ours.

/// The lines of a text, each with the line feed that ends it.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let (line, behind) = rest.split_at(end);
        rest = behind;
        (end > 0).then_some(line)
    })
}

/// The number that stands between the two in `text`, which is nothing else; it is written without needless zeros.
pub(super) fn number_between(text: &str, [before, behind]: [&str; 2]) -> Option<usize> {
    let digits = text.strip_prefix(before)?.strip_suffix(behind)?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| is_plain)
}
