//! What may be done to the JSON in a text.

use crate::transform::Transform;

/// White space and needless escapes went, or a Python repr became JSON.
pub const MINIFIED: Transform = Transform { rank: 1, name: "minify", reason: "white space and needless escapes went" };

/// Records, repeats or matrices were stated once.
pub const RECORDS: Transform =
    Transform { rank: 2, name: "records", reason: "records, repeats or matrices were stated once" };

/// Arrays or maps of alike objects became tables.
pub const TABLE: Transform =
    Transform { rank: 3, name: "table", reason: "arrays or maps of alike objects became tables" };
