-- name: lines :many LedgerLine
-- All that happened to a message, and the verdicts that count. Indexes: email_events_pkey, event_verdicts_pkey.
SELECT e.event_id, e.occurred, e.kind, e.source, v.verdict, v.reason, e.client, e.device_type, e.link_url,
       e.bounce_type, e.bounce_reason, e.received
  FROM olap.email_events e
  LEFT JOIN LATERAL (SELECT verdict, reason
                       FROM olap.event_verdicts
                      WHERE tenant_id = %(tenant_id)s AND message_id = e.message_id AND event_id = e.event_id
                      ORDER BY rule_version DESC
                      LIMIT 1) v ON true
 WHERE e.tenant_id = %(tenant_id)s AND e.message_id = %(message_id)s
 ORDER BY e.occurred, e.event_id;

-- name: campaign_stage :one CampaignStage
-- A campaign's messages, one flag a message and column. OFFSET 0: each is folded by itself, not the whole tenant. Indexes: email_events_campaign_idx, email_events_failed_idx,
-- email_events_pkey, event_verdicts_pkey.
WITH messages AS (
    SELECT DISTINCT ON (message_id) message_id, step_id, mailbox_id, true AS was_sent
      FROM olap.email_events
     WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND kind = 'sent'
     ORDER BY message_id, occurred, event_id
), marked AS (
    SELECT s.*, m.*, m.bounced IS NULL OR coalesce(m.opened_human, m.replied) IS NOT NULL AS delivered
      FROM messages s
      LEFT JOIN LATERAL (SELECT opens, opens_human, opens_machine, clicks, clicks_human, clicks_machine, opened,
                                opened_human, clicked, clicked_human, replied, auto_replied, bounced, bounce_type,
                                complained, unsubscribed
                           FROM olap.message_marks
                          WHERE tenant_id = %(tenant_id)s AND message_id = s.message_id
                         OFFSET 0) m ON true
     UNION ALL
    SELECT DISTINCT ON (f.message_id) f.message_id,
           CASE WHEN pg_input_is_valid(f.metadata ->> 'step_id', 'uuid') THEN (f.metadata ->> 'step_id')::uuid END,
           CASE WHEN pg_input_is_valid(f.metadata ->> 'mailbox_id', 'uuid') THEN (f.metadata ->> 'mailbox_id')::uuid END,
           false, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false
      FROM olap.email_events f
     WHERE f.tenant_id = %(tenant_id)s AND f.kind = 'failed' AND f.metadata ->> 'campaign_id' = %(campaign_id)s::text
       AND NOT EXISTS (SELECT 1
                         FROM olap.email_events s
                        WHERE s.tenant_id = %(tenant_id)s AND s.message_id = f.message_id AND s.kind = 'sent')
)
SELECT count(*) FILTER (WHERE was_sent) AS sent,
       count(*) FILTER (WHERE delivered) AS delivered,
       count(*) FILTER (WHERE delivered AND opened IS NOT NULL) AS opened,
       count(*) FILTER (WHERE delivered AND opened_human IS NOT NULL) AS opened_human,
       count(*) FILTER (WHERE delivered AND clicked IS NOT NULL) AS clicked,
       count(*) FILTER (WHERE delivered AND clicked_human IS NOT NULL) AS clicked_human,
       count(*) FILTER (WHERE delivered AND replied IS NOT NULL) AS replied,
       count(*) FILTER (WHERE delivered AND auto_replied IS NOT NULL) AS auto_replied,
       count(*) FILTER (WHERE was_sent AND NOT delivered) AS bounced,
       count(*) FILTER (WHERE was_sent AND NOT delivered AND bounce_type = 'hard') AS bounced_hard,
       count(*) FILTER (WHERE was_sent AND NOT delivered AND bounce_type = 'soft') AS bounced_soft,
       count(*) FILTER (WHERE was_sent AND NOT delivered AND bounce_type = 'block') AS bounced_block,
       count(*) FILTER (WHERE delivered AND complained IS NOT NULL) AS complained,
       count(*) FILTER (WHERE delivered AND unsubscribed IS NOT NULL) AS unsubscribed,
       count(*) FILTER (WHERE NOT was_sent) AS failed,
       coalesce(sum(opens) FILTER (WHERE delivered), 0)::bigint AS opens,
       coalesce(sum(opens_human) FILTER (WHERE delivered), 0)::bigint AS opens_human,
       coalesce(sum(opens_machine) FILTER (WHERE delivered), 0)::bigint AS opens_machine,
       coalesce(sum(clicks) FILTER (WHERE delivered), 0)::bigint AS clicks,
       coalesce(sum(clicks_human) FILTER (WHERE delivered), 0)::bigint AS clicks_human,
       coalesce(sum(clicks_machine) FILTER (WHERE delivered), 0)::bigint AS clicks_machine
  FROM marked;

