-- name: campaigns_due :many DueCampaign
-- What there is to plan, over all tenants: campaigns that send now and have an enrolment due; of those that have taken
-- their new leads of the day only follow-ups count. Indexes: campaigns_sending_idx, enrolments_followups_idx,
-- enrolments_due_idx.
-- role: worker
SELECT c.tenant_id, c.id AS campaign_id
  FROM oltp.campaigns c
  JOIN oltp.tenants t ON t.id = c.tenant_id AND t.status = 'active' AND t.deleted IS NULL
  JOIN oltp.companies o ON o.tenant_id = c.tenant_id AND o.id = c.company_id AND o.deleted IS NULL
 WHERE c.status = 'sending' AND c.deleted IS NULL AND (c.plan_after IS NULL OR c.plan_after <= %(now)s::timestamptz)
   AND (EXISTS (SELECT FROM oltp.enrolments e
                 WHERE e.tenant_id = c.tenant_id AND e.campaign_id = c.id AND e.state = 'active'
                   AND e.first_message_id IS NOT NULL AND e.next_due <= %(now)s::timestamptz)
        OR ((c.daily_limit IS NULL OR c.opener_day IS DISTINCT FROM %(today)s::date OR c.opener_count < c.daily_limit)
            AND EXISTS (SELECT FROM oltp.enrolments e
                         WHERE e.tenant_id = c.tenant_id AND e.campaign_id = c.id AND e.state = 'active'
                           AND e.first_message_id IS NULL AND e.next_due <= %(now)s::timestamptz)))
 ORDER BY c.priority, c.tenant_id, c.id
 LIMIT 1000;

-- name: lock_campaign :one Campaign
-- A campaign that sends now, until the end of the transaction: pausing waits for the batch, and the batch never for
-- whoever changes the campaign. Index: campaigns_pkey.
SELECT id, company_id, campaign_type, priority, timezone, recipient_timezone, from_name, reply_to, track_opens,
       track_clicks, daily_limit, keep_bodies, metadata, opener_day, opener_count, plan_after IS NOT NULL AS waited
  FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND status = 'sending' AND deleted IS NULL
   FOR NO KEY UPDATE SKIP LOCKED;

-- name: find_campaign :one Campaign
-- As lock_campaign, for looking. Index: campaigns_pkey.
SELECT id, company_id, campaign_type, priority, timezone, recipient_timezone, from_name, reply_to, track_opens,
       track_clicks, daily_limit, keep_bodies, metadata, opener_day, opener_count, plan_after IS NOT NULL AS waited
  FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND status = 'sending' AND deleted IS NULL;

-- name: plan_state :one PlanState
-- Counts every enrolment of the campaign. Indexes: campaigns_pkey, enrolments_lead_key.
SELECT c.id, c.status, c.status_reason, c.plan_after, c.plan_reason, c.enrolled, c.enrolled_to, c.enrol_after,
       c.enrol_error, n.due, n.later, n.at_sender, n.over, n.next_due
  FROM oltp.campaigns c
 CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE e.next_due <= %(now)s) AS due, count(*) FILTER (WHERE e.next_due > %(now)s) AS later,
               count(*) FILTER (WHERE e.exited IS NULL AND e.next_due IS NULL) AS at_sender,
               count(e.exited) AS over, min(e.next_due) AS next_due
          FROM oltp.enrolments e
         WHERE e.tenant_id = %(tenant_id)s AND e.campaign_id = c.id) AS n
 WHERE c.tenant_id = %(tenant_id)s AND c.id = %(campaign_id)s AND c.deleted IS NULL;

-- name: enrolment_state :one EnrolmentState
-- Index: enrolments_lead_key.
SELECT id, state, next_due, exit_reason, exited
  FROM oltp.enrolments
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND lead_id = %(lead_id)s;

