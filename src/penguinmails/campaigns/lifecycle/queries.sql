-- name: move :exec
-- To another status, with the dates that go with it. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET status = %(status)s, status_reason = %(reason)s, version = version + 1, updated = now(),
       scheduled = CASE %(status)s WHEN 'scheduled' THEN %(moment)s::timestamptz WHEN 'draft' THEN NULL ELSE scheduled END,
       started = CASE WHEN %(status)s = 'sending' THEN coalesce(started, now()) ELSE started END,
       paused = CASE WHEN %(status)s = 'paused' THEN now() END,
       completed = CASE WHEN %(status)s = 'completed' THEN now() WHEN %(status)s = 'archived' THEN completed END,
       cancelled = CASE WHEN %(status)s = 'cancelled' THEN now() ELSE cancelled END,
       failed = CASE WHEN %(status)s = 'failed' THEN now() ELSE failed END,
       archived = CASE WHEN %(status)s = 'archived' THEN now() END,
       plan_after = NULL, plan_reason = NULL
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;

-- name: due :many DueCampaign
-- role: worker
-- Over all tenants: scheduled ones whose time has come. Index: campaigns_scheduled_idx.
SELECT tenant_id, id FROM oltp.campaigns
 WHERE status = 'scheduled' AND scheduled <= now() AND deleted IS NULL
 ORDER BY scheduled
 LIMIT 1000;

-- name: is_approved :value
-- This version of it. Index: campaign_approvals_campaign_idx.
SELECT EXISTS (SELECT FROM oltp.campaign_approvals
                WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND status = 'approved'
                  AND campaign_version = %(version)s);
