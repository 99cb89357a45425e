"""What each report answers with. Columns called as a metric are that metric (`metrics`)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True)
class NamedCampaign:
    """A campaign and what people call it."""

    campaign_id: UUID
    name: str


@dataclass(frozen=True)
class ArchivedMonth:
    """A month of which facts are in the archive."""

    first: date
    after: date
    rows: int


@dataclass(frozen=True)
class MessageFigures:
    """What became of a message, as it is counted."""

    message_id: UUID
    first_sent: datetime | None
    delivered: bool
    bounced: bool
    opened_tracked: bool
    opened_human: bool
    clicked_tracked: bool
    clicked_human: bool
    replied: bool
    auto_replied: bool
    unsubscribed: bool
    spam_complaints: bool
    failed: bool
    last_event: datetime


@dataclass(frozen=True)
class Counts:
    """What the facts count of messages."""

    sent: int
    delivered: int
    opened_tracked: int
    opened_human: int
    clicked_tracked: int
    clicked_human: int
    replied: int
    auto_replied: int
    bounced: int
    bounced_hard: int
    bounced_soft: int
    bounced_block: int
    unsubscribed: int
    spam_complaints: int
    opens_total: int
    opens_machine: int
    clicks_total: int
    clicks_machine: int


@dataclass(frozen=True)
class Figures(Counts):
    """The counts and all that the dictionary makes of them; a rate over nothing is None."""

    delivery_rate: float | None
    open_rate: float | None
    open_rate_machine: float | None
    click_rate: float | None
    click_rate_machine: float | None
    click_to_open_rate: float | None
    reply_rate: float | None
    bounce_rate: float | None
    unsubscribe_rate: float | None
    complaint_rate: float | None


@dataclass(frozen=True)
class CampaignRow(Figures):
    """A campaign's mail."""

    campaign_id: UUID
    company_id: UUID
    name: str | None
    kind: str | None
    status: str | None
    is_deleted: bool
    trend: list[int]
    """What was sent on each day of the period."""
    rank_by_volume: int
    rank_by_open_rate: int
    rank_by_reply_rate: int


@dataclass(frozen=True)
class TimelineRow(Figures):
    """The mail sent in a day, week or month."""

    since: date
    """Its first day within the period."""


@dataclass(frozen=True)
class TotalsRow(Figures):
    """All mail of the period."""


@dataclass(frozen=True)
class StageRow:
    """How far messages came."""

    stage: str
    messages: int
    messages_machine: int
    """Those besides that only machines, or nobody known, brought this far."""
    of_sent: float | None
    of_delivered: float | None


@dataclass(frozen=True)
class PeriodRow(Figures):
    """A period, or the one before it."""

    is_now: bool


@dataclass(frozen=True)
class ChangeRow:
    """A metric now and before."""

    metric: str
    label: str
    now: float | None
    before: float | None
    change: float | None
    """Of a count the growth, of a rate the difference."""
    words: str


@dataclass(frozen=True)
class StepRow(Figures):
    """A step's mail."""

    campaign_id: UUID
    step_id: UUID
    step_order: int | None
    name: str | None
    is_deleted: bool


@dataclass(frozen=True)
class StepCompared(StepRow):
    """A step, and how sure its rate is."""

    value: float | None
    """The rate that is compared."""
    low: float | None
    high: float | None


class Verdict(StrEnum):
    """What can be said of a variant."""

    WINNER = "winner"
    """Better than each other variant of its step, beyond chance."""
    BEATEN = "beaten"
    """There is a winner, and this is not it."""
    UNDECIDED = "undecided"
    """The difference may be chance."""
    TOO_FEW = "too few"
    """A variant of the step has not been delivered often enough."""
    ALONE = "alone"
    """The step has no other variant."""


@dataclass(frozen=True)
class VariantRow(Figures):
    """A variant's mail."""

    campaign_id: UUID
    step_id: UUID
    step_order: int | None
    variant_id: UUID
    label: str | None
    subject: str | None
    is_deleted: bool


@dataclass(frozen=True)
class VariantCompared(VariantRow):
    """A variant against the first of its step."""

    value: float | None
    """The rate that is compared."""
    low: float | None
    high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    verdict: Verdict


@dataclass(frozen=True)
class ComparedRow(Figures):
    """A campaign that was named."""

    campaign_id: UUID
    name: str | None
    is_deleted: bool


