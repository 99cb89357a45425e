-- name: note :exec
-- An erasure that came in. One that is known goes on where it was: it may have come to know its subject. Index: erasures_pkey.
INSERT INTO olap.erasures (tenant_id, subject, subject_digest, subject_id, surrogate)
SELECT %(tenant_id)s, %(subject)s, e.digest, e.subject_id, e.surrogate
  FROM unnest(%(digests)s::bytea[], %(subject_ids)s::uuid[], %(surrogates)s::uuid[]) AS e (digest, subject_id, surrogate)
 ORDER BY e.digest
    ON CONFLICT (tenant_id, subject, subject_digest)
    DO UPDATE SET subject_id = coalesce(excluded.subject_id, erasures.subject_id), finished = NULL, updated = now();

-- name: tenants_waiting :many Waiting
-- Cross-tenant on purpose. Index: erasures_waiting_idx.
-- role: worker
SELECT DISTINCT tenant_id FROM olap.erasures WHERE finished IS NULL ORDER BY tenant_id;

-- name: waiting :many Erasure
-- Index: erasures_pkey.
-- role: worker
SELECT subject, subject_digest, subject_id, surrogate, created
  FROM olap.erasures
 WHERE tenant_id = %(tenant_id)s AND finished IS NULL
 ORDER BY created, subject_digest
 LIMIT %(page)s;

-- name: finish :exec
-- Index: erasures_pkey.
-- role: worker
UPDATE olap.erasures
   SET subject_id = NULL, finished = now(), updated = now(),
       report = CASE WHEN report = '{}' THEN %(report)s::jsonb ELSE report END
 WHERE tenant_id = %(tenant_id)s AND subject = %(subject)s AND subject_digest = ANY (%(digests)s::bytea[]) AND finished IS NULL;

-- name: journal :many Journalled
-- For people. Index: erasures_pkey.
SELECT tenant_id, subject, subject_digest, surrogate, report, created, finished
  FROM olap.erasures
 WHERE tenant_id = %(tenant_id)s
 ORDER BY created DESC, subject_digest;

-- name: reopen :many Found
-- Leads that came back under their old id, by news that were late or by a restored backup: of tenants who had any
-- erased. A scan of the tenant's totals and copies of leads; index: email_events_lead_idx.
-- role: worker
WITH known AS (
    SELECT DISTINCT lead_id FROM olap.email_events
     WHERE tenant_id = %(tenant_id)s AND kind = 'sent' AND lead_id IS NOT NULL
     UNION SELECT lead_id FROM olap.campaign_lead_totals WHERE tenant_id = %(tenant_id)s
     UNION SELECT lead_id FROM olap.dim_leads WHERE tenant_id = %(tenant_id)s
)
UPDATE olap.erasures e
   SET subject_id = k.lead_id, finished = NULL, updated = now()
  FROM known k
 WHERE e.tenant_id = %(tenant_id)s AND e.subject = 'lead'
   AND e.subject_digest = sha256(convert_to(%(tenant_id)s::uuid::text || ' ' || k.lead_id::text, 'UTF8'))
RETURNING k.lead_id, e.subject_digest;

-- name: tenants_with_erasures :many Waiting
-- Cross-tenant on purpose: where a lead may have come back.
-- role: worker
SELECT DISTINCT tenant_id FROM olap.erasures WHERE subject = 'lead' ORDER BY tenant_id;

-- name: messages_of :many Touched
-- What was sent to leads, and what failed before it was. Indexes: email_events_lead_idx, email_events_failed_idx.
-- role: worker
SELECT message_id FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND kind = 'sent' AND lead_id = ANY (%(lead_ids)s::uuid[])
 UNION
SELECT message_id FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND kind = 'failed' AND metadata ->> 'lead_id' = ANY (%(lead_ids)s::uuid[]::text[])
 ORDER BY 1;

