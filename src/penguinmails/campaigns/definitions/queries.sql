-- name: find_campaigns :many Campaign
-- Live ones by id or name, the name as it was written first. Index: campaigns_pkey.
SELECT id, company_id, name, description, kind, campaign_type, status, status_reason, priority, scheduled, started,
       paused, completed, timezone, recipient_timezone, from_name, reply_to, track_opens, track_clicks, stop_on_reply,
       stop_domain_on_reply, daily_limit, keep_bodies, metadata, version, created, updated
  FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND (id = %(campaign_id)s::uuid OR lower(name) = lower(%(name)s::text))
   AND deleted IS NULL
 ORDER BY name = %(name)s::text DESC, id;

-- name: lock_campaign :value
-- Whoever changes a campaign or its standing holds this to the end. Index: campaigns_pkey.
SELECT status FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL
   FOR NO KEY UPDATE;

-- name: list_campaigns :many CampaignLine
-- Newest first; counted from the enrolments. Indexes: campaigns_status_idx, enrolments_lead_key.
SELECT c.id, c.name, c.kind, c.status, c.status_reason, c.scheduled, c.started, c.completed,
       coalesce(e.enrolled, 0) AS enrolled, coalesce(e.under_way, 0) AS under_way
  FROM oltp.campaigns c
  LEFT JOIN LATERAL (SELECT count(*) AS enrolled, count(*) FILTER (WHERE n.exited IS NULL) AS under_way
                       FROM oltp.enrolments n
                      WHERE n.tenant_id = c.tenant_id AND n.campaign_id = c.id) e ON true
 WHERE c.tenant_id = %(tenant_id)s AND c.deleted IS NULL
   AND (%(status)s::text IS NULL OR c.status = %(status)s::text)
   AND (%(before)s::uuid IS NULL OR c.id < %(before)s::uuid)
 ORDER BY c.id DESC
 LIMIT %(page)s;

-- name: insert_campaign :exec
INSERT INTO oltp.campaigns (tenant_id, id, company_id, name, description, kind, campaign_type, priority, timezone,
    recipient_timezone, from_name, reply_to, track_opens, track_clicks, stop_on_reply, stop_domain_on_reply,
    daily_limit, keep_bodies, metadata, created_by)
VALUES (%(tenant_id)s, %(campaign_id)s, %(company_id)s, %(name)s, %(description)s, %(kind)s, %(campaign_type)s,
    %(priority)s, %(timezone)s, %(recipient_timezone)s, %(from_name)s, %(reply_to)s, %(track_opens)s, %(track_clicks)s,
    %(stop_on_reply)s, %(stop_domain_on_reply)s, %(daily_limit)s, %(keep_bodies)s, %(metadata)s, %(created_by)s);

-- name: update_campaign :exec
-- Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET name = %(name)s, description = %(description)s, kind = %(kind)s, campaign_type = %(campaign_type)s,
       priority = %(priority)s, timezone = %(timezone)s, recipient_timezone = %(recipient_timezone)s,
       from_name = %(from_name)s, reply_to = %(reply_to)s, track_opens = %(track_opens)s,
       track_clicks = %(track_clicks)s, stop_on_reply = %(stop_on_reply)s,
       stop_domain_on_reply = %(stop_domain_on_reply)s, daily_limit = %(daily_limit)s, keep_bodies = %(keep_bodies)s,
       metadata = %(metadata)s, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;

-- name: delete_campaign :exec
-- Index: campaigns_pkey.
UPDATE oltp.campaigns SET deleted = %(moment)s, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;

-- name: steps :many Step
-- Index: campaign_sequence_steps_order_key.
SELECT id, step_order, step_type, email_account_id, template_id, template_version, subject_override,
       from_name_override, same_thread, wait_duration_hours, wait_extra_seconds, wait_until_date, condition_type,
       condition_value, on_true_step_id, on_false_step_id, send_condition, is_active
  FROM oltp.campaign_sequence_steps
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s
 ORDER BY step_order;

-- name: insert_steps :exec
-- The targets of branches come with `link_steps`, when all are there.
INSERT INTO oltp.campaign_sequence_steps (tenant_id, id, company_id, campaign_id, step_order, step_type,
    email_account_id, template_id, subject_override, from_name_override, same_thread, wait_duration_hours,
    wait_extra_seconds, wait_until_date, condition_type, condition_value, send_condition, is_active)
