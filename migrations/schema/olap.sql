CREATE SCHEMA olap;

CREATE TABLE olap.admin_audit_log (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    handoff_id uuid NOT NULL,
    created timestamp with time zone NOT NULL,
    actor text NOT NULL,
    admin_user_id text NOT NULL,
    action text NOT NULL,
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    old_values jsonb,
    new_values jsonb,
    ip_address inet,
    user_agent text,
    notes text,
    metadata jsonb,
    data_classification text DEFAULT 'internal'::text NOT NULL,
    retention_category text DEFAULT 'standard'::text NOT NULL,
    values_digest bytea NOT NULL,
    salt bytea,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    erased timestamp with time zone,
    CONSTRAINT admin_audit_log_actor_known CHECK ((actor = ANY (ARRAY['user'::text, 'staff'::text, 'api_key'::text, 'system'::text, 'operator'::text]))),
    CONSTRAINT admin_audit_log_classification_known CHECK ((data_classification = ANY (ARRAY['public'::text, 'internal'::text, 'confidential'::text, 'restricted'::text]))),
    CONSTRAINT admin_audit_log_erased_keeps_nothing CHECK ((((erased IS NULL) = (salt IS NOT NULL)) AND ((erased IS NULL) OR (num_nonnulls(old_values, new_values, ip_address, user_agent, notes, metadata) = 0)))),
    CONSTRAINT admin_audit_log_hashes_are_sha256 CHECK (((octet_length(hash) = 32) AND (octet_length(prev_hash) = 32) AND (octet_length(values_digest) = 32))),
    CONSTRAINT admin_audit_log_metadata_object CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT admin_audit_log_retention_known CHECK ((retention_category = ANY (ARRAY['short'::text, 'standard'::text, 'financial'::text, 'legal'::text]))),
    CONSTRAINT admin_audit_log_seq_starts_at_one CHECK ((seq >= 1)),
    CONSTRAINT admin_audit_log_values_objects CHECK (((jsonb_typeof(old_values) = 'object'::text) AND (jsonb_typeof(new_values) = 'object'::text)))
);

ALTER TABLE ONLY olap.admin_audit_log FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.admin_audit_log IS 'One action on one thing, with its place in the tenant''s chain. Only erasure and retention ever change a row.';

COMMENT ON COLUMN olap.admin_audit_log.seq IS 'Counts from 1 without a gap for each tenant.';

COMMENT ON COLUMN olap.admin_audit_log.handoff_id IS 'The handoff that brought it; a second delivery changes nothing.';

COMMENT ON COLUMN olap.admin_audit_log.created IS 'When the action was done, in the transaction that did it.';

COMMENT ON COLUMN olap.admin_audit_log.admin_user_id IS 'Who acted: the id of a user or API key, the name of a part of the platform (system), the login of whoever typed the command (operator).';

COMMENT ON COLUMN olap.admin_audit_log.action IS 'area.past_tense, such as campaign.paused.';

COMMENT ON COLUMN olap.admin_audit_log.old_values IS 'Changed fields before; NULL for something new. new_values: after; NULL for something gone.';

COMMENT ON COLUMN olap.admin_audit_log.metadata IS 'About the action: request_id, session_id, approved_by.';

COMMENT ON COLUMN olap.admin_audit_log.data_classification IS 'How sensitive old_values and new_values are.';

COMMENT ON COLUMN olap.admin_audit_log.retention_category IS 'short = 90 days, standard = 24 months, financial = 7 years, legal = until released.';

COMMENT ON COLUMN olap.admin_audit_log.values_digest IS 'SHA-256 of salt, old_values, new_values, ip_address, user_agent, notes and metadata; stands for them once they are erased.';

COMMENT ON COLUMN olap.admin_audit_log.salt IS 'Random, destroyed by erasure, so that the digest cannot be guessed back.';

COMMENT ON COLUMN olap.admin_audit_log.prev_hash IS 'hash of seq - 1; 32 zero bytes for the first.';

COMMENT ON COLUMN olap.admin_audit_log.hash IS 'SHA-256 of prev_hash and the row''s other columns, values_digest in place of what it covers.';

CREATE TABLE olap.analytics_archive (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    table_name text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    path text NOT NULL,
    format text DEFAULT 'parquet'::text NOT NULL,
    columns jsonb NOT NULL,
    row_count bigint NOT NULL,
    size_bytes bigint NOT NULL,
    checksum bytea NOT NULL,
    archived timestamp with time zone DEFAULT now() NOT NULL,
    verified timestamp with time zone,
    removed timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    last_day date,
    rows_digest text,
    restored timestamp with time zone,
    checked timestamp with time zone,
    CONSTRAINT analytics_archive_checksum_is_sha256 CHECK ((octet_length(checksum) = 32)),
    CONSTRAINT analytics_archive_columns_object CHECK ((jsonb_typeof(columns) = 'object'::text)),
    CONSTRAINT analytics_archive_counts_not_negative CHECK (((row_count >= 0) AND (size_bytes >= 0))),
    CONSTRAINT analytics_archive_format_known CHECK ((format = 'parquet'::text)),
    CONSTRAINT analytics_archive_period_forward CHECK ((period_start < period_end)),
    CONSTRAINT analytics_archive_removed_only_verified CHECK (((removed IS NULL) OR (verified IS NOT NULL)))
);

ALTER TABLE ONLY olap.analytics_archive FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.analytics_archive IS 'One file of archived rows: one tenant, one table, one span of days.';

COMMENT ON COLUMN olap.analytics_archive.table_name IS 'Table of this tier the rows came from.';

COMMENT ON COLUMN olap.analytics_archive.period_start IS 'First day by activity_date, or by the time in message_id.';

COMMENT ON COLUMN olap.analytics_archive.period_end IS 'Day after the last.';

COMMENT ON COLUMN olap.analytics_archive.path IS 'Below the archive''s folder; begins with the tenant''s id. A rewritten file has another name.';

COMMENT ON COLUMN olap.analytics_archive.columns IS 'Column name -> type, as the file has them.';

COMMENT ON COLUMN olap.analytics_archive.checksum IS 'SHA-256 of the file.';

COMMENT ON COLUMN olap.analytics_archive.verified IS 'When the file had been read back: its rows and their digest were those of the table.';

COMMENT ON COLUMN olap.analytics_archive.removed IS 'When all its rows had been deleted here, but those changed meanwhile, which count in place of the file''s. NULL again once restored.';

COMMENT ON COLUMN olap.analytics_archive.last_day IS 'Latest activity_date in the file. Facts of days after the latest of message_states can be counted again from what is live.';

COMMENT ON COLUMN olap.analytics_archive.rows_digest IS 'Sums over all rows of the halves of MD5(line that COPY says of the row as CSV, text and jsonb in quotes): the same in any order, counted alike by both engines. NULL where a file is older than this.';

COMMENT ON COLUMN olap.analytics_archive.restored IS 'When its rows were last brought back; they stay here for a while.';

COMMENT ON COLUMN olap.analytics_archive.checked IS 'When the file was last found whole.';

CREATE TABLE olap.audit_heads (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    anchored_seq bigint DEFAULT 0 NOT NULL,
    anchored timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_heads_anchor_not_ahead CHECK ((anchored_seq <= seq)),
    CONSTRAINT audit_heads_hash_is_sha256 CHECK ((octet_length(hash) = 32))
);

ALTER TABLE ONLY olap.audit_heads FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.audit_heads IS 'The end of a tenant''s audit chain, locked by whoever adds to it.';

COMMENT ON COLUMN olap.audit_heads.anchored_seq IS 'How much of the chain has been signed and sent off the host.';

CREATE TABLE olap.billing_adjustments (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    billing_id bigint NOT NULL,
    metric text NOT NULL,
    delta bigint NOT NULL,
    reason text NOT NULL,
    statement_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT billing_adjustments_change_something CHECK ((delta <> 0)),
    CONSTRAINT billing_adjustments_metric_known CHECK ((metric = ANY (ARRAY['emails_sent'::text, 'emails_overage'::text, 'mailboxes_used'::text, 'domains_used'::text, 'campaigns_used'::text, 'leads_used'::text, 'warmups_active'::text, 'users_used'::text, 'workspaces_used'::text, 'contacts_used'::text, 'storage_bytes'::text, 'api_calls'::text, 'bounced_hard'::text, 'bounced_soft'::text, 'bounced_block'::text, 'spam_complaints'::text])))
);

ALTER TABLE ONLY olap.billing_adjustments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.billing_adjustments IS 'A change of one figure of a frozen period found later: frozen figure + its adjustments = a new count.';

COMMENT ON COLUMN olap.billing_adjustments.metric IS 'The column of billing_analytics it changes.';

COMMENT ON COLUMN olap.billing_adjustments.statement_id IS 'The usage statement that carried it; NULL = on the next one.';

