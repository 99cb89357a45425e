"""The rollup: facts are kept up with the ledger. A transaction counts what one tenant's queue says is new."""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.warehouse.rollup.loop import Rollup
    from penguinmails.warehouse.rollup.model import Freshness
    from penguinmails.warehouse.rollup.rebuilding import refold_all
    from penguinmails.warehouse.rollup.service import apply, catch_up, freshness
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = ["Freshness", "Rollup", "apply", "catch_up", "freshness", "refold_all"]