SELECT %(tenant_id)s, s.id, %(company_id)s, %(campaign_id)s, s.step_order, s.step_type, s.email_account_id,
       s.template_id, s.subject_override, s.from_name_override, s.same_thread, s.wait_duration_hours,
       s.wait_extra_seconds, s.wait_until_date, s.condition_type, s.condition_value, s.send_condition, s.is_active
  FROM jsonb_to_recordset(%(steps)s::jsonb) AS s (id uuid, step_order bigint, step_type text, email_account_id uuid,
       template_id uuid, subject_override text, from_name_override text, same_thread boolean,
       wait_duration_hours bigint, wait_extra_seconds bigint, wait_until_date timestamptz, condition_type text,
       condition_value text, send_condition text, is_active boolean);

-- name: link_steps :exec
-- Index: campaign_sequence_steps_pkey.
UPDATE oltp.campaign_sequence_steps t
   SET on_true_step_id = s.on_true_step_id, on_false_step_id = s.on_false_step_id
  FROM jsonb_to_recordset(%(steps)s::jsonb) AS s (id uuid, on_true_step_id uuid, on_false_step_id uuid)
 WHERE t.tenant_id = %(tenant_id)s AND t.id = s.id;

-- name: delete_steps :exec
-- Only of a draft: nobody is on the way. Index: campaign_sequence_steps_order_key.
DELETE FROM oltp.campaign_sequence_steps WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s;

-- name: switch_step :exec
-- Index: campaign_sequence_steps_pkey.
UPDATE oltp.campaign_sequence_steps SET is_active = %(is_active)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(step_id)s;

-- name: pin_steps :exec
-- What is sent is the version at launch. Index: campaign_sequence_steps_order_key.
UPDATE oltp.campaign_sequence_steps s
   SET template_version = t.current_version, updated = now()
  FROM oltp.templates t
 WHERE s.tenant_id = %(tenant_id)s AND s.campaign_id = %(campaign_id)s AND s.step_type = 'email'
   AND t.tenant_id = s.tenant_id AND t.id = s.template_id AND t.current_version > 0 AND t.deleted IS NULL;

-- name: pin_variants :exec
-- Index: step_variants_campaign_idx.
UPDATE oltp.step_variants v
   SET template_version = t.current_version, updated = now()
  FROM oltp.templates t
 WHERE v.tenant_id = %(tenant_id)s AND v.campaign_id = %(campaign_id)s
   AND t.tenant_id = v.tenant_id AND t.id = v.template_id AND t.current_version > 0 AND t.deleted IS NULL;

-- name: variants :many Variant
-- Index: step_variants_campaign_idx.
SELECT id, step_id, label, template_id, template_version, subject_override, weight, is_active
  FROM oltp.step_variants
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s
 ORDER BY step_id, label;

-- name: insert_variants :exec
INSERT INTO oltp.step_variants (tenant_id, id, company_id, campaign_id, step_id, label, template_id, subject_override,
    weight)
SELECT %(tenant_id)s, v.id, %(company_id)s, %(campaign_id)s, v.step_id, v.label, v.template_id, v.subject_override,
       v.weight
  FROM jsonb_to_recordset(%(variants)s::jsonb) AS v (id uuid, step_id uuid, label text, template_id uuid,
       subject_override text, weight bigint);

-- name: windows :many Window
-- Index: campaign_schedules_pkey.
SELECT weekday, opens, closes FROM oltp.campaign_schedules
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s
 ORDER BY weekday, opens;

-- name: delete_windows :exec
-- Index: campaign_schedules_pkey.
DELETE FROM oltp.campaign_schedules WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s;

-- name: insert_windows :exec
-- Two that begin together are one, the longer.
INSERT INTO oltp.campaign_schedules (tenant_id, campaign_id, company_id, weekday, opens, closes)
SELECT %(tenant_id)s, %(campaign_id)s, %(company_id)s, w.weekday, w.opens, max(w.closes)
  FROM jsonb_to_recordset(%(windows)s::jsonb) AS w (weekday bigint, opens time, closes time)
 GROUP BY w.weekday, w.opens;

-- name: delete_blackouts :exec
-- The campaign's own. Index: blackout_dates_day_key.
DELETE FROM oltp.blackout_dates WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s;

-- name: insert_blackouts :exec
INSERT INTO oltp.blackout_dates (tenant_id, company_id, campaign_id, day, country, reason)
SELECT %(tenant_id)s, %(company_id)s, %(campaign_id)s, b.day, b.country, b.reason
  FROM jsonb_to_recordset(%(blackouts)s::jsonb) AS b (day date, country text, reason text)
    ON CONFLICT DO NOTHING;

