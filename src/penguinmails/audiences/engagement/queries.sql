-- name: engagement_of :one Engagement
-- Index: lead_engagement_pkey.
SELECT sent, opened_human, clicked_human, replied, soft_bounces_in_row, score, last_sent, last_opened, last_clicked,
       last_replied, last_bounced, last_engaged
  FROM oltp.lead_engagement
 WHERE tenant_id = %(tenant_id)s AND lead_id = %(lead_id)s;

-- name: take_copies :exec
-- Of each lead the highest version, over an older one only; in one order, so that two batches do not deadlock. Leads
-- that are gone are left out; deleted ones are not, because they may come back. Indexes: leads_pkey,
-- lead_engagement_pkey.
INSERT INTO oltp.lead_engagement AS known (tenant_id, lead_id, company_id, version, sent, opened_human, clicked_human,
    replied, soft_bounces_in_row, score, last_sent, last_opened, last_clicked, last_replied, last_bounced, last_engaged)
SELECT DISTINCT ON (l.id) l.tenant_id, l.id, l.company_id, new.version, new.sent, new.opened_human, new.clicked_human,
       new.replied, new.soft_bounces_in_row, new.score, new.last_sent, new.last_opened, new.last_clicked,
       new.last_replied, new.last_bounced, greatest(new.last_opened, new.last_clicked, new.last_replied)
  FROM jsonb_to_recordset(%(copies)s::jsonb) AS new (lead_id uuid, version bigint, sent bigint, opened_human bigint,
       clicked_human bigint, replied bigint, soft_bounces_in_row bigint, score bigint, last_sent timestamptz,
       last_opened timestamptz, last_clicked timestamptz, last_replied timestamptz, last_bounced timestamptz)
  JOIN oltp.leads l ON l.tenant_id = %(tenant_id)s AND l.id = new.lead_id
 ORDER BY l.id, new.version DESC
    ON CONFLICT (tenant_id, lead_id) DO UPDATE
   SET version = excluded.version, sent = excluded.sent, opened_human = excluded.opened_human,
       clicked_human = excluded.clicked_human, replied = excluded.replied,
       soft_bounces_in_row = excluded.soft_bounces_in_row, score = excluded.score, last_sent = excluded.last_sent,
       last_opened = excluded.last_opened, last_clicked = excluded.last_clicked, last_replied = excluded.last_replied,
       last_bounced = excluded.last_bounced, last_engaged = excluded.last_engaged, updated = now()
 WHERE known.version < excluded.version;
