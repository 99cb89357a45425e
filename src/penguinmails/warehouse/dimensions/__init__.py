"""Dimensions: what the keys of the facts stand for, handed over from where it changes.

A copy says its version, and one that is not newer changes nothing: so they may come in any order, and again.
"""

from penguinmails.warehouse.dimensions.receiving import RECEIVERS

__all__ = ["RECEIVERS"]
