-- name: hold :value
-- In one order, so that the clock is a version of what is read next: whoever changes one later reads a later time. Index:
-- campaigns_pkey.
-- role: app, worker
SELECT count(*)
  FROM (SELECT id FROM oltp.campaigns
         WHERE tenant_id = %(tenant_id)s AND id = ANY (%(campaign_ids)s::uuid[])
         ORDER BY id FOR NO KEY UPDATE) AS held;

-- name: describe :many CampaignCopy
-- Deleted ones too. A step is called by its subject, its template's if it has none of its own, or by what it waits for or
-- asks. Indexes: campaigns_pkey, enrolments_lead_key, campaign_sequence_steps_order_key, step_variants_campaign_idx,
-- templates_pkey.
-- role: app, worker
SELECT c.id AS campaign_id, c.company_id, c.name, c.kind, c.status, e.total_leads, e.completed_leads, c.started,
       c.completed, c.deleted, s.steps, v.variants,
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS version
  FROM oltp.campaigns c
 CROSS JOIN LATERAL (
           SELECT count(*) AS total_leads,
                  count(*) FILTER (WHERE exit_reason IN ('finished', 'replied')) AS completed_leads
             FROM oltp.enrolments
            WHERE tenant_id = c.tenant_id AND campaign_id = c.id) e
 CROSS JOIN LATERAL (
           SELECT coalesce(jsonb_agg(jsonb_build_object(
                      'step_id', p.id, 'step_order', p.step_order, 'step_type', p.step_type,
                      'name', coalesce(CASE p.step_type
                          WHEN 'email' THEN coalesce(p.subject_override, t.subject)
                          WHEN 'wait' THEN coalesce('wait ' || p.wait_duration_hours || ' h',
                                                    'wait until ' || (p.wait_until_date AT TIME ZONE 'UTC')::date)
                          ELSE concat_ws(' ', replace(p.condition_type, '_', ' '), p.condition_value) END, ''))
                      ORDER BY p.step_order), '[]') AS steps
             FROM oltp.campaign_sequence_steps p
             LEFT JOIN oltp.templates t ON t.tenant_id = p.tenant_id AND t.id = p.template_id AND t.deleted IS NULL
            WHERE p.tenant_id = c.tenant_id AND p.campaign_id = c.id) s
 CROSS JOIN LATERAL (
           SELECT coalesce(jsonb_agg(jsonb_build_object(
                      'variant_id', a.id, 'step_id', a.step_id, 'label', a.label,
                      'subject', coalesce(a.subject_override, t.subject, '')) ORDER BY a.step_id, a.label), '[]')
                  AS variants
             FROM oltp.step_variants a
             LEFT JOIN oltp.templates t ON t.tenant_id = a.tenant_id AND t.id = a.template_id AND t.deleted IS NULL
            WHERE a.tenant_id = c.tenant_id AND a.campaign_id = c.id) v
 WHERE c.tenant_id = %(tenant_id)s AND c.id = ANY (%(campaign_ids)s::uuid[])
 ORDER BY c.id;

-- name: senders :many SenderCopy
-- The mailboxes these campaigns use, by themselves or in pools, and whether any running one does. Indexes:
-- campaign_mailboxes_pkey, campaign_mailboxes_account_idx, campaign_pools_pkey, rotation_pool_members_pkey,
-- campaigns_pkey.
-- role: app, worker
WITH employed AS (
    SELECT campaign_id, email_account_id AS mailbox_id
      FROM oltp.campaign_mailboxes
     WHERE tenant_id = %(tenant_id)s
     UNION
    SELECT p.campaign_id, m.email_account_id
      FROM oltp.campaign_pools p
      JOIN oltp.rotation_pool_members m ON m.tenant_id = p.tenant_id AND m.rotation_pool_id = p.rotation_pool_id
     WHERE p.tenant_id = %(tenant_id)s)
SELECT u.mailbox_id,
       CASE WHEN bool_or(c.status = 'sending' AND c.deleted IS NULL) THEN 'sending' ELSE 'idle' END AS campaign_status,
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS version
  FROM employed u
  JOIN oltp.campaigns c ON c.tenant_id = %(tenant_id)s AND c.id = u.campaign_id
 WHERE u.mailbox_id IN (SELECT mailbox_id FROM employed WHERE campaign_id = ANY (%(campaign_ids)s::uuid[]))
 GROUP BY u.mailbox_id
 ORDER BY u.mailbox_id;

-- name: moving :many Running
-- Cross-tenant on purpose: whose numbers may have changed. Indexes: campaigns_sending_idx, campaigns_completed_idx.
-- role: worker
SELECT tenant_id, id AS campaign_id
  FROM oltp.campaigns
 WHERE tenant_id = tenant_id AND deleted IS NULL
   AND (status = 'sending' OR updated > now() - %(within)s::interval)
 ORDER BY tenant_id, id;
