//! Texts that are no JSON.

pub mod listing;
