"""What signs in to a mailbox: sealed, refreshed where it is a token, never shown, never logged."""
