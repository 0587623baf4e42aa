//! JSON as text: a strict parser that borrows, a minifying writer, Python reprs, and JSON found inside other text.
pub mod cut;
pub mod dress;
pub mod find;
pub mod layout;
pub mod literal;
pub mod parse;
pub mod records;
pub mod repr;
pub mod scalar;
pub mod spelling;
pub mod tape;
pub mod unescape;
pub mod verbatim;
pub mod visible;
pub mod write;
