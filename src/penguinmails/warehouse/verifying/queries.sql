-- name: tenants :many Named
-- Whoever has events that were counted, or wait for it. Cross-tenant on purpose. Indexes: rollup_tenants_pkey,
-- rollup_queue_pkey.
-- role: worker
SELECT tenant_id AS id FROM olap.rollup_tenants
 UNION
SELECT tenant_id FROM olap.rollup_queue
 ORDER BY id;

-- name: queued_messages :many Listed
-- Messages with news that nobody has counted yet: what is stored may or may not know of it. Indexes:
-- email_events_batch_idx, event_verdicts_batch_idx.
SELECT message_id
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s
   AND batch_id = ANY (ARRAY(SELECT batch_id FROM olap.rollup_queue WHERE tenant_id = %(tenant_id)s))
 UNION
SELECT message_id
  FROM olap.event_verdicts
 WHERE tenant_id = %(tenant_id)s
   AND batch_id = ANY (ARRAY(SELECT batch_id FROM olap.rollup_queue WHERE tenant_id = %(tenant_id)s));

-- name: all_messages :many Listed
-- All that something happened to, or that have a state, in order; with `sample` so many of them. Indexes:
-- email_events_pkey, message_states_pkey.
SELECT message_id
  FROM (SELECT message_id
          FROM (SELECT message_id FROM olap.email_events WHERE tenant_id = %(tenant_id)s
                 UNION
                SELECT message_id FROM olap.message_states WHERE tenant_id = %(tenant_id)s) every
         ORDER BY CASE WHEN %(sample)s::bigint IS NOT NULL THEN random() END
         LIMIT %(sample)s::bigint) picked
 ORDER BY message_id;

-- name: messages_of_days :many Listed
-- Those sent on some days, by the ledger or by their state; with `sample` so many of them. Indexes:
-- email_events_recent_idx, message_states_day_idx.
SELECT message_id
  FROM (SELECT message_id
          FROM (SELECT message_id
                  FROM olap.email_events
                 WHERE tenant_id = %(tenant_id)s AND kind = 'sent'
                   AND occurred >= %(since)s::date::timestamp AT TIME ZONE 'UTC'
                   AND occurred < %(until)s::date::timestamp AT TIME ZONE 'UTC'
                 UNION
                SELECT message_id
                  FROM olap.message_states
                 WHERE tenant_id = %(tenant_id)s
                   AND activity_date >= %(since)s::date AND activity_date < %(until)s::date) every
         ORDER BY CASE WHEN %(sample)s::bigint IS NOT NULL THEN random() END
         LIMIT %(sample)s::bigint) picked
 ORDER BY message_id;

-- name: campaigns_of_days :many Named
-- Whose mail was sent on some days, by the states or by the facts. Indexes: message_states_day_idx,
-- campaign_analytics_day_idx.
SELECT campaign_id AS id
  FROM olap.message_states
 WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s::date AND activity_date < %(until)s::date
   AND campaign_id IS NOT NULL
 UNION
SELECT campaign_id
  FROM olap.campaign_analytics
 WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s::date AND activity_date < %(until)s::date;

-- name: campaigns_archived :many Named
-- Those that sent mail which is archived: what they add up to over all days does not follow from live states. Where facts
-- are archived too, only a campaign's id can say that it is younger. Index: campaign_analytics_pkey.
SELECT id
  FROM unnest(%(campaigns)s::uuid[]) AS id
 WHERE EXISTS (SELECT 1
                 FROM olap.campaign_analytics c
                WHERE c.tenant_id = %(tenant_id)s AND c.campaign_id = id AND c.activity_date <= %(archived)s::date)
    OR (%(facts)s::date IS NOT NULL
        AND coalesce(uuid_extract_timestamp(id) < %(facts)s::date::timestamp AT TIME ZONE 'UTC', true));

-- name: facts_archived :value
-- The first day all of whose facts are live; NULL where none are archived. Index: analytics_archive_pkey.
SELECT max(period_end)
  FROM olap.analytics_archive
 WHERE tenant_id = %(tenant_id)s AND restored IS NULL
   AND table_name NOT IN ('email_events', 'event_verdicts', 'message_states');
