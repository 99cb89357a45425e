-- The operators' view over all tenants, and where archived rows went.

CREATE MATERIALIZED VIEW olap.campaign_performance_summary AS
SELECT
    facts.tenant_id,
    facts.company_id,
    facts.campaign_id,
    facts.activity_date,
    campaigns.name AS campaign_name,
    campaigns.status AS campaign_status,
    facts.sent,
    facts.delivered,
    facts.opened_tracked,
    facts.opened_human,
    facts.clicked_tracked,
    facts.clicked_human,
    facts.replied,
    facts.bounced,
    facts.unsubscribed,
    facts.spam_complaints,
    round(100.0 * facts.delivered / nullif(facts.sent, 0), 2) AS delivery_rate,
    round(100.0 * facts.opened_human / nullif(facts.delivered, 0), 2) AS open_rate,
    round(100.0 * facts.clicked_human / nullif(facts.delivered, 0), 2) AS click_rate,
    round(100.0 * facts.replied / nullif(facts.delivered, 0), 2) AS reply_rate,
    round(100.0 * facts.bounced / nullif(facts.sent, 0), 2) AS bounce_rate,
    extract(EPOCH FROM campaigns.completed - campaigns.started) / 3600 AS campaign_duration_hours,
    facts.updated
FROM olap.campaign_analytics AS facts
LEFT JOIN olap.dim_campaigns AS campaigns
    ON campaigns.tenant_id = facts.tenant_id AND campaigns.campaign_id = facts.campaign_id;

-- REFRESH CONCURRENTLY needs a unique index over all rows. The view is as new as its indexes: nobody waits for them.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX campaign_performance_summary_key
    ON olap.campaign_performance_summary (tenant_id, campaign_id, activity_date);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX campaign_performance_summary_company_idx
    ON olap.campaign_performance_summary (tenant_id, company_id);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX campaign_performance_summary_status_idx ON olap.campaign_performance_summary (campaign_status);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX campaign_performance_summary_updated_idx ON olap.campaign_performance_summary (updated);

COMMENT ON MATERIALIZED VIEW olap.campaign_performance_summary IS
    'Each campaign''s days over all tenants, for operators. No row level security reaches it: staff alone may read it.';
COMMENT ON COLUMN olap.campaign_performance_summary.open_rate IS 'Per cent, human, over delivered; NULL over nothing. The other rates alike.';

CREATE TABLE olap.analytics_archive (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    table_name text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    path text NOT NULL,
    format text NOT NULL DEFAULT 'parquet',
    columns jsonb NOT NULL,
    row_count bigint NOT NULL,
    size_bytes bigint NOT NULL,
    checksum bytea NOT NULL,
    archived timestamptz NOT NULL DEFAULT now(),
    verified timestamptz,
    removed timestamptz,
    expires timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT analytics_archive_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT analytics_archive_period_key UNIQUE (tenant_id, table_name, period_start, period_end, path),
    CONSTRAINT analytics_archive_period_forward CHECK (period_start < period_end),
    CONSTRAINT analytics_archive_format_known CHECK (format IN ('parquet')),
    CONSTRAINT analytics_archive_columns_object CHECK (jsonb_typeof(columns) = 'object'),
    CONSTRAINT analytics_archive_counts_not_negative CHECK (row_count >= 0 AND size_bytes >= 0),
    CONSTRAINT analytics_archive_checksum_is_sha256 CHECK (octet_length(checksum) = 32),
    CONSTRAINT analytics_archive_removed_only_verified CHECK (removed IS NULL OR verified IS NOT NULL)
);

CREATE INDEX analytics_archive_unverified_idx ON olap.analytics_archive (archived) WHERE verified IS NULL;
CREATE INDEX analytics_archive_expiry_idx ON olap.analytics_archive (expires) WHERE expires IS NOT NULL;

COMMENT ON TABLE olap.analytics_archive IS 'One file of archived rows: one tenant, one table, one span of days.';
COMMENT ON COLUMN olap.analytics_archive.table_name IS 'Table of this tier the rows came from.';
COMMENT ON COLUMN olap.analytics_archive.period_start IS 'First day by activity_date, or by the time in message_id.';
COMMENT ON COLUMN olap.analytics_archive.period_end IS 'Day after the last.';
COMMENT ON COLUMN olap.analytics_archive.columns IS 'Column name -> type, as the file has them.';
COMMENT ON COLUMN olap.analytics_archive.checksum IS 'SHA-256 of the file.';
COMMENT ON COLUMN olap.analytics_archive.verified IS 'When the file had been read back and its rows counted.';
COMMENT ON COLUMN olap.analytics_archive.removed IS 'When the rows were deleted here, after that.';