-- name: steps_taken :many StepTaken
-- Index: enrolment_steps_pkey.
SELECT t.step_order, t.step_type, s.result, s.executed, s.message_id, s.outcome, s.settled, s.opened, s.clicked,
       s.replied, s.bounced
  FROM oltp.enrolment_steps s
  JOIN oltp.campaign_sequence_steps t ON t.tenant_id = s.tenant_id AND t.id = s.step_id
 WHERE s.tenant_id = %(tenant_id)s AND s.enrolment_id = %(enrolment_id)s
 ORDER BY s.executed, t.step_order;

-- name: windows_of :many WindowRow
-- Index: campaign_schedules_pkey.
SELECT weekday, extract(epoch FROM opens)::bigint AS opens, extract(epoch FROM closes)::bigint AS closes
  FROM oltp.campaign_schedules
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s
 ORDER BY weekday, opens;

-- name: blackouts_of :many Blackout
-- Of the tenant, the company and the campaign, from yesterday on (time zones). Index: blackout_dates_day_key.
SELECT day, country
  FROM oltp.blackout_dates
 WHERE tenant_id = %(tenant_id)s AND (company_id IS NULL OR company_id = %(company_id)s)
   AND (campaign_id IS NULL OR campaign_id = %(campaign_id)s) AND day >= %(since)s
 ORDER BY day;

-- name: mailboxes_of :many SendBy
-- Index: campaign_mailboxes_pkey.
SELECT email_account_id, from_address_id, weight
  FROM oltp.campaign_mailboxes
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s
 ORDER BY email_account_id;

-- name: pools_of :many PoolOf
-- Index: campaign_pools_pkey.
SELECT rotation_pool_id
  FROM oltp.campaign_pools
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s
 ORDER BY rotation_pool_id;

-- name: lists_of :many ListOf
-- The lists it goes to. Index: campaign_lists_pkey.
SELECT list_id
  FROM oltp.campaign_lists
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND NOT is_excluded
 ORDER BY list_id;

-- name: claim_followups :many Due
-- Leads that were written to before, the longest due first; who is being settled at this moment is left for the next
-- time. Index: enrolments_followups_idx.
SELECT id, lead_id, list_id, current_step_id, next_due, email_account_id, first_message_id
  FROM oltp.enrolments
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND state = 'active'
   AND first_message_id IS NOT NULL AND next_due <= %(now)s
 ORDER BY next_due
 LIMIT %(size)s
   FOR NO KEY UPDATE SKIP LOCKED;

-- name: claim_openers :many Due
-- Leads that were not, likewise. Index: enrolments_due_idx.
SELECT id, lead_id, list_id, current_step_id, next_due, email_account_id, first_message_id
  FROM oltp.enrolments
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND state = 'active'
   AND first_message_id IS NULL AND next_due <= %(now)s
 ORDER BY next_due
 LIMIT %(size)s
   FOR NO KEY UPDATE SKIP LOCKED;

-- name: passed_by :many Passed
-- What these enrolments have been through. Index: enrolment_steps_pkey.
SELECT enrolment_id, step_id, result, opened, clicked, replied
  FROM oltp.enrolment_steps
 WHERE tenant_id = %(tenant_id)s AND enrolment_id = ANY (%(enrolment_ids)s::uuid[]);

-- name: send_days_of :many SendDay
-- Index: lead_send_days_pkey.
SELECT lead_id, day, planned, last_planned
  FROM oltp.lead_send_days
 WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[]) AND day >= %(since)s;

-- name: record_steps :exec
-- A second time is refused by enrolment_steps_pkey, which ends the transaction: nothing is planned twice.
INSERT INTO oltp.enrolment_steps (tenant_id, enrolment_id, step_id, company_id, campaign_id, message_id, variant_id,
    result, executed)
SELECT %(tenant_id)s, passed.enrolment_id, passed.step_id, %(company_id)s, %(campaign_id)s, passed.message_id,
       passed.variant_id, passed.result, passed.moment
  FROM unnest(%(enrolment_ids)s::uuid[], %(step_ids)s::uuid[], %(message_ids)s::uuid[], %(variant_ids)s::uuid[],
              %(results)s::text[], %(moments)s::timestamptz[])
       AS passed (enrolment_id, step_id, message_id, variant_id, result, moment);

