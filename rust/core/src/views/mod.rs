//! Views: what is shown of a large result, and addresses of what is not.

mod address;

pub use address::{address, store_key};