-- name: parts :many Part
-- Deleted lists and segments are left out: nobody is enrolled from them. Indexes: the primary keys.
SELECT 'list' AS kind, l.id, l.name, c.is_excluded
  FROM oltp.campaign_lists c JOIN oltp.lists l ON l.tenant_id = c.tenant_id AND l.id = c.list_id AND l.deleted IS NULL
 WHERE c.tenant_id = %(tenant_id)s AND c.campaign_id = %(campaign_id)s
 UNION ALL
SELECT 'segment', s.id, s.name, c.is_excluded
  FROM oltp.campaign_segments c
  JOIN oltp.segments s ON s.tenant_id = c.tenant_id AND s.id = c.segment_id AND s.deleted IS NULL
 WHERE c.tenant_id = %(tenant_id)s AND c.campaign_id = %(campaign_id)s
 UNION ALL
SELECT 'mailbox', m.id, m.email, false
  FROM oltp.campaign_mailboxes c
  JOIN oltp.email_accounts m ON m.tenant_id = c.tenant_id AND m.id = c.email_account_id AND m.deleted IS NULL
 WHERE c.tenant_id = %(tenant_id)s AND c.campaign_id = %(campaign_id)s
 UNION ALL
SELECT 'pool', p.id, p.name, false
  FROM oltp.campaign_pools c JOIN oltp.rotation_pools p ON p.tenant_id = c.tenant_id AND p.id = c.rotation_pool_id
 WHERE c.tenant_id = %(tenant_id)s AND c.campaign_id = %(campaign_id)s
 ORDER BY 1, 3;

-- name: delete_lists :exec
-- Those that are no longer named; the others keep how far they were taken. Index: campaign_lists_pkey.
DELETE FROM oltp.campaign_lists
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND NOT (list_id = ANY(%(kept)s::uuid[]));

-- name: insert_lists :exec
INSERT INTO oltp.campaign_lists (tenant_id, campaign_id, company_id, list_id, is_excluded)
SELECT %(tenant_id)s, %(campaign_id)s, %(company_id)s, list_id, %(is_excluded)s
  FROM unnest(%(lists)s::uuid[]) AS list_id
    ON CONFLICT (tenant_id, campaign_id, list_id) DO UPDATE SET is_excluded = excluded.is_excluded, updated = now();

-- name: delete_segments :exec
-- Index: campaign_segments_pkey.
DELETE FROM oltp.campaign_segments
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND NOT (segment_id = ANY(%(kept)s::uuid[]));

-- name: insert_segments :exec
INSERT INTO oltp.campaign_segments (tenant_id, campaign_id, company_id, segment_id, is_excluded, keep_adding)
SELECT %(tenant_id)s, %(campaign_id)s, %(company_id)s, segment_id, %(is_excluded)s, %(keep_adding)s
  FROM unnest(%(segments)s::uuid[]) AS segment_id
    ON CONFLICT (tenant_id, campaign_id, segment_id)
    DO UPDATE SET is_excluded = excluded.is_excluded, keep_adding = excluded.keep_adding, updated = now();

-- name: delete_mailboxes :exec
-- Index: campaign_mailboxes_pkey.
DELETE FROM oltp.campaign_mailboxes
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND NOT (email_account_id = ANY(%(kept)s::uuid[]));

-- name: insert_mailboxes :exec
INSERT INTO oltp.campaign_mailboxes (tenant_id, campaign_id, company_id, email_account_id)
SELECT %(tenant_id)s, %(campaign_id)s, %(company_id)s, mailbox_id
  FROM unnest(%(mailboxes)s::uuid[]) AS mailbox_id
    ON CONFLICT (tenant_id, campaign_id, email_account_id) DO NOTHING;

-- name: delete_pools :exec
-- Index: campaign_pools_pkey.
DELETE FROM oltp.campaign_pools
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND NOT (rotation_pool_id = ANY(%(kept)s::uuid[]));

-- name: insert_pools :exec
INSERT INTO oltp.campaign_pools (tenant_id, campaign_id, company_id, rotation_pool_id)
SELECT %(tenant_id)s, %(campaign_id)s, %(company_id)s, pool_id
  FROM unnest(%(pools)s::uuid[]) AS pool_id
    ON CONFLICT (tenant_id, campaign_id, rotation_pool_id) DO NOTHING;
