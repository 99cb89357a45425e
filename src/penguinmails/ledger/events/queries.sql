-- name: insert_events :one Inserted
-- How many were new, and where not all were, which. A repetition inserts nothing. What is new is queued in the same statement: for the facts, for who is told, and where
-- it holds opens or clicks, for the judge. In one order, so that two batches do not deadlock. Index: email_events_pkey.
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
      FROM json_to_recordset(%(events)s::json) AS e (message_id uuid, event_id uuid, company_id uuid, kind text,
           occurred timestamptz, source text, provider text, provider_event_id text, message_kind text, campaign_id uuid,
           step_id uuid, variant_id uuid, mailbox_id uuid, sending_domain text, receiving_provider text, lead_id uuid,
           bounce_type text, bounce_reason text, smtp_code bigint, smtp_enhanced text, user_agent text,
           ip_address inet, location text, device_type text, client text, link_url text, link_text text,
           metadata jsonb)
     ORDER BY e.message_id, e.event_id
        ON CONFLICT DO NOTHING
    RETURNING message_id, event_id, kind
), counted AS (
    INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows)
    SELECT %(tenant_id)s, %(batch_id)s, count(*) FROM taken HAVING count(*) > 0
), told AS (
    INSERT INTO olap.engagement_queue (tenant_id, batch_id)
    SELECT %(tenant_id)s, %(batch_id)s FROM taken HAVING count(*) > 0
), judged AS (
    INSERT INTO olap.judge_queue (tenant_id, batch_id)
    SELECT %(tenant_id)s, %(batch_id)s FROM taken WHERE kind IN ('opened', 'clicked') HAVING count(*) > 0
)
SELECT count(*) AS rows, CASE WHEN count(*) < %(rows)s THEN array_agg(message_id) END AS message_ids,
       CASE WHEN count(*) < %(rows)s THEN array_agg(event_id) END AS event_ids
  FROM taken;

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