ALTER TABLE olap.billing_adjustments ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME olap.billing_adjustments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE olap.billing_analytics (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    subscription_id uuid,
    plan_id uuid,
    period_start timestamp with time zone NOT NULL,
    period_end timestamp with time zone NOT NULL,
    emails_sent bigint DEFAULT 0 NOT NULL,
    emails_overage bigint DEFAULT 0 NOT NULL,
    mailboxes_used bigint DEFAULT 0 NOT NULL,
    domains_used bigint DEFAULT 0 NOT NULL,
    campaigns_used bigint DEFAULT 0 NOT NULL,
    leads_used bigint DEFAULT 0 NOT NULL,
    warmups_active bigint DEFAULT 0 NOT NULL,
    users_used bigint DEFAULT 0 NOT NULL,
    workspaces_used bigint DEFAULT 0 NOT NULL,
    contacts_used bigint DEFAULT 0 NOT NULL,
    storage_bytes bigint DEFAULT 0 NOT NULL,
    api_calls bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    calculated timestamp with time zone,
    frozen timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT billing_analytics_frozen_after_end CHECK ((frozen >= period_end)),
    CONSTRAINT billing_analytics_period_forward CHECK ((period_start < period_end)),
    CONSTRAINT billing_analytics_period_starts_at_midnight CHECK (((((period_start AT TIME ZONE 'UTC'::text))::time without time zone = '00:00:00'::time without time zone) AND (((period_end AT TIME ZONE 'UTC'::text))::time without time zone = '00:00:00'::time without time zone)))
);

ALTER TABLE ONLY olap.billing_analytics FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.billing_analytics IS 'One billing period of one tenant and what was used in it; every cohort of the facts falls into exactly one.';

COMMENT ON COLUMN olap.billing_analytics.period_start IS 'Included; 00:00 UTC.';

COMMENT ON COLUMN olap.billing_analytics.period_end IS 'Not included; 00:00 UTC.';

COMMENT ON COLUMN olap.billing_analytics.emails_sent IS 'Campaign mail sent in the period''s cohorts.';

COMMENT ON COLUMN olap.billing_analytics.emails_overage IS 'Part of emails_sent beyond the plan''s allowance.';

COMMENT ON COLUMN olap.billing_analytics.mailboxes_used IS 'Different mailboxes that sent or warmed up in the period; domains_used, campaigns_used and leads_used alike.';

COMMENT ON COLUMN olap.billing_analytics.warmups_active IS 'Different mailboxes that sent warm-up mail in the period.';

COMMENT ON COLUMN olap.billing_analytics.users_used IS 'Most members at once, by usage_samples; workspaces_used (companies) and contacts_used (leads kept) alike.';

COMMENT ON COLUMN olap.billing_analytics.storage_bytes IS 'Most bytes of bodies and attachments kept at once, by usage_samples.';

COMMENT ON COLUMN olap.billing_analytics.api_calls IS 'Nothing counts calls yet: 0.';

COMMENT ON COLUMN olap.billing_analytics.calculated IS 'When the billing job last counted.';

COMMENT ON COLUMN olap.billing_analytics.frozen IS 'When it was closed for invoicing; nothing but adjustments changes it afterwards.';

ALTER TABLE olap.billing_analytics ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME olap.billing_analytics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE olap.billing_terms (
    tenant_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    plan_id uuid NOT NULL,
    plan_name text NOT NULL,
    currency text NOT NULL,
    allowances jsonb NOT NULL,
    overage_unit bigint,
    overage_price_minor bigint,
    version bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT billing_terms_allowances_object CHECK ((jsonb_typeof(allowances) = 'object'::text)),
    CONSTRAINT billing_terms_currency_iso CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT billing_terms_overage_whole CHECK ((((overage_unit IS NULL) = (overage_price_minor IS NULL)) AND COALESCE(((overage_unit > 0) AND (overage_price_minor >= 0)), true))),
    CONSTRAINT billing_terms_period_not_backward CHECK ((period_start <= period_end))
);

ALTER TABLE ONLY olap.billing_terms FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.billing_terms IS 'One period of a subscription and what it allows, as oltp last said; billing_analytics is cut by these.';

COMMENT ON COLUMN olap.billing_terms.period_start IS 'The UTC day in which the subscription''s period begins.';

COMMENT ON COLUMN olap.billing_terms.period_end IS 'The UTC day in which it ends, not included: the day of a renewal belongs to the next period. Equal to period_start: no day of it counts.';

COMMENT ON COLUMN olap.billing_terms.allowances IS 'Column of billing_analytics -> how much the plan and its add-ons allow; one that is missing is unlimited.';

COMMENT ON COLUMN olap.billing_terms.overage_unit IS 'Messages beyond the allowance are sold in started blocks of so many; NULL = they are not sold.';

COMMENT ON COLUMN olap.billing_terms.version IS 'Of oltp''s word. Where periods overlap, the newer word wins for its days.';

CREATE TABLE olap.campaign_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    status text,
    completed_leads bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.campaign_analytics FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.campaign_analytics IS 'Mail of one campaign sent on one UTC day, and what has come of it since: the sum of its steps.';

COMMENT ON COLUMN olap.campaign_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';

COMMENT ON COLUMN olap.campaign_analytics.billing_id IS 'The period activity_date falls in; made before the first fact.';

COMMENT ON COLUMN olap.campaign_analytics.delivered IS 'Sent and not bounced.';

COMMENT ON COLUMN olap.campaign_analytics.opened_tracked IS 'Messages opened at least once, by anyone or anything.';

COMMENT ON COLUMN olap.campaign_analytics.opened_human IS 'Messages opened at least once by a person, as far as the verdicts know.';

COMMENT ON COLUMN olap.campaign_analytics.bounced IS 'bounced_hard + bounced_soft + bounced_block.';

COMMENT ON COLUMN olap.campaign_analytics.opens_total IS 'Open events; opens_machine is the part judged a machine''s.';

COMMENT ON COLUMN olap.campaign_analytics.clicks_total IS 'Click events; clicks_machine is the part judged a machine''s.';

COMMENT ON COLUMN olap.campaign_analytics.status IS 'Snapshot, outside verify, as completed_leads: dim_campaigns as it was when the day was last today, to a quarter of an hour.';

COMMENT ON COLUMN olap.campaign_analytics.completed_leads IS 'See status.';

