"""What became of a conversation that was planned, for people and programs to read."""
