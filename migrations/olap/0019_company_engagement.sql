-- A company's heatmap is of all its campaigns: of the largest of 200 tenants, with 20 campaigns and 400,000 messages in 28
-- days, 48,850 rows of engagement_buckets were added up for it, from as many pages. Added up beforehand it is one row for each
-- quarter of an hour, 2,714.

CREATE TABLE olap.company_engagement (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    bucket timestamptz NOT NULL,
    activity_date date NOT NULL,
    opens_total bigint NOT NULL DEFAULT 0,
    opens_human bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_human bigint NOT NULL DEFAULT 0,
    replies bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT company_engagement_pkey PRIMARY KEY (tenant_id, company_id, bucket, activity_date),
    CONSTRAINT company_engagement_quarter_hour CHECK (
        bucket = date_bin('15 minutes', bucket, '2000-01-01 00:00:00+00')
    ),
    CONSTRAINT company_engagement_day_of_bucket CHECK (activity_date = (bucket AT TIME ZONE 'UTC')::date)
) PARTITION BY RANGE (activity_date);

COMMENT ON TABLE olap.company_engagement IS
    'Activity of all campaigns of one company in one quarter of an hour of when it happened: engagement_buckets summed.';
COMMENT ON COLUMN olap.company_engagement.bucket IS 'Start of the quarter of an hour.';
COMMENT ON COLUMN olap.company_engagement.activity_date IS 'UTC day of bucket: here of the activity, not of the sending.';
COMMENT ON COLUMN olap.company_engagement.sent IS 'Messages sent in it: the heatmap''s denominator.';
