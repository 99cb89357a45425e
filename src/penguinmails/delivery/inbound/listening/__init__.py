"""The SMTP server for bounce addresses and for replies to our mailboxes."""
