"""Dimensions: what the keys of the facts stand for, handed over from where it changes.

A copy says its version, and one that is not newer changes nothing: so they may come in any order, and again.
`snapshots` copies what they say into the facts of today.
"""

from penguinmails.warehouse.dimensions.jobs import JOBS, PERIODIC
from penguinmails.warehouse.dimensions.receiving import RECEIVERS
from penguinmails.warehouse.dimensions.snapshots import copy_snapshots

__all__ = ["JOBS", "PERIODIC", "RECEIVERS", "copy_snapshots"]
