-- name: insert_events :value
-- How many; they are queued in the same statement: for the facts, for who is told, and where there are opens or clicks,
-- for the judge. In one order, so that two batches do not deadlock. Arrays: as one JSON text the server read the same rows
-- a third slower. What is held already is refused: ON CONFLICT takes a quarter more time of each row, for the few that are
-- told twice. Index: email_events_pkey.
-- role: app, worker
WITH taken AS (
    INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, batch_id, source, provider,
        provider_event_id, message_kind, campaign_id, step_id, variant_id, mailbox_id, sending_domain,
        receiving_provider, lead_id, bounce_type, bounce_reason, smtp_code, smtp_enhanced, user_agent, ip_address,
        location, device_type, client, link_url, link_text, metadata)
    SELECT %(tenant_id)s, e.message_id, e.event_id, e.company_id, e.kind, e.occurred, %(batch_id)s, e.source, e.provider,
           e.provider_event_id, e.message_kind, e.campaign_id, e.step_id, e.variant_id, e.mailbox_id, e.sending_domain,
           e.receiving_provider, e.lead_id, e.bounce_type, e.bounce_reason, e.smtp_code, e.smtp_enhanced, e.user_agent,
           e.ip_address, e.location, e.device_type, e.client, e.link_url, e.link_text, coalesce(e.metadata, '{}')
      FROM ROWS FROM (unnest(%(message_id)s::uuid[], %(event_id)s::uuid[], %(company_id)s::uuid[], %(kind)s::text[],
           %(occurred)s::timestamptz[], %(source)s::text[], %(provider)s::text[], %(provider_event_id)s::text[],
           %(message_kind)s::text[], %(campaign_id)s::uuid[], %(step_id)s::uuid[], %(variant_id)s::uuid[],
           %(mailbox_id)s::uuid[], %(sending_domain)s::text[], %(receiving_provider)s::text[], %(lead_id)s::uuid[],
           %(bounce_type)s::text[], %(bounce_reason)s::text[], %(smtp_code)s::bigint[], %(smtp_enhanced)s::text[],
           %(user_agent)s::text[], %(ip_address)s::inet[], %(location)s::text[], %(device_type)s::text[],
           %(client)s::text[], %(link_url)s::text[], %(link_text)s::text[]),
           jsonb_array_elements(%(metadata)s::jsonb))
           AS e (message_id, event_id, company_id, kind, occurred, source, provider, provider_event_id, message_kind,
           campaign_id, step_id, variant_id, mailbox_id, sending_domain, receiving_provider, lead_id, bounce_type,
           bounce_reason, smtp_code, smtp_enhanced, user_agent, ip_address, location, device_type, client, link_url,
           link_text, metadata)
     ORDER BY e.message_id, e.event_id
    RETURNING kind
), counted AS MATERIALIZED (
    SELECT count(*) AS rows, bool_or(kind IN ('opened', 'clicked')) AS judged FROM taken
), rolled AS (
    INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows)
    SELECT %(tenant_id)s, %(batch_id)s, rows FROM counted WHERE rows > 0
), told AS (
    INSERT INTO olap.engagement_queue (tenant_id, batch_id)
    SELECT %(tenant_id)s, %(batch_id)s FROM counted WHERE rows > 0
), judged AS (
    INSERT INTO olap.judge_queue (tenant_id, batch_id)
    SELECT %(tenant_id)s, %(batch_id)s FROM counted WHERE judged
)
SELECT rows FROM counted;

-- name: unheld :many Place
-- Which of these events the ledger does not hold, of those told twice the first. Index: email_events_pkey.
-- role: app, worker
WITH held AS MATERIALIZED (
    SELECT message_id, event_id
      FROM olap.email_events
     WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[])
)
SELECT min(t.place) - 1 AS place
  FROM unnest(%(message_ids)s::uuid[], %(event_ids)s::uuid[]) WITH ORDINALITY AS t (message_id, event_id, place)
 WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.message_id = t.message_id AND h.event_id = t.event_id)
 GROUP BY t.message_id, t.event_id
 ORDER BY 1;

-- name: insert_late :value
-- How many were new. Index: late_events_pkey.
-- role: app, worker
WITH kept AS (
    INSERT INTO olap.late_events (tenant_id, message_id, event_id, company_id, kind, occurred, event)
    SELECT %(tenant_id)s, (e.event ->> 'message_id')::uuid, (e.event ->> 'event_id')::uuid,
           (e.event ->> 'company_id')::uuid, e.event ->> 'kind', (e.event ->> 'occurred')::timestamptz, e.event
      FROM jsonb_array_elements(%(events)s::jsonb) AS e (event)
     ORDER BY 2, 3
        ON CONFLICT DO NOTHING
    RETURNING message_id
)
SELECT count(*) FROM kept;

-- name: months :many Month
-- The months whose partitions are attached, from the catalogue.
-- role: app, worker
SELECT right(leaf.relname, 7) AS name
  FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_class leaf ON leaf.oid = i.inhrelid
 WHERE i.inhparent = 'olap.email_events'::regclass
 ORDER BY 1;

-- name: archived_months :many Month
-- The months of which the tenant's events are in the archive, and not brought back. Index: analytics_archive_period_key.
-- role: app, worker
SELECT DISTINCT to_char(period_start, 'YYYY_MM') AS name
  FROM olap.analytics_archive
 WHERE tenant_id = %(tenant_id)s AND table_name = 'email_events' AND (removed IS NOT NULL OR restored IS NULL);
