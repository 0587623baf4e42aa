//! Whose originals an address leads to.

use super::address::address;

/// A session of a user, or whatever else keeps originals apart, and the secret that addresses are made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    secret: Box<[u8]>,
    name: Box<[u8]>,
}

impl Scope {
    /// A scope by its name.
    #[must_use]
    pub fn new(secret: &[u8], name: &[u8]) -> Self {
        Self { secret: secret.into(), name: name.into() }
    }

    /// The address of a text in this scope.
    #[must_use]
    pub fn address(&self, text: &str) -> Box<str> {
        address(&self.secret, &self.name, text).into()
    }
}
