"""What every table of the warehouse must say, recounted from the ledger in plain SQL: every time from nothing.

Written without the warehouse's own statements, and unlike them: it ranks where they aggregate, and reads the hits
themselves where they read what a state kept of them.
"""

import json
from typing import Any, LiteralString, cast

from penguinmails.kernel.db import Tx
from tests.warehouse.oracle import COUNTED, FLAGS, KEYS, MEASURES, TOUCHES, Tables, without_zeros

_LEDGER = """
WITH hits AS (
    SELECT e.*, v.verdict = 'human' AS human, v.verdict = 'machine' AS machine
      FROM olap.email_events e
      LEFT JOIN (SELECT message_id, event_id, verdict,
                        row_number() OVER (PARTITION BY message_id, event_id ORDER BY rule_version DESC) AS place
                   FROM olap.event_verdicts WHERE tenant_id = %(tenant_id)s) v
        ON v.message_id = e.message_id AND v.event_id = e.event_id AND v.place = 1
     WHERE e.tenant_id = %(tenant_id)s AND e.kind IN ('opened', 'clicked')
), marks AS (
    SELECT message_id, bool_or(kind = 'bounced') AS bounced, bool_or(kind = 'replied') AS answered,
           bool_or(kind = 'auto_replied') AS auto_answered, bool_or(kind = 'unsubscribed') AS left_us,
           bool_or(kind = 'complained') AS complained,
           min(CASE bounce_type WHEN 'hard' THEN 1 WHEN 'block' THEN 2 WHEN 'soft' THEN 3 END) AS worst
      FROM olap.email_events WHERE tenant_id = %(tenant_id)s GROUP BY message_id
), touched AS (
    SELECT message_id, count(*) FILTER (WHERE kind = 'opened') AS opens,
           count(*) FILTER (WHERE kind = 'opened' AND machine) AS opens_machine,
           count(*) FILTER (WHERE kind = 'clicked') AS clicks,
           count(*) FILTER (WHERE kind = 'clicked' AND human) AS clicks_human,
           count(*) FILTER (WHERE kind = 'clicked' AND machine) AS clicks_machine,
           count(*) FILTER (WHERE human) AS people
      FROM hits GROUP BY message_id
), mail AS (
    SELECT DISTINCT ON (s.message_id) s.message_id, s.company_id, s.message_kind, s.campaign_id, s.step_id, s.variant_id, s.lead_id,
           s.mailbox_id, coalesce(s.receiving_provider, 'unknown') AS receiving_provider, s.occurred,
           (s.occurred AT TIME ZONE 'UTC')::date AS activity_date,
           NOT m.bounced OR m.answered OR coalesce(t.people, 0) > 0 AS good,
           m.answered, m.auto_answered, m.left_us, m.complained, m.worst, coalesce(t.opens, 0) AS opens,
           coalesce(t.opens_machine, 0) AS opens_machine, coalesce(t.clicks, 0) AS clicks,
           coalesce(t.clicks_human, 0) AS clicks_human, coalesce(t.clicks_machine, 0) AS clicks_machine,
           coalesce(t.people, 0) AS people
      FROM olap.email_events s
      JOIN marks m USING (message_id)
      LEFT JOIN touched t USING (message_id)
     WHERE s.tenant_id = %(tenant_id)s AND s.kind = 'sent'
     ORDER BY s.message_id, s.occurred, s.event_id
), counted AS (
    SELECT message_id, company_id, message_kind, campaign_id, step_id, variant_id, lead_id, mailbox_id, receiving_provider, occurred,
           activity_date, good, 1 AS sent, good::int AS delivered,
           (good AND opens + clicks > 0)::int AS opened_tracked, (good AND people > 0)::int AS opened_human,
           (good AND clicks > 0)::int AS clicked_tracked, (good AND clicks_human > 0)::int AS clicked_human,
           (good AND answered)::int AS replied, (good AND auto_answered)::int AS auto_replied,
           (NOT good)::int AS bounced, (NOT good AND worst = 1)::int AS bounced_hard,
           (NOT good AND worst = 3)::int AS bounced_soft, (NOT good AND worst = 2)::int AS bounced_block,
           (good AND left_us)::int AS unsubscribed, (good AND complained)::int AS spam_complaints,
           CASE WHEN good THEN opens ELSE 0 END AS opens_total,
           CASE WHEN good THEN opens_machine ELSE 0 END AS opens_machine,
           CASE WHEN good THEN clicks ELSE 0 END AS clicks_total,
           CASE WHEN good THEN clicks_machine ELSE 0 END AS clicks_machine
      FROM mail
     WHERE message_kind <> 'test'
), campaigns AS (
    SELECT * FROM counted WHERE message_kind = 'campaign'
), leads AS (
    SELECT campaign_id, lead_id, {flags} FROM campaigns GROUP BY campaign_id, lead_id
), activity AS (
    SELECT c.company_id, c.campaign_id, e.occurred, e.kind, e.kind IN ('opened', 'clicked') AND h.human IS TRUE AS human
      FROM campaigns c
      JOIN olap.email_events e
        ON e.tenant_id = %(tenant_id)s AND e.message_id = c.message_id AND e.kind IN ('opened', 'clicked', 'replied')
      LEFT JOIN hits h ON h.message_id = e.message_id AND h.event_id = e.event_id
     WHERE c.good
     UNION ALL
    SELECT company_id, campaign_id, occurred, 'sent', false FROM campaigns
), quarters AS (
    SELECT company_id, campaign_id, date_trunc('hour', occurred, 'UTC')
           + interval '15 minutes' * (extract(minute FROM occurred)::int / 15) AS bucket, kind, human
      FROM activity
), places AS (
    SELECT c.campaign_id, c.step_id, c.activity_date, h.message_id, h.kind, h.human IS TRUE AS human, h.device_type,
           h.client, h.location, encode(sha256(convert_to(h.link_url, 'UTF8')), 'hex') AS link_digest
      FROM campaigns c
      JOIN hits h ON h.message_id = c.message_id
     WHERE c.good
)
"""


