//! The exceptions of `headroom._exceptions` that the extension raises.

pyo3::import_exception!(headroom._exceptions, CompressionError);
pyo3::import_exception!(headroom._exceptions, ValidationError);
