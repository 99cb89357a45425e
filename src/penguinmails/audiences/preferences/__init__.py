"""Preferences: what a recipient gets, what may be known of them, and their own word on both."""
