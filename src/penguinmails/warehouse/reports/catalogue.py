"""All reports of a tenant, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from penguinmails.warehouse.metrics import statements
from penguinmails.warehouse.reports.comparing import campaigns_compared, steps_compared, variants_compared
from penguinmails.warehouse.reports.errors import ReportUnknown
from penguinmails.warehouse.reports.leads import with_addresses
from penguinmails.warehouse.reports.model import Grid, Part, Report
from penguinmails.warehouse.reports.rows import (
    ActivityRow,
    CampaignCompared,
    CampaignRow,
    ChangeRow,
    ComparedRow,
    DomainRow,
    HeatmapRow,
    HourRow,
    LeadNamed,
    LeadRow,
    LinkRow,
    MailboxRow,
    PeriodRow,
    PlaceRow,
    ReachRow,
    RetentionRow,
    StageRow,
    StepCompared,
    StepRow,
    TimelineRow,
    TotalsRow,
    UsageRow,
    VariantCompared,
    VariantRow,
    WarmupRow,
)
from penguinmails.warehouse.reports.telling import changes, stages
from penguinmails.warehouse.reports.week import week

queries = statements.load(__name__)

_RATES = (
    "delivery_rate",
    "open_rate",
    "open_rate_machine",
    "click_rate",
    "click_rate_machine",
    "reply_rate",
    "bounce_rate",
)
_PLACES = ("opened_human", "opened_tracked", "clicked_human", "clicked_tracked", "share")
_COMPANY = frozenset({Part.COMPANY})

CAMPAIGNS: Final = Report(
    "campaigns",
    "How each campaign does, and its rank by volume, opens and replies.",
    queries.campaigns,
    CampaignRow,
    CampaignRow,
    ("name", "status", "sent", "trend", *_RATES, "rank_by_reply_rate"),
)
TIMELINE: Final = Report(
    "timeline",
    "The mail of each day, week or month, and what has come of it since.",
    queries.timeline,
    TimelineRow,
    TimelineRow,
    ("since", "sent", *_RATES),
)
FUNNEL: Final = Report(
    "funnel",
    "How far messages came: sent, delivered, opened, clicked, answered.",
    queries.totals,
    TotalsRow,
    StageRow,
    ("stage", "messages", "messages_machine", "of_sent", "of_delivered"),
    finish=stages,
)
CHANGE: Final = Report(
    "change",
    "Each figure against the period of the same length before.",
    queries.change,
    PeriodRow,
    ChangeRow,
    ("label", "now", "before", "words"),
    finish=changes,
    reads_from=lambda query: query.before,
)
STEPS: Final = Report(
    "steps",
    "A campaign's steps side by side, and how sure their rates are.",
    queries.steps,
    StepRow,
    StepCompared,
    (
        "step_order",
        "name",
        "sent",
        "open_rate",
        "open_rate_machine",
        "click_rate",
        "reply_rate",
        "value",
        "low",
        "high",
        "bounce_rate",
        "unsubscribe_rate",
    ),
    campaigns=(1, 1),
    compares=True,
    finish=steps_compared,
)
VARIANTS: Final = Report(
    "variants",
    "A campaign's variants (A/B), how they differ, and which one wins.",
    queries.variants,
    VariantRow,
    VariantCompared,
    (
        "step_order",
        "label",
        "subject",
        "sent",
        "open_rate",
        "click_rate",
        "reply_rate",
        "value",
        "low",
        "high",
        "difference",
        "difference_low",
        "difference_high",
        "verdict",
    ),
    campaigns=(1, 1),
    compares=True,
    finish=variants_compared,
)
COMPARE: Final = Report(
    "compare",
    "Two to five campaigns against the first of them, and whether it is luck.",
    queries.compare,
    ComparedRow,
    CampaignCompared,
    (
        "name",
        "sent",
        "open_rate",
        "click_rate",
        "reply_rate",
        "value",
        "low",
        "high",
        "difference",
        "difference_low",
        "difference_high",
        "p_value",
        "is_significant",
    ),
    campaigns=(2, 5),
    compares=True,
    finish=campaigns_compared,
)
MAILBOXES: Final = Report(
    "mailboxes",
    "What arrives from each mailbox, and how healthy it is; the worst first.",
    queries.mailboxes,
    MailboxRow,
    MailboxRow,
    (
        "email",
        "sent",
        "delivery_rate",
        "bounce_rate",
        "complaint_rate",
        "open_rate",
        "open_rate_machine",
        "reply_rate",
        "health_score",
        "health",
        "current_volume",
    ),
    _COMPANY,
)
DOMAINS: Final = Report(
    "domains",
    "What arrives from each sending domain at each provider; without warm-up mail.",
    queries.domains,
    DomainRow,
    DomainRow,
    (
        "sending_domain",
        "receiving_provider",
        "sent",
        "delivery_rate",
        "bounce_rate",
        "complaint_rate",
        "open_rate",
        "open_rate_machine",
        "reply_rate",
    ),
    _COMPANY,
)
WARMUP: Final = Report(
    "warmup",
    "How far each mailbox's warm-up is, and how well it goes; from three days on.",
    queries.warmup,
    WarmupRow,
    WarmupRow,
    (
        "email",
        "tracking_days",
        "sent",
        "delivery_rate",
        "health_score",
        "health",
        "progress_percentage",
        "daily_progress",
        "trend",
    ),
    _COMPANY,
    period="7d",
)
HEATMAP: Final = Report(
    "heatmap",
    "When people open, click and answer: by weekday and hour of your time zone.",
    queries.heatmap,
    HourRow,
    HeatmapRow,
    (
        "weekday",
        "hour",
        "sent",
        "opens_human",
        "clicks_human",
        "replies",
        "activity",
        "share",
        "engagement_index",
    ),
    grid=Grid("weekday", "hour", "activity"),
    span="Activity {since} to {last} (UTC days), in hours of {timezone}.",
    of_campaigns=queries.heatmap_of_campaigns,
    finish=week,
)
LINKS: Final = Report(
    "links",
    "Which links were clicked.",
    queries.links,
    LinkRow,
    LinkRow,
    ("link_url", "link_text", "clicked_human", "clicked_tracked", "clicks_human", "share"),
)
DEVICES: Final = Report(
    "devices", "On what devices mail was read.", queries.devices, PlaceRow, PlaceRow, ("name", *_PLACES)
)
CLIENTS: Final = Report(
    "clients", "With what programs mail was read.", queries.clients, PlaceRow, PlaceRow, ("name", *_PLACES)
)
LOCATIONS: Final = Report(
    "locations", "Where mail was read.", queries.locations, PlaceRow, PlaceRow, ("name", *_PLACES)
)
REACH: Final = Report(
    "reach",
    "Different leads of each campaign, not messages; of its whole life.",
    queries.reach,
    ReachRow,
    ReachRow,
    (
        "name",
        "leads_sent",
        "leads_delivered",
        "leads_opened",
        "leads_clicked",
        "leads_replied",
        "lead_open_rate",
        "lead_click_rate",
        "lead_reply_rate",
    ),
    span="Of each campaign's whole life.",
)
LEADS: Final = Report(
    "leads",
    "A campaign's leads by score: who is warm.",
    queries.leads,
    LeadRow,
    LeadNamed,
    (
        "email",
        "status",
        "lead_score",
        "warmth",
        "sent",
        "opened_human",
        "clicked_human",
        "replied",
    ),
    campaigns=(1, 1),
    complete=with_addresses,
    span="Of the campaign's whole life.",
)
RETENTION: Final = Report(
    "retention",
    "Whether a campaign's leads stay engaged, by the week of their first mail.",
    queries.retention,
    RetentionRow,
    RetentionRow,
    ("cohort", "week", "leads_sent", "leads_delivered", "leads_engaged", "retention_rate"),
    campaigns=(1, 1),
    period="90d",
    grid=Grid("cohort", "week", "retention_rate"),
    span="Leads whose first mail was sent {since} to {last} (UTC days).",
    reads_from=lambda _: None,
)
USAGE: Final = Report(
    "usage",
    "What each billing period used, against the one before.",
    queries.usage,
    UsageRow,
    UsageRow,
    (
        "period_start",
        "period_end",
        "is_closed",
        "emails_sent",
        "growth",
        "mailboxes_used",
        "domains_used",
        "campaigns_used",
        "leads_used",
        "warmups_active",
        "emails_per_mailbox",
        "emails_per_campaign",
    ),
    frozenset(),
    period="365d",
    span="Billing periods from {since} to {last}.",
)
ACTIVITY: Final = Report(
    "activity",
    "Who changed what, and when of the day, from the audit log.",
    queries.activity,
    ActivityRow,
    ActivityRow,
    (
        "day",
        "time_of_day",
        "actor",
        "admin_user_id",
        "action",
        "resource_type",
        "actions",
        "resources",
        "unique_ips",
    ),
    frozenset(),
    span="Actions {since} to {last} (UTC days), in hours of {timezone}.",
)

REPORTS: Final[Mapping[str, Report[Any]]] = MappingProxyType(
    {
        report.name: report
        for report in (
            CAMPAIGNS,
            FUNNEL,
            TIMELINE,
            CHANGE,
            STEPS,
            VARIANTS,
            COMPARE,
            MAILBOXES,
            DOMAINS,
            WARMUP,
            HEATMAP,
            LINKS,
            DEVICES,
            CLIENTS,
            LOCATIONS,
            REACH,
            LEADS,
            RETENTION,
            USAGE,
            ACTIVITY,
        )
    }
)


def report(name: str) -> Report[Any]:
    """The report of that name. Raises `ReportUnknown`."""
    try:
        return REPORTS[name]
    except KeyError:
        raise ReportUnknown(name=name) from None
