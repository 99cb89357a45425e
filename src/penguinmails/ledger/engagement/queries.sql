-- name: make_lock :exec
-- Index: engagement_tenants_pkey.
INSERT INTO olap.engagement_tenants (tenant_id) VALUES (%(tenant_id)s) ON CONFLICT DO NOTHING;

-- name: lock :value
-- One judge of a tenant works at a time; NULL where another does. Index: engagement_tenants_pkey.
SELECT version FROM olap.engagement_tenants WHERE tenant_id = %(tenant_id)s FOR UPDATE SKIP LOCKED;

-- name: lock_waiting :value
-- As lock, but waits for the other. Index: engagement_tenants_pkey.
SELECT version FROM olap.engagement_tenants WHERE tenant_id = %(tenant_id)s FOR UPDATE;

-- name: next_version :value
-- Higher than all before it, and than what copies may hold that a restored backup has forgotten. Index:
-- engagement_tenants_pkey.
UPDATE olap.engagement_tenants
   SET version = greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint), updated = now()
 WHERE tenant_id = %(tenant_id)s
RETURNING version;

-- name: tenants_waiting :many WaitingTenant
-- Cross-tenant on purpose. Indexes: judge_queue_age_idx, engagement_queue_age_idx.
-- role: worker
SELECT tenant_id FROM olap.judge_queue WHERE created <= now() - %(settle)s::interval
 UNION
SELECT tenant_id FROM olap.engagement_queue;

-- name: claim_batches :many ToldBatch
-- The oldest, claimed by deleting. ARRAY, because a joined sub-select runs once a row. Index: engagement_queue_pkey.
DELETE FROM olap.engagement_queue
 WHERE tenant_id = %(tenant_id)s
   AND batch_id = ANY (ARRAY(SELECT batch_id
                               FROM olap.engagement_queue
                              WHERE tenant_id = %(tenant_id)s
                              ORDER BY batch_id
                              LIMIT %(batches)s))
RETURNING batch_id;

-- name: messages_of :many Concerned
-- The messages these batches are about, by events or verdicts. Indexes: email_events_batch_idx, event_verdicts_batch_idx.
SELECT message_id FROM olap.email_events WHERE tenant_id = %(tenant_id)s AND batch_id = ANY (%(batch_ids)s::uuid[])
 UNION
SELECT message_id FROM olap.event_verdicts WHERE tenant_id = %(tenant_id)s AND batch_id = ANY (%(batch_ids)s::uuid[]);

-- name: judge_again :exec
-- Of messages with doubtful hits, once, when their sent comes in: it may tell who came. Index: email_events_pkey.
INSERT INTO olap.judge_queue (tenant_id, batch_id)
SELECT DISTINCT tenant_id, batch_id
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[]) AND kind = 'sent'
   AND batch_id = ANY (%(batch_ids)s::uuid[])
    ON CONFLICT DO NOTHING;

-- name: sent_messages :many SentMessage
-- Those of the messages that were sent, as the earliest report says it. By arrays, not by joins: a new tenant is taken
-- for one of a single row, and a join then reads all it has for every page. Index: email_events_pkey.
SELECT DISTINCT ON (message_id) message_id, lead_id, campaign_id, step_id, occurred
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[]) AND kind = 'sent'
 ORDER BY message_id, occurred, event_id;

-- name: sent_to_leads :many SentMessage
-- All that leads were ever sent. Index: email_events_lead_idx.
SELECT DISTINCT ON (message_id) message_id, lead_id, campaign_id, step_id, occurred
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[]) AND kind = 'sent'
 ORDER BY message_id, occurred, event_id;

-- name: marks_of :many Marks
-- What is known of messages beside that they were sent; a click implies an open. Of several bounces the most final one
-- names the type. Indexes: email_events_pkey, event_verdicts_pkey.
SELECT e.message_id,
       count(*) FILTER (WHERE e.kind IN ('opened', 'clicked') AND coalesce(v.verdict, 'unknown') = 'unknown') AS doubtful,
       count(*) FILTER (WHERE e.kind IN ('opened', 'clicked')) AS hits,
       min(e.occurred) FILTER (WHERE v.verdict = 'human') AS opened_human,
       max(e.occurred) FILTER (WHERE v.verdict = 'human') AS last_opened_human,
       min(e.occurred) FILTER (WHERE v.verdict = 'human' AND e.kind = 'clicked') AS clicked_human,
       max(e.occurred) FILTER (WHERE v.verdict = 'human' AND e.kind = 'clicked') AS last_clicked_human,
       min(e.occurred) FILTER (WHERE e.kind = 'replied') AS replied,
       max(e.occurred) FILTER (WHERE e.kind = 'replied') AS last_replied,
       min(e.occurred) FILTER (WHERE e.kind = 'auto_replied') AS auto_replied,
       min(e.occurred) FILTER (WHERE e.kind = 'bounced') AS bounced,
       CASE WHEN bool_or(e.bounce_type = 'hard') THEN 'hard'
            WHEN bool_or(e.bounce_type = 'block') THEN 'block'
            WHEN bool_or(e.bounce_type = 'soft') THEN 'soft' END AS bounce_type,
       min(e.occurred) FILTER (WHERE e.kind = 'complained') AS complained,
       min(e.occurred) FILTER (WHERE e.kind = 'unsubscribed') AS unsubscribed
  FROM olap.email_events e
  LEFT JOIN LATERAL (SELECT verdict
                       FROM olap.event_verdicts
                      WHERE e.kind IN ('opened', 'clicked')
                        AND tenant_id = %(tenant_id)s AND message_id = e.message_id AND event_id = e.event_id
                      ORDER BY rule_version DESC
                      LIMIT 1) v ON true
 WHERE e.tenant_id = %(tenant_id)s AND e.message_id = ANY (%(message_ids)s::uuid[]) AND e.kind <> 'sent'
 GROUP BY e.message_id;

-- name: signs_of :many MessageSeen
-- The first sign that a message arrived. Index: email_events_pkey.
SELECT DISTINCT ON (message_id) message_id, occurred AS at, kind AS evidence
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[])
   AND kind IN ('delivered', 'bounced', 'complained', 'opened', 'clicked', 'replied', 'auto_replied', 'unsubscribed')
 ORDER BY message_id, occurred, event_id;

-- name: tell_unsent_again :exec
-- Cross-tenant on purpose: batches with hits of the last days whose messages still have no sent, to be told of once
-- more. Index: email_events_personal_idx.
-- role: worker
INSERT INTO olap.engagement_queue (tenant_id, batch_id)
SELECT DISTINCT e.tenant_id, e.batch_id
  FROM olap.email_events e
 WHERE e.received > now() - %(within)s::interval AND (e.ip_address IS NOT NULL OR e.user_agent IS NOT NULL)
   AND e.kind IN ('opened', 'clicked', 'unsubscribed')
   AND NOT EXISTS (SELECT 1
                     FROM olap.email_events s
                    WHERE s.tenant_id = e.tenant_id AND s.message_id = e.message_id AND s.kind = 'sent')
    ON CONFLICT DO NOTHING;
