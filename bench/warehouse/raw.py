"""The questions of the reports, asked of the ledger in plain SQL: fold each message, then group.

Each way of asking is the fastest found: a campaign's verdicts are looked up by its messages (1.0 s against 1.5 s, of
20,000 messages among 400,000), a tenant's are read whole (9 s against 23 s). What would make a question of hits slower,
such as leaving out those of mail that bounced, is not asked for.
"""

from typing import Final, LiteralString

_FOLDED: Final[LiteralString] = """
WITH sent AS (
    SELECT message_id, occurred, company_id, campaign_id, step_id, variant_id, mailbox_id, sending_domain,
           receiving_provider, lead_id
      FROM olap.email_events
     WHERE tenant_id = %(tenant_id)s AND kind = 'sent' AND message_kind = 'campaign' AND {condition}
       AND occurred >= %(since)s::timestamp AT TIME ZONE 'UTC' AND occurred < %(until)s::timestamp AT TIME ZONE 'UTC'
), judged AS (
    SELECT DISTINCT ON (message_id, event_id) message_id, event_id, verdict
      FROM {verdicts}
     ORDER BY message_id, event_id, rule_version DESC
), folded AS (
    SELECT s.message_id, s.occurred, s.campaign_id, s.step_id, s.variant_id, s.mailbox_id, s.sending_domain,
           s.receiving_provider, s.lead_id,
           bool_or(e.kind = 'bounced')
               AND NOT bool_or(e.kind = 'replied' OR coalesce(v.verdict = 'human', false)) AS bounced,
           bool_or(e.kind IN ('opened', 'clicked')) AS opened, bool_or(v.verdict = 'human') AS opened_human,
           bool_or(e.kind = 'clicked') AS clicked,
           bool_or(e.kind = 'clicked' AND v.verdict = 'human') AS clicked_human,
           bool_or(e.kind = 'replied') AS replied, bool_or(e.kind = 'unsubscribed') AS unsubscribed,
           bool_or(e.kind = 'complained') AS complained
      FROM sent s
      JOIN olap.email_events e ON e.tenant_id = %(tenant_id)s AND e.message_id = s.message_id
      LEFT JOIN judged v ON v.message_id = e.message_id AND v.event_id = e.event_id
     GROUP BY s.message_id, s.occurred, s.campaign_id, s.step_id, s.variant_id, s.mailbox_id, s.sending_domain,
              s.receiving_provider, s.lead_id
)
SELECT {groups}, count(*), count(*) FILTER (WHERE NOT bounced), count(*) FILTER (WHERE NOT bounced AND opened),
       count(*) FILTER (WHERE NOT bounced AND opened_human), count(*) FILTER (WHERE NOT bounced AND clicked),
       count(*) FILTER (WHERE NOT bounced AND clicked_human), count(*) FILTER (WHERE NOT bounced AND replied),
       count(*) FILTER (WHERE bounced), count(*) FILTER (WHERE NOT bounced AND unsubscribed),
       count(*) FILTER (WHERE NOT bounced AND complained)
  FROM folded
 GROUP BY {groups}
"""
_HITS: Final[LiteralString] = """
SELECT {groups}, count(*), count(*) FILTER (WHERE v.verdict = 'human')
  FROM olap.email_events e
  LEFT JOIN (SELECT DISTINCT ON (message_id, event_id) message_id, event_id, verdict
               FROM olap.event_verdicts
              WHERE tenant_id = %(tenant_id)s
              ORDER BY message_id, event_id, rule_version DESC) v
    ON v.message_id = e.message_id AND v.event_id = e.event_id
 WHERE e.tenant_id = %(tenant_id)s AND e.kind IN ('opened', 'clicked', 'replied')
   AND e.occurred >= %(since)s::timestamp AT TIME ZONE 'UTC' AND e.occurred < %(until)s::timestamp AT TIME ZONE 'UTC'
 GROUP BY {groups}
"""
_OF_TENANT: Final[LiteralString] = "olap.event_verdicts WHERE tenant_id = %(tenant_id)s"
_OF_SENT: Final[LiteralString] = (
    "(SELECT DISTINCT message_id FROM sent) own JOIN olap.event_verdicts USING (message_id) WHERE tenant_id = %(tenant_id)s"
)
_DAY: Final[LiteralString] = "(occurred AT TIME ZONE 'UTC')::date"
_HOUR: Final[LiteralString] = (
    "extract(isodow FROM e.occurred AT TIME ZONE 'Europe/Berlin'), extract(hour FROM e.occurred AT TIME ZONE 'Europe/Berlin')"
)
ONE: Final[LiteralString] = "campaign_id = ANY (%(campaigns)s)"


def _folded(groups: LiteralString, condition: LiteralString | None = None) -> LiteralString:
    verdicts = _OF_TENANT if condition is None else _OF_SENT
    text = _FOLDED.replace("{groups}", groups).replace("{verdicts}", verdicts)
    return text.replace("{condition}", condition or "true")


QUESTIONS: Final[dict[str, LiteralString]] = {
    "campaigns": _folded("campaign_id"),
    "timeline": _folded(_DAY),
    "funnel": _folded("bounced IS NULL"),
    "change": _folded("bounced IS NULL"),
    "steps": _folded("step_id", ONE),
    "variants": _folded("step_id, variant_id", ONE),
    "compare": _folded("campaign_id", ONE),
    "mailboxes": _folded("mailbox_id"),
    "domains": _folded("sending_domain, receiving_provider"),
    "reach": _folded("campaign_id, lead_id"),
    "leads": _folded("lead_id", ONE),
    "retention": _folded("lead_id, " + _DAY, ONE),
    "heatmap": _HITS.replace("{groups}", _HOUR),
    "links": _HITS.replace("{groups}", "e.link_url"),
    "devices": _HITS.replace("{groups}", "e.device_type"),
    "clients": _HITS.replace("{groups}", "e.client"),
    "locations": _HITS.replace("{groups}", "e.location"),
}
"""By report. `reach` still has to count its groups, which is left out: it is slow enough."""

VIEWS: Final[LiteralString] = """
SELECT s.campaign_id, s.lead_id AS subscriber_id, o.occurred AS created_at
  FROM olap.email_events o
  JOIN olap.email_events s ON s.tenant_id = o.tenant_id AND s.message_id = o.message_id AND s.kind = 'sent'
 WHERE o.tenant_id = %(tenant_id)s AND o.kind = 'opened' AND s.message_kind = 'campaign'
"""
LISTMONK: Final[LiteralString] = (
    "SELECT campaign_id, count(DISTINCT subscriber_id) FROM bench.campaign_views GROUP BY campaign_id"
)
