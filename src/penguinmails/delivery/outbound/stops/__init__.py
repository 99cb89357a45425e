"""Stopping to send: one tenant, or all of them."""
