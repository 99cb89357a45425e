-- name: take_terms :value
-- Newer words only, and none for a period that is frozen: it is counted again by what was promised then. How many changed
-- what periods are cut by. Indexes: billing_terms_pkey, billing_analytics_subscription_idx.
WITH taken AS (
    INSERT INTO olap.billing_terms AS t (tenant_id, subscription_id, period_start, period_end, plan_id, plan_name, currency,
        allowances, overage_unit, overage_price_minor, version)
    SELECT %(tenant_id)s, n.subscription_id, n.period_start, n.period_end, n.plan_id, n.plan_name, n.currency, n.allowances,
           n.overage_unit, n.overage_price_minor, n.version
      FROM jsonb_to_recordset(%(terms)s::jsonb) AS n (
               subscription_id uuid, period_start date, period_end date, plan_id uuid, plan_name text, currency text,
               allowances jsonb, overage_unit bigint, overage_price_minor bigint, version bigint)
     WHERE NOT EXISTS (SELECT FROM olap.billing_analytics b
                        WHERE b.tenant_id = %(tenant_id)s AND b.subscription_id = n.subscription_id
                          AND b.frozen IS NOT NULL
                          AND b.period_start >= n.period_start::timestamp AT TIME ZONE 'UTC'
                          AND b.period_start < n.period_end::timestamp AT TIME ZONE 'UTC')
     ORDER BY n.subscription_id, n.period_start
        ON CONFLICT (tenant_id, subscription_id, period_start) DO UPDATE
       SET period_end = excluded.period_end, plan_id = excluded.plan_id, plan_name = excluded.plan_name,
           currency = excluded.currency, allowances = excluded.allowances, overage_unit = excluded.overage_unit,
           overage_price_minor = excluded.overage_price_minor, version = excluded.version, updated = now()
     WHERE t.version < excluded.version
    RETURNING 1)
SELECT count(*) FROM taken;

-- name: copy_plan :exec
-- The subscription a tenant has by the newest word of it; after either side changed. Indexes: dim_tenants_pkey,
-- billing_terms_pkey.
UPDATE olap.dim_tenants d
   SET subscription_id = t.subscription_id, plan_id = t.plan_id, plan_name = t.plan_name, updated = now()
  FROM (SELECT subscription_id, plan_id, plan_name
          FROM olap.billing_terms
         WHERE tenant_id = %(tenant_id)s
         ORDER BY version DESC, period_start DESC
         LIMIT 1) t
 WHERE d.tenant_id = %(tenant_id)s
   AND (d.subscription_id, d.plan_id, d.plan_name) IS DISTINCT FROM (t.subscription_id, t.plan_id, t.plan_name);
