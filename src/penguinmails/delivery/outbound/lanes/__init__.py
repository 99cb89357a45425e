"""Lanes: mailboxes as the sender sees them, and which of their messages must wait."""
