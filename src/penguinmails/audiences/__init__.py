"""Who is written to: leads, the lists and segments they are in, and who must never be written to."""

from penguinmails.audiences.exports import jobs as exports
from penguinmails.audiences.suppressions import (
    AddressKeys,
    CampaignType,
    Reason,
    Source,
    Suppression,
    Target,
    address_hash,
    address_keys,
    blocked_among,
    check,
    hold_addresses,
    lift,
    lift_everywhere,
    list_everywhere,
    list_suppressions,
    suppress,
    suppress_all,
    suppress_everywhere,
    suppressed_among,
)
from penguinmails.audiences.suppressions import jobs as suppressions
from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver
from penguinmails.notifications import Letter

JOBS: tuple[Job, ...] = (*exports.JOBS, *suppressions.JOBS)
PERIODIC: tuple[Periodic, ...] = (*exports.PERIODIC, *suppressions.PERIODIC)
LETTERS: tuple[Letter, ...] = ()
RECEIVERS: tuple[Receiver, ...] = ()

__all__ = [
    "JOBS",
    "LETTERS",
    "PERIODIC",
    "RECEIVERS",
    "AddressKeys",
    "CampaignType",
    "Reason",
    "Source",
    "Suppression",
    "Target",
    "address_hash",
    "address_keys",
    "blocked_among",
    "check",
    "hold_addresses",
    "lift",
    "lift_everywhere",
    "list_everywhere",
    "list_suppressions",
    "suppress",
    "suppress_all",
    "suppress_everywhere",
    "suppressed_among",
]
