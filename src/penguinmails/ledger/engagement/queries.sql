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
-- Hits that could not be judged while it was not known when their message was accepted. Indexes: email_events_pkey,
-- event_verdicts_pkey.
INSERT INTO olap.judge_queue (tenant_id, batch_id)
SELECT DISTINCT s.tenant_id, s.batch_id
  FROM olap.email_events s
  JOIN olap.email_events h
    ON h.tenant_id = s.tenant_id AND h.message_id = s.message_id AND h.kind IN ('opened', 'clicked')
  JOIN LATERAL (SELECT reason
                  FROM olap.event_verdicts
                 WHERE tenant_id = %(tenant_id)s AND message_id = h.message_id AND event_id = h.event_id
                 ORDER BY rule_version DESC
                 LIMIT 1) v ON v.reason = 'not_sent_yet'
 WHERE s.tenant_id = %(tenant_id)s AND s.batch_id = ANY (%(batch_ids)s::uuid[]) AND s.kind = 'sent'
    ON CONFLICT DO NOTHING;

-- name: message_states :many MessageState
-- Of the messages that were sent and of which more is known. Indexes: email_events_pkey, event_verdicts_pkey.
SELECT m.message_id, s.lead_id, s.campaign_id, s.step_id, m.opened_human, m.clicked_human, m.replied, m.auto_replied,
       CASE WHEN coalesce(m.opened_human, m.replied) IS NULL THEN m.bounced END AS bounced,
       CASE WHEN coalesce(m.opened_human, m.replied) IS NULL THEN m.bounce_type END AS bounce_type,
       m.complained, m.unsubscribed
  FROM unnest(%(message_ids)s::uuid[]) AS asked (message_id)
  JOIN LATERAL (SELECT lead_id, campaign_id, step_id
                  FROM olap.email_events
                 WHERE tenant_id = %(tenant_id)s AND message_id = asked.message_id AND kind = 'sent'
                 ORDER BY occurred, event_id
                 LIMIT 1) s ON true
  JOIN LATERAL (SELECT *
                  FROM olap.message_marks
                 WHERE tenant_id = %(tenant_id)s AND message_id = asked.message_id) m ON true
 WHERE m.opens > 0 OR coalesce(m.clicked, m.replied, m.auto_replied, m.bounced, m.complained, m.unsubscribed) IS NOT NULL;

-- name: lead_states :many LeadState
-- Whole states of the leads to whom these messages went, over all they were ever sent. A soft bounce is in a row while
-- nothing sent later did otherwise. Indexes: email_events_pkey, email_events_lead_idx, event_verdicts_pkey.
WITH concerned AS (
    SELECT DISTINCT e.lead_id
      FROM unnest(%(message_ids)s::uuid[]) AS asked (message_id)
      JOIN olap.email_events e
        ON e.tenant_id = %(tenant_id)s AND e.message_id = asked.message_id AND e.kind = 'sent'
     WHERE e.lead_id IS NOT NULL
), messages AS (
    SELECT c.lead_id, s.occurred AS sent, m.opened_human, m.last_opened_human, m.clicked_human, m.last_clicked_human,
           m.replied, m.last_replied,
           CASE WHEN coalesce(m.opened_human, m.replied) IS NULL THEN m.bounced END AS bounced,
           coalesce(m.opened_human, m.replied) IS NULL AND m.bounce_type IS NOT DISTINCT FROM 'soft' AS soft
      FROM concerned c
      JOIN LATERAL (SELECT DISTINCT ON (message_id) message_id, occurred
                      FROM olap.email_events
                     WHERE tenant_id = %(tenant_id)s AND lead_id = c.lead_id AND kind = 'sent'
                     ORDER BY message_id, occurred, event_id) s ON true
      LEFT JOIN LATERAL (SELECT *
                           FROM olap.message_marks
                          WHERE tenant_id = %(tenant_id)s AND message_id = s.message_id) m ON true
), ordered AS (
    SELECT *, max(sent) FILTER (WHERE NOT soft) OVER (PARTITION BY lead_id) AS last_otherwise
      FROM messages
)
SELECT lead_id, count(*) AS sent, count(opened_human) AS opened_human, count(clicked_human) AS clicked_human,
       count(replied) AS replied,
       count(*) FILTER (WHERE soft AND sent > coalesce(last_otherwise, '-infinity')) AS soft_bounces_in_row,
       max(sent) AS last_sent, max(last_opened_human) AS last_opened, max(last_clicked_human) AS last_clicked,
       max(last_replied) AS last_replied, max(bounced) AS last_bounced
  FROM ordered
 GROUP BY lead_id
 ORDER BY lead_id;

-- name: unsent :many MessageSeen
-- What somebody has although nothing is known of its being sent: the first sign of each. Index: email_events_pkey.
SELECT DISTINCT ON (e.message_id) e.message_id, e.occurred AS at, e.kind AS evidence
  FROM unnest(%(message_ids)s::uuid[]) AS asked (message_id)
  JOIN olap.email_events e ON e.tenant_id = %(tenant_id)s AND e.message_id = asked.message_id
 WHERE e.kind IN ('delivered', 'bounced', 'complained', 'opened', 'clicked', 'replied', 'auto_replied', 'unsubscribed')
   AND NOT EXISTS (SELECT 1
                     FROM olap.email_events s
                    WHERE s.tenant_id = %(tenant_id)s AND s.message_id = e.message_id AND s.kind = 'sent')
 ORDER BY e.message_id, e.occurred, e.event_id;

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
