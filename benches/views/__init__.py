"""What views show of large results: `make bench-views`."""
