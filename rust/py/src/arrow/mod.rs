//! Columns of Arrow: texts in, counts and texts out, without a Python object a row.

mod array;
mod capsules;
mod texts;

pub use array::ArrowArray;
pub use texts::Texts;
