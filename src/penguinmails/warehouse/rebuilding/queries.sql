-- name: totals :one Totals
-- All campaign mail of a tenant. Index: campaign_analytics_pkey.
SELECT coalesce(sum(delivered), 0)::bigint AS delivered, coalesce(sum(bounced), 0)::bigint AS bounced,
       coalesce(sum(opened_tracked), 0)::bigint AS opened_tracked,
       coalesce(sum(opened_human), 0)::bigint AS opened_human,
       coalesce(sum(clicked_tracked), 0)::bigint AS clicked_tracked,
       coalesce(sum(clicked_human), 0)::bigint AS clicked_human,
       coalesce(sum(opens_machine), 0)::bigint AS opens_machine,
       coalesce(sum(clicks_machine), 0)::bigint AS clicks_machine
  FROM olap.campaign_analytics
 WHERE tenant_id = %(tenant_id)s;
