//! What may be done to the JSON in a text.

use crate::transform::Transform;

/// As minified JSON, which may have been a Python repr.
pub const MINIFIED: Transform = Transform { rank: 1, name: "minify", reason: "white space and needless escapes went" };

/// In a form that is announced.
pub const RECORDS: Transform =
    Transform { rank: 2, name: "records", reason: "records, repeats or matrices were stated once" };

/// In tables.
pub const TABLE: Transform =
    Transform { rank: 3, name: "table", reason: "arrays or maps of alike objects became tables" };
