//! Choosing the form of each part of a document: tables, records, repeats, or JSON.

pub mod compact;
pub mod cost;
pub mod layout;
pub mod merge;
pub mod present;
pub mod records;
pub mod row;
pub mod shape;
pub mod survey;
