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

-- name: take_tenants :exec
-- 0 days are for ever. What the tenant did not decide is the platform's. Index: dim_tenants_pkey.
INSERT INTO olap.dim_tenants AS d (tenant_id, name, status, timezone, hits_retention_days, messages_retention_days,
    facts_retention_days, deleted, version)
SELECT %(tenant_id)s, n.name, n.status, coalesce(n.timezone, 'UTC'),
       CASE n.hits_retention_days WHEN 0 THEN 36500 ELSE coalesce(n.hits_retention_days, 90) END,
       CASE n.messages_retention_days WHEN 0 THEN 36500 ELSE coalesce(n.messages_retention_days, 730) END,
       nullif(n.facts_retention_days, 0), n.deleted, n.version
  FROM jsonb_to_recordset(%(tenants)s::jsonb) AS n (
           name text, status text, timezone text, hits_retention_days bigint, messages_retention_days bigint,
           facts_retention_days bigint, deleted timestamptz, version bigint)
    ON CONFLICT (tenant_id) DO UPDATE
   SET name = excluded.name, status = excluded.status, timezone = excluded.timezone,
       hits_retention_days = excluded.hits_retention_days, messages_retention_days = excluded.messages_retention_days,
       facts_retention_days = excluded.facts_retention_days, deleted = excluded.deleted, version = excluded.version,
       updated = now()
 WHERE d.version < excluded.version;

-- name: take_companies :exec
-- Index: dim_companies_pkey.
INSERT INTO olap.dim_companies AS d (tenant_id, company_id, name, deleted, version)
SELECT %(tenant_id)s, n.company_id, n.name, n.deleted, n.version
  FROM jsonb_to_recordset(%(companies)s::jsonb) AS n (
           company_id uuid, name text, deleted timestamptz, version bigint)
 ORDER BY n.company_id
    ON CONFLICT (tenant_id, company_id) DO UPDATE
   SET name = excluded.name, deleted = excluded.deleted, version = excluded.version, updated = now()
 WHERE d.version < excluded.version;

-- name: take_campaigns :exec
-- Index: dim_campaigns_pkey.
INSERT INTO olap.dim_campaigns AS d (tenant_id, campaign_id, company_id, name, kind, status, total_leads, completed_leads,
    started, completed, deleted, version)
SELECT %(tenant_id)s, n.campaign_id, n.company_id, n.name, n.kind, n.status, n.total_leads, n.completed_leads, n.started,
       n.completed, n.deleted, n.version
  FROM jsonb_to_recordset(%(campaigns)s::jsonb) AS n (
           campaign_id uuid, company_id uuid, name text, kind text, status text, total_leads bigint,
           completed_leads bigint, started timestamptz, completed timestamptz, deleted timestamptz, version bigint)
 ORDER BY n.campaign_id
    ON CONFLICT (tenant_id, campaign_id) DO UPDATE
   SET company_id = excluded.company_id, name = excluded.name, kind = excluded.kind, status = excluded.status,
       total_leads = excluded.total_leads, completed_leads = excluded.completed_leads, started = excluded.started,
       completed = excluded.completed, deleted = excluded.deleted, version = excluded.version, updated = now()
 WHERE d.version < excluded.version;

-- name: take_steps :exec
-- Not those that a newer word on their campaign had left out. Indexes: dim_steps_pkey, dim_campaigns_pkey.
INSERT INTO olap.dim_steps AS d (tenant_id, step_id, company_id, campaign_id, step_order, step_type, name, deleted, version)
SELECT %(tenant_id)s, n.step_id, n.company_id, n.campaign_id, n.step_order, n.step_type, n.name,
       CASE WHEN c.version > n.version THEN now() END, n.version
  FROM jsonb_to_recordset(%(steps)s::jsonb) AS n (
           step_id uuid, company_id uuid, campaign_id uuid, step_order bigint, step_type text, name text, version bigint)
  JOIN olap.dim_campaigns c ON c.tenant_id = %(tenant_id)s AND c.campaign_id = n.campaign_id
 ORDER BY n.step_id
    ON CONFLICT (tenant_id, step_id) DO UPDATE
   SET step_order = excluded.step_order, step_type = excluded.step_type, name = excluded.name,
       deleted = excluded.deleted, version = excluded.version, updated = now()
 WHERE d.version < excluded.version;

