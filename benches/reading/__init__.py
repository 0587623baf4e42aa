"""Whether a model reads the forms of the notation as well as JSON: `make bench-reading`."""
