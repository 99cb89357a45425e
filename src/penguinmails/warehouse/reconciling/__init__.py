"""A day's or a campaign's figures, made sure of: counted again, and mended where that is needed.

Facts are kept up as events come in. So these jobs overwrite nothing: on a good day they change nothing, and
on a bad one they mend it and say so.
"""

from penguinmails.warehouse.reconciling.jobs import JOBS, PERIODIC, aggregate_campaign, aggregate_day
from penguinmails.warehouse.reconciling.service import Reconciled, reconcile

__all__ = ["JOBS", "PERIODIC", "Reconciled", "aggregate_campaign", "aggregate_day", "reconcile"]