def _sums(names: tuple[str, ...]) -> str:
    return ", ".join(f"sum({name}) AS {name}" for name in names)


def _part(table: str, source: str, where: str = "true") -> str:
    return (
        f"SELECT '{table}' AS name, to_jsonb(r) AS row"
        f" FROM (SELECT {', '.join(KEYS[table])}, {_sums(COUNTED[table])}"
        f" FROM {source} WHERE {where} GROUP BY {', '.join(KEYS[table])}) r"
    )


def _parts() -> list[str]:
    by_message = {
        "opened_tracked": "count(DISTINCT message_id) FILTER (WHERE kind = 'opened')",
        "opened_human": "count(DISTINCT message_id) FILTER (WHERE kind = 'opened' AND human)",
        "clicked_tracked": "count(DISTINCT message_id) FILTER (WHERE kind = 'clicked')",
        "clicked_human": "count(DISTINCT message_id) FILTER (WHERE kind = 'clicked' AND human)",
        "opens_total": "count(*) FILTER (WHERE kind = 'opened')",
        "opens_human": "count(*) FILTER (WHERE kind = 'opened' AND human)",
        "clicks_total": "count(*) FILTER (WHERE kind = 'clicked')",
        "clicks_human": "count(*) FILTER (WHERE kind = 'clicked' AND human)",
    }

    def place(table: str) -> str:
        counts = ", ".join(f"{by_message[name]} AS {name}" for name in TOUCHES if name in COUNTED[table])
        keys = KEYS[table]
        name = keys[-2]
        return (
            f"SELECT '{table}', to_jsonb(r) FROM (SELECT {', '.join(keys)}, {counts}"
            f" FROM places WHERE {name} IS NOT NULL GROUP BY {', '.join(keys)}) r"
        )

    leads = ", ".join(f"count(*) FILTER (WHERE {name} > 0) AS {name}" for name in FLAGS)
    return [
        _part("campaign_analytics", "campaigns"),
        _part("sequence_step_analytics", "campaigns"),
        _part("variant_analytics", "campaigns", "variant_id IS NOT NULL"),
        _part("lead_analytics", "campaigns"),
        _part("mailbox_analytics", "counted"),
        _part("warmup_analytics", "counted", "message_kind = 'warmup'"),
        _part("provider_totals", "counted"),
        "SELECT 'campaign_lead_totals', to_jsonb(leads) FROM leads",
        f"SELECT 'campaign_lead_counts', to_jsonb(r) FROM (SELECT campaign_id, {leads} FROM leads GROUP BY campaign_id) r",
        *(
            f"""SELECT '{table}', to_jsonb(r)
             FROM (SELECT {whose}, bucket, (bucket AT TIME ZONE 'UTC')::date AS activity_date,
                          count(*) FILTER (WHERE kind = 'opened') AS opens_total,
                          count(*) FILTER (WHERE kind = 'opened' AND human) AS opens_human,
                          count(*) FILTER (WHERE kind = 'clicked') AS clicks_total,
                          count(*) FILTER (WHERE kind = 'clicked' AND human) AS clicks_human,
                          count(*) FILTER (WHERE kind = 'replied') AS replies,
                          count(*) FILTER (WHERE kind = 'sent') AS sent
                     FROM quarters GROUP BY {whose}, bucket) r"""
            for table, whose in (
                ("engagement_buckets", "campaign_id"),
                ("company_engagement", "company_id"),
            )
        ),
        *(place(table) for table in ("link_totals", "device_totals", "client_totals", "location_totals")),
    ]


_COUNTED = _LEDGER.format(flags=_sums(FLAGS)) + " UNION ALL ".join(_parts())
_STORED = " UNION ALL ".join(
    f"SELECT '{table}' AS name, to_jsonb(r) AS row FROM olap.{table} r WHERE tenant_id = %(tenant_id)s"
    for table in KEYS
)
assert set(MEASURES) > set(FLAGS)


async def counted_by_sql(tx: Tx) -> Tables:
    """All tables of the tenant, from its events and verdicts."""
    return await _read(tx, _COUNTED)


async def stored(tx: Tx) -> Tables:
    """All tables of the tenant, as they are."""
    return await _read(tx, _STORED)


async def _read(tx: Tx, text: str) -> Tables:
    found: Tables = {table: {} for table in KEYS}
    # The plan of one tenant's ledger is the plan of the next.
    cursor = await tx.connection.execute(
        cast("LiteralString", text), {"tenant_id": tx.tenant_id}, prepare=True
    )
    for table, row in await cursor.fetchall():
        key = tuple(_text(name, row[name]) for name in KEYS[table])
        found[table][key] = {name: row[name] for name in COUNTED[table]}
    return without_zeros(found)


def _text(name: str, value: Any) -> str:
    """A part of a key as `oracle` writes it."""
    match name:
        case "link_digest":
            return str(value).removeprefix("\\x")
        case _:
            return value if isinstance(value, str) else json.dumps(value)
