//! Instances of Python classes, written as the objects that they are, below a line that names their classes.
//!
//! ```text
//! [Python objects: Order(id,lines,by),Line(sku,qty),Customer(name)]
//! [2 rows: id,lines[sku,qty],by.name
//! 7,[KET1,2;KET9,1], Ada
//! 8,[KET1,4], Bob
//! ]
//! ```
//!
//! An object with exactly the fields of a class, in their order, is an instance of it; so no dict may have these.

mod classes;
mod close;
mod open;

pub use classes::Classes;
pub use close::{closed, marked};
pub use open::opened;
