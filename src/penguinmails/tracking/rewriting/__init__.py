"""Rewriting: a rendered message gets its pixel, and its links lead by way of us."""
