//! Headroom's core: exact token counting, lossless JSON compression and the rolling window.
//!
//! [`Conversation::plan`](conversation::Conversation::plan) is the one entry: it borrows messages and answers with edits,
//! drops and counts.
#![forbid(unsafe_code)]

pub mod config;
pub mod conversation;
pub mod counting;
pub mod forms;
mod hash;
pub mod json;
pub mod memo;
pub mod message;
pub mod models;
pub mod plan;
pub mod repeats;
pub mod transform;
pub mod vocabulary;
pub mod window;
