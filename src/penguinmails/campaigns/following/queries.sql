-- name: lock_sent :many Sent
-- Messages and their enrolments, in one order. Indexes: enrolment_steps_message_idx, enrolments_pkey.
SELECT s.message_id, s.step_id, s.executed, s.outcome, s.settled_version, s.replied, s.bounced, e.id AS enrolment_id,
       e.campaign_id, e.company_id, e.lead_id, e.state, e.current_step_id, e.next_due, e.exit_reason, e.exited
  FROM oltp.enrolment_steps s
  JOIN oltp.enrolments e ON e.tenant_id = s.tenant_id AND e.id = s.enrolment_id
 WHERE s.tenant_id = %(tenant_id)s AND s.message_id = ANY (%(message_ids)s::uuid[])
 ORDER BY e.id, s.message_id
   FOR NO KEY UPDATE OF e;

-- name: settle_steps :exec
-- What became of messages. Of two types of bounce the first by name stays, so that a soft one hides no other.
-- Index: enrolment_steps_pkey.
UPDATE oltp.enrolment_steps AS s
   SET outcome = news.outcome, settled = news.at, settled_version = news.version,
       bounced = least(s.bounced, CASE WHEN news.outcome = 'rejected' THEN news.at END),
       bounce_type = least(s.bounce_type, news.bounce_type)
  FROM unnest(%(enrolment_ids)s::uuid[], %(step_ids)s::uuid[], %(outcomes)s::text[], %(ats)s::timestamptz[],
              %(versions)s::bigint[], %(bounce_types)s::text[])
       AS news (enrolment_id, step_id, outcome, at, version, bounce_type)
 WHERE s.tenant_id = %(tenant_id)s AND s.enrolment_id = news.enrolment_id AND s.step_id = news.step_id;

-- name: unplan_steps :exec
-- Messages that were never sent and are planned anew. Index: enrolment_steps_pkey.
DELETE FROM oltp.enrolment_steps AS s
 USING unnest(%(enrolment_ids)s::uuid[], %(step_ids)s::uuid[]) AS gone (enrolment_id, step_id)
 WHERE s.tenant_id = %(tenant_id)s AND s.enrolment_id = gone.enrolment_id AND s.step_id = gone.step_id;

-- name: plan_anew :exec
-- Their enrolments stand before the step again; a thread that such a message would have headed is none.
-- Index: enrolments_pkey.
UPDATE oltp.enrolments AS e
   SET next_due = again.due, first_message_id = nullif(e.first_message_id, again.message_id),
       last_message_id = nullif(e.last_message_id, again.message_id), version = e.version + 1, updated = now()
  FROM unnest(%(enrolment_ids)s::uuid[], %(message_ids)s::uuid[], %(dues)s::timestamptz[])
       AS again (enrolment_id, message_id, due)
 WHERE e.tenant_id = %(tenant_id)s AND e.id = again.enrolment_id;

-- name: note_answers :exec
-- The first reply and the first bounce of messages. Index: enrolment_steps_pkey.
UPDATE oltp.enrolment_steps AS s
   SET replied = least(s.replied, news.replied), bounced = least(s.bounced, news.bounced),
       bounce_type = least(s.bounce_type, news.bounce_type)
  FROM unnest(%(enrolment_ids)s::uuid[], %(step_ids)s::uuid[], %(replied)s::timestamptz[], %(bounced)s::timestamptz[],
              %(bounce_types)s::text[]) AS news (enrolment_id, step_id, replied, bounced, bounce_type)
 WHERE s.tenant_id = %(tenant_id)s AND s.enrolment_id = news.enrolment_id AND s.step_id = news.step_id;

-- name: note_engagement :exec
-- The ledger's copies: of each message the highest version, over an older one only. Replies and bounces that were told
-- directly stay. Index: enrolment_steps_message_idx.
UPDATE oltp.enrolment_steps AS s
   SET opened = news.opened_human, clicked = news.clicked_human, replied = least(s.replied, news.replied),
       bounced = coalesce(s.bounced, news.bounced), engaged_version = news.version
  FROM (SELECT DISTINCT ON (message_id) message_id, version, opened_human, clicked_human, replied, bounced
          FROM jsonb_to_recordset(%(copies)s::jsonb) AS copy (message_id uuid, version bigint, opened_human timestamptz,
               clicked_human timestamptz, replied timestamptz, bounced timestamptz)
         ORDER BY message_id, version DESC) AS news
 WHERE s.tenant_id = %(tenant_id)s AND s.message_id = news.message_id AND s.engaged_version < news.version;

