-- The fold: all events of a message, with the verdicts that count, become one row. The one definition of what counts.
-- `/* messages */ true` is replaced by the condition that says which messages in both places.
judged AS (
    -- The highest version counts; the verdict rides on it, for an aggregate needs no sort.
    SELECT message_id, event_id,
           max(rule_version * 4 + CASE verdict WHEN 'human' THEN 2 WHEN 'machine' THEN 1 ELSE 0 END) %% 4 AS verdict
      FROM olap.event_verdicts
     WHERE tenant_id = %(tenant_id)s AND /* messages */ true
     GROUP BY message_id, event_id
), seen AS MATERIALIZED (
    SELECT e.message_id, e.event_id, e.kind, e.occurred, e.company_id, e.message_kind, e.campaign_id, e.step_id,
           e.variant_id, e.mailbox_id, e.sending_domain, e.receiving_provider, e.lead_id, e.bounce_type, e.link_url,
           e.link_text, e.device_type, e.client, e.location,
           e.kind IN ('opened', 'clicked') AS hit,
           e.kind IN ('opened', 'clicked') AND j.verdict IS NOT DISTINCT FROM 2 AS human,
           e.kind IN ('opened', 'clicked') AND j.verdict IS NOT DISTINCT FROM 1 AS machine
      FROM (SELECT * FROM olap.email_events WHERE tenant_id = %(tenant_id)s AND /* messages */ true) e
      LEFT JOIN judged j ON j.message_id = e.message_id AND j.event_id = e.event_id
), accepted AS (
    -- The earliest report says how it was sent.
    SELECT DISTINCT ON (message_id) message_id, company_id, message_kind, campaign_id, step_id, variant_id, mailbox_id,
           sending_domain, receiving_provider, lead_id, occurred
      FROM seen
     WHERE kind = 'sent'
     ORDER BY message_id, occurred, event_id
), marks AS (
    SELECT message_id,
           count(*) FILTER (WHERE kind = 'opened') AS opens,
           count(*) FILTER (WHERE kind = 'opened' AND human) AS opens_human,
           count(*) FILTER (WHERE kind = 'opened' AND machine) AS opens_machine,
           count(*) FILTER (WHERE kind = 'clicked') AS clicks,
           count(*) FILTER (WHERE kind = 'clicked' AND human) AS clicks_human,
           count(*) FILTER (WHERE kind = 'clicked' AND machine) AS clicks_machine,
           bool_or(bounce_type = 'hard') AS hard,
           bool_or(bounce_type = 'block') AS block,
           min(occurred) FILTER (WHERE kind = 'delivered') AS first_delivered,
           min(occurred) FILTER (WHERE kind = 'deferred') AS first_deferred,
           min(occurred) FILTER (WHERE hit) AS first_opened,
           min(occurred) FILTER (WHERE human) AS first_opened_human,
           min(occurred) FILTER (WHERE kind = 'clicked') AS first_clicked,
           min(occurred) FILTER (WHERE kind = 'clicked' AND human) AS first_clicked_human,
           min(occurred) FILTER (WHERE kind = 'replied') AS first_replied,
           min(occurred) FILTER (WHERE kind = 'auto_replied') AS first_auto_replied,
           min(occurred) FILTER (WHERE kind = 'bounced') AS first_bounced,
           min(occurred) FILTER (WHERE kind = 'unsubscribed') AS first_unsubscribed,
           min(occurred) FILTER (WHERE kind = 'complained') AS first_complained,
           min(occurred) FILTER (WHERE kind = 'failed') AS first_failed,
           max(occurred) AS last_event
      FROM seen
     GROUP BY message_id
), places AS (
    -- What was read or clicked, when and where: a row for each name in the breakdown.
    SELECT message_id, name,
           concat_ws(',', count(*) FILTER (WHERE kind = 'opened'), count(*) FILTER (WHERE kind = 'opened' AND human),
                     count(*) FILTER (WHERE kind = 'clicked'), count(*) FILTER (WHERE kind = 'clicked' AND human),
                     count(*) FILTER (WHERE kind = 'replied')) AS counts
      FROM (SELECT message_id, kind, human,
                   unnest(ARRAY['bucket:' || to_char(date_bin('15 minutes', occurred, '2000-01-01 00:00:00+00') AT TIME ZONE 'UTC',
                                                     'YYYY-MM-DD"T"HH24:MI"Z"'),
                                CASE WHEN hit THEN 'device:' || device_type END, CASE WHEN hit THEN 'client:' || client END,
                                CASE WHEN hit THEN 'location:' || location END,
                                CASE kind WHEN 'clicked' THEN 'link:' || encode(sha256(convert_to(link_url, 'UTF8')), 'hex') END]) AS name
              FROM seen
             WHERE hit OR kind = 'replied') p
     WHERE name IS NOT NULL
     GROUP BY message_id, name
), breakdowns AS (
    -- Counts are text, put together once: as numbers in arrays they take twice the room and the time.
    SELECT message_id, jsonb_object(array_agg(name), array_agg(counts)) AS breakdown
      FROM places
     GROUP BY message_id
), ruled AS (
    SELECT a.company_id, a.message_kind, a.campaign_id, a.step_id, a.variant_id, a.mailbox_id, a.sending_domain,
           a.receiving_provider, a.lead_id, a.occurred AS first_sent, a.message_id IS NOT NULL AS sent, b.breakdown, m.*,
           -- Human engagement overrides a bounce.
           m.first_bounced IS NOT NULL AND m.first_opened_human IS NULL AND m.first_replied IS NULL AS refused
      FROM marks m
      LEFT JOIN accepted a ON a.message_id = m.message_id
      LEFT JOIN breakdowns b ON b.message_id = m.message_id
), counted AS (
    SELECT *, sent AND NOT refused AS delivered, sent AND refused AS bounced FROM ruled
), folded AS (
    SELECT message_id, company_id, (first_sent AT TIME ZONE 'UTC')::date AS activity_date, message_kind, campaign_id,
           step_id, variant_id, mailbox_id, sending_domain, receiving_provider, lead_id,
           sent, delivered,
           -- A click implies an open.
           delivered AND first_opened IS NOT NULL AS opened_tracked,
           delivered AND first_opened_human IS NOT NULL AS opened_human,
           delivered AND first_clicked IS NOT NULL AS clicked_tracked,
           delivered AND first_clicked_human IS NOT NULL AS clicked_human,
           delivered AND first_replied IS NOT NULL AS replied,
           delivered AND first_auto_replied IS NOT NULL AS auto_replied,
           bounced,
           bounced AND hard AS bounced_hard,
           bounced AND NOT hard AND NOT block AS bounced_soft,
           bounced AND NOT hard AND block AS bounced_block,
           delivered AND first_unsubscribed IS NOT NULL AS unsubscribed,
           delivered AND first_complained IS NOT NULL AS spam_complaints,
           NOT sent AND first_failed IS NOT NULL AS failed,
           CASE WHEN delivered THEN opens ELSE 0 END AS opens_total,
           CASE WHEN delivered THEN opens_human ELSE 0 END AS opens_human,
           CASE WHEN delivered THEN opens_machine ELSE 0 END AS opens_machine,
           CASE WHEN delivered THEN clicks ELSE 0 END AS clicks_total,
           CASE WHEN delivered THEN clicks_human ELSE 0 END AS clicks_human,
           CASE WHEN delivered THEN clicks_machine ELSE 0 END AS clicks_machine,
           first_sent, first_delivered, first_deferred, first_opened, first_opened_human, first_clicked,
           first_clicked_human, first_replied, first_auto_replied, first_bounced, first_unsubscribed, first_complained,
           first_failed, last_event,
           CASE WHEN delivered AND message_kind = 'campaign' THEN coalesce(breakdown, '{}') ELSE '{}' END AS breakdown
      FROM counted
)
