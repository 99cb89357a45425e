"""A report's statement, as the warehouse writes them."""

from dataclasses import dataclass
from datetime import date

from penguinmails.kernel.sql import Query, parse

queries = parse(
    __name__,
    """
-- name: days_of_campaign :many DayOfCampaign
WITH days AS (
    SELECT activity_date, sent, delivered, opened_human FROM olap.campaign_analytics AS facts
     WHERE facts.tenant_id = %(tenant_id)s AND facts.campaign_id = %(campaign_id)s)
SELECT activity_date, sent, delivered, opened_human, 100 * delivered / nullif(sent, 0) AS percent
  FROM days
 WHERE sent % 1000 <> 999
 ORDER BY activity_date;
""".replace("% 1000", "%% 1000"),
)


@dataclass(frozen=True)
class DayOfCampaign:
    """A campaign's mail of a day."""

    activity_date: date
    sent: int
    delivered: int
    opened_human: int
    percent: int | None


def query(text: str) -> Query:
    """A statement that answers a value."""
    return parse(__name__, f"-- name: asked :value\n{text};")["asked"]
