"""Rebuilding: figures counted anew from the ledger, and history judged anew by the rules of today."""

from penguinmails.warehouse.rebuilding.model import Moved, Rebuilt, Reclassified
from penguinmails.warehouse.rebuilding.service import rebuild, reclassify

__all__ = ["Moved", "Rebuilt", "Reclassified", "rebuild", "reclassify"]
