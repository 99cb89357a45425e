"""The fact tables, declared: whatever counts, rebuilds or checks one reads it here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from penguinmails.warehouse.states.fold import COUNTERS, FLAGS

CAMPAIGN: Final = frozenset({"campaign"})
EVERY: Final = frozenset({"campaign", "warmup", "reply", "manual", "system"})
"""All kinds of mail but tests, which count nowhere."""


class Part(StrEnum):
    """What a name in a state's breakdown is of; the value is what it begins with: `device:mobile`."""

    BUCKETS = "bucket"
    LINKS = "link"
    DEVICES = "device"
    CLIENTS = "client"
    LOCATIONS = "location"


@dataclass(frozen=True)
class FactTable:
    """One table of counts.

    A row is `keys` (and the tenant), in whose order rows are written; `measures` are what is counted.
    `carried` columns come with the key and are not counted. `kinds` are the kinds of mail that are in it.
    """

    table: str
    keys: tuple[str, ...]
    measures: tuple[str, ...]
    kinds: frozenset[str] = CAMPAIGN
    carried: tuple[str, ...] = ("company_id",)
    billed: bool = False
    """Whether a row names the period its day falls in."""
    needs: str | None = None
    """A dimension that a message must have to be in it."""
    part: Part | None = None
    """Counted from these names of the breakdown; from the flags and counters where it is None."""
    by_message: bool = False
    """Whether it has about a row a message; the others have few."""
    counts: str | None = None
    """The table whose rows it counts, those that have some of each measure."""
    sums: str | None = None
    """The table that it adds up, by fewer keys."""
    dated: bool = True
    """Whether `activity_date` is the day of the cohort. Where not, a campaign's rows are recounted whole."""

    @property
    def derived(self) -> str | None:
        """The table that it is made of; None where that is the states."""
        return self.counts or self.sums

    @property
    def name(self) -> str:
        """`olap.campaign_analytics`."""
        return f"olap.{self.table}"


_MEASURES: Final = (*FLAGS, *COUNTERS)
_TOUCHES: Final = (
    "opened_tracked", "opened_human", "clicked_tracked", "clicked_human",
    "opens_total", "opens_human", "clicks_total", "clicks_human",
)  # fmt: skip
_ACTIVITY: Final = ("opens_total", "opens_human", "clicks_total", "clicks_human", "replies", "sent")

FACTS: Final = (
    FactTable("campaign_analytics", ("campaign_id", "activity_date"), _MEASURES, billed=True),
    FactTable("sequence_step_analytics", ("campaign_id", "step_id", "activity_date"), _MEASURES, billed=True),
    FactTable(
        "variant_analytics",
        ("campaign_id", "step_id", "variant_id", "activity_date"),
        _MEASURES,
        billed=True,
        needs="variant_id",
    ),
    FactTable("mailbox_analytics", ("mailbox_id", "activity_date"), _MEASURES, EVERY, billed=True),
    FactTable(
        "warmup_analytics", ("mailbox_id", "activity_date"), _MEASURES, frozenset({"warmup"}), billed=True
    ),
    FactTable(
        "provider_totals",
        ("mailbox_id", "message_kind", "receiving_provider", "activity_date"),
        _MEASURES,
        EVERY,
        carried=("company_id", "sending_domain"),
    ),
    FactTable(
        "lead_analytics",
        # As it is read: of 150,000 rows in this order a campaign's 7,600 lie on 250 pages; by lead, on 7,200.
        ("campaign_id", "activity_date", "lead_id"),
        _MEASURES,
        billed=True,
        by_message=True,
    ),
    FactTable("campaign_lead_totals", ("campaign_id", "lead_id"), FLAGS, by_message=True, dated=False),
    FactTable(
        "engagement_buckets",
        ("campaign_id", "bucket", "activity_date"),
        _ACTIVITY,
        part=Part.BUCKETS,
        dated=False,
    ),
    FactTable(
        "company_engagement",
        ("company_id", "bucket", "activity_date"),
        _ACTIVITY,
        carried=(),
        sums="engagement_buckets",
        dated=False,
    ),
    FactTable(
        "link_totals",
        ("campaign_id", "step_id", "link_digest", "activity_date"),
        ("clicked_tracked", "clicked_human", "clicks_total", "clicks_human"),
        carried=("company_id", "link_url", "link_text"),
        part=Part.LINKS,
    ),
    FactTable("device_totals", ("campaign_id", "device_type", "activity_date"), _TOUCHES, part=Part.DEVICES),
    FactTable("client_totals", ("campaign_id", "client", "activity_date"), _TOUCHES, part=Part.CLIENTS),
    FactTable("location_totals", ("campaign_id", "location", "activity_date"), _TOUCHES, part=Part.LOCATIONS),
    FactTable("campaign_lead_counts", ("campaign_id",), FLAGS, counts="campaign_lead_totals", dated=False),
)
"""In the order in which every transaction writes them."""


def fact_of(table: str) -> FactTable:
    """The declaration of a table, by its bare name. Raises `KeyError`."""
    return _BY_TABLE[table]


_BY_TABLE: Final = {fact.table: fact for fact in FACTS}
