"""Who the recipients are and what they do with a message: pure, and the same for the same seed."""
