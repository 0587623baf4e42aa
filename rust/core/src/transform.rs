//! How texts are rewritten, for people to read. Each way is stated beside the code that goes it.

/// A way to rewrite a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Transform {
    /// Of several ways that a message was rewritten in, the one with the highest rank names it.
    pub rank: u8,
    /// The name that users see: `"table"`.
    pub name: &'static str,
    /// What was done, in words: `"arrays or maps of alike objects became tables"`.
    pub reason: &'static str,
}
