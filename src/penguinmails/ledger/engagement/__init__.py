"""Engagement: what people did with messages, handed to whoever acts on it."""
