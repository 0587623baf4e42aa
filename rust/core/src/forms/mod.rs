//! What a text may become.

pub mod json;
pub mod listing;