CREATE TABLE olap.campaign_lead_counts (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    company_id uuid NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.campaign_lead_counts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.campaign_lead_counts IS 'Unique leads of one campaign: each column counts the leads for whom campaign_lead_totals has more than none.';

CREATE TABLE olap.campaign_lead_totals (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.campaign_lead_totals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.campaign_lead_totals IS 'All mail of one campaign to one lead, of all days: lead_analytics summed, and the states of campaign_lead_counts.';

CREATE TABLE olap.dim_campaigns (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    total_leads bigint DEFAULT 0 NOT NULL,
    completed_leads bigint DEFAULT 0 NOT NULL,
    started timestamp with time zone,
    completed timestamp with time zone,
    version bigint NOT NULL,
    deleted timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dim_campaigns_kind_known CHECK ((kind = ANY (ARRAY['sequence'::text, 'broadcast'::text])))
);

ALTER TABLE ONLY olap.dim_campaigns FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.dim_campaigns IS 'A campaign as the reports need it.';

COMMENT ON COLUMN olap.dim_campaigns.completed_leads IS 'Enrolments that have run through all steps or have been answered.';

CREATE MATERIALIZED VIEW olap.campaign_performance_summary AS
 SELECT facts.tenant_id,
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
    round(((100.0 * (facts.delivered)::numeric) / (NULLIF(facts.sent, 0))::numeric), 2) AS delivery_rate,
    round(((100.0 * (facts.opened_human)::numeric) / (NULLIF(facts.delivered, 0))::numeric), 2) AS open_rate,
    round(((100.0 * (facts.clicked_human)::numeric) / (NULLIF(facts.delivered, 0))::numeric), 2) AS click_rate,
    round(((100.0 * (facts.replied)::numeric) / (NULLIF(facts.delivered, 0))::numeric), 2) AS reply_rate,
    round(((100.0 * (facts.bounced)::numeric) / (NULLIF(facts.sent, 0))::numeric), 2) AS bounce_rate,
    (EXTRACT(epoch FROM (campaigns.completed - campaigns.started)) / (3600)::numeric) AS campaign_duration_hours,
    facts.updated
   FROM (olap.campaign_analytics facts
     LEFT JOIN olap.dim_campaigns campaigns ON (((campaigns.tenant_id = facts.tenant_id) AND (campaigns.campaign_id = facts.campaign_id))))
  WITH NO DATA;

ALTER MATERIALIZED VIEW olap.campaign_performance_summary OWNER TO penguinmails_worker;

COMMENT ON MATERIALIZED VIEW olap.campaign_performance_summary IS 'Each campaign''s days over all tenants, for operators. No row level security reaches it: staff alone may read it.';

COMMENT ON COLUMN olap.campaign_performance_summary.open_rate IS 'Per cent, human, over delivered; NULL over nothing. The other rates alike.';

CREATE TABLE olap.client_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    client text NOT NULL,
    activity_date date NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_human bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_human bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.client_totals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.client_totals IS 'Opens and clicks from one mail client, in a campaign''s mail sent on one UTC day.';

COMMENT ON COLUMN olap.client_totals.opened_tracked IS 'Messages opened there at least once; opens_total counts opens.';

CREATE TABLE olap.company_engagement (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    bucket timestamp with time zone NOT NULL,
    activity_date date NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_human bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_human bigint DEFAULT 0 NOT NULL,
    replies bigint DEFAULT 0 NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT company_engagement_day_of_bucket CHECK ((activity_date = ((bucket AT TIME ZONE 'UTC'::text))::date)),
    CONSTRAINT company_engagement_quarter_hour CHECK ((bucket = date_bin('00:15:00'::interval, bucket, '2000-01-01 00:00:00+00'::timestamp with time zone)))
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.company_engagement FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.company_engagement IS 'Activity of all campaigns of one company in one quarter of an hour of when it happened: engagement_buckets summed.';

COMMENT ON COLUMN olap.company_engagement.bucket IS 'Start of the quarter of an hour.';

COMMENT ON COLUMN olap.company_engagement.activity_date IS 'UTC day of bucket: here of the activity, not of the sending.';

COMMENT ON COLUMN olap.company_engagement.sent IS 'Messages sent in it: the heatmap''s denominator.';

CREATE TABLE olap.device_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    device_type text NOT NULL,
    activity_date date NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_human bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_human bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.device_totals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.device_totals IS 'Opens and clicks from a kind of device, in a campaign''s mail sent on one UTC day.';

COMMENT ON COLUMN olap.device_totals.opened_tracked IS 'Messages opened there at least once; opens_total counts opens.';

CREATE TABLE olap.dim_companies (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    deleted timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.dim_companies FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.dim_companies IS 'A company (workspace) as the reports need it.';

CREATE TABLE olap.dim_leads (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    status text NOT NULL,
    version bigint NOT NULL,
    deleted timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.dim_leads FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.dim_leads IS 'A lead''s status, once it was another than active or the lead was deleted: who has no row is active. Nothing says who it is: names stay in oltp.';

CREATE TABLE olap.dim_mailboxes (
    tenant_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    company_id uuid,
    email text NOT NULL,
    sending_domain text NOT NULL,
    status text NOT NULL,
    warmup_status text,
    health_score bigint,
    health_formula text,
    progress_percentage bigint,
    current_volume bigint DEFAULT 0 NOT NULL,
    campaign_status text,
    version bigint NOT NULL,
    deleted timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    campaign_version bigint DEFAULT 0 NOT NULL,
    CONSTRAINT dim_mailboxes_email_normalised CHECK ((email = lower(email))),
    CONSTRAINT dim_mailboxes_health_is_percent CHECK (((health_score >= 0) AND (health_score <= 100))),
    CONSTRAINT dim_mailboxes_progress_is_percent CHECK (((progress_percentage >= 0) AND (progress_percentage <= 100)))
);

ALTER TABLE ONLY olap.dim_mailboxes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.dim_mailboxes IS 'A mailbox as the reports need it.';

COMMENT ON COLUMN olap.dim_mailboxes.health_formula IS 'Version of the formula that gave health_score.';

COMMENT ON COLUMN olap.dim_mailboxes.progress_percentage IS 'Of the warm-up schedule; NULL when it has none.';

COMMENT ON COLUMN olap.dim_mailboxes.current_volume IS 'Messages a day it may send now.';

COMMENT ON COLUMN olap.dim_mailboxes.campaign_status IS 'sending while any running campaign uses it, else idle.';

COMMENT ON COLUMN olap.dim_mailboxes.version IS 'Of infrastructure''s word. 0: only campaigns have told of it yet; its other columns say nothing.';

COMMENT ON COLUMN olap.dim_mailboxes.campaign_version IS 'Of campaigns'' word, in campaign_status.';

CREATE TABLE olap.dim_steps (
    tenant_id uuid NOT NULL,
    step_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_order bigint NOT NULL,
    step_type text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    deleted timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dim_steps_type_known CHECK ((step_type = ANY (ARRAY['email'::text, 'wait'::text, 'condition'::text])))
);

ALTER TABLE ONLY olap.dim_steps FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.dim_steps IS 'A step of a campaign as the reports need it.';

COMMENT ON COLUMN olap.dim_steps.name IS 'Its subject line, or what it waits for or asks.';

CREATE TABLE olap.dim_tenants (
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    status text NOT NULL,
    subscription_id uuid,
    plan_id uuid,
    plan_name text,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    hits_retention_days bigint DEFAULT 90 NOT NULL,
    messages_retention_days bigint DEFAULT 730 NOT NULL,
    facts_retention_days bigint,
    version bigint NOT NULL,
    deleted timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dim_tenants_retention_positive CHECK (((hits_retention_days > 0) AND (messages_retention_days > 0) AND (facts_retention_days > 0)))
);

ALTER TABLE ONLY olap.dim_tenants FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.dim_tenants IS 'A tenant as the reports need it.';

COMMENT ON COLUMN olap.dim_tenants.plan_name IS 'By the newest billing_terms, as subscription_id and plan_id.';

COMMENT ON COLUMN olap.dim_tenants.hits_retention_days IS 'Days until addresses and user agents of opens and clicks are cleared.';

COMMENT ON COLUMN olap.dim_tenants.messages_retention_days IS 'Days until events, verdicts and states are archived, as the reports tell; the archive asks the tenant''s policies.';

COMMENT ON COLUMN olap.dim_tenants.facts_retention_days IS 'Days until facts are archived; NULL = never.';

CREATE TABLE olap.dim_variants (
    tenant_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    label text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    version bigint NOT NULL,
    deleted timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.dim_variants FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.dim_variants IS 'A variant of a step (A/B test) as the reports need it.';

CREATE TABLE olap.email_events (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    event_id uuid NOT NULL,
    company_id uuid,
    kind text NOT NULL,
    occurred timestamp with time zone NOT NULL,
    received timestamp with time zone DEFAULT now() NOT NULL,
    batch_id uuid NOT NULL,
    source text NOT NULL,
    provider text,
    provider_event_id text,
    message_kind text,
    campaign_id uuid,
    step_id uuid,
    variant_id uuid,
    mailbox_id uuid,
    sending_domain text,
    receiving_provider text,
    lead_id uuid,
    bounce_type text,
    bounce_reason text,
    smtp_code bigint,
    smtp_enhanced text,
    user_agent text,
    ip_address inet,
    location text,
    device_type text,
    client text,
    link_url text,
    link_text text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    erased timestamp with time zone,
    CONSTRAINT email_events_bounce_type_known CHECK ((bounce_type = ANY (ARRAY['hard'::text, 'soft'::text, 'block'::text]))),
    CONSTRAINT email_events_bounced_has_type CHECK (((kind = 'bounced'::text) = (bounce_type IS NOT NULL))),
    CONSTRAINT email_events_campaign_mail_names_its_parts CHECK (((message_kind IS DISTINCT FROM 'campaign'::text) OR (num_nulls(company_id, campaign_id, step_id, lead_id) = 0))),
    CONSTRAINT email_events_clicked_has_link CHECK (((kind <> 'clicked'::text) OR (link_url IS NOT NULL))),
    CONSTRAINT email_events_device_type_known CHECK ((device_type = ANY (ARRAY['desktop'::text, 'mobile'::text, 'tablet'::text, 'bot'::text, 'unknown'::text]))),
    CONSTRAINT email_events_dimensions_only_on_sent CHECK ((((kind = 'sent'::text) = (message_kind IS NOT NULL)) AND ((kind = 'sent'::text) OR (num_nonnulls(campaign_id, step_id, variant_id, mailbox_id, sending_domain, receiving_provider, lead_id) = 0)))),
    CONSTRAINT email_events_ip_truncated CHECK (((ip_address = (network(ip_address))::inet) AND (masklen(ip_address) <=
CASE family(ip_address)
    WHEN 4 THEN 24
    ELSE 48
END))),
    CONSTRAINT email_events_kind_known CHECK ((kind = ANY (ARRAY['sent'::text, 'delivered'::text, 'deferred'::text, 'failed'::text, 'bounced'::text, 'complained'::text, 'opened'::text, 'clicked'::text, 'replied'::text, 'auto_replied'::text, 'unsubscribed'::text]))),
    CONSTRAINT email_events_message_kind_known CHECK ((message_kind = ANY (ARRAY['campaign'::text, 'test'::text, 'warmup'::text, 'reply'::text, 'manual'::text, 'system'::text]))),
    CONSTRAINT email_events_metadata_object CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT email_events_sent_names_its_mailbox CHECK (((kind <> 'sent'::text) OR (mailbox_id IS NOT NULL))),
    CONSTRAINT email_events_source_known CHECK ((source = ANY (ARRAY['delivery'::text, 'tracking'::text, 'inbound'::text, 'provider'::text, 'evidence'::text, 'import'::text])))
)
PARTITION BY RANGE (message_id);

ALTER TABLE ONLY olap.email_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.email_events IS 'Something that happened to one message; inserted once, never changed but by erasure.';

COMMENT ON COLUMN olap.email_events.event_id IS 'Made from the source''s own identity of the event, so that a repeated report is the same row.';

COMMENT ON COLUMN olap.email_events.company_id IS 'Who may see the row. The fold takes the company, as all dimensions, from the sent event.';

COMMENT ON COLUMN olap.email_events.occurred IS 'When it happened, by the source''s word.';

COMMENT ON COLUMN olap.email_events.received IS 'When we heard of it.';

COMMENT ON COLUMN olap.email_events.batch_id IS 'The ingest that inserted it: rollup_queue.batch_id.';

COMMENT ON COLUMN olap.email_events.source IS 'delivery = our SMTP session, tracking = pixel, link, unsubscribe, inbound = received mail, provider = a provider''s webhook, evidence = found later for an uncertain message.';

COMMENT ON COLUMN olap.email_events.provider_event_id IS 'The provider''s id of the event; event_id is made from it.';

COMMENT ON COLUMN olap.email_events.message_kind IS 'content.email_messages.kind. On sent only, as the dimensions after it.';

COMMENT ON COLUMN olap.email_events.receiving_provider IS 'Who runs the recipient''s MX: google, microsoft, yahoo … or the MX''s domain.';

COMMENT ON COLUMN olap.email_events.bounce_type IS 'hard = no such mailbox, soft = not now, block = refused for what we are or sent.';

COMMENT ON COLUMN olap.email_events.bounce_reason IS 'The receiver''s words.';

COMMENT ON COLUMN olap.email_events.user_agent IS 'Cleared when the tenant''s retention of raw hits ends; device_type and client stay.';

COMMENT ON COLUMN olap.email_events.ip_address IS 'Truncated to /24 (IPv4) or /48 (IPv6) before it is stored; cleared like user_agent.';

COMMENT ON COLUMN olap.email_events.location IS 'Country, or country and region (ISO 3166), from the untruncated address.';

COMMENT ON COLUMN olap.email_events.client IS 'Mail client or fetcher: apple_mail_privacy, gmail_proxy, outlook …';

COMMENT ON COLUMN olap.email_events.metadata IS 'What only this kind or source has: attempt, remote_host (delivery); feedback_type (complained); reason, campaign_id, step_id, mailbox_id (failed); method get|post|mailto (unsubscribed); method get|head, honeypot, links (opened, clicked).';

COMMENT ON COLUMN olap.email_events.erased IS 'When an erasure cleared the personal columns.';

CREATE TABLE olap.engagement_buckets (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    bucket timestamp with time zone NOT NULL,
    activity_date date NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_human bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_human bigint DEFAULT 0 NOT NULL,
    replies bigint DEFAULT 0 NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT engagement_buckets_day_of_bucket CHECK ((activity_date = ((bucket AT TIME ZONE 'UTC'::text))::date)),
    CONSTRAINT engagement_buckets_quarter_hour CHECK ((bucket = date_bin('00:15:00'::interval, bucket, '2000-01-01 00:00:00+00'::timestamp with time zone)))
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.engagement_buckets FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.engagement_buckets IS 'Activity of one campaign in one quarter of an hour of when it happened: heatmaps in any timezone are sums of these.';

COMMENT ON COLUMN olap.engagement_buckets.bucket IS 'Start of the quarter of an hour.';

COMMENT ON COLUMN olap.engagement_buckets.activity_date IS 'UTC day of bucket: here of the activity, not of the sending.';

COMMENT ON COLUMN olap.engagement_buckets.sent IS 'Messages sent in it: the heatmap''s denominator.';

CREATE TABLE olap.engagement_queue (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');

ALTER TABLE ONLY olap.engagement_queue FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.engagement_queue IS 'A batch of events or verdicts that leads and campaigns have not heard of; deleted by the transaction that tells them.';

CREATE TABLE olap.engagement_tenants (
    tenant_id uuid NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.engagement_tenants FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.engagement_tenants IS 'The lock one judge of a tenant holds at a time, and the version of the states it handed on last.';

COMMENT ON COLUMN olap.engagement_tenants.version IS 'Rises with each turn; microseconds since 1970 at least, so that a restored backup does not fall behind the copies.';

CREATE TABLE olap.erasures (
    tenant_id uuid NOT NULL,
    subject text NOT NULL,
    subject_digest bytea NOT NULL,
    subject_id uuid,
    surrogate uuid NOT NULL,
    report jsonb DEFAULT '{}'::jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    finished timestamp with time zone,
    CONSTRAINT erasures_digest_is_sha256 CHECK ((octet_length(subject_digest) = 32)),
    CONSTRAINT erasures_finished_forgets CHECK (((finished IS NULL) OR (subject_id IS NULL))),
    CONSTRAINT erasures_report_object CHECK ((jsonb_typeof(report) = 'object'::text)),
    CONSTRAINT erasures_subject_known CHECK ((subject = ANY (ARRAY['lead'::text, 'tenant'::text])))
);

ALTER TABLE ONLY olap.erasures FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.erasures IS 'Who was to be forgotten, and by what random id they are counted since. Nobody can be found by a row, but in a backup that still knows them.';

COMMENT ON COLUMN olap.erasures.subject_digest IS 'SHA-256 of tenant and id; ids are random, so it cannot be guessed back.';

COMMENT ON COLUMN olap.erasures.subject_id IS 'The id, until it is replaced everywhere; NULL too where a restored journal asks, which knows digests only.';

COMMENT ON COLUMN olap.erasures.surrogate IS 'In place of the id in events, states, facts and archived files.';

COMMENT ON COLUMN olap.erasures.report IS 'Rows changed by table: {"olap.email_events": 3, …}.';

COMMENT ON COLUMN olap.erasures.finished IS 'When nothing here named the subject any more.';

CREATE TABLE olap.event_verdicts (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    event_id uuid NOT NULL,
    rule_version bigint NOT NULL,
    company_id uuid,
    verdict text NOT NULL,
    reason text NOT NULL,
    batch_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT event_verdicts_verdict_known CHECK ((verdict = ANY (ARRAY['human'::text, 'machine'::text, 'unknown'::text])))
)
PARTITION BY RANGE (message_id);

ALTER TABLE ONLY olap.event_verdicts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.event_verdicts IS 'One judgement whether a person or a machine opened or clicked; the highest rule_version of an event counts.';

COMMENT ON COLUMN olap.event_verdicts.reason IS 'The rule that decided, such as apple_mail_privacy, known_scanner, too_fast, honeypot.';

COMMENT ON COLUMN olap.event_verdicts.batch_id IS 'Queued in rollup_queue like a batch of events.';

CREATE TABLE olap.handoff_inbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    applied timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.handoff_inbox FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.handoff_inbox IS 'A handoff applied here; a second delivery finds it and changes nothing.';

CREATE TABLE olap.handoff_outbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid DEFAULT uuidv7() NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    last_error text
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');

ALTER TABLE ONLY olap.handoff_outbox FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.handoff_outbox IS 'News for another tier, written with the change it tells of; the relay deletes what it has delivered.';

COMMENT ON COLUMN olap.handoff_outbox.payload IS 'One tenant''s batch of one topic; each topic documents its own structure.';

COMMENT ON COLUMN olap.handoff_outbox.not_before IS 'When the relay may try it (again).';

CREATE TABLE olap.handoff_parked (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamp with time zone NOT NULL,
    attempts bigint NOT NULL,
    error text NOT NULL,
    parked timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.handoff_parked FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.handoff_parked IS 'A handoff that could not be applied, kept for a person; a system event tells of it.';

CREATE TABLE olap.judge_queue (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');

ALTER TABLE ONLY olap.judge_queue FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.judge_queue IS 'A batch with opens or clicks that nobody has judged yet; written with them, deleted by the transaction that judges.';

COMMENT ON COLUMN olap.judge_queue.created IS 'A batch is judged some seconds later, when a scanner''s burst is over and can be seen whole.';

CREATE TABLE olap.late_events (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    event_id uuid NOT NULL,
    company_id uuid,
    kind text NOT NULL,
    occurred timestamp with time zone NOT NULL,
    received timestamp with time zone DEFAULT now() NOT NULL,
    event jsonb NOT NULL,
    reported timestamp with time zone,
    CONSTRAINT late_events_event_object CHECK ((jsonb_typeof(event) = 'object'::text))
);

ALTER TABLE ONLY olap.late_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.late_events IS 'An event of a message whose month is archived: kept and reported, in no figure.';

COMMENT ON COLUMN olap.late_events.event IS 'The whole event, its keys named as the columns of email_events.';

CREATE TABLE olap.lead_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    status text,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.lead_analytics FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.lead_analytics IS 'Mail of one campaign to one lead sent on one UTC day, and what has come of it since.';

COMMENT ON COLUMN olap.lead_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';

COMMENT ON COLUMN olap.lead_analytics.status IS 'Snapshot, outside verify: dim_leads as it was when the day was last today, to a quarter of an hour; active where it has no row.';

CREATE TABLE olap.link_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    link_digest bytea NOT NULL,
    activity_date date NOT NULL,
    link_url text NOT NULL,
    link_text text,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_human bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT link_totals_digest_is_sha256 CHECK ((octet_length(link_digest) = 32))
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.link_totals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.link_totals IS 'Clicks on one link of a step, in mail sent on one UTC day.';

COMMENT ON COLUMN olap.link_totals.link_digest IS 'SHA-256 of link_url.';

COMMENT ON COLUMN olap.link_totals.clicked_tracked IS 'Messages in which it was clicked at least once; clicks_total counts clicks.';

CREATE TABLE olap.location_totals (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    location text NOT NULL,
    activity_date date NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_human bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_human bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.location_totals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.location_totals IS 'Opens and clicks from one country or region, in a campaign''s mail sent on one UTC day.';

COMMENT ON COLUMN olap.location_totals.opened_tracked IS 'Messages opened there at least once; opens_total counts opens.';

CREATE TABLE olap.mailbox_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid,
    mailbox_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    warmup_status text,
    health_score bigint,
    current_volume bigint DEFAULT 0 NOT NULL,
    campaign_status text,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT mailbox_analytics_health_is_percent CHECK (((health_score >= 0) AND (health_score <= 100)))
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.mailbox_analytics FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.mailbox_analytics IS 'Mail of one mailbox sent on one UTC day, warm-up included, tests not, and what has come of it since.';

COMMENT ON COLUMN olap.mailbox_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';

COMMENT ON COLUMN olap.mailbox_analytics.warmup_status IS 'Snapshot, outside verify, as health_score, current_volume and campaign_status: dim_mailboxes as it was when the day was last today, to a quarter of an hour.';

COMMENT ON COLUMN olap.mailbox_analytics.health_score IS '0 to 100; NULL while not scored.';

CREATE TABLE olap.message_states (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    company_id uuid,
    activity_date date,
    message_kind text,
    campaign_id uuid,
    step_id uuid,
    variant_id uuid,
    mailbox_id uuid,
    sending_domain text,
    receiving_provider text,
    lead_id uuid,
    sent boolean DEFAULT false NOT NULL,
    delivered boolean DEFAULT false NOT NULL,
    opened_tracked boolean DEFAULT false NOT NULL,
    opened_human boolean DEFAULT false NOT NULL,
    clicked_tracked boolean DEFAULT false NOT NULL,
    clicked_human boolean DEFAULT false NOT NULL,
    replied boolean DEFAULT false NOT NULL,
    auto_replied boolean DEFAULT false NOT NULL,
    bounced boolean DEFAULT false NOT NULL,
    bounced_hard boolean DEFAULT false NOT NULL,
    bounced_soft boolean DEFAULT false NOT NULL,
    bounced_block boolean DEFAULT false NOT NULL,
    unsubscribed boolean DEFAULT false NOT NULL,
    spam_complaints boolean DEFAULT false NOT NULL,
    failed boolean DEFAULT false NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_human bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_human bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    first_sent timestamp with time zone,
    first_delivered timestamp with time zone,
    first_deferred timestamp with time zone,
    first_opened timestamp with time zone,
    first_opened_human timestamp with time zone,
    first_clicked timestamp with time zone,
    first_clicked_human timestamp with time zone,
    first_replied timestamp with time zone,
    first_auto_replied timestamp with time zone,
    first_bounced timestamp with time zone,
    first_unsubscribed timestamp with time zone,
    first_complained timestamp with time zone,
    first_failed timestamp with time zone,
    last_event timestamp with time zone NOT NULL,
    breakdown jsonb DEFAULT '{}'::jsonb NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT message_states_bounced_is_one_kind CHECK (((bounced)::integer = (((bounced_hard)::integer + (bounced_soft)::integer) + (bounced_block)::integer))),
    CONSTRAINT message_states_breakdown_object CHECK ((jsonb_typeof(breakdown) = 'object'::text)),
    CONSTRAINT message_states_click_implies_open CHECK (((opened_tracked OR (NOT clicked_tracked)) AND (opened_human OR (NOT clicked_human)))),
    CONSTRAINT message_states_delivered_or_bounced CHECK (((NOT (delivered AND bounced)) AND ((NOT sent) OR delivered OR bounced) AND (sent OR (NOT (delivered OR bounced))))),
    CONSTRAINT message_states_engaged_only_if_delivered CHECK ((delivered OR (NOT (opened_tracked OR opened_human OR clicked_tracked OR clicked_human OR replied OR auto_replied OR unsubscribed OR spam_complaints)))),
    CONSTRAINT message_states_human_implies_tracked CHECK (((opened_tracked OR (NOT opened_human)) AND (clicked_tracked OR (NOT clicked_human)))),
    CONSTRAINT message_states_sent_has_day CHECK (((sent = (activity_date IS NOT NULL)) AND (sent = (first_sent IS NOT NULL))))
)
PARTITION BY RANGE (message_id);

ALTER TABLE ONLY olap.message_states FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.message_states IS 'The fold of all events of one message. Each flag is what the message adds to the fact column of the same name.';

COMMENT ON COLUMN olap.message_states.activity_date IS 'The UTC day it was sent: its cohort. NULL while no sent event is known; then it counts nowhere.';

COMMENT ON COLUMN olap.message_states.delivered IS 'Sent and not bounced; human engagement overrides a bounce.';

COMMENT ON COLUMN olap.message_states.opens_total IS 'Open events; human, machine and (the rest) unknown by verdict. Counted only when delivered, as clicks_*.';

COMMENT ON COLUMN olap.message_states.first_delivered IS 'First word of a provider that it was delivered; the flag does not wait for it.';

COMMENT ON COLUMN olap.message_states.first_opened IS 'By the events, before the rules: it may be set while the flag is not, as the other times.';

COMMENT ON COLUMN olap.message_states.breakdown IS 'What it adds to the breakdown tables, so that it can be taken back. Names are bucket:START, device:, client: and location:NAME and link:DIGEST; of each "opens,opens_human,clicks,clicks_human,replies".';

CREATE TABLE olap.provider_totals (
    tenant_id uuid NOT NULL,
    company_id uuid,
    mailbox_id uuid NOT NULL,
    message_kind text NOT NULL,
    receiving_provider text NOT NULL,
    activity_date date NOT NULL,
    sending_domain text NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.provider_totals FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.provider_totals IS 'Mail of one kind from one mailbox to one receiving provider sent on one UTC day; over all providers it is mailbox_analytics.';

COMMENT ON COLUMN olap.provider_totals.receiving_provider IS 'As in the sent event; unknown where the MX was not.';

CREATE TABLE olap.rollup_queue (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    rows bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    set_aside timestamp with time zone,
    error text,
    CONSTRAINT rollup_queue_rows_positive CHECK ((rows > 0))
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');

ALTER TABLE ONLY olap.rollup_queue FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.rollup_queue IS 'A batch of events or verdicts not yet in the facts; written with them, deleted by the transaction that counts them.';

COMMENT ON COLUMN olap.rollup_queue.rows IS 'Rows the batch really inserted.';

COMMENT ON COLUMN olap.rollup_queue.set_aside IS 'When it could not be counted last, though it was alone; it is tried again after ten minutes. Operators are told.';

COMMENT ON COLUMN olap.rollup_queue.error IS 'Why it could not be counted.';

CREATE TABLE olap.rollup_tenants (
    tenant_id uuid NOT NULL,
    rolled timestamp with time zone,
    batches bigint DEFAULT 0 NOT NULL,
    messages bigint DEFAULT 0 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY olap.rollup_tenants FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.rollup_tenants IS 'The lock one rollup of a tenant holds at a time, and what it has done so far.';

COMMENT ON COLUMN olap.rollup_tenants.rolled IS 'When the last rollup committed.';

COMMENT ON COLUMN olap.rollup_tenants.batches IS 'Batches ever applied.';

COMMENT ON COLUMN olap.rollup_tenants.messages IS 'Messages ever refolded.';

CREATE TABLE olap.sequence_step_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.sequence_step_analytics FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.sequence_step_analytics IS 'Mail of one step of a campaign sent on one UTC day, and what has come of it since.';

COMMENT ON COLUMN olap.sequence_step_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';

CREATE TABLE olap.usage_samples (
    tenant_id uuid NOT NULL,
    day date NOT NULL,
    users_used bigint DEFAULT 0 NOT NULL,
    workspaces_used bigint DEFAULT 0 NOT NULL,
    contacts_used bigint DEFAULT 0 NOT NULL,
    storage_bytes bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT usage_samples_not_negative CHECK ((LEAST(users_used, workspaces_used, contacts_used, storage_bytes) >= 0))
);

ALTER TABLE ONLY olap.usage_samples FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.usage_samples IS 'The most a tenant had at once on one UTC day, of what the billing job saw; a period''s figure is its largest day.';

COMMENT ON COLUMN olap.usage_samples.contacts_used IS 'Leads kept.';

COMMENT ON COLUMN olap.usage_samples.storage_bytes IS 'Bodies and attachments, and what is kept of inbound mail.';

CREATE TABLE olap.usage_statement_lines (
    tenant_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    line bigint NOT NULL,
    metric text NOT NULL,
    adjusted_billing_id bigint,
    quantity bigint NOT NULL,
    included bigint,
    overage bigint DEFAULT 0 NOT NULL,
    unit_size bigint DEFAULT 1 NOT NULL,
    unit_price_minor bigint DEFAULT 0 NOT NULL,
    amount_minor bigint DEFAULT 0 NOT NULL,
    CONSTRAINT usage_statement_lines_unit_positive CHECK ((unit_size > 0))
);

ALTER TABLE ONLY olap.usage_statement_lines FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.usage_statement_lines IS 'One figure of a usage statement.';

COMMENT ON COLUMN olap.usage_statement_lines.adjusted_billing_id IS 'An earlier, frozen period whose adjustments the line carries; NULL = the statement''s own period.';

COMMENT ON COLUMN olap.usage_statement_lines.included IS 'What the plan allows; NULL = unlimited.';

COMMENT ON COLUMN olap.usage_statement_lines.unit_size IS 'Overage is sold in units of so many, such as 10,000 messages.';

CREATE TABLE olap.usage_statements (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    billing_id bigint NOT NULL,
    subscription_id uuid,
    plan_name text NOT NULL,
    currency text NOT NULL,
    total_minor bigint DEFAULT 0 NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    issued timestamp with time zone,
    content_hash bytea,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT usage_statements_currency_iso CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT usage_statements_hash_is_sha256 CHECK ((octet_length(content_hash) = 32)),
    CONSTRAINT usage_statements_issued_is_sealed CHECK ((((status = 'issued'::text) = (issued IS NOT NULL)) AND ((status = 'issued'::text) = (content_hash IS NOT NULL)))),
    CONSTRAINT usage_statements_status_known CHECK ((status = ANY (ARRAY['draft'::text, 'issued'::text])))
);

ALTER TABLE ONLY olap.usage_statements FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.usage_statements IS 'What a tenant is told it used in one period: the numbers an invoice rests on.';

COMMENT ON COLUMN olap.usage_statements.plan_name IS 'As it was called then.';

COMMENT ON COLUMN olap.usage_statements.total_minor IS 'Sum of its lines, in minor units of currency.';

COMMENT ON COLUMN olap.usage_statements.content_hash IS 'SHA-256 of the issued lines; proves that they are still what was told.';

CREATE TABLE olap.variant_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.variant_analytics FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.variant_analytics IS 'Mail of one variant of a step (A/B test) sent on one UTC day, and what has come of it since.';

COMMENT ON COLUMN olap.variant_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';

CREATE TABLE olap.warmup_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid,
    mailbox_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    delivered bigint DEFAULT 0 NOT NULL,
    opened_tracked bigint DEFAULT 0 NOT NULL,
    opened_human bigint DEFAULT 0 NOT NULL,
    clicked_tracked bigint DEFAULT 0 NOT NULL,
    clicked_human bigint DEFAULT 0 NOT NULL,
    replied bigint DEFAULT 0 NOT NULL,
    auto_replied bigint DEFAULT 0 NOT NULL,
    bounced bigint DEFAULT 0 NOT NULL,
    bounced_hard bigint DEFAULT 0 NOT NULL,
    bounced_soft bigint DEFAULT 0 NOT NULL,
    bounced_block bigint DEFAULT 0 NOT NULL,
    unsubscribed bigint DEFAULT 0 NOT NULL,
    spam_complaints bigint DEFAULT 0 NOT NULL,
    opens_total bigint DEFAULT 0 NOT NULL,
    opens_machine bigint DEFAULT 0 NOT NULL,
    clicks_total bigint DEFAULT 0 NOT NULL,
    clicks_machine bigint DEFAULT 0 NOT NULL,
    health_score bigint,
    progress_percentage bigint,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT warmup_analytics_health_is_percent CHECK (((health_score >= 0) AND (health_score <= 100))),
    CONSTRAINT warmup_analytics_progress_is_percent CHECK (((progress_percentage >= 0) AND (progress_percentage <= 100)))
)
PARTITION BY RANGE (activity_date);

ALTER TABLE ONLY olap.warmup_analytics FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE olap.warmup_analytics IS 'Warm-up mail of one mailbox sent on one UTC day, and what has come of it since; part of mailbox_analytics.';

COMMENT ON COLUMN olap.warmup_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';

COMMENT ON COLUMN olap.warmup_analytics.health_score IS 'Snapshot, outside verify, as progress_percentage: dim_mailboxes as it was when the day was last today, to a quarter of an hour. 0 to 100; NULL while not scored.';

ALTER TABLE ONLY olap.admin_audit_log
    ADD CONSTRAINT admin_audit_log_handoff_key UNIQUE (tenant_id, handoff_id);

ALTER TABLE ONLY olap.admin_audit_log
    ADD CONSTRAINT admin_audit_log_pkey PRIMARY KEY (tenant_id, seq);

ALTER TABLE ONLY olap.analytics_archive
    ADD CONSTRAINT analytics_archive_period_key UNIQUE (tenant_id, table_name, period_start, period_end, path);

ALTER TABLE ONLY olap.analytics_archive
    ADD CONSTRAINT analytics_archive_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY olap.audit_heads
    ADD CONSTRAINT audit_heads_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY olap.billing_adjustments
    ADD CONSTRAINT billing_adjustments_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY olap.billing_analytics
    ADD CONSTRAINT billing_analytics_period_key UNIQUE (tenant_id, period_start, period_end);

ALTER TABLE ONLY olap.billing_analytics
    ADD CONSTRAINT billing_analytics_periods_apart EXCLUDE USING gist (tenant_id WITH =, tstzrange(period_start, period_end) WITH &&);

ALTER TABLE ONLY olap.billing_analytics
    ADD CONSTRAINT billing_analytics_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY olap.billing_terms
    ADD CONSTRAINT billing_terms_pkey PRIMARY KEY (tenant_id, subscription_id, period_start);

ALTER TABLE ONLY olap.campaign_analytics
    ADD CONSTRAINT campaign_analytics_pkey PRIMARY KEY (tenant_id, campaign_id, activity_date);

ALTER TABLE ONLY olap.campaign_lead_counts
    ADD CONSTRAINT campaign_lead_counts_pkey PRIMARY KEY (tenant_id, campaign_id);

ALTER TABLE ONLY olap.campaign_lead_totals
    ADD CONSTRAINT campaign_lead_totals_pkey PRIMARY KEY (tenant_id, campaign_id, lead_id);

ALTER TABLE ONLY olap.client_totals
    ADD CONSTRAINT client_totals_pkey PRIMARY KEY (tenant_id, campaign_id, client, activity_date);

ALTER TABLE ONLY olap.company_engagement
    ADD CONSTRAINT company_engagement_pkey PRIMARY KEY (tenant_id, company_id, bucket, activity_date);

ALTER TABLE ONLY olap.device_totals
    ADD CONSTRAINT device_totals_pkey PRIMARY KEY (tenant_id, campaign_id, device_type, activity_date);

ALTER TABLE ONLY olap.dim_campaigns
    ADD CONSTRAINT dim_campaigns_pkey PRIMARY KEY (tenant_id, campaign_id);

ALTER TABLE ONLY olap.dim_companies
    ADD CONSTRAINT dim_companies_pkey PRIMARY KEY (tenant_id, company_id);

ALTER TABLE ONLY olap.dim_leads
    ADD CONSTRAINT dim_leads_pkey PRIMARY KEY (tenant_id, lead_id);

ALTER TABLE ONLY olap.dim_mailboxes
    ADD CONSTRAINT dim_mailboxes_pkey PRIMARY KEY (tenant_id, mailbox_id);

ALTER TABLE ONLY olap.dim_steps
    ADD CONSTRAINT dim_steps_pkey PRIMARY KEY (tenant_id, step_id);

ALTER TABLE ONLY olap.dim_tenants
    ADD CONSTRAINT dim_tenants_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY olap.dim_variants
    ADD CONSTRAINT dim_variants_pkey PRIMARY KEY (tenant_id, variant_id);

ALTER TABLE ONLY olap.email_events
    ADD CONSTRAINT email_events_pkey PRIMARY KEY (tenant_id, message_id, event_id);

ALTER TABLE ONLY olap.engagement_buckets
    ADD CONSTRAINT engagement_buckets_pkey PRIMARY KEY (tenant_id, campaign_id, bucket, activity_date);

ALTER TABLE ONLY olap.engagement_queue
    ADD CONSTRAINT engagement_queue_pkey PRIMARY KEY (tenant_id, batch_id);

ALTER TABLE ONLY olap.engagement_tenants
    ADD CONSTRAINT engagement_tenants_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY olap.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (tenant_id, subject, subject_digest);

ALTER TABLE ONLY olap.event_verdicts
    ADD CONSTRAINT event_verdicts_pkey PRIMARY KEY (tenant_id, message_id, event_id, rule_version);

ALTER TABLE ONLY olap.handoff_inbox
    ADD CONSTRAINT handoff_inbox_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY olap.handoff_outbox
    ADD CONSTRAINT handoff_outbox_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY olap.handoff_parked
    ADD CONSTRAINT handoff_parked_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY olap.judge_queue
    ADD CONSTRAINT judge_queue_pkey PRIMARY KEY (tenant_id, batch_id);

ALTER TABLE ONLY olap.late_events
    ADD CONSTRAINT late_events_pkey PRIMARY KEY (tenant_id, message_id, event_id);

ALTER TABLE ONLY olap.lead_analytics
    ADD CONSTRAINT lead_analytics_pkey PRIMARY KEY (tenant_id, lead_id, campaign_id, activity_date);

ALTER TABLE ONLY olap.link_totals
    ADD CONSTRAINT link_totals_pkey PRIMARY KEY (tenant_id, campaign_id, step_id, link_digest, activity_date);

ALTER TABLE ONLY olap.location_totals
    ADD CONSTRAINT location_totals_pkey PRIMARY KEY (tenant_id, campaign_id, location, activity_date);

ALTER TABLE ONLY olap.mailbox_analytics
    ADD CONSTRAINT mailbox_analytics_pkey PRIMARY KEY (tenant_id, mailbox_id, activity_date);

ALTER TABLE ONLY olap.message_states
    ADD CONSTRAINT message_states_pkey PRIMARY KEY (tenant_id, message_id);

ALTER TABLE ONLY olap.provider_totals
    ADD CONSTRAINT provider_totals_pkey PRIMARY KEY (tenant_id, mailbox_id, message_kind, receiving_provider, activity_date);

ALTER TABLE ONLY olap.rollup_queue
    ADD CONSTRAINT rollup_queue_pkey PRIMARY KEY (tenant_id, batch_id);

ALTER TABLE ONLY olap.rollup_tenants
    ADD CONSTRAINT rollup_tenants_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY olap.sequence_step_analytics
    ADD CONSTRAINT sequence_step_analytics_pkey PRIMARY KEY (tenant_id, campaign_id, step_id, activity_date);

ALTER TABLE ONLY olap.usage_samples
    ADD CONSTRAINT usage_samples_pkey PRIMARY KEY (tenant_id, day);

ALTER TABLE ONLY olap.usage_statement_lines
    ADD CONSTRAINT usage_statement_lines_pkey PRIMARY KEY (tenant_id, statement_id, line);

ALTER TABLE ONLY olap.usage_statements
    ADD CONSTRAINT usage_statements_billing_key UNIQUE (tenant_id, billing_id);

ALTER TABLE ONLY olap.usage_statements
    ADD CONSTRAINT usage_statements_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY olap.variant_analytics
    ADD CONSTRAINT variant_analytics_pkey PRIMARY KEY (tenant_id, campaign_id, step_id, variant_id, activity_date);

ALTER TABLE ONLY olap.warmup_analytics
    ADD CONSTRAINT warmup_analytics_pkey PRIMARY KEY (tenant_id, mailbox_id, activity_date);

CREATE INDEX admin_audit_log_action_idx ON olap.admin_audit_log USING btree (tenant_id, action, created DESC);

CREATE INDEX admin_audit_log_actor_idx ON olap.admin_audit_log USING btree (tenant_id, admin_user_id, created DESC);

CREATE INDEX admin_audit_log_age_idx ON olap.admin_audit_log USING btree (created);

CREATE INDEX admin_audit_log_recent_idx ON olap.admin_audit_log USING btree (tenant_id, created DESC);

CREATE INDEX admin_audit_log_resource_idx ON olap.admin_audit_log USING btree (tenant_id, resource_type, resource_id);

CREATE INDEX analytics_archive_unverified_idx ON olap.analytics_archive USING btree (archived) WHERE (verified IS NULL);

CREATE INDEX billing_adjustments_billing_idx ON olap.billing_adjustments USING btree (tenant_id, billing_id, metric);

CREATE INDEX billing_adjustments_statement_idx ON olap.billing_adjustments USING btree (tenant_id, statement_id) WHERE (statement_id IS NOT NULL);

CREATE INDEX billing_adjustments_uninvoiced_idx ON olap.billing_adjustments USING btree (tenant_id, created) WHERE (statement_id IS NULL);

CREATE INDEX billing_analytics_open_idx ON olap.billing_analytics USING btree (period_end) WHERE (frozen IS NULL);

CREATE INDEX billing_analytics_subscription_idx ON olap.billing_analytics USING btree (tenant_id, subscription_id);

CREATE INDEX campaign_analytics_billing_idx ON ONLY olap.campaign_analytics USING btree (tenant_id, billing_id);

CREATE INDEX campaign_analytics_company_idx ON ONLY olap.campaign_analytics USING btree (tenant_id, company_id, activity_date);

CREATE INDEX campaign_analytics_day_idx ON ONLY olap.campaign_analytics USING btree (tenant_id, activity_date);

CREATE INDEX campaign_analytics_status_idx ON ONLY olap.campaign_analytics USING btree (tenant_id, status);

CREATE INDEX campaign_lead_counts_company_idx ON olap.campaign_lead_counts USING btree (tenant_id, company_id);

CREATE INDEX campaign_lead_totals_score_idx ON olap.campaign_lead_totals USING btree (tenant_id, campaign_id, LEAST((100)::bigint, GREATEST((0)::bigint, (((opened_human + (5 * clicked_human)) + (10 * replied)) -
CASE
    WHEN ((unsubscribed + spam_complaints) > 0) THEN 50
    ELSE 0
END))) DESC, replied DESC, lead_id) WHERE (sent > 0);

CREATE INDEX campaign_performance_summary_company_idx ON olap.campaign_performance_summary USING btree (tenant_id, company_id);

CREATE UNIQUE INDEX campaign_performance_summary_key ON olap.campaign_performance_summary USING btree (tenant_id, campaign_id, activity_date);

CREATE INDEX campaign_performance_summary_status_idx ON olap.campaign_performance_summary USING btree (campaign_status);

CREATE INDEX campaign_performance_summary_updated_idx ON olap.campaign_performance_summary USING btree (updated);

CREATE INDEX client_totals_company_idx ON ONLY olap.client_totals USING btree (tenant_id, company_id, activity_date);

CREATE INDEX device_totals_company_idx ON ONLY olap.device_totals USING btree (tenant_id, company_id, activity_date);

CREATE INDEX dim_campaigns_company_idx ON olap.dim_campaigns USING btree (tenant_id, company_id);

CREATE INDEX dim_campaigns_status_idx ON olap.dim_campaigns USING btree (tenant_id, status);

CREATE INDEX dim_mailboxes_company_idx ON olap.dim_mailboxes USING btree (tenant_id, company_id);

CREATE INDEX dim_steps_campaign_idx ON olap.dim_steps USING btree (tenant_id, campaign_id, step_order);

CREATE INDEX dim_variants_step_idx ON olap.dim_variants USING btree (tenant_id, campaign_id, step_id);

CREATE INDEX email_events_batch_idx ON ONLY olap.email_events USING btree (tenant_id, batch_id);

CREATE INDEX email_events_campaign_idx ON ONLY olap.email_events USING btree (tenant_id, campaign_id) WHERE (kind = 'sent'::text);

CREATE INDEX email_events_failed_idx ON ONLY olap.email_events USING btree (tenant_id, ((metadata ->> 'campaign_id'::text))) WHERE (kind = 'failed'::text);

CREATE INDEX email_events_lead_idx ON ONLY olap.email_events USING btree (tenant_id, lead_id) WHERE (kind = 'sent'::text);

CREATE INDEX email_events_network_idx ON ONLY olap.email_events USING btree (tenant_id, ip_address, occurred) WHERE (ip_address IS NOT NULL);

CREATE INDEX email_events_personal_idx ON ONLY olap.email_events USING btree (received) WHERE ((ip_address IS NOT NULL) OR (user_agent IS NOT NULL));

CREATE INDEX email_events_recent_idx ON ONLY olap.email_events USING btree (tenant_id, kind, occurred);

CREATE INDEX engagement_queue_age_idx ON olap.engagement_queue USING btree (created, tenant_id);

CREATE INDEX erasures_waiting_idx ON olap.erasures USING btree (created) WHERE (finished IS NULL);

CREATE INDEX event_verdicts_batch_idx ON ONLY olap.event_verdicts USING btree (tenant_id, batch_id);

CREATE INDEX handoff_inbox_age_idx ON olap.handoff_inbox USING btree (applied);

CREATE INDEX handoff_outbox_due_idx ON olap.handoff_outbox USING btree (not_before, handoff_id);

CREATE INDEX judge_queue_age_idx ON olap.judge_queue USING btree (created, tenant_id);

CREATE INDEX late_events_unreported_idx ON olap.late_events USING btree (received) WHERE (reported IS NULL);

CREATE INDEX lead_analytics_campaign_idx ON ONLY olap.lead_analytics USING btree (tenant_id, campaign_id, activity_date);

CREATE INDEX link_totals_company_idx ON ONLY olap.link_totals USING btree (tenant_id, company_id, activity_date);

CREATE INDEX location_totals_company_idx ON ONLY olap.location_totals USING btree (tenant_id, company_id, activity_date);

CREATE INDEX mailbox_analytics_billing_idx ON ONLY olap.mailbox_analytics USING btree (tenant_id, billing_id);

CREATE INDEX mailbox_analytics_company_idx ON ONLY olap.mailbox_analytics USING btree (tenant_id, company_id, activity_date);

CREATE INDEX mailbox_analytics_day_idx ON ONLY olap.mailbox_analytics USING btree (tenant_id, activity_date);

CREATE INDEX mailbox_analytics_health_idx ON ONLY olap.mailbox_analytics USING btree (tenant_id, health_score);

CREATE INDEX mailbox_analytics_warmup_idx ON ONLY olap.mailbox_analytics USING btree (tenant_id, warmup_status);

CREATE INDEX message_states_campaign_idx ON ONLY olap.message_states USING btree (tenant_id, campaign_id, activity_date) WHERE (campaign_id IS NOT NULL);

CREATE INDEX message_states_day_idx ON ONLY olap.message_states USING btree (tenant_id, activity_date);

CREATE INDEX provider_totals_company_idx ON ONLY olap.provider_totals USING btree (tenant_id, company_id, activity_date);

CREATE INDEX provider_totals_domain_idx ON ONLY olap.provider_totals USING btree (tenant_id, sending_domain, activity_date);

CREATE INDEX provider_totals_provider_idx ON ONLY olap.provider_totals USING btree (tenant_id, receiving_provider, activity_date);

CREATE INDEX rollup_queue_age_idx ON olap.rollup_queue USING btree (created, tenant_id);

CREATE INDEX sequence_step_analytics_billing_idx ON ONLY olap.sequence_step_analytics USING btree (tenant_id, billing_id);

CREATE INDEX sequence_step_analytics_company_idx ON ONLY olap.sequence_step_analytics USING btree (tenant_id, company_id, activity_date);

CREATE INDEX sequence_step_analytics_step_idx ON ONLY olap.sequence_step_analytics USING btree (tenant_id, step_id, activity_date);

CREATE INDEX usage_statement_lines_adjusted_idx ON olap.usage_statement_lines USING btree (tenant_id, adjusted_billing_id) WHERE (adjusted_billing_id IS NOT NULL);

CREATE INDEX variant_analytics_billing_idx ON ONLY olap.variant_analytics USING btree (tenant_id, billing_id);

CREATE INDEX variant_analytics_company_idx ON ONLY olap.variant_analytics USING btree (tenant_id, company_id, activity_date);

CREATE INDEX warmup_analytics_billing_idx ON ONLY olap.warmup_analytics USING btree (tenant_id, billing_id);

CREATE INDEX warmup_analytics_company_idx ON ONLY olap.warmup_analytics USING btree (tenant_id, company_id, activity_date);

CREATE INDEX warmup_analytics_day_idx ON ONLY olap.warmup_analytics USING btree (tenant_id, activity_date);

CREATE INDEX warmup_analytics_health_idx ON ONLY olap.warmup_analytics USING btree (tenant_id, health_score);

CREATE INDEX warmup_analytics_progress_idx ON ONLY olap.warmup_analytics USING btree (tenant_id, progress_percentage);

ALTER TABLE ONLY olap.billing_adjustments
    ADD CONSTRAINT billing_adjustments_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY olap.billing_adjustments
    ADD CONSTRAINT billing_adjustments_statement_fkey FOREIGN KEY (tenant_id, statement_id) REFERENCES olap.usage_statements(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE olap.campaign_analytics
    ADD CONSTRAINT campaign_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE olap.lead_analytics
    ADD CONSTRAINT lead_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE olap.mailbox_analytics
    ADD CONSTRAINT mailbox_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE olap.sequence_step_analytics
    ADD CONSTRAINT sequence_step_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY olap.usage_statement_lines
    ADD CONSTRAINT usage_statement_lines_adjusted_fkey FOREIGN KEY (tenant_id, adjusted_billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE ONLY olap.usage_statement_lines
    ADD CONSTRAINT usage_statement_lines_statement_fkey FOREIGN KEY (tenant_id, statement_id) REFERENCES olap.usage_statements(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY olap.usage_statements
    ADD CONSTRAINT usage_statements_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE olap.variant_analytics
    ADD CONSTRAINT variant_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE olap.warmup_analytics
    ADD CONSTRAINT warmup_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id) REFERENCES olap.billing_analytics(tenant_id, id) ON DELETE RESTRICT;

ALTER TABLE olap.admin_audit_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.analytics_archive ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.audit_heads ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.billing_adjustments ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.billing_analytics ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.billing_terms ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.campaign_analytics ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.campaign_lead_counts ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.campaign_lead_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.client_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.company_engagement ENABLE ROW LEVEL SECURITY;

CREATE POLICY company_isolation ON olap.campaign_analytics TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.campaign_lead_counts TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.campaign_lead_totals TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.client_totals TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.company_engagement TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.device_totals TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.dim_campaigns TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.dim_companies TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.dim_leads TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.dim_mailboxes TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.dim_steps TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.dim_variants TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.email_events TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.engagement_buckets TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.event_verdicts TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.late_events TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.lead_analytics TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.link_totals TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.location_totals TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.mailbox_analytics TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.message_states TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.provider_totals TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.sequence_step_analytics TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.variant_analytics TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON olap.warmup_analytics TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

ALTER TABLE olap.device_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.dim_campaigns ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.dim_companies ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.dim_leads ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.dim_mailboxes ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.dim_steps ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.dim_tenants ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.dim_variants ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.email_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.engagement_buckets ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.engagement_queue ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.engagement_tenants ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.erasures ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.event_verdicts ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.handoff_inbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.handoff_outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.handoff_parked ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.judge_queue ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.late_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.lead_analytics ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.link_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.location_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.mailbox_analytics ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.message_states ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.provider_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.rollup_queue ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.rollup_tenants ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.sequence_step_analytics ENABLE ROW LEVEL SECURITY;

CREATE POLICY staff_select ON olap.admin_audit_log FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY staff_select ON olap.billing_adjustments FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY staff_select ON olap.billing_analytics FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY staff_select ON olap.dim_tenants FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY tenant_isolation ON olap.admin_audit_log TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.analytics_archive TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.audit_heads TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.billing_adjustments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.billing_analytics TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.billing_terms TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.dim_tenants TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.engagement_queue TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.engagement_tenants TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.erasures TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.handoff_inbox TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.handoff_outbox TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant_isolation ON olap.handoff_parked TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.judge_queue TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.rollup_queue TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.rollup_tenants TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.usage_samples TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.usage_statement_lines TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON olap.usage_statements TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

ALTER TABLE olap.usage_samples ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.usage_statement_lines ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.usage_statements ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.variant_analytics ENABLE ROW LEVEL SECURITY;

ALTER TABLE olap.warmup_analytics ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA olap TO penguinmails_app;
GRANT USAGE ON SCHEMA olap TO penguinmails_auth;
GRANT USAGE ON SCHEMA olap TO penguinmails_staff;
GRANT USAGE ON SCHEMA olap TO penguinmails_worker;

GRANT SELECT,INSERT ON TABLE olap.admin_audit_log TO penguinmails_app;
GRANT SELECT,INSERT ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(seq) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(handoff_id) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(created) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(actor) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(admin_user_id) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(action) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(resource_type) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(resource_id) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT UPDATE(old_values) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT UPDATE(new_values) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT UPDATE(ip_address) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT UPDATE(user_agent) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT UPDATE(notes) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT UPDATE(metadata) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT SELECT(data_classification) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(retention_category) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(values_digest) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT UPDATE(salt) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT SELECT(prev_hash) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT SELECT(hash) ON TABLE olap.admin_audit_log TO penguinmails_staff;

GRANT UPDATE(erased) ON TABLE olap.admin_audit_log TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.analytics_archive TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.analytics_archive TO penguinmails_worker;

GRANT SELECT,INSERT,UPDATE ON TABLE olap.audit_heads TO penguinmails_app;
GRANT SELECT,INSERT,UPDATE ON TABLE olap.audit_heads TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.billing_adjustments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.billing_adjustments TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE olap.billing_adjustments TO penguinmails_staff;

GRANT SELECT(billing_id) ON TABLE olap.billing_adjustments TO penguinmails_staff;

GRANT SELECT(metric) ON TABLE olap.billing_adjustments TO penguinmails_staff;

GRANT SELECT(delta) ON TABLE olap.billing_adjustments TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.billing_analytics TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.billing_analytics TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(id) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(plan_id) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(period_start) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(period_end) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(emails_sent) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(emails_overage) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(mailboxes_used) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(domains_used) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(campaigns_used) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(leads_used) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(warmups_active) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(users_used) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(workspaces_used) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(contacts_used) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(storage_bytes) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(api_calls) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(bounced_hard) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(bounced_soft) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(bounced_block) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(spam_complaints) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(calculated) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(frozen) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(created) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT(updated) ON TABLE olap.billing_analytics TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.billing_terms TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.billing_terms TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.campaign_analytics TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.campaign_analytics TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.campaign_lead_counts TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.campaign_lead_counts TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.campaign_lead_totals TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.campaign_lead_totals TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_campaigns TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_campaigns TO penguinmails_worker;

GRANT SELECT ON TABLE olap.campaign_performance_summary TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.client_totals TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.client_totals TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.company_engagement TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.company_engagement TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.device_totals TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.device_totals TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_companies TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_companies TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_leads TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_leads TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_mailboxes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_mailboxes TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_steps TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_steps TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_tenants TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_tenants TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE olap.dim_tenants TO penguinmails_staff;

GRANT SELECT(name) ON TABLE olap.dim_tenants TO penguinmails_staff;

GRANT SELECT(plan_name) ON TABLE olap.dim_tenants TO penguinmails_staff;

GRANT SELECT(deleted) ON TABLE olap.dim_tenants TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_variants TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.dim_variants TO penguinmails_worker;

GRANT SELECT,INSERT ON TABLE olap.email_events TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.email_events TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.engagement_buckets TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.engagement_buckets TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.engagement_queue TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.engagement_queue TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.engagement_tenants TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.engagement_tenants TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.erasures TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.erasures TO penguinmails_worker;

GRANT SELECT,INSERT ON TABLE olap.event_verdicts TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.event_verdicts TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.handoff_inbox TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.handoff_inbox TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.handoff_outbox TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.handoff_outbox TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.handoff_parked TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.handoff_parked TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.judge_queue TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.judge_queue TO penguinmails_worker;

GRANT SELECT,INSERT ON TABLE olap.late_events TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.late_events TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.lead_analytics TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.lead_analytics TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.link_totals TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.link_totals TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.location_totals TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.location_totals TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.mailbox_analytics TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.mailbox_analytics TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.message_states TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.message_states TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.provider_totals TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.provider_totals TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.rollup_queue TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.rollup_queue TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.rollup_tenants TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.rollup_tenants TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.sequence_step_analytics TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.sequence_step_analytics TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.usage_samples TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.usage_samples TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.usage_statement_lines TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.usage_statement_lines TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.usage_statements TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.usage_statements TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.variant_analytics TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.variant_analytics TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.warmup_analytics TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE olap.warmup_analytics TO penguinmails_worker;