-- name: clicked :many Clicked
-- Links that were clicked in these messages, and how often. Index: email_events_pkey.
-- role: worker
SELECT s.campaign_id, s.step_id, e.link_url, count(DISTINCT e.event_id) AS clicks
  FROM olap.email_events e
  JOIN olap.email_events s
    ON s.tenant_id = %(tenant_id)s AND s.message_id = e.message_id AND s.kind = 'sent'
 WHERE e.tenant_id = %(tenant_id)s AND e.message_id = ANY (%(message_ids)s::uuid[]) AND e.kind = 'clicked'
   AND s.campaign_id IS NOT NULL
 GROUP BY 1, 2, 3
 ORDER BY 1, 2, 3;

-- name: clicks_of_all :many Clicked
-- How often everybody clicked these links, as far as facts say. Index: link_totals_pkey.
-- role: worker
SELECT l.campaign_id, l.step_id, l.url AS link_url, coalesce(sum(t.clicks_total), 0)::bigint AS clicks
  FROM unnest(%(campaigns)s::uuid[], %(steps)s::uuid[], %(urls)s::text[]) AS l (campaign_id, step_id, url)
  LEFT JOIN olap.link_totals t
    ON t.tenant_id = %(tenant_id)s AND t.campaign_id = l.campaign_id AND t.step_id = l.step_id
   AND t.link_digest = sha256(convert_to(l.url, 'UTF8'))
 GROUP BY 1, 2, 3;

-- name: clear_events :exec
-- Who it was becomes a random id; where from, with what, in which words goes. Index: email_events_pkey.
-- role: worker
UPDATE olap.email_events e
   SET lead_id = coalesce(p.surrogate, e.lead_id), user_agent = NULL, ip_address = NULL, bounce_reason = NULL, link_text = NULL,
       provider_event_id = NULL,
       link_url = CASE WHEN e.kind = 'clicked' THEN coalesce(
           (SELECT l.new_url
              FROM unnest(%(campaigns)s::uuid[], %(steps)s::uuid[], %(urls)s::text[], %(new_urls)s::text[])
                       AS l (campaign_id, step_id, url, new_url)
             WHERE l.url = e.link_url AND l.campaign_id = s.campaign_id AND l.step_id = s.step_id), e.link_url) END,
       metadata = coalesce((SELECT jsonb_object_agg(kept.key, kept.value)
                     FROM jsonb_each(e.metadata) AS kept
                    WHERE kept.key = ANY (%(kept)s::text[])), '{}'),
       erased = coalesce(e.erased, now())
  FROM olap.email_events o
  LEFT JOIN unnest(%(lead_ids)s::uuid[], %(surrogates)s::uuid[]) AS p (lead_id, surrogate) ON p.lead_id = o.lead_id
  LEFT JOIN LATERAL (SELECT campaign_id, step_id FROM olap.email_events
                      WHERE tenant_id = %(tenant_id)s AND message_id = o.message_id AND kind = 'sent'
                      ORDER BY occurred, event_id LIMIT 1) s ON true
 WHERE o.tenant_id = %(tenant_id)s AND o.message_id = ANY (%(message_ids)s::uuid[])
   AND e.tenant_id = %(tenant_id)s AND e.message_id = o.message_id AND e.event_id = o.event_id;

-- name: rename_states :exec
-- Index: message_states_pkey.
-- role: worker
UPDATE olap.message_states m
   SET lead_id = coalesce(p.surrogate, m.lead_id),
       breakdown = CASE WHEN cardinality(%(digests)s::text[]) > 0 AND o.breakdown <> '{}'
           THEN (SELECT jsonb_object_agg(coalesce('link:' || l.new_digest, named.key), named.value)
                   FROM jsonb_each(o.breakdown) AS named
                   LEFT JOIN unnest(%(campaigns)s::uuid[], %(steps)s::uuid[], %(digests)s::text[], %(new_digests)s::text[])
                             AS l (campaign_id, step_id, digest, new_digest)
                     ON named.key = 'link:' || l.digest AND l.campaign_id = o.campaign_id AND l.step_id = o.step_id)
           ELSE o.breakdown END,
       updated = now()
  FROM olap.message_states o
  LEFT JOIN unnest(%(lead_ids)s::uuid[], %(surrogates)s::uuid[]) AS p (lead_id, surrogate) ON p.lead_id = o.lead_id
 WHERE o.tenant_id = %(tenant_id)s AND o.message_id = ANY (%(message_ids)s::uuid[])
   AND m.tenant_id = %(tenant_id)s AND m.message_id = o.message_id;

