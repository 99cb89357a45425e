-- Finer counts, kept by the same rollup in the same transaction: when, through what, where from, and by whom it was read.

CREATE TABLE olap.campaign_lead_totals (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid NOT NULL,
    sent bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0,
    opened_tracked bigint NOT NULL DEFAULT 0,
    opened_human bigint NOT NULL DEFAULT 0,
    clicked_tracked bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    replied bigint NOT NULL DEFAULT 0,
    auto_replied bigint NOT NULL DEFAULT 0,
    bounced bigint NOT NULL DEFAULT 0,
    bounced_hard bigint NOT NULL DEFAULT 0,
    bounced_soft bigint NOT NULL DEFAULT 0,
    bounced_block bigint NOT NULL DEFAULT 0,
    unsubscribed bigint NOT NULL DEFAULT 0,
    spam_complaints bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_lead_totals_pkey PRIMARY KEY (tenant_id, campaign_id, lead_id)
);

CREATE INDEX campaign_lead_totals_lead_idx ON olap.campaign_lead_totals (tenant_id, lead_id);

COMMENT ON TABLE olap.campaign_lead_totals IS
    'All mail of one campaign to one lead, of all days: lead_analytics summed, and the states of campaign_lead_counts.';

CREATE TABLE olap.campaign_lead_counts (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    company_id uuid NOT NULL,
    sent bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0,
    opened_tracked bigint NOT NULL DEFAULT 0,
    opened_human bigint NOT NULL DEFAULT 0,
    clicked_tracked bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    replied bigint NOT NULL DEFAULT 0,
    auto_replied bigint NOT NULL DEFAULT 0,
    bounced bigint NOT NULL DEFAULT 0,
    bounced_hard bigint NOT NULL DEFAULT 0,
    bounced_soft bigint NOT NULL DEFAULT 0,
    bounced_block bigint NOT NULL DEFAULT 0,
    unsubscribed bigint NOT NULL DEFAULT 0,
    spam_complaints bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_lead_counts_pkey PRIMARY KEY (tenant_id, campaign_id)
);

CREATE INDEX campaign_lead_counts_company_idx ON olap.campaign_lead_counts (tenant_id, company_id);

COMMENT ON TABLE olap.campaign_lead_counts IS
    'Unique leads of one campaign: each column counts the leads for whom campaign_lead_totals has more than none.';

CREATE TABLE olap.engagement_buckets (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    bucket timestamptz NOT NULL,
    activity_date date NOT NULL,
    opens_total bigint NOT NULL DEFAULT 0,
    opens_human bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_human bigint NOT NULL DEFAULT 0,
    replies bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT engagement_buckets_pkey PRIMARY KEY (tenant_id, campaign_id, bucket, activity_date),
    CONSTRAINT engagement_buckets_quarter_hour CHECK (
        bucket = date_bin('15 minutes', bucket, '2000-01-01 00:00:00+00')
    ),
    CONSTRAINT engagement_buckets_day_of_bucket CHECK (activity_date = (bucket AT TIME ZONE 'UTC')::date)
) PARTITION BY RANGE (activity_date);

CREATE INDEX engagement_buckets_company_idx ON olap.engagement_buckets (tenant_id, company_id, bucket);

COMMENT ON TABLE olap.engagement_buckets IS
    'Activity of one campaign in one quarter of an hour of when it happened: heatmaps in any timezone are sums of these.';
COMMENT ON COLUMN olap.engagement_buckets.bucket IS 'Start of the quarter of an hour.';
COMMENT ON COLUMN olap.engagement_buckets.activity_date IS 'UTC day of bucket: here of the activity, not of the sending.';
COMMENT ON COLUMN olap.engagement_buckets.sent IS 'Messages sent in it: the heatmap''s denominator.';

CREATE TABLE olap.link_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    link_digest bytea NOT NULL,
    activity_date date NOT NULL,
    link_url text NOT NULL,
    link_text text,
    clicked_tracked bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_human bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT link_totals_pkey PRIMARY KEY (tenant_id, campaign_id, step_id, link_digest, activity_date),
    CONSTRAINT link_totals_digest_is_sha256 CHECK (octet_length(link_digest) = 32)
) PARTITION BY RANGE (activity_date);

CREATE INDEX link_totals_company_idx ON olap.link_totals (tenant_id, company_id, activity_date);

COMMENT ON TABLE olap.link_totals IS 'Clicks on one link of a step, in mail sent on one UTC day.';
COMMENT ON COLUMN olap.link_totals.link_digest IS 'SHA-256 of link_url.';
COMMENT ON COLUMN olap.link_totals.clicked_tracked IS 'Messages in which it was clicked at least once; clicks_total counts clicks.';

