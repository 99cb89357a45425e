-- name: make_lock :exec
-- Index: rollup_tenants_pkey.
-- role: app, worker
INSERT INTO olap.rollup_tenants (tenant_id) VALUES (%(tenant_id)s) ON CONFLICT DO NOTHING;

-- name: lock :value
-- One rollup of a tenant at a time; NULL where another has it. Index: rollup_tenants_pkey.
-- role: app, worker
SELECT tenant_id FROM olap.rollup_tenants WHERE tenant_id = %(tenant_id)s FOR NO KEY UPDATE SKIP LOCKED;

-- name: is_known :value
-- Whether the tenant has its row; unlike an INSERT, this waits for nobody. Index: rollup_tenants_pkey.
-- role: app, worker
SELECT EXISTS (SELECT 1 FROM olap.rollup_tenants WHERE tenant_id = %(tenant_id)s);

-- name: lock_waiting :value
-- As lock, but waits for the other. Index: rollup_tenants_pkey.
-- role: app, worker
SELECT tenant_id FROM olap.rollup_tenants WHERE tenant_id = %(tenant_id)s FOR NO KEY UPDATE;

-- name: tenants_waiting :many Waiting
-- Cross-tenant on purpose: who waits longest comes first. Index: rollup_queue_age_idx.
-- role: worker
SELECT tenant_id
  FROM olap.rollup_queue
 WHERE set_aside IS NULL OR set_aside <= now() - interval '10 minutes'
 GROUP BY tenant_id ORDER BY min(created), tenant_id;

-- name: claim :one Claim
-- The oldest batches, claimed by deleting, as many as hold so many rows; the messages they are about, and the days these
-- were sent on for which there is no period. Arrays and not joins, because a new tenant is taken for one of a single row.
-- Indexes: rollup_queue_pkey, email_events_batch_idx, event_verdicts_batch_idx, billing_analytics_periods_apart.
-- role: app, worker
WITH claimed AS (
    DELETE FROM olap.rollup_queue
     WHERE tenant_id = %(tenant_id)s
       AND batch_id = ANY (ARRAY(SELECT batch_id
                                   FROM (SELECT batch_id, sum(rows) OVER (ORDER BY batch_id) - rows AS before
                                           FROM (SELECT batch_id, rows
                                                   FROM olap.rollup_queue
                                                  WHERE tenant_id = %(tenant_id)s
                                                    AND (set_aside IS NULL OR set_aside <= now() - interval '10 minutes')
                                                  ORDER BY batch_id
                                                  LIMIT %(rows)s) oldest) so_far
                                  WHERE before < %(rows)s))
    RETURNING batch_id, rows
), batches AS (
    SELECT array_agg(batch_id) AS ids, count(*) AS batches, coalesce(sum(rows), 0)::bigint AS rows FROM claimed
), events AS MATERIALIZED (
    SELECT message_id, CASE kind WHEN 'sent' THEN (occurred AT TIME ZONE 'UTC')::date END AS day
      FROM olap.email_events
     WHERE tenant_id = %(tenant_id)s AND batch_id = ANY ((SELECT ids FROM batches)::uuid[])
), touched AS (
    SELECT message_id FROM events
     UNION
    SELECT message_id FROM olap.event_verdicts
     WHERE tenant_id = %(tenant_id)s AND batch_id = ANY ((SELECT ids FROM batches)::uuid[])
), messages AS (
    SELECT array_agg(message_id ORDER BY message_id) AS ids FROM touched
)
SELECT b.batches, b.rows, coalesce(cardinality(m.ids), 0)::bigint AS messages, m.ids::text AS message_ids,
       m.ids[1] AS low, m.ids[cardinality(m.ids)] AS high,
       ARRAY(SELECT day
               FROM (SELECT DISTINCT day FROM events WHERE day IS NOT NULL) sent
              WHERE NOT EXISTS (SELECT 1
                                  FROM olap.billing_analytics p
                                 WHERE p.tenant_id = %(tenant_id)s
                                   AND tstzrange(p.period_start, p.period_end) @> (sent.day::timestamp AT TIME ZONE 'UTC'))
              ORDER BY day) AS new_days
  FROM batches b, messages m;

-- name: set_aside :one SetAside
-- The batch that claim would take alone. Index: rollup_queue_pkey.
-- role: app, worker
UPDATE olap.rollup_queue
   SET set_aside = now(), error = %(error)s
 WHERE tenant_id = %(tenant_id)s
   AND batch_id = (SELECT batch_id
                     FROM olap.rollup_queue
                    WHERE tenant_id = %(tenant_id)s
                      AND (set_aside IS NULL OR set_aside <= now() - interval '10 minutes')
                    ORDER BY batch_id
                    LIMIT 1)
RETURNING batch_id, rows;

-- name: count_turn :exec
-- Index: rollup_tenants_pkey.
-- role: app, worker
UPDATE olap.rollup_tenants
   SET rolled = now(), batches = batches + %(batches)s, messages = messages + %(messages)s, updated = now()
 WHERE tenant_id = %(tenant_id)s;

-- name: freshness :one Freshness
-- What waits of one tenant. Index: rollup_queue_pkey.
-- role: app, worker
SELECT min(created) AS oldest, count(*) AS batches, coalesce(sum(rows), 0)::bigint AS rows
  FROM olap.rollup_queue
 WHERE tenant_id = %(tenant_id)s;

-- name: freshness_of_all :one Freshness
-- Cross-tenant on purpose. Index: rollup_queue_age_idx.
-- role: worker
SELECT min(created) AS oldest, count(*) AS batches, coalesce(sum(rows), 0)::bigint AS rows FROM olap.rollup_queue;