-- name: rename_links :exec
-- Links that nobody else clicked, in the facts. Index: link_totals_pkey.
-- role: worker
UPDATE olap.link_totals t
   SET link_digest = l.new_digest, link_url = l.new_url, link_text = NULL, updated = now()
  FROM unnest(%(campaigns)s::uuid[], %(steps)s::uuid[], %(digests)s::bytea[], %(new_urls)s::text[], %(new_digests)s::bytea[])
           AS l (campaign_id, step_id, digest, new_url, new_digest)
 WHERE t.tenant_id = %(tenant_id)s AND t.campaign_id = l.campaign_id AND t.step_id = l.step_id AND t.link_digest = l.digest;

-- name: rename_copies :exec
-- Index: dim_leads_pkey.
-- role: worker
WITH gone AS (
    DELETE FROM olap.dim_leads d
     USING unnest(%(lead_ids)s::uuid[], %(surrogates)s::uuid[]) AS p (lead_id, surrogate)
     WHERE d.tenant_id = %(tenant_id)s AND d.lead_id = p.lead_id
 RETURNING p.surrogate, d.company_id, d.status, d.version, d.deleted
)
INSERT INTO olap.dim_leads (tenant_id, lead_id, company_id, status, version, deleted)
SELECT %(tenant_id)s, surrogate, company_id, status, version, coalesce(deleted, now()) FROM gone
    ON CONFLICT (tenant_id, lead_id) DO NOTHING;

-- name: clear_late :exec
-- Index: late_events_pkey.
-- role: worker
UPDATE olap.late_events
   SET event = event - ARRAY['lead_id', 'user_agent', 'ip_address', 'bounce_reason', 'link_url', 'link_text', 'metadata',
                             'provider_event_id']
 WHERE tenant_id = %(tenant_id)s
   AND (message_id = ANY (%(message_ids)s::uuid[]) OR event ->> 'lead_id' = ANY (%(lead_ids)s::uuid[]::text[]));

-- name: rename_in_outbox :exec
-- What has not left yet, and what waits for a person. A scan of both. Indexes: handoff_outbox_pkey, handoff_parked_pkey.
-- role: worker
WITH parked AS (
    UPDATE olap.handoff_parked
       SET payload = replace(payload::text, %(found)s, %(instead)s)::jsonb
     WHERE tenant_id = %(tenant_id)s AND strpos(payload::text, %(found)s) > 0
)
UPDATE olap.handoff_outbox
   SET payload = replace(payload::text, %(found)s, %(instead)s)::jsonb
 WHERE tenant_id = %(tenant_id)s AND strpos(payload::text, %(found)s) > 0;

-- name: rename_in_parked_of_people :exec
-- Index: handoff_parked_pkey.
-- role: worker
UPDATE oltp.handoff_parked
   SET payload = replace(payload::text, %(found)s, %(instead)s)::jsonb
 WHERE tenant_id = %(tenant_id)s AND strpos(payload::text, %(found)s) > 0;

-- name: lead_ids :many Found
-- Which leads of a database, restored perhaps, the journal's digests are of. A scan of the tenant's leads; index: leads_pkey.
SELECT id AS lead_id, sha256(convert_to(tenant_id::text || ' ' || id::text, 'UTF8')) AS subject_digest
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s
   AND sha256(convert_to(tenant_id::text || ' ' || id::text, 'UTF8')) = ANY (%(digests)s::bytea[])
 ORDER BY id;

