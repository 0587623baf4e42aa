"""The rates of `rust/core/src/models/rates.rs` measured against the vendors' own vocabularies: `make calibrate`."""
