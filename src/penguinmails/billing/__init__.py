"""Billing: what tenants have subscribed to, and what their plans allow.

Read only, for now: nothing here changes a subscription. `tell_terms` hands the periods and allowances of a
tenant to the warehouse, which cuts its billing periods by them. Whatever changes a subscription, its add-ons
or its plan calls it in the same transaction; a job does so every hour, for what was changed by hand.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.billing.jobs import JOBS, PERIODIC
    from penguinmails.billing.model import ALLOWANCES, TERMS, Terms
    from penguinmails.billing.service import current_terms, tell_terms, tell_terms_of_all
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "ALLOWANCES",
    "JOBS",
    "PERIODIC",
    "TERMS",
    "Terms",
    "current_terms",
    "tell_terms",
    "tell_terms_of_all",
]
