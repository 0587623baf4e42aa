//! Choosing the form of each part of a document: tables, records, repeats, or JSON.

mod arrays;
pub mod column;
pub mod compact;
pub mod cost;
pub mod keys;
pub mod layout;
pub mod levels;
pub mod merge;
pub mod records;
pub mod row;
pub mod shape;
pub mod survey;
