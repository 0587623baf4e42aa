"""Messages of one kind read to rows and written back: a module a shape."""
