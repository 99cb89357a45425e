"""Receiving: bounces, complaints, automatic answers and replies, and whose they are."""
