"""Shipping: what the spool holds goes to the ledger, and what people asked for is done."""