-- name: lead_ids_of_mail :many Found
-- The same of mail. Index: email_messages_lead_idx.
SELECT DISTINCT lead_id, sha256(convert_to(tenant_id::text || ' ' || lead_id::text, 'UTF8')) AS subject_digest
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND lead_id IS NOT NULL
   AND sha256(convert_to(tenant_id::text || ' ' || lead_id::text, 'UTF8')) = ANY (%(digests)s::bytea[]);

-- name: delete_copies_and_queues :exec
-- Of a tenant that is gone: copies of what it had, and what waited. Indexes: the primary keys.
-- role: worker
WITH tenants AS (DELETE FROM olap.dim_tenants WHERE tenant_id = %(tenant_id)s),
     companies AS (DELETE FROM olap.dim_companies WHERE tenant_id = %(tenant_id)s),
     campaigns AS (DELETE FROM olap.dim_campaigns WHERE tenant_id = %(tenant_id)s),
     steps AS (DELETE FROM olap.dim_steps WHERE tenant_id = %(tenant_id)s),
     variants AS (DELETE FROM olap.dim_variants WHERE tenant_id = %(tenant_id)s),
     mailboxes AS (DELETE FROM olap.dim_mailboxes WHERE tenant_id = %(tenant_id)s),
     leads AS (DELETE FROM olap.dim_leads WHERE tenant_id = %(tenant_id)s),
     late AS (DELETE FROM olap.late_events WHERE tenant_id = %(tenant_id)s),
     judging AS (DELETE FROM olap.judge_queue WHERE tenant_id = %(tenant_id)s),
     telling AS (DELETE FROM olap.engagement_queue WHERE tenant_id = %(tenant_id)s),
     told AS (DELETE FROM olap.engagement_tenants WHERE tenant_id = %(tenant_id)s),
     queued AS (DELETE FROM olap.rollup_queue WHERE tenant_id = %(tenant_id)s),
     parked AS (DELETE FROM olap.handoff_parked WHERE tenant_id = %(tenant_id)s),
     forgotten AS (DELETE FROM olap.erasures WHERE tenant_id = %(tenant_id)s AND subject = 'lead')
DELETE FROM olap.rollup_tenants WHERE tenant_id = %(tenant_id)s;

-- name: delete_open_periods :exec
-- Periods on which no invoice rests: not closed, not cited, not adjusted. Index: billing_analytics_pkey.
-- role: worker
DELETE FROM olap.billing_analytics b
 WHERE b.tenant_id = %(tenant_id)s AND b.frozen IS NULL
   AND NOT EXISTS (SELECT 1 FROM olap.usage_statements s WHERE s.tenant_id = %(tenant_id)s AND s.billing_id = b.id)
   AND NOT EXISTS (SELECT 1 FROM olap.billing_adjustments a WHERE a.tenant_id = %(tenant_id)s AND a.billing_id = b.id)
   AND NOT EXISTS (SELECT 1 FROM olap.usage_statement_lines l
                    WHERE l.tenant_id = %(tenant_id)s AND l.adjusted_billing_id = b.id);

-- name: delete_what_open_periods_rested_on :exec
-- The samples of days, and the terms of subscriptions, that belong to no period that is kept. Indexes: usage_samples_pkey,
-- billing_terms_pkey, billing_analytics_periods_apart.
-- role: worker
WITH samples AS (
    DELETE FROM olap.usage_samples u
     WHERE u.tenant_id = %(tenant_id)s
       AND NOT EXISTS (SELECT 1
                         FROM olap.billing_analytics b
                        WHERE b.tenant_id = %(tenant_id)s
                          AND tstzrange(b.period_start, b.period_end) @> (u.day::timestamp AT TIME ZONE 'UTC'))
)
DELETE FROM olap.billing_terms t
 WHERE t.tenant_id = %(tenant_id)s
   AND NOT EXISTS (SELECT 1
                     FROM olap.billing_analytics b
                    WHERE b.tenant_id = %(tenant_id)s
                      AND tstzrange(b.period_start, b.period_end)
                          && tstzrange(t.period_start::timestamp AT TIME ZONE 'UTC', t.period_end::timestamp AT TIME ZONE 'UTC'));