-- name: clear_queue :exec
-- Everything is about to be counted. Index: rollup_queue_pkey.
-- role: worker
DELETE FROM olap.rollup_queue WHERE tenant_id = %(tenant_id)s;

-- name: delete_orphans :exec
-- States of messages that the ledger does not know, of days, or of all. Indexes: message_states_day_idx, email_events_pkey.
-- role: worker
DELETE FROM olap.message_states s
 WHERE s.tenant_id = %(tenant_id)s
   AND (num_nulls(%(since)s::date, %(until)s::date) = 2
        OR (s.activity_date >= coalesce(%(since)s::date, '-infinity')
            AND s.activity_date < coalesce(%(until)s::date, 'infinity')))
   AND NOT EXISTS (SELECT 1
                     FROM olap.email_events e
                    WHERE e.tenant_id = %(tenant_id)s AND e.message_id = s.message_id);

-- name: next_page :one Page
-- Where the next so many events end, by message. Index: email_events_pkey.
-- role: worker
SELECT message_id AS last
  FROM (SELECT message_id
          FROM olap.email_events
         WHERE tenant_id = %(tenant_id)s AND message_id > %(after)s
         ORDER BY message_id
         LIMIT %(size)s) page
 ORDER BY message_id DESC
 LIMIT 1;

-- name: messages_of_days :many Listed
-- The messages sent on some days, by their states or their events, in pages. Indexes: message_states_day_idx,
-- email_events_recent_idx.
-- role: worker
SELECT array_agg(message_id ORDER BY message_id)::text AS message_ids, (array_agg(message_id ORDER BY message_id))[1] AS low,
       (array_agg(message_id ORDER BY message_id DESC))[1] AS high
  FROM (SELECT message_id, (row_number() OVER (ORDER BY message_id) - 1) / %(size)s AS page
          FROM (SELECT message_id
                  FROM olap.message_states
                 WHERE tenant_id = %(tenant_id)s AND activity_date >= coalesce(%(since)s::date, '-infinity')
                   AND activity_date < coalesce(%(until)s::date, 'infinity')
                 UNION
                SELECT message_id
                  FROM olap.email_events
                 WHERE tenant_id = %(tenant_id)s AND kind = 'sent'
                   AND occurred >= coalesce(%(since)s::date::timestamp AT TIME ZONE 'UTC', '-infinity')
                   AND occurred < coalesce(%(until)s::date::timestamp AT TIME ZONE 'UTC', 'infinity')) sent) numbered
 GROUP BY page
 ORDER BY page;

-- name: days_of_messages :many Day
-- All days these messages were sent on, by any report. Index: email_events_pkey.
-- role: app, worker
SELECT DISTINCT (occurred AT TIME ZONE 'UTC')::date AS day
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND kind = 'sent' AND message_id = ANY (%(message_ids)s::uuid[])
   AND message_id BETWEEN %(low)s::uuid AND %(high)s::uuid;

-- name: days_sent :many Day
-- The days of these states. Index: message_states_day_idx.
-- role: worker
SELECT DISTINCT activity_date AS day
  FROM olap.message_states
 WHERE tenant_id = %(tenant_id)s
   AND (activity_date = ANY (%(days)s::date[])
        OR (activity_date >= coalesce(%(since)s::date, '-infinity')
            AND activity_date < coalesce(%(until)s::date, 'infinity')));

-- name: campaigns_of_days :many CampaignOfDays
-- The campaigns that sent on some days, but those some of whose mail is archived: what they add up to over all days does
-- not follow from live states. Where facts are archived too, only a campaign's id can say that it is younger. Indexes:
-- message_states_day_idx, campaign_analytics_day_idx, campaign_analytics_pkey, analytics_archive_pkey.
-- role: worker
WITH sending AS (
    SELECT campaign_id
      FROM olap.message_states
     WHERE tenant_id = %(tenant_id)s AND campaign_id IS NOT NULL
       AND (activity_date = ANY (%(days)s::date[])
            OR (activity_date >= coalesce(%(since)s::date, '-infinity')
                AND activity_date < coalesce(%(until)s::date, 'infinity')))
     UNION
    SELECT campaign_id
      FROM olap.campaign_analytics
     WHERE tenant_id = %(tenant_id)s
       AND (activity_date = ANY (%(days)s::date[])
            OR (activity_date >= coalesce(%(since)s::date, '-infinity')
                AND activity_date < coalesce(%(until)s::date, 'infinity')))
)
SELECT s.campaign_id
  FROM sending s
 CROSS JOIN (SELECT max(last_day) FILTER (WHERE table_name = 'message_states') AS messages,
                    max(period_end) FILTER (WHERE table_name NOT IN ('email_events', 'event_verdicts', 'message_states')) AS facts
               FROM olap.analytics_archive
              WHERE tenant_id = %(tenant_id)s AND restored IS NULL) a
 WHERE NOT EXISTS (SELECT 1
                     FROM olap.campaign_analytics c
                    WHERE c.tenant_id = %(tenant_id)s AND c.campaign_id = s.campaign_id AND c.activity_date <= a.messages)
   AND (a.facts IS NULL OR uuid_extract_timestamp(s.campaign_id) >= a.facts::timestamp AT TIME ZONE 'UTC');

-- name: archived_through :value
-- The latest day on which a message was sent whose events are in the archive; NULL where none is. Index:
-- analytics_archive_pkey.
-- role: app, worker
SELECT max(last_day)
  FROM olap.analytics_archive
 WHERE tenant_id = %(tenant_id)s AND table_name = 'message_states' AND restored IS NULL;
