"""The rollup: facts are kept up with the ledger. A transaction counts what one tenant's queue says is new."""

from penguinmails.warehouse.rollup.loop import Rollup
from penguinmails.warehouse.rollup.model import Freshness
from penguinmails.warehouse.rollup.rebuilding import refold_all
from penguinmails.warehouse.rollup.service import apply, catch_up, freshness

__all__ = ["Freshness", "Rollup", "apply", "catch_up", "freshness", "refold_all"]