-- name: move_enrolments :exec
-- Index: enrolments_pkey.
UPDATE oltp.enrolments AS e
   SET current_step_id = moved.step_id, next_due = moved.next_due,
       email_account_id = coalesce(moved.mailbox_id, e.email_account_id),
       first_message_id = coalesce(e.first_message_id, moved.message_id),
       last_message_id = coalesce(moved.message_id, e.last_message_id),
       state = coalesce(moved.state, e.state), exit_reason = moved.exit_reason,
       exited = CASE WHEN moved.exit_reason IS NOT NULL THEN moved.moment END,
       version = e.version + 1, updated = now()
  FROM unnest(%(enrolment_ids)s::uuid[], %(step_ids)s::uuid[], %(dues)s::timestamptz[], %(mailbox_ids)s::uuid[],
              %(message_ids)s::uuid[], %(states)s::text[], %(exits)s::text[], %(moments)s::timestamptz[])
       AS moved (enrolment_id, step_id, next_due, mailbox_id, message_id, state, exit_reason, moment)
 WHERE e.tenant_id = %(tenant_id)s AND e.id = moved.enrolment_id;

-- name: count_send_days :exec
-- One message more for each lead. Index: lead_send_days_pkey.
INSERT INTO oltp.lead_send_days AS known (tenant_id, lead_id, day, company_id, planned, last_planned)
SELECT %(tenant_id)s, lead.id, %(today)s, lead.company_id, 1, %(now)s
  FROM unnest(%(lead_ids)s::uuid[], %(company_ids)s::uuid[]) AS lead (id, company_id)
 ORDER BY lead.id
    ON CONFLICT (tenant_id, lead_id, day) DO UPDATE
   SET planned = known.planned + 1, last_planned = greatest(known.last_planned, excluded.last_planned);

-- name: note_plan :exec
-- What the next round is to know of the campaign, which is locked. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET plan_after = %(plan_after)s, plan_reason = %(plan_reason)s, opener_day = %(opener_day)s,
       opener_count = %(opener_count)s
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;

-- name: set_back :exec
-- A campaign whose planning failed waits; the others go on. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET plan_after = %(plan_after)s, plan_reason = %(plan_reason)s
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;

-- name: complete_campaigns :many DueCampaign
-- Campaigns whose audience was taken, to which nothing is added any more, and in which nobody is under way.
-- Indexes: campaigns_sending_idx, campaign_segments_pkey, enrolments_due_idx, enrolments_paused_idx.
-- role: worker
UPDATE oltp.campaigns AS c
   SET status = 'completed', completed = %(now)s, status_reason = NULL, plan_after = NULL, plan_reason = NULL,
       version = c.version + 1, updated = now()
 WHERE c.tenant_id = c.tenant_id AND c.status = 'sending' AND c.deleted IS NULL AND c.enrolled IS NOT NULL
   AND c.enrolled_to IS NULL AND c.started <= %(now)s
   AND NOT EXISTS (SELECT FROM oltp.campaign_segments s
                    WHERE s.tenant_id = c.tenant_id AND s.campaign_id = c.id AND s.keep_adding AND NOT s.is_excluded)
   AND NOT EXISTS (SELECT FROM oltp.enrolments e
                    WHERE e.tenant_id = c.tenant_id AND e.campaign_id = c.id AND e.state = 'active')
   AND NOT EXISTS (SELECT FROM oltp.enrolments e
                    WHERE e.tenant_id = c.tenant_id AND e.campaign_id = c.id AND e.state = 'paused')
RETURNING c.tenant_id, c.id AS campaign_id;

-- name: forget_send_days :exec
-- Days that no rule looks at any more. Index: lead_send_days_day_idx.
-- role: worker
DELETE FROM oltp.lead_send_days WHERE tenant_id = tenant_id AND day < %(before)s;
