-- What became of a message and its lead is handed on by the ledger: batches that wait for it, and the fold it is read from.

CREATE TABLE olap.judge_queue (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT judge_queue_pkey PRIMARY KEY (tenant_id, batch_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE INDEX judge_queue_age_idx ON olap.judge_queue (created, tenant_id);

COMMENT ON TABLE olap.judge_queue IS
    'A batch with opens or clicks that nobody has judged yet; written with them, deleted by the transaction that judges.';
COMMENT ON COLUMN olap.judge_queue.created IS
    'A batch is judged some seconds later, when a scanner''s burst is over and can be seen whole.';

CREATE TABLE olap.engagement_queue (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT engagement_queue_pkey PRIMARY KEY (tenant_id, batch_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE INDEX engagement_queue_age_idx ON olap.engagement_queue (created, tenant_id);

COMMENT ON TABLE olap.engagement_queue IS
    'A batch of events or verdicts that leads and campaigns have not heard of; deleted by the transaction that tells them.';

CREATE TABLE olap.engagement_tenants (
    tenant_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT engagement_tenants_pkey PRIMARY KEY (tenant_id)
);

COMMENT ON TABLE olap.engagement_tenants IS
    'The lock one judge of a tenant holds at a time, and the version of the states it handed on last.';
COMMENT ON COLUMN olap.engagement_tenants.version IS
    'Rises with each turn; microseconds since 1970 at least, so that a restored backup does not fall behind the copies.';

-- What a lead, and a campaign, was sent; what failed has its campaign in metadata, for only sent has dimensions.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_events_lead_idx ON olap.email_events (tenant_id, lead_id) WHERE kind = 'sent';
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_events_campaign_idx ON olap.email_events (tenant_id, campaign_id) WHERE kind = 'sent';
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_events_failed_idx ON olap.email_events (tenant_id, (metadata ->> 'campaign_id')) WHERE kind = 'failed';
-- Who else was visited from one network in the same seconds.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_events_network_idx ON olap.email_events (tenant_id, ip_address, occurred) WHERE ip_address IS NOT NULL;

CREATE VIEW olap.message_marks WITH (security_invoker = true) AS
SELECT e.tenant_id, e.message_id,
       count(*) FILTER (WHERE e.kind = 'opened') AS opens,
       count(*) FILTER (WHERE e.kind = 'opened' AND v.verdict = 'human') AS opens_human,
       count(*) FILTER (WHERE e.kind = 'opened' AND v.verdict = 'machine') AS opens_machine,
       count(*) FILTER (WHERE e.kind = 'clicked') AS clicks,
       count(*) FILTER (WHERE e.kind = 'clicked' AND v.verdict = 'human') AS clicks_human,
       count(*) FILTER (WHERE e.kind = 'clicked' AND v.verdict = 'machine') AS clicks_machine,
       min(e.occurred) FILTER (WHERE e.kind IN ('opened', 'clicked')) AS opened,
       min(e.occurred) FILTER (WHERE e.kind IN ('opened', 'clicked') AND v.verdict = 'human') AS opened_human,
       max(e.occurred) FILTER (WHERE e.kind IN ('opened', 'clicked') AND v.verdict = 'human') AS last_opened_human,
       min(e.occurred) FILTER (WHERE e.kind = 'clicked') AS clicked,
       min(e.occurred) FILTER (WHERE e.kind = 'clicked' AND v.verdict = 'human') AS clicked_human,
       max(e.occurred) FILTER (WHERE e.kind = 'clicked' AND v.verdict = 'human') AS last_clicked_human,
       min(e.occurred) FILTER (WHERE e.kind = 'replied') AS replied,
       max(e.occurred) FILTER (WHERE e.kind = 'replied') AS last_replied,
       min(e.occurred) FILTER (WHERE e.kind = 'auto_replied') AS auto_replied,
       min(e.occurred) FILTER (WHERE e.kind = 'bounced') AS bounced,
       CASE WHEN bool_or(e.bounce_type = 'hard') THEN 'hard'
            WHEN bool_or(e.bounce_type = 'block') THEN 'block'
            WHEN bool_or(e.bounce_type = 'soft') THEN 'soft' END AS bounce_type,
       min(e.occurred) FILTER (WHERE e.kind = 'complained') AS complained,
       min(e.occurred) FILTER (WHERE e.kind = 'unsubscribed') AS unsubscribed,
       min(e.occurred) FILTER (WHERE e.kind = 'failed') AS failed
  FROM olap.email_events e
  LEFT JOIN LATERAL (SELECT j.verdict
                       FROM olap.event_verdicts j
                      WHERE e.kind IN ('opened', 'clicked')
                        AND j.tenant_id = e.tenant_id AND j.message_id = e.message_id AND j.event_id = e.event_id
                      ORDER BY j.rule_version DESC
                      LIMIT 1) v ON true
 WHERE e.kind <> 'sent'
 GROUP BY e.tenant_id, e.message_id;

COMMENT ON VIEW olap.message_marks IS
    'What a message''s events after sent, and the verdicts that count, add up to; before the rules of what counts.';
COMMENT ON COLUMN olap.message_marks.opened IS 'First open; a click implies one. So opened_human.';
COMMENT ON COLUMN olap.message_marks.bounce_type IS 'The most final one it had: hard, block, soft.';
COMMENT ON COLUMN olap.email_events.metadata IS
    'What only this kind or source has: attempt, remote_host (delivery); feedback_type (complained); reason, campaign_id, step_id, mailbox_id (failed); method get|post|mailto (unsubscribed); method get|head, honeypot, links (opened, clicked).';
