//! Views and pages are known again by how they begin.

use super::write::{BEFORE_ADDRESS, BEHIND_ADDRESS, PAGE_START, VIEW_START};

/// The address in the first line of a view; `None` where a text is none.
#[must_use]
pub fn address_in(text: &str) -> Option<&str> {
    let (line, _) = text.strip_prefix(VIEW_START)?.split_once('\n')?;
    let (_, address) = line.strip_suffix(BEHIND_ADDRESS)?.rsplit_once(BEFORE_ADDRESS)?;
    is_address(address).then_some(address)
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
