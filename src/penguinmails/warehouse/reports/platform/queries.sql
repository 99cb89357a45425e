-- name: growth :many GrowthRow
-- role: staff
-- Tenants at the end of each month, those that came and went. Index: tenants_pkey, read whole.
WITH months AS (
    SELECT month::date AS month, month + interval '1 month' AS next
      FROM generate_series(date_trunc('month', %(since)s::timestamp), %(until)s::timestamp - interval '1 day',
                           interval '1 month') AS spans (month)
)
SELECT months.month,
       count(t.id) FILTER (WHERE t.deleted IS NULL OR t.deleted AT TIME ZONE 'UTC' >= months.next) AS tenants,
       count(t.id) FILTER (WHERE t.created AT TIME ZONE 'UTC' >= months.month) AS tenants_new,
       count(t.id) FILTER (WHERE t.deleted AT TIME ZONE 'UTC' >= months.month
                             AND t.deleted AT TIME ZONE 'UTC' < months.next) AS tenants_gone
  FROM months
  LEFT JOIN oltp.tenants AS t ON t.created AT TIME ZONE 'UTC' < months.next AND t.id <> %(platform)s
 GROUP BY months.month, months.next
 ORDER BY months.month;

-- name: platform :many PlatformRow
-- role: staff
-- Campaign mail of all tenants by month, from the operators' view. Index: campaign_performance_summary_key, read whole.
WITH f AS (
    SELECT date_trunc('month', activity_date::timestamp)::date AS month, count(DISTINCT tenant_id) AS tenants_active,
           count(DISTINCT campaign_id) AS campaigns_used,
           sum(sent)::bigint AS sent, sum(delivered)::bigint AS delivered,
           sum(opened_tracked)::bigint AS opened_tracked, sum(opened_human)::bigint AS opened_human,
           sum(clicked_human)::bigint AS clicked_human, sum(replied)::bigint AS replied, sum(bounced)::bigint AS bounced,
           sum(spam_complaints)::bigint AS spam_complaints
      FROM olap.campaign_performance_summary
     WHERE activity_date >= %(since)s AND activity_date < %(until)s
     GROUP BY 1
)
SELECT f.month, f.tenants_active, f.campaigns_used, f.sent, f.delivered, f.opened_human, f.clicked_human, f.replied,
       f.bounced, f.spam_complaints, {delivery_rate:f} AS delivery_rate, {open_rate:f} AS open_rate,
       {open_rate_machine:f} AS open_rate_machine, {reply_rate:f} AS reply_rate, {bounce_rate:f} AS bounce_rate,
       {complaint_rate:f} AS complaint_rate,
       (f.sent - lag(f.sent) OVER (ORDER BY f.month))::double precision
           / nullif(lag(f.sent) OVER (ORDER BY f.month), 0) AS growth
  FROM f
 ORDER BY f.month;

-- name: newest_figure :value
-- role: staff
-- When the newest figure was counted that the operators' view had found when it was last refreshed. Index:
-- campaign_performance_summary_updated_idx.
SELECT max(updated) FROM olap.campaign_performance_summary;

