"""Billing periods: rows of the hub, `billing_analytics`, that cut a tenant's days so that each is in one.

A period is the subscription's, as `billing_terms` knows it, and the calendar month where there is none.
`ensure_periods` makes those that are missing; `rearrange` cuts open ones anew when a subscription's word
comes in later. A frozen period is never touched. All of it is UTC days; ends are not included.
"""

from penguinmails.warehouse.periods.calendar import Span, Term, period_of, settled
from penguinmails.warehouse.periods.service import ensure_periods, lock_tenant, rearrange

__all__ = ["Span", "Term", "ensure_periods", "lock_tenant", "period_of", "rearrange", "settled"]
