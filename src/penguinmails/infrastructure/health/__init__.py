"""Brakes: what a mailbox did, when that makes it rest, and how it comes back."""