-- name: step_stages :many StepStage
-- The same by step and mailbox. Indexes: as campaign_stage.
WITH messages AS (
    SELECT DISTINCT ON (message_id) message_id, step_id, mailbox_id, true AS was_sent
      FROM olap.email_events
     WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND kind = 'sent'
     ORDER BY message_id, occurred, event_id
), marked AS (
    SELECT s.*, m.*, m.bounced IS NULL OR coalesce(m.opened_human, m.replied) IS NOT NULL AS delivered
      FROM messages s
      LEFT JOIN LATERAL (SELECT opens, opens_human, opens_machine, clicks, clicks_human, clicks_machine, opened,
                                opened_human, clicked, clicked_human, replied, auto_replied, bounced, bounce_type,
                                complained, unsubscribed
                           FROM olap.message_marks
                          WHERE tenant_id = %(tenant_id)s AND message_id = s.message_id
                         OFFSET 0) m ON true
     UNION ALL
    SELECT DISTINCT ON (f.message_id) f.message_id,
           CASE WHEN pg_input_is_valid(f.metadata ->> 'step_id', 'uuid') THEN (f.metadata ->> 'step_id')::uuid END,
           CASE WHEN pg_input_is_valid(f.metadata ->> 'mailbox_id', 'uuid') THEN (f.metadata ->> 'mailbox_id')::uuid END,
           false, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false
      FROM olap.email_events f
     WHERE f.tenant_id = %(tenant_id)s AND f.kind = 'failed' AND f.metadata ->> 'campaign_id' = %(campaign_id)s::text
       AND NOT EXISTS (SELECT 1
                         FROM olap.email_events s
                        WHERE s.tenant_id = %(tenant_id)s AND s.message_id = f.message_id AND s.kind = 'sent')
)
SELECT count(*) FILTER (WHERE was_sent) AS sent,
       count(*) FILTER (WHERE delivered) AS delivered,
       count(*) FILTER (WHERE delivered AND opened IS NOT NULL) AS opened,
       count(*) FILTER (WHERE delivered AND opened_human IS NOT NULL) AS opened_human,
       count(*) FILTER (WHERE delivered AND clicked IS NOT NULL) AS clicked,
       count(*) FILTER (WHERE delivered AND clicked_human IS NOT NULL) AS clicked_human,
       count(*) FILTER (WHERE delivered AND replied IS NOT NULL) AS replied,
       count(*) FILTER (WHERE delivered AND auto_replied IS NOT NULL) AS auto_replied,
       count(*) FILTER (WHERE was_sent AND NOT delivered) AS bounced,
       count(*) FILTER (WHERE was_sent AND NOT delivered AND bounce_type = 'hard') AS bounced_hard,
       count(*) FILTER (WHERE was_sent AND NOT delivered AND bounce_type = 'soft') AS bounced_soft,
       count(*) FILTER (WHERE was_sent AND NOT delivered AND bounce_type = 'block') AS bounced_block,
       count(*) FILTER (WHERE delivered AND complained IS NOT NULL) AS complained,
       count(*) FILTER (WHERE delivered AND unsubscribed IS NOT NULL) AS unsubscribed,
       count(*) FILTER (WHERE NOT was_sent) AS failed,
       step_id, mailbox_id
  FROM marked
 GROUP BY step_id, mailbox_id
 ORDER BY step_id, mailbox_id;

-- name: campaigns_called :many NamedCampaign
-- For people, who know campaigns by their names; two companies may use the same one. Index:
-- campaigns_status_idx.
SELECT id, name
  FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND (id = %(campaign_id)s OR lower(name) = lower(%(name)s)) AND deleted IS NULL
 ORDER BY id
 LIMIT 2;

-- name: hits_of_campaign :many Hit
-- The opens and clicks of a campaign's messages, with the verdict that counts. Indexes: email_events_campaign_idx,
-- email_events_pkey, event_verdicts_pkey.
SELECT e.message_id, e.kind, e.occurred, e.ip_address, v.verdict
  FROM olap.email_events s
  JOIN olap.email_events e
    ON e.tenant_id = %(tenant_id)s AND e.message_id = s.message_id AND e.kind IN ('opened', 'clicked')
  LEFT JOIN LATERAL (SELECT verdict
                       FROM olap.event_verdicts
                      WHERE tenant_id = %(tenant_id)s AND message_id = e.message_id AND event_id = e.event_id
                      ORDER BY rule_version DESC
                      LIMIT 1) v ON true
 WHERE s.tenant_id = %(tenant_id)s AND s.campaign_id = %(campaign_id)s AND s.kind = 'sent'
 ORDER BY e.occurred, e.event_id;
