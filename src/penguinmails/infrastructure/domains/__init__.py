"""Domains that a company sends from."""
