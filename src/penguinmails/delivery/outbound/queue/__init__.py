"""Outgoing messages as rows: planned, withdrawn, attempted, settled."""