@dataclass(frozen=True)
class CampaignCompared(ComparedRow):
    """A campaign against the first that was named."""

    value: float | None
    """The rate that is compared."""
    low: float | None
    high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    p_value: float | None
    is_significant: bool | None
    """p below 0.05, divided by the number of comparisons (Bonferroni); None for the first."""


@dataclass(frozen=True)
class MailboxRow(Figures):
    """A mailbox's mail, and how it stands now."""

    mailbox_id: UUID
    email: str | None
    sending_domain: str | None
    status: str | None
    warmup_status: str | None
    health_score: int | None
    health: str | None
    current_volume: int | None
    is_deleted: bool


@dataclass(frozen=True)
class DomainRow(Figures):
    """Mail of a domain to a provider."""

    sending_domain: str
    receiving_provider: str


@dataclass(frozen=True)
class WarmupRow:
    """How a mailbox's warm-up goes."""

    mailbox_id: UUID
    email: str | None
    tracking_days: int
    sent: int
    delivered: int
    delivery_rate: float | None
    health_score: float | None
    """Mean of the days, as is the progress."""
    health: str | None
    progress_percentage: float | None
    daily_progress: float | None
    trend: list[int]
    """The progress of each day that has one."""
    is_deleted: bool


@dataclass(frozen=True)
class HourRow:
    """An hour of the week in which something happened, in the time zone asked for."""

    weekday: int
    """1 Monday to 7 Sunday."""
    hour: int
    sent: int
    opens_total: int
    opens_human: int
    clicks_total: int
    clicks_human: int
    replies: int


@dataclass(frozen=True)
class HeatmapRow(HourRow):
    """Any hour of the week, and its part of all that people did."""

    activity: int
    share: float | None
    engagement_index: float | None


@dataclass(frozen=True)
class LinkRow:
    """A link, in all mail that had it."""

    link_digest: str
    """SHA-256 of the URL, in hexadecimal."""
    link_url: str
    link_text: str | None
    clicked_tracked: int
    clicked_human: int
    clicks_total: int
    clicks_human: int
    share: float | None


@dataclass(frozen=True)
class PlaceRow:
    """A device, client or place that mail was read with or at."""

    name: str
    opened_tracked: int
    opened_human: int
    clicked_tracked: int
    clicked_human: int
    opens_total: int
    opens_human: int
    clicks_total: int
    clicks_human: int
    share: float | None


@dataclass(frozen=True)
class ReachRow:
    """A campaign's leads, each once."""

    campaign_id: UUID
    name: str | None
    is_deleted: bool
    leads_sent: int
    leads_delivered: int
    leads_opened: int
    leads_clicked: int
    leads_replied: int
    leads_bounced: int
    leads_unsubscribed: int
    lead_open_rate: float | None
    lead_click_rate: float | None
    lead_reply_rate: float | None


@dataclass(frozen=True)
class LeadRow:
    """What a lead did with a campaign's mail."""

    lead_id: UUID
    status: str | None
    is_deleted: bool
    lead_score: int
    warmth: str
    """hot from 50, warm from 10, cool above 0, cold at 0."""
    sent: int
    delivered: int
    opened_human: int
    clicked_human: int
    replied: int
    unsubscribed: int
    spam_complaints: int


@dataclass(frozen=True)
class LeadNamed(LeadRow):
    """The same, and who it is."""

    email: str | None
    """None: it was deleted, or may not be seen."""


@dataclass(frozen=True)
class RetentionRow:
    """Leads whose first mail was in one week, so many weeks later."""

    cohort: date
    """The Monday of the week of the first mail."""
    week: int
    """0 is the seven days from the first mail on."""
    leads_sent: int
    leads_delivered: int
    leads_engaged: int
    retention_rate: float | None


@dataclass(frozen=True)
class UsageRow:
    """What was used in a billing period."""

    period_start: datetime
    period_end: datetime
    is_closed: bool
    emails_sent: int
    emails_sent_before: int | None
    growth: float | None
    emails_overage: int
    mailboxes_used: int
    domains_used: int
    campaigns_used: int
    leads_used: int
    warmups_active: int
    users_used: int
    workspaces_used: int
    contacts_used: int
    storage_bytes: int
    api_calls: int
    emails_per_mailbox: float | None
    emails_per_campaign: float | None


@dataclass(frozen=True)
class ActivityRow:
    """What somebody did to one kind of thing, in one part of a day."""

    actor: str
    admin_user_id: str
    action: str
    resource_type: str
    day: date
    time_of_day: str
    """Business hours are 9 to 17, after hours 18 to 22, where the tenant is."""
    actions: int
    resources: int
    unique_ips: int