-- name: drop_steps :exec
-- Older ones of these campaigns, which were not told of again. Index: dim_steps_campaign_idx.
UPDATE olap.dim_steps d
   SET deleted = now(), updated = now()
  FROM jsonb_to_recordset(%(campaigns)s::jsonb) AS n (campaign_id uuid, version bigint)
 WHERE d.tenant_id = %(tenant_id)s AND d.campaign_id = n.campaign_id AND d.version < n.version AND d.deleted IS NULL;

-- name: take_variants :exec
-- As take_steps. Indexes: dim_variants_pkey, dim_campaigns_pkey.
INSERT INTO olap.dim_variants AS d (tenant_id, variant_id, company_id, campaign_id, step_id, label, subject, deleted, version)
SELECT %(tenant_id)s, n.variant_id, n.company_id, n.campaign_id, n.step_id, n.label, n.subject,
       CASE WHEN c.version > n.version THEN now() END, n.version
  FROM jsonb_to_recordset(%(variants)s::jsonb) AS n (
           variant_id uuid, company_id uuid, campaign_id uuid, step_id uuid, label text, subject text, version bigint)
  JOIN olap.dim_campaigns c ON c.tenant_id = %(tenant_id)s AND c.campaign_id = n.campaign_id
 ORDER BY n.variant_id
    ON CONFLICT (tenant_id, variant_id) DO UPDATE
   SET step_id = excluded.step_id, label = excluded.label, subject = excluded.subject, deleted = excluded.deleted,
       version = excluded.version, updated = now()
 WHERE d.version < excluded.version;

-- name: drop_variants :exec
-- As drop_steps. Index: dim_variants_step_idx.
UPDATE olap.dim_variants d
   SET deleted = now(), updated = now()
  FROM jsonb_to_recordset(%(campaigns)s::jsonb) AS n (campaign_id uuid, version bigint)
 WHERE d.tenant_id = %(tenant_id)s AND d.campaign_id = n.campaign_id AND d.version < n.version AND d.deleted IS NULL;

-- name: take_mailboxes :exec
-- The same version is the same state, but for a warm-up, which has none. Index: dim_mailboxes_pkey.
INSERT INTO olap.dim_mailboxes AS d (tenant_id, mailbox_id, company_id, email, sending_domain, status, warmup_status,
    health_score, health_formula, progress_percentage, current_volume, deleted, version)
SELECT %(tenant_id)s, n.mailbox_id, n.company_id, n.email, n.sending_domain, n.status, n.warmup_status, n.health_score,
       n.health_formula, n.progress_percentage, n.current_volume, n.deleted, n.version
  FROM jsonb_to_recordset(%(mailboxes)s::jsonb) AS n (
           mailbox_id uuid, company_id uuid, email text, sending_domain text, status text, warmup_status text,
           health_score bigint, health_formula text, progress_percentage bigint, current_volume bigint,
           deleted timestamptz, version bigint)
 ORDER BY n.mailbox_id
    ON CONFLICT (tenant_id, mailbox_id) DO UPDATE
   SET company_id = excluded.company_id, email = excluded.email, sending_domain = excluded.sending_domain,
       status = excluded.status, warmup_status = excluded.warmup_status, health_score = excluded.health_score,
       health_formula = excluded.health_formula, progress_percentage = excluded.progress_percentage,
       current_volume = excluded.current_volume, deleted = excluded.deleted, version = excluded.version, updated = now()
 WHERE d.version <= excluded.version;

-- name: take_senders :exec
-- A mailbox that nothing else is known of yet is put down by its id. Index: dim_mailboxes_pkey.
INSERT INTO olap.dim_mailboxes AS d (tenant_id, mailbox_id, email, sending_domain, status, campaign_status, version,
    campaign_version)
SELECT %(tenant_id)s, n.mailbox_id, '', '', 'unknown', n.campaign_status, 0, n.version
  FROM jsonb_to_recordset(%(mailboxes)s::jsonb) AS n (mailbox_id uuid, campaign_status text, version bigint)
 ORDER BY n.mailbox_id
    ON CONFLICT (tenant_id, mailbox_id) DO UPDATE
   SET campaign_status = excluded.campaign_status, campaign_version = excluded.campaign_version, updated = now()
 WHERE d.campaign_version < excluded.campaign_version;