-- name: tenants :many TenantUsageRow
-- role: staff
-- What each tenant used in its periods, adjustments included. Index: billing_analytics_period_key, read whole.
WITH adjusted AS (
    SELECT tenant_id, billing_id, sum(delta) FILTER (WHERE metric = 'emails_sent')::bigint AS emails_sent
      FROM olap.billing_adjustments
     GROUP BY tenant_id, billing_id
), f AS (
    SELECT periods.tenant_id, periods.period_start, periods.period_end, periods.frozen,
           periods.emails_sent + coalesce(adjusted.emails_sent, 0) AS emails_sent,
           lag(periods.emails_sent + coalesce(adjusted.emails_sent, 0))
               OVER (PARTITION BY periods.tenant_id ORDER BY periods.period_start) AS emails_sent_before,
           periods.emails_overage, periods.mailboxes_used, periods.domains_used, periods.campaigns_used,
           periods.leads_used, periods.warmups_active, periods.users_used, periods.workspaces_used,
           periods.contacts_used, periods.storage_bytes, periods.api_calls
      FROM olap.billing_analytics AS periods
      LEFT JOIN adjusted ON adjusted.tenant_id = periods.tenant_id AND adjusted.billing_id = periods.id
     WHERE periods.period_start < %(until)s::timestamp AT TIME ZONE 'UTC'
)
SELECT f.tenant_id, named.name, named.deleted IS NOT NULL AS is_deleted, named.plan_name, f.period_start, f.period_end, f.frozen IS NOT NULL AS is_closed,
       f.emails_sent, f.emails_sent_before,
       (f.emails_sent - f.emails_sent_before)::double precision / nullif(f.emails_sent_before, 0) AS growth,
       f.emails_overage, f.mailboxes_used, f.domains_used, f.campaigns_used, f.leads_used, f.warmups_active,
       f.users_used, f.workspaces_used, f.contacts_used, f.storage_bytes, f.api_calls,
       {emails_per_mailbox:f} AS emails_per_mailbox, {emails_per_campaign:f} AS emails_per_campaign
  FROM f
  LEFT JOIN olap.dim_tenants AS named ON named.tenant_id = f.tenant_id
 WHERE f.period_end > %(since)s::timestamp AT TIME ZONE 'UTC'
 ORDER BY f.tenant_id, f.period_start
 LIMIT %(limit)s;

-- name: costs :many CostRow
-- role: staff
-- Servers and addresses by who they serve, as they stand now; a shared one is split evenly over the tenants whose
-- domains send by it, and what nobody sends by is the platform's. Indexes: read whole.
WITH parts AS (
    SELECT vps.id, vps.dedicated_to, vps.currency, coalesce(vps.monthly_cost, vps.approximate_cost, 0) AS cost,
           true AS is_server, vps.id AS server_id
      FROM oltp.vps_instances AS vps
     WHERE vps.status <> 'decommissioned'
     UNION ALL
    SELECT ip.id, coalesce(ip.dedicated_to, vps.dedicated_to), ip.currency, coalesce(ip.approximate_cost, 0), false,
           ip.vps_instance_id
      FROM oltp.smtp_ip_addresses AS ip
      LEFT JOIN oltp.vps_instances AS vps ON vps.id = ip.vps_instance_id
), users AS (
    SELECT DISTINCT parts.id, used.tenant_id
      FROM parts
      JOIN oltp.smtp_ip_addresses AS ip
        ON ip.id = parts.id OR (parts.is_server AND ip.vps_instance_id = parts.server_id)
      JOIN oltp.domain_ip_assignments AS used ON used.smtp_ip_address_id = ip.id AND used.status IN ('active', 'warming')
     WHERE parts.dedicated_to IS NULL
), shares AS (
    SELECT coalesce(parts.dedicated_to, users.tenant_id) AS tenant_id, parts.currency, parts.is_server,
           parts.dedicated_to IS NOT NULL AS is_own,
           parts.cost::numeric / greatest(1, count(*) OVER (PARTITION BY parts.id)) AS cost
      FROM parts
      LEFT JOIN users ON users.id = parts.id
)
SELECT shares.tenant_id, named.name, named.deleted IS NOT NULL AS is_deleted, shares.currency,
       count(*) FILTER (WHERE shares.is_own AND shares.is_server) AS servers,
       count(*) FILTER (WHERE NOT shares.is_server) AS addresses,
       coalesce(round(sum(shares.cost) FILTER (WHERE shares.is_own)), 0)::bigint AS cost_dedicated,
       coalesce(round(sum(shares.cost) FILTER (WHERE NOT shares.is_own)), 0)::bigint AS cost_shared,
       round(sum(shares.cost))::bigint AS cost
  FROM shares
  LEFT JOIN oltp.tenants AS named ON named.id = shares.tenant_id
 GROUP BY shares.tenant_id, named.name, named.deleted, shares.currency
 ORDER BY sum(shares.cost) DESC, shares.tenant_id
 LIMIT %(limit)s;
