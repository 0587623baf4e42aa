"""What is known of models, from the core's catalogue and from settings."""