-- name: take_leads :exec
-- Not one that was forgotten, whose old id is to stay unknown. Indexes: dim_leads_pkey, erasures_pkey.
INSERT INTO olap.dim_leads AS d (tenant_id, lead_id, company_id, status, deleted, version)
SELECT %(tenant_id)s, n.lead_id, n.company_id, n.status, n.deleted, n.version
  FROM jsonb_to_recordset(%(leads)s::jsonb) AS n (
           lead_id uuid, company_id uuid, status text, deleted timestamptz, version bigint)
 WHERE NOT EXISTS (SELECT FROM olap.erasures e
                    WHERE e.tenant_id = %(tenant_id)s AND e.subject = 'lead'
                      AND e.subject_digest = sha256(convert_to(%(tenant_id)s::uuid::text || ' ' || n.lead_id::text, 'UTF8')))
 ORDER BY n.lead_id
    ON CONFLICT (tenant_id, lead_id) DO UPDATE
   SET company_id = excluded.company_id, status = excluded.status, deleted = excluded.deleted, version = excluded.version,
       updated = now()
 WHERE d.version < excluded.version;

-- name: tenants_sending :many TenantKey
-- Cross-tenant on purpose: who has facts of these days. Reads the days' rows by partition; one a mailbox and day.
-- role: worker
SELECT DISTINCT f.tenant_id
  FROM olap.mailbox_analytics f
 WHERE f.tenant_id = f.tenant_id AND f.activity_date >= %(since)s::date
 ORDER BY f.tenant_id;

-- name: copy_into_campaigns :exec
-- Snapshots of a day, and of earlier ones that have none. Indexes: campaign_analytics_day_idx, dim_campaigns_pkey.
UPDATE olap.campaign_analytics f
   SET status = d.status, completed_leads = d.completed_leads
  FROM olap.dim_campaigns d
 WHERE f.tenant_id = %(tenant_id)s AND d.tenant_id = f.tenant_id AND d.campaign_id = f.campaign_id
   AND f.activity_date >= %(since)s::date AND (f.activity_date >= %(today)s::date OR f.status IS NULL)
   AND (f.status, f.completed_leads) IS DISTINCT FROM (d.status, d.completed_leads);

-- name: copy_into_mailboxes :exec
-- Indexes: mailbox_analytics_day_idx, dim_mailboxes_pkey.
UPDATE olap.mailbox_analytics f
   SET warmup_status = d.warmup_status, health_score = d.health_score, current_volume = d.current_volume,
       campaign_status = coalesce(d.campaign_status, 'idle')
  FROM olap.dim_mailboxes d
 WHERE f.tenant_id = %(tenant_id)s AND d.tenant_id = f.tenant_id AND d.mailbox_id = f.mailbox_id AND d.version > 0
   AND f.activity_date >= %(since)s::date AND (f.activity_date >= %(today)s::date OR f.campaign_status IS NULL)
   AND (f.warmup_status, f.health_score, f.current_volume, f.campaign_status)
       IS DISTINCT FROM (d.warmup_status, d.health_score, d.current_volume, coalesce(d.campaign_status, 'idle'));

-- name: copy_into_warmups :exec
-- Indexes: warmup_analytics_day_idx, dim_mailboxes_pkey.
UPDATE olap.warmup_analytics f
   SET health_score = d.health_score, progress_percentage = d.progress_percentage
  FROM olap.dim_mailboxes d
 WHERE f.tenant_id = %(tenant_id)s AND d.tenant_id = f.tenant_id AND d.mailbox_id = f.mailbox_id AND d.version > 0
   AND f.activity_date >= %(since)s::date AND (f.activity_date >= %(today)s::date OR f.progress_percentage IS NULL)
   AND (f.health_score, f.progress_percentage) IS DISTINCT FROM (d.health_score, d.progress_percentage);

-- name: copy_into_leads :exec
-- Active where nothing else was told. Campaigns of the days lead to their leads. Indexes: campaign_analytics_day_idx,
-- lead_analytics_campaign_idx, lead_analytics_pkey, dim_leads_pkey.
UPDATE olap.lead_analytics f
   SET status = coalesce(d.status, 'active')
  FROM olap.campaign_analytics c
  JOIN olap.lead_analytics l
    ON l.tenant_id = c.tenant_id AND l.campaign_id = c.campaign_id AND l.activity_date = c.activity_date
  LEFT JOIN olap.dim_leads d ON d.tenant_id = l.tenant_id AND d.lead_id = l.lead_id
 WHERE c.tenant_id = %(tenant_id)s AND c.activity_date >= %(since)s::date
   AND f.tenant_id = l.tenant_id AND f.lead_id = l.lead_id AND f.campaign_id = l.campaign_id
   AND f.activity_date = l.activity_date
   AND (l.activity_date >= %(today)s::date OR l.status IS NULL)
   AND l.status IS DISTINCT FROM coalesce(d.status, 'active');
