//! Views and pages are known again by how they begin.

use super::write::{BEFORE_ADDRESS, BEHIND_ADDRESS, GAP_START, PAGE_START, VIEW_START};

/// The address in the first line of a view; `None` where a text is none.
#[must_use]
pub fn address_in(text: &str) -> Option<&str> {
    let (line, _) = text.strip_prefix(VIEW_START)?.split_once('\n')?;
    let (_, address) = line.strip_suffix(BEHIND_ADDRESS)?.rsplit_once(BEFORE_ADDRESS)?;
    is_address(address).then_some(address)
}

/// The first line of a view, with its end; nothing where a text is none.
#[must_use]
pub fn head(text: &str) -> &str {
    let line = address_in(text).and_then(|_| text.find('\n')).map_or(0, |end| end + 1);
    &text[..line]
}

/// Whether what stands at `at` is on a line that reads like the mark of a gap. Linear in that line.
#[must_use]
pub fn is_in_gap(text: &str, at: usize) -> bool {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
    text[start..].starts_with(GAP_START)
}

/// Whether a text is written like an address.
#[must_use]
pub fn is_address(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text is a page of what was left out.
#[must_use]
pub fn is_page(text: &str) -> bool {
    text.starts_with(PAGE_START)
}
