"""Tables that must add up to each other."""

from dataclasses import dataclass
from typing import Final

from penguinmails.warehouse.facts.model import fact_of
from penguinmails.warehouse.states.fold import COUNTERS, FLAGS

_ALL: Final = (*FLAGS, *COUNTERS)


@dataclass(frozen=True)
class Sum:
    """`whole`, added up by `keys`, is `parts` added up by them."""

    name: str
    whole: str
    parts: str
    keys: tuple[str, ...]
    columns: tuple[str, ...] = _ALL
    where: str = "true"
    """Which of the parts."""
    by_campaign: bool = False
    """Whether a campaign's rows of all days belong to it."""
    at_most: bool = False
    """Whether the parts may be less."""
    leads: bool = False
    """Whether the whole counts the rows of the parts that have more than none."""

    @property
    def words(self) -> str:
        """As people read it."""
        return f"{self.parts} <= {self.whole}" if self.at_most else f"{self.whole} = {self.parts}"


_CAMPAIGN_DAY: Final = ("campaign_id", "activity_date")
_MAILBOX_DAY: Final = ("mailbox_id", "activity_date")

SUMS: Final = (
    Sum("campaign_is_its_steps", "campaign_analytics", "sequence_step_analytics", _CAMPAIGN_DAY),
    Sum("campaign_is_its_leads", "campaign_analytics", "lead_analytics", _CAMPAIGN_DAY),
    Sum(
        "campaign_is_its_quarters",
        "campaign_analytics",
        "engagement_buckets",
        _CAMPAIGN_DAY,
        ("sent",),
    ),
    Sum(
        "company_is_its_campaigns",
        "company_engagement",
        "engagement_buckets",
        ("company_id", "bucket", "activity_date"),
        fact_of("company_engagement").measures,
    ),
    Sum(
        "variants_are_of_their_step",
        "sequence_step_analytics",
        "variant_analytics",
        ("campaign_id", "step_id", "activity_date"),
        at_most=True,
    ),
    Sum("mailbox_is_its_providers", "mailbox_analytics", "provider_totals", _MAILBOX_DAY),
    Sum(
        "warmup_is_its_providers",
        "warmup_analytics",
        "provider_totals",
        _MAILBOX_DAY,
        where="message_kind = 'warmup'",
    ),
    Sum(
        "lead_totals_are_all_days",
        "campaign_lead_totals",
        "lead_analytics",
        ("campaign_id", "lead_id"),
        FLAGS,
        by_campaign=True,
    ),
    Sum(
        "lead_counts_count_the_totals",
        "campaign_lead_counts",
        "campaign_lead_totals",
        ("campaign_id",),
        FLAGS,
        by_campaign=True,
        leads=True,
    ),
)
