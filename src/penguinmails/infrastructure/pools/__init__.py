"""Rotation pools: mailboxes that share a campaign's mail."""
