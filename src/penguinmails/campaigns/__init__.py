"""Campaigns: what is sent to whom and when, and each lead's way through the steps."""

from penguinmails.campaigns.enrolling import CampaignTakesNobody, enrol_leads
from penguinmails.campaigns.following import RECEIVERS as FOLLOWING
from penguinmails.campaigns.following import end_campaign, hold, remove_from_campaign
from penguinmails.campaigns.planning.scheduler import Scheduler
from penguinmails.jobs import Job, Periodic
from penguinmails.kernel.handoff import Receiver

JOBS: tuple[Job, ...] = ()
PERIODIC: tuple[Periodic, ...] = ()
RECEIVERS: tuple[Receiver, ...] = (*FOLLOWING,)

__all__ = [
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
    "CampaignTakesNobody",
    "Scheduler",
    "end_campaign",
    "enrol_leads",
    "hold",
    "remove_from_campaign",
]
