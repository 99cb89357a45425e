-- name: make_lock :exec
-- Index: rollup_tenants_pkey.
-- role: app, worker
INSERT INTO olap.rollup_tenants (tenant_id) VALUES (%(tenant_id)s) ON CONFLICT DO NOTHING;

-- name: lock :exec
-- The lock of the tenant's rollup, waited for. Index: rollup_tenants_pkey.
-- role: app, worker
SELECT FROM olap.rollup_tenants WHERE tenant_id = %(tenant_id)s FOR UPDATE;

-- name: periods_between :many PeriodRow
-- Those with a day from the first to the last. Index: billing_analytics_period_key.
-- role: app, worker
SELECT id, (period_start AT TIME ZONE 'UTC')::date AS starts, (period_end AT TIME ZONE 'UTC')::date AS ends,
       subscription_id, plan_id, frozen IS NOT NULL AS frozen
  FROM olap.billing_analytics
 WHERE tenant_id = %(tenant_id)s
   AND period_start <= %(last)s::date::timestamp AT TIME ZONE 'UTC'
   AND period_end > %(first)s::date::timestamp AT TIME ZONE 'UTC'
 ORDER BY period_start;

-- name: all_periods :many PeriodRow
-- A tenant has a dozen a year. Index: billing_analytics_period_key.
-- role: app, worker
SELECT id, (period_start AT TIME ZONE 'UTC')::date AS starts, (period_end AT TIME ZONE 'UTC')::date AS ends,
       subscription_id, plan_id, frozen IS NOT NULL AS frozen
  FROM olap.billing_analytics
 WHERE tenant_id = %(tenant_id)s
 ORDER BY period_start;

-- name: terms :many Term
-- A tenant has a dozen a year. Index: billing_terms_pkey.
-- role: app, worker
SELECT subscription_id, plan_id, period_start AS starts, period_end AS ends, version
  FROM olap.billing_terms
 WHERE tenant_id = %(tenant_id)s
 ORDER BY period_start, subscription_id;

-- name: insert_period :value
-- Index: billing_analytics_periods_apart.
-- role: app, worker
INSERT INTO olap.billing_analytics (tenant_id, subscription_id, plan_id, period_start, period_end)
VALUES (%(tenant_id)s, %(subscription_id)s::uuid, %(plan_id)s::uuid,
        %(starts)s::date::timestamp AT TIME ZONE 'UTC', %(ends)s::date::timestamp AT TIME ZONE 'UTC')
RETURNING id;

-- name: move_period :exec
-- Index: billing_analytics_pkey.
-- role: app, worker
UPDATE olap.billing_analytics
   SET period_start = %(starts)s::date::timestamp AT TIME ZONE 'UTC',
       period_end = %(ends)s::date::timestamp AT TIME ZONE 'UTC',
       subscription_id = %(subscription_id)s::uuid, plan_id = %(plan_id)s::uuid, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND frozen IS NULL;

-- name: delete_drafts :exec
-- Of periods that go; what they said is written again for those that take their days. Index: usage_statements_billing_key.
-- role: app, worker
DELETE FROM olap.usage_statements
 WHERE tenant_id = %(tenant_id)s AND billing_id = ANY (%(ids)s::bigint[]) AND status = 'draft';

-- name: delete_periods :exec
-- Open ones whose days all belong to others now. Index: billing_analytics_pkey.
-- role: app, worker
DELETE FROM olap.billing_analytics
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(ids)s::bigint[]) AND frozen IS NULL;

-- name: move_campaigns :exec
-- Days that changed their period, as the next five. Indexes: campaign_analytics_billing_idx, campaign_analytics_day_idx.
-- role: app, worker
UPDATE olap.campaign_analytics
   SET billing_id = %(id)s
 WHERE tenant_id = %(tenant_id)s AND billing_id = ANY (%(others)s::bigint[])
   AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date;

-- name: move_steps :exec
-- Index: sequence_step_analytics_billing_idx.
-- role: app, worker
UPDATE olap.sequence_step_analytics
   SET billing_id = %(id)s
 WHERE tenant_id = %(tenant_id)s AND billing_id = ANY (%(others)s::bigint[])
   AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date;

-- name: move_variants :exec
-- Index: variant_analytics_billing_idx.
-- role: app, worker
UPDATE olap.variant_analytics
   SET billing_id = %(id)s
 WHERE tenant_id = %(tenant_id)s AND billing_id = ANY (%(others)s::bigint[])
   AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date;

-- name: move_leads :exec
-- Index: lead_analytics_pkey.
-- role: app, worker
UPDATE olap.lead_analytics
   SET billing_id = %(id)s
 WHERE tenant_id = %(tenant_id)s AND billing_id = ANY (%(others)s::bigint[])
   AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date;

-- name: move_mailboxes :exec
-- Index: mailbox_analytics_billing_idx.
-- role: app, worker
UPDATE olap.mailbox_analytics
   SET billing_id = %(id)s
 WHERE tenant_id = %(tenant_id)s AND billing_id = ANY (%(others)s::bigint[])
   AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date;

-- name: move_warmups :exec
-- Index: warmup_analytics_billing_idx.
-- role: app, worker
UPDATE olap.warmup_analytics
   SET billing_id = %(id)s
 WHERE tenant_id = %(tenant_id)s AND billing_id = ANY (%(others)s::bigint[])
   AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date;
