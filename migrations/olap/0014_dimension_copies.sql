-- Copies of several senders in one row have a version each; and what the facts' snapshots are.
ALTER TABLE olap.dim_mailboxes ADD COLUMN campaign_version bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN olap.dim_mailboxes.version IS
    'Of infrastructure''s word. 0: only campaigns have told of it yet; its other columns say nothing.';
COMMENT ON COLUMN olap.dim_mailboxes.campaign_version IS 'Of campaigns'' word, in campaign_status.';
COMMENT ON COLUMN olap.dim_tenants.plan_name IS 'By the newest billing_terms, as subscription_id and plan_id.';
COMMENT ON TABLE olap.dim_leads IS
    'A lead''s status, once it was another than active or the lead was deleted: who has no row is active. Nothing says who it is: names stay in oltp.';
COMMENT ON COLUMN olap.campaign_analytics.status IS
    'Snapshot, outside verify, as completed_leads: dim_campaigns as it was when the day was last today, to a quarter of an hour.';
COMMENT ON COLUMN olap.campaign_analytics.completed_leads IS 'See status.';
COMMENT ON COLUMN olap.mailbox_analytics.warmup_status IS
    'Snapshot, outside verify, as health_score, current_volume and campaign_status: dim_mailboxes as it was when the day was last today, to a quarter of an hour.';
COMMENT ON COLUMN olap.warmup_analytics.health_score IS
    'Snapshot, outside verify, as progress_percentage: dim_mailboxes as it was when the day was last today, to a quarter of an hour. 0 to 100; NULL while not scored.';
COMMENT ON COLUMN olap.lead_analytics.status IS
    'Snapshot, outside verify: dim_leads as it was when the day was last today, to a quarter of an hour; active where it has no row.';
