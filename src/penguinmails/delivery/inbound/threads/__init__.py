"""Conversations: which one a mail belongs to, and what it changes in it."""