-- name: stop_enrolments :exec
-- Index: enrolments_pkey.
UPDATE oltp.enrolments AS e
   SET state = over.state, exit_reason = over.reason, exited = over.at, next_due = NULL, current_step_id = NULL,
       version = e.version + 1, updated = now()
  FROM unnest(%(enrolment_ids)s::uuid[], %(states)s::text[], %(reasons)s::text[], %(ats)s::timestamptz[])
       AS over (enrolment_id, state, reason, at)
 WHERE e.tenant_id = %(tenant_id)s AND e.id = over.enrolment_id;

-- name: lock_of_leads :many UnderWay
-- What leads are under way in, of every campaign. Index: enrolments_lead_idx.
SELECT id, lead_id, state, next_due, exit_reason, exited
  FROM oltp.enrolments
 WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[]) AND exited IS NULL
 ORDER BY id
   FOR NO KEY UPDATE;

-- name: lock_of_domain :many UnderWay
-- Those under way in a campaign whose address has the domain. Indexes: leads_email_domain_idx, enrolments_lead_key.
SELECT e.id, e.lead_id, e.state, e.next_due, e.exit_reason, e.exited
  FROM oltp.leads l
  JOIN oltp.enrolments e ON e.tenant_id = l.tenant_id AND e.campaign_id = %(campaign_id)s AND e.lead_id = l.id
   AND e.exited IS NULL
 WHERE l.tenant_id = %(tenant_id)s AND l.email_domain = %(domain)s AND l.deleted IS NULL
 ORDER BY e.id
   FOR NO KEY UPDATE OF e;

-- name: lock_of_campaign :many UnderWay
-- Those of these leads, or (NULL) all, that are under way in a campaign. Indexes: enrolments_lead_key,
-- enrolments_due_idx.
SELECT id, lead_id, state, next_due, exit_reason, exited
  FROM oltp.enrolments
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND exited IS NULL
   AND (%(lead_ids)s::uuid[] IS NULL OR lead_id = ANY (%(lead_ids)s::uuid[]))
 ORDER BY id
   FOR NO KEY UPDATE;

-- name: people_of :many Person
-- Index: leads_pkey.
SELECT id, company_id, email, email_domain
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL
 ORDER BY id;

-- name: rules_of :many Rules
-- Index: campaigns_pkey.
SELECT id, stop_on_reply, stop_domain_on_reply
  FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(campaign_ids)s::uuid[]) AND deleted IS NULL;

-- name: soft_in_row :many SoftRun
-- Leads whose last three settled messages all bounced softly, over all campaigns. Message ids are in the order of time.
-- Indexes: enrolments_lead_idx, enrolment_steps_pkey.
SELECT recent.lead_id
  FROM (SELECT e.lead_id, s.bounce_type, row_number() OVER (PARTITION BY e.lead_id ORDER BY s.message_id DESC) AS place
          FROM oltp.enrolments e
          JOIN oltp.enrolment_steps s ON s.tenant_id = e.tenant_id AND s.enrolment_id = e.id
         WHERE e.tenant_id = %(tenant_id)s AND e.lead_id = ANY (%(lead_ids)s::uuid[])
           AND s.message_id IS NOT NULL AND (s.outcome IS NOT NULL OR s.bounced IS NOT NULL)) AS recent
 WHERE recent.place <= 3
 GROUP BY recent.lead_id
HAVING count(*) FILTER (WHERE recent.bounce_type = 'soft') = 3
 ORDER BY recent.lead_id;

-- name: lock_campaigns :value
-- Before enrolments, as whoever ends a campaign locks them. Index: campaigns_pkey.
SELECT count(*)
  FROM (SELECT id FROM oltp.campaigns
         WHERE tenant_id = %(tenant_id)s AND id = ANY (%(campaign_ids)s::uuid[]) AND deleted IS NULL
         ORDER BY id FOR NO KEY UPDATE) AS locked;

-- name: pause_campaign :exec
-- A campaign whose template cannot be rendered is paused, instead of sending rubbish. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET status = 'paused', paused = %(now)s, status_reason = %(reason)s, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND status = 'sending' AND deleted IS NULL;

-- name: wake_campaign :exec
-- What kept it from planning is to be looked at anew. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET plan_after = NULL, plan_reason = NULL, enrol_after = NULL
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;

-- name: version_of :one Version
-- Index: campaigns_pkey.
SELECT version
  FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;
