"""What was sent, to be looked at: one HTML file that needs nothing but itself."""
