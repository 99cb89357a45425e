"""Verifying: every number of the warehouse counted again, and every difference told."""

from penguinmails.warehouse.verifying.jobs import JOBS, PERIODIC
from penguinmails.warehouse.verifying.model import Check, Difference, Extent, Verified
from penguinmails.warehouse.verifying.service import verify, verify_tenant

__all__ = ["JOBS", "PERIODIC", "Check", "Difference", "Extent", "Verified", "verify", "verify_tenant"]
