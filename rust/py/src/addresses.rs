//! Addresses of originals, and the keys that stores keep them under.

use headroom_core::views;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::convert::EncodedText;
use crate::detach::detached;
use crate::latest::Latest;

/// By secret and scope.
static ADDRESSES: Latest<(Vec<u8>, Vec<u8>), String> = Latest::new();

/// The address of a text within a scope: 12 characters.
#[pyfunction]
pub fn address(py: Python<'_>, secret: PyBackedBytes, scope: EncodedText, text: EncodedText) -> PyResult<String> {
    let make = || detached(py, text.len(), || views::address(&secret, &*scope, &*text));
    match &text {
        EncodedText::Sound(sound) => ADDRESSES.get_or(sound, (secret.to_vec(), scope.to_vec()), py, make),
        EncodedText::Passed(_) => make(),
    }
}

/// The key under which a store keeps what an address of a scope stands for: 64 hexadecimal digits.
#[pyfunction]
pub fn store_key(secret: PyBackedBytes, scope: EncodedText, address: EncodedText) -> String {
    views::store_key(&secret, &*scope, &*address)
}
