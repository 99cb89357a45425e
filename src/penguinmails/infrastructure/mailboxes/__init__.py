"""Mailboxes and relays: what a company sends and receives by."""
