"""From messages read as rows to what is sent: one question to the core's plan, and conversations remembered for it."""
