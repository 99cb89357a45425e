-- name: days_of_campaign :one Days
-- From the states, not from the facts that may be wrong. Index: message_states_campaign_idx.
SELECT min(activity_date) AS first, max(activity_date) AS last
  FROM olap.message_states
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s;

-- name: campaigns_finished :many Finished
-- Campaigns that ended on a day. Index: dim_campaigns_pkey.
SELECT campaign_id
  FROM olap.dim_campaigns
 WHERE tenant_id = %(tenant_id)s AND completed >= %(day)s::timestamp AT TIME ZONE 'UTC'
   AND completed < (%(day)s::timestamp + interval '1 day') AT TIME ZONE 'UTC' AND deleted IS NULL
 ORDER BY campaign_id;
