"""Campaigns: what is sent to whom and when, and each lead's way through the steps."""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.campaigns.definitions.model import Campaign, CampaignLine, CampaignStatus, Definition
    from penguinmails.campaigns.definitions.plan import Plan, load_plan, read_plan
    from penguinmails.campaigns.definitions.service import (
        change_campaign,
        create_campaign,
        define,
        delete_campaign,
        find_campaign,
        list_campaigns,
        switch_step,
    )
    from penguinmails.campaigns.describing.model import CAMPAIGNS, SENDERS
    from penguinmails.campaigns.enrolling import CampaignTakesNobody, enrol_leads
    from penguinmails.campaigns.following import RECEIVERS, end_campaign, hold, remove_from_campaign
    from penguinmails.campaigns.jobs import JOBS, PERIODIC
    from penguinmails.campaigns.lifecycle.model import Finding
    from penguinmails.campaigns.lifecycle.preflight import audience_of, check_campaign
    from penguinmails.campaigns.lifecycle.service import archive, cancel, launch, pause, resume, unschedule
    from penguinmails.campaigns.lifecycle.testing import send_test
    from penguinmails.campaigns.planning.explaining import (
        Because,
        CampaignWhy,
        EnrolmentWhy,
        Why,
        explain_enrolment,
        explain_planning,
    )
    from penguinmails.campaigns.planning.scheduler import Scheduler
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "CAMPAIGNS",
    "JOBS",
    "PERIODIC",
    "RECEIVERS",
    "SENDERS",
    "Because",
    "Campaign",
    "CampaignLine",
    "CampaignStatus",
    "CampaignTakesNobody",
    "CampaignWhy",
    "Definition",
    "EnrolmentWhy",
    "Finding",
    "Plan",
    "Scheduler",
    "Why",
    "archive",
    "audience_of",
    "cancel",
    "change_campaign",
    "check_campaign",
    "create_campaign",
    "define",
    "delete_campaign",
    "end_campaign",
    "enrol_leads",
    "explain_enrolment",
    "explain_planning",
    "find_campaign",
    "hold",
    "launch",
    "list_campaigns",
    "load_plan",
    "pause",
    "read_plan",
    "remove_from_campaign",
    "resume",
    "send_test",
    "switch_step",
    "unschedule",
]
