//! Lines of a text with their ends, where lines of ours stand among them, and numbers in these.

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

/// Whether a line of a text that begins with `start` is one of ours. Linear.
pub(super) fn has_line(text: &str, start: &str, is_ours: impl Fn(&str) -> bool) -> bool {
    let starts = memchr::memmem::find_iter(text.as_bytes(), start);
    let begins_line = |at: &usize| *at == 0 || text.as_bytes()[at - 1] == b'\n';
    starts.filter(begins_line).any(|at| lines(&text[at..]).next().is_some_and(&is_ours))
}

/// A number as it is written here: without a sign or needless zeros.
pub(super) fn number(digits: &str) -> Option<usize> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| is_plain)
}

/// The number that stands between the two in `text`, which is nothing else.
pub(super) fn number_between(text: &str, [before, behind]: [&str; 2]) -> Option<usize> {
    number(text.strip_prefix(before)?.strip_suffix(behind)?)
}
