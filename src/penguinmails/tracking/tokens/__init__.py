"""Tokens: what the links of a message say, signed, so that no database is asked to believe them."""
