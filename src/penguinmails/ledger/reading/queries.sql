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

-- name: stages :many StepStage
-- A campaign's messages by step and mailbox, one flag a message and column. OFFSET 0 keeps the sub-select from becoming a
-- join: each message is folded by itself, not the whole tenant. Indexes: email_events_campaign_idx,
-- email_events_failed_idx, email_events_pkey, event_verdicts_pkey.
WITH sent AS (
    -- The earliest report says whose message it is, of whatever campaign.
    SELECT DISTINCT ON (own.message_id) own.message_id, own.step_id, own.mailbox_id
      FROM olap.email_events own
     WHERE own.tenant_id = %(tenant_id)s AND own.campaign_id = %(campaign_id)s AND own.kind = 'sent'
       AND NOT EXISTS (SELECT 1
                         FROM olap.email_events other
                        WHERE other.tenant_id = %(tenant_id)s AND other.message_id = own.message_id
                          AND other.kind = 'sent' AND other.campaign_id IS DISTINCT FROM %(campaign_id)s
                          AND (other.occurred, other.event_id) < (own.occurred, own.event_id))
     ORDER BY own.message_id, own.occurred, own.event_id
), folded AS (
    SELECT s.step_id, s.mailbox_id, true AS was_sent,
           count(*) FILTER (WHERE e.kind = 'opened') AS opens,
           count(*) FILTER (WHERE e.kind = 'opened' AND e.verdict = 'human') AS opens_human,
           count(*) FILTER (WHERE e.kind = 'opened' AND e.verdict = 'machine') AS opens_machine,
           count(*) FILTER (WHERE e.kind = 'clicked') AS clicks,
           count(*) FILTER (WHERE e.kind = 'clicked' AND e.verdict = 'human') AS clicks_human,
           count(*) FILTER (WHERE e.kind = 'clicked' AND e.verdict = 'machine') AS clicks_machine,
           bool_or(e.kind = 'replied') AS replied, bool_or(e.kind = 'auto_replied') AS auto_replied,
           bool_or(e.kind = 'complained') AS complained, bool_or(e.kind = 'unsubscribed') AS unsubscribed,
           bool_or(e.kind = 'bounced') AND NOT bool_or(e.verdict = 'human' OR e.kind = 'replied') AS bounced,
           bool_or(e.bounce_type = 'hard') AS hard, bool_or(e.bounce_type = 'block') AS block
      FROM sent s
     CROSS JOIN LATERAL (SELECT kind, bounce_type, coalesce(v.verdict, 'none') AS verdict
                           FROM olap.email_events AS of_message
                           LEFT JOIN LATERAL (SELECT verdict
                                                FROM olap.event_verdicts
                                               WHERE of_message.kind IN ('opened', 'clicked')
                                                 AND tenant_id = %(tenant_id)s AND message_id = s.message_id
                                                 AND event_id = of_message.event_id
                                               ORDER BY rule_version DESC
                                               LIMIT 1) v ON true
                          WHERE of_message.tenant_id = %(tenant_id)s AND of_message.message_id = s.message_id
                         OFFSET 0) e
     GROUP BY s.message_id, s.step_id, s.mailbox_id
     UNION ALL
    SELECT DISTINCT ON (f.message_id)
           CASE WHEN pg_input_is_valid(f.metadata ->> 'step_id', 'uuid') THEN (f.metadata ->> 'step_id')::uuid END,
           CASE WHEN pg_input_is_valid(f.metadata ->> 'mailbox_id', 'uuid') THEN (f.metadata ->> 'mailbox_id')::uuid END,
           false, 0, 0, 0, 0, 0, 0, false, false, false, false, false, false, false
      FROM olap.email_events f
     WHERE f.tenant_id = %(tenant_id)s AND f.kind = 'failed' AND f.metadata ->> 'campaign_id' = %(campaign_id)s::text
       AND NOT EXISTS (SELECT 1
                         FROM olap.email_events s
                        WHERE s.tenant_id = %(tenant_id)s AND s.message_id = f.message_id AND s.kind = 'sent')
), ruled AS (
    SELECT *, was_sent AND NOT bounced AS delivered FROM folded
)
SELECT count(*) FILTER (WHERE was_sent) AS sent,
       count(*) FILTER (WHERE delivered) AS delivered,
       count(*) FILTER (WHERE delivered AND opens + clicks > 0) AS opened,
       count(*) FILTER (WHERE delivered AND opens_human + clicks_human > 0) AS opened_human,
       count(*) FILTER (WHERE delivered AND clicks > 0) AS clicked,
       count(*) FILTER (WHERE delivered AND clicks_human > 0) AS clicked_human,
       count(*) FILTER (WHERE delivered AND replied) AS replied,
       count(*) FILTER (WHERE delivered AND auto_replied) AS auto_replied,
       count(*) FILTER (WHERE bounced) AS bounced,
       count(*) FILTER (WHERE bounced AND hard) AS bounced_hard,
       count(*) FILTER (WHERE bounced AND hard IS NOT TRUE AND block IS NOT TRUE) AS bounced_soft,
       count(*) FILTER (WHERE bounced AND hard IS NOT TRUE AND block) AS bounced_block,
       count(*) FILTER (WHERE delivered AND complained) AS complained,
       count(*) FILTER (WHERE delivered AND unsubscribed) AS unsubscribed,
       count(*) FILTER (WHERE NOT was_sent) AS failed,
       coalesce(sum(opens) FILTER (WHERE delivered), 0)::bigint AS opens,
       coalesce(sum(opens_human) FILTER (WHERE delivered), 0)::bigint AS opens_human,
       coalesce(sum(opens_machine) FILTER (WHERE delivered), 0)::bigint AS opens_machine,
       coalesce(sum(clicks) FILTER (WHERE delivered), 0)::bigint AS clicks,
       coalesce(sum(clicks_human) FILTER (WHERE delivered), 0)::bigint AS clicks_human,
       coalesce(sum(clicks_machine) FILTER (WHERE delivered), 0)::bigint AS clicks_machine,
       step_id, mailbox_id
  FROM ruled
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
