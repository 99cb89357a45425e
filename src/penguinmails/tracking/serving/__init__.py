"""Serving: what recipients' programs and recipients themselves fetch from us."""