CREATE TABLE olap.device_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    device_type text NOT NULL,
    activity_date date NOT NULL,
    opened_tracked bigint NOT NULL DEFAULT 0,
    opened_human bigint NOT NULL DEFAULT 0,
    clicked_tracked bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    opens_total bigint NOT NULL DEFAULT 0,
    opens_human bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_human bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT device_totals_pkey PRIMARY KEY (tenant_id, campaign_id, device_type, activity_date)
) PARTITION BY RANGE (activity_date);

CREATE INDEX device_totals_company_idx ON olap.device_totals (tenant_id, company_id, activity_date);

COMMENT ON TABLE olap.device_totals IS 'Opens and clicks from a kind of device, in a campaign''s mail sent on one UTC day.';
COMMENT ON COLUMN olap.device_totals.opened_tracked IS 'Messages opened there at least once; opens_total counts opens.';

CREATE TABLE olap.client_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    client text NOT NULL,
    activity_date date NOT NULL,
    opened_tracked bigint NOT NULL DEFAULT 0,
    opened_human bigint NOT NULL DEFAULT 0,
    clicked_tracked bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    opens_total bigint NOT NULL DEFAULT 0,
    opens_human bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_human bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT client_totals_pkey PRIMARY KEY (tenant_id, campaign_id, client, activity_date)
) PARTITION BY RANGE (activity_date);

CREATE INDEX client_totals_company_idx ON olap.client_totals (tenant_id, company_id, activity_date);

COMMENT ON TABLE olap.client_totals IS 'Opens and clicks from one mail client, in a campaign''s mail sent on one UTC day.';
COMMENT ON COLUMN olap.client_totals.opened_tracked IS 'Messages opened there at least once; opens_total counts opens.';

CREATE TABLE olap.location_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    location text NOT NULL,
    activity_date date NOT NULL,
    opened_tracked bigint NOT NULL DEFAULT 0,
    opened_human bigint NOT NULL DEFAULT 0,
    clicked_tracked bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    opens_total bigint NOT NULL DEFAULT 0,
    opens_human bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_human bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT location_totals_pkey PRIMARY KEY (tenant_id, campaign_id, location, activity_date)
) PARTITION BY RANGE (activity_date);

CREATE INDEX location_totals_company_idx ON olap.location_totals (tenant_id, company_id, activity_date);

COMMENT ON TABLE olap.location_totals IS 'Opens and clicks from one country or region, in a campaign''s mail sent on one UTC day.';
COMMENT ON COLUMN olap.location_totals.opened_tracked IS 'Messages opened there at least once; opens_total counts opens.';

CREATE TABLE olap.provider_totals (
    tenant_id uuid NOT NULL,
    company_id uuid,
    mailbox_id uuid NOT NULL,
    message_kind text NOT NULL,
    receiving_provider text NOT NULL,
    activity_date date NOT NULL,
    sending_domain text NOT NULL,
    sent bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0,
    opened_tracked bigint NOT NULL DEFAULT 0,
    opened_human bigint NOT NULL DEFAULT 0,
    clicked_tracked bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    replied bigint NOT NULL DEFAULT 0,
    auto_replied bigint NOT NULL DEFAULT 0,
    bounced bigint NOT NULL DEFAULT 0,
    bounced_hard bigint NOT NULL DEFAULT 0,
    bounced_soft bigint NOT NULL DEFAULT 0,
    bounced_block bigint NOT NULL DEFAULT 0,
    unsubscribed bigint NOT NULL DEFAULT 0,
    spam_complaints bigint NOT NULL DEFAULT 0,
    opens_total bigint NOT NULL DEFAULT 0,
    opens_machine bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_machine bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT provider_totals_pkey PRIMARY KEY (tenant_id, mailbox_id, message_kind, receiving_provider, activity_date)
) PARTITION BY RANGE (activity_date);

CREATE INDEX provider_totals_provider_idx ON olap.provider_totals (tenant_id, receiving_provider, activity_date);
CREATE INDEX provider_totals_domain_idx ON olap.provider_totals (tenant_id, sending_domain, activity_date);
CREATE INDEX provider_totals_company_idx ON olap.provider_totals (tenant_id, company_id, activity_date);

COMMENT ON TABLE olap.provider_totals IS
    'Mail of one kind from one mailbox to one receiving provider sent on one UTC day; over all providers it is mailbox_analytics.';
COMMENT ON COLUMN olap.provider_totals.receiving_provider IS 'As in the sent event; unknown where the MX was not.';
