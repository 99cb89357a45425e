-- name: subscriptions :many SubscriptionRow
-- What lives or ended lately, oldest first; incomplete ones grant nothing. Locked, so that the clock is a version: who
-- changes one next reads a later time. Overage is sold only to who agreed to it. Indexes: subscriptions_pkey, plans_pkey,
-- subscription_addons_subscription_idx.
SELECT s.id AS subscription_id, s.plan_id, p.name AS plan_name, p.currency,
       s.current_period_start AS period_start, s.current_period_end AS period_end, s.ended,
       p.max_users + a.users AS users, p.max_workspaces + a.workspaces AS workspaces, p.max_domains + a.domains AS domains,
       p.max_campaigns_per_month AS campaigns_a_month, p.max_email_accounts + a.email_accounts AS mailboxes,
       p.max_emails_per_month + a.emails AS emails_a_month, p.max_warmups AS warmups,
       p.max_contacts + a.contacts AS contacts, p.max_storage_gb + a.storage AS storage_gigabytes,
       CASE WHEN s.overage_allowed THEN p.overage_emails END AS overage_emails,
       CASE WHEN s.overage_allowed THEN p.overage_price END AS overage_price,
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS version
  FROM oltp.subscriptions s
  JOIN oltp.plans p ON p.id = s.plan_id
 CROSS JOIN LATERAL (
           SELECT coalesce(sum(quantity) FILTER (WHERE addon_type = 'users'), 0)::bigint AS users,
                  coalesce(sum(quantity) FILTER (WHERE addon_type = 'workspaces'), 0)::bigint AS workspaces,
                  coalesce(sum(quantity) FILTER (WHERE addon_type = 'domains'), 0)::bigint AS domains,
                  coalesce(sum(quantity) FILTER (WHERE addon_type = 'email_accounts'), 0)::bigint AS email_accounts,
                  coalesce(sum(quantity) FILTER (WHERE addon_type = 'emails'), 0)::bigint AS emails,
                  coalesce(sum(quantity) FILTER (WHERE addon_type = 'contacts'), 0)::bigint AS contacts,
                  coalesce(sum(quantity) FILTER (WHERE addon_type = 'storage'), 0)::bigint AS storage
             FROM oltp.subscription_addons
            WHERE tenant_id = s.tenant_id AND subscription_id = s.id AND is_active) a
 WHERE s.tenant_id = %(tenant_id)s AND s.status NOT IN ('incomplete', 'incomplete_expired')
   AND (s.ended IS NULL OR s.ended > now() - %(within)s::interval)
 ORDER BY s.created, s.id
   FOR UPDATE OF s;

-- name: tenants_subscribed :many Subscriber
-- Cross-tenant on purpose: whose terms are told again. Reads the table; it has a few rows a customer.
-- role: worker
SELECT DISTINCT s.tenant_id
  FROM oltp.subscriptions s
 WHERE s.ended IS NULL OR s.ended > now() - %(within)s::interval
 ORDER BY s.tenant_id;
