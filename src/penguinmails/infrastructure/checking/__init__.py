"""Whether a mailbox can be signed in to, and if not, what to do about it."""
