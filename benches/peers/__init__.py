"""Headroom beside its peers on generated data: `make bench-peers`."""
