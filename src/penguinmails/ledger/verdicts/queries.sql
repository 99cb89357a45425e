-- name: claim_batches :many ClaimedBatch
-- The oldest whose bursts are over, claimed by deleting. ARRAY, because a joined sub-select runs once a row. Index:
-- judge_queue_pkey.
DELETE FROM olap.judge_queue
 WHERE tenant_id = %(tenant_id)s
   AND batch_id = ANY (ARRAY(SELECT batch_id
                               FROM olap.judge_queue
                              WHERE tenant_id = %(tenant_id)s
                                AND created <= now() - %(settle)s::interval
                              ORDER BY batch_id
                              LIMIT %(batches)s))
RETURNING batch_id;

-- name: messages_of :many Touched
-- Index: email_events_batch_idx.
SELECT DISTINCT message_id
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND batch_id = ANY (%(batch_ids)s::uuid[])
 ORDER BY message_id;

-- name: hits_of :many Hit
-- All opens and clicks of these messages with the judgement that counts. Indexes: email_events_pkey, event_verdicts_pkey.
SELECT e.message_id, e.event_id, e.company_id, e.kind, e.occurred, e.source, e.user_agent,
       text(e.ip_address) AS network, e.client, e.device_type, e.link_url, e.metadata ->> 'method' AS method,
       e.metadata -> 'honeypot' IS NOT DISTINCT FROM 'true' AS honeypot,
       e.metadata -> 'opens' IS NOT DISTINCT FROM 'false' AS without_pixel, v.rule_version, v.verdict, v.reason
  FROM olap.email_events e
  LEFT JOIN LATERAL (SELECT rule_version, verdict, reason
                       FROM olap.event_verdicts
                      WHERE tenant_id = %(tenant_id)s AND message_id = e.message_id AND event_id = e.event_id
                      ORDER BY rule_version DESC
                      LIMIT 1) v ON true
 WHERE e.tenant_id = %(tenant_id)s AND e.message_id = ANY (%(message_ids)s::uuid[])
   AND e.kind IN ('opened', 'clicked')
 ORDER BY e.message_id, e.occurred, e.event_id;

-- name: acceptances_of :many Acceptance
-- The earliest, where two reports say it. Index: email_events_pkey.
SELECT DISTINCT ON (message_id) message_id, occurred, receiving_provider
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[]) AND kind = 'sent'
 ORDER BY message_id, occurred, event_id;

-- name: visits_from :many Visit
-- Who was visited from these networks in these spans of time. OFFSET 0 keeps the sub-select from becoming a join, which
-- for a new tenant, taken for one of a single row, reads every visit it ever had. Index: email_events_network_idx.
SELECT DISTINCT e.message_id, text(e.network) AS network, e.occurred
  FROM unnest(%(networks)s::inet[], %(froms)s::timestamptz[], %(untils)s::timestamptz[]) AS w (network, low, high)
 CROSS JOIN LATERAL (SELECT message_id, ip_address AS network, occurred
                       FROM olap.email_events
                      WHERE tenant_id = %(tenant_id)s AND ip_address = w.network
                        AND occurred BETWEEN w.low AND w.high
                        AND kind IN ('opened', 'clicked') AND coalesce(client, '') <> ALL (%(proxies)s::text[])
                     OFFSET 0) e;

-- name: insert_verdicts :exec
-- A version of each, queued in the same statement for the facts and for who is told. Index: event_verdicts_pkey.
WITH judged AS (
    INSERT INTO olap.event_verdicts (tenant_id, message_id, event_id, rule_version, company_id, verdict, reason, batch_id)
    SELECT %(tenant_id)s, v.message_id, v.event_id, v.rule_version, v.company_id, v.verdict, v.reason, %(batch_id)s
      FROM jsonb_to_recordset(%(verdicts)s::jsonb) AS v (message_id uuid, event_id uuid, rule_version bigint,
           company_id uuid, verdict text, reason text)
     ORDER BY v.message_id, v.event_id
        ON CONFLICT DO NOTHING
    RETURNING message_id
), counted AS (
    INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows)
    SELECT %(tenant_id)s, %(batch_id)s, count(*) FROM judged HAVING count(*) > 0
)
INSERT INTO olap.engagement_queue (tenant_id, batch_id)
SELECT %(tenant_id)s, %(batch_id)s FROM judged HAVING count(*) > 0;

-- name: messages_with_hits :many Touched
-- A page of the messages sent (that is, made) since a moment that were opened or clicked. Index: email_events_pkey.
SELECT DISTINCT message_id
  FROM olap.email_events
 WHERE tenant_id = %(tenant_id)s AND message_id > %(after)s AND kind IN ('opened', 'clicked')
 ORDER BY message_id
 LIMIT %(page)s;

-- name: lines_of :many HitLine
-- A message's hits and every judgement of them. Indexes: email_events_pkey, event_verdicts_pkey.
SELECT e.event_id, e.kind, e.occurred, e.client, e.link_url, v.verdict, v.reason, v.rule_version,
       v.created AS judged,
       v.rule_version = max(v.rule_version) OVER (PARTITION BY e.event_id) AS counts
  FROM olap.email_events e
  LEFT JOIN olap.event_verdicts v
    ON v.tenant_id = %(tenant_id)s AND v.message_id = e.message_id AND v.event_id = e.event_id
 WHERE e.tenant_id = %(tenant_id)s AND e.message_id = %(message_id)s AND e.kind IN ('opened', 'clicked')
 ORDER BY e.occurred, e.event_id, v.rule_version;

-- name: reasons :many ReasonLine
-- Which rule decided how often, of messages made since a moment. Indexes: email_events_pkey, event_verdicts_pkey.
SELECT e.kind, coalesce(v.verdict, 'unjudged') AS verdict, coalesce(v.reason, 'waiting') AS reason,
       count(*) AS hits, count(DISTINCT e.message_id) AS messages
  FROM olap.email_events e
  LEFT JOIN LATERAL (SELECT verdict, reason
                       FROM olap.event_verdicts
                      WHERE tenant_id = %(tenant_id)s AND message_id = e.message_id AND event_id = e.event_id
                      ORDER BY rule_version DESC
                      LIMIT 1) v ON true
 WHERE e.tenant_id = %(tenant_id)s AND e.message_id >= %(after)s AND e.kind IN ('opened', 'clicked')
 GROUP BY 1, 2, 3
 ORDER BY 1, 2, hits DESC, 3;
