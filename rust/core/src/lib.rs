//! Headroom's core: exact token counting, lossless JSON compression and the rolling window.
//!
//! [`plan`](plan::plan) is the one entry: it borrows a conversation and answers with edits, drops and counts.
#![forbid(unsafe_code)]

pub mod models;
pub mod tokens;
