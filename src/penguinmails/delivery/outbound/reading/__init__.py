"""What was sent, for people and for comparing."""
