"""A mailbox in use: where to connect, how to sign in, what to sign with. For senders and readers only."""
