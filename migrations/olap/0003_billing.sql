-- Periods and what was used in them: the hub the facts point to.

CREATE TABLE olap.billing_analytics (
    tenant_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    subscription_id uuid,
    plan_id uuid,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL,
    emails_sent bigint NOT NULL DEFAULT 0,
    emails_overage bigint NOT NULL DEFAULT 0,
    mailboxes_used bigint NOT NULL DEFAULT 0,
    domains_used bigint NOT NULL DEFAULT 0,
    campaigns_used bigint NOT NULL DEFAULT 0,
    leads_used bigint NOT NULL DEFAULT 0,
    warmups_active bigint NOT NULL DEFAULT 0,
    users_used bigint NOT NULL DEFAULT 0,
    workspaces_used bigint NOT NULL DEFAULT 0,
    contacts_used bigint NOT NULL DEFAULT 0,
    storage_bytes bigint NOT NULL DEFAULT 0,
    api_calls bigint NOT NULL DEFAULT 0,
    bounced_hard bigint NOT NULL DEFAULT 0,
    bounced_soft bigint NOT NULL DEFAULT 0,
    bounced_block bigint NOT NULL DEFAULT 0,
    spam_complaints bigint NOT NULL DEFAULT 0,
    calculated timestamptz,
    frozen timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT billing_analytics_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT billing_analytics_period_key UNIQUE (tenant_id, period_start, period_end),
    CONSTRAINT billing_analytics_periods_apart EXCLUDE USING gist (
        tenant_id WITH =, tstzrange(period_start, period_end) WITH &&
    ),
    CONSTRAINT billing_analytics_period_forward CHECK (period_start < period_end),
    CONSTRAINT billing_analytics_period_starts_at_midnight CHECK (
        (period_start AT TIME ZONE 'UTC')::time = '00:00' AND (period_end AT TIME ZONE 'UTC')::time = '00:00'
    ),
    CONSTRAINT billing_analytics_frozen_after_end CHECK (frozen >= period_end)
);

CREATE INDEX billing_analytics_subscription_idx ON olap.billing_analytics (tenant_id, subscription_id);
CREATE INDEX billing_analytics_open_idx ON olap.billing_analytics (period_end) WHERE frozen IS NULL;

COMMENT ON TABLE olap.billing_analytics IS
    'One billing period of one tenant and what was used in it; every cohort of the facts falls into exactly one.';
COMMENT ON COLUMN olap.billing_analytics.period_start IS 'Included; 00:00 UTC.';
COMMENT ON COLUMN olap.billing_analytics.period_end IS 'Not included; 00:00 UTC.';
COMMENT ON COLUMN olap.billing_analytics.emails_sent IS 'Campaign mail sent in the period''s cohorts.';
COMMENT ON COLUMN olap.billing_analytics.emails_overage IS 'Part of emails_sent beyond the plan''s allowance.';
COMMENT ON COLUMN olap.billing_analytics.mailboxes_used IS 'Different mailboxes that sent or warmed up in the period; domains_used, campaigns_used and leads_used alike.';
COMMENT ON COLUMN olap.billing_analytics.warmups_active IS 'Mailboxes whose warm-up was active at any time of the period.';
COMMENT ON COLUMN olap.billing_analytics.users_used IS 'Most members at once; workspaces_used (companies) and contacts_used (leads kept) alike.';
COMMENT ON COLUMN olap.billing_analytics.storage_bytes IS 'Most bytes of bodies and attachments kept at once.';
COMMENT ON COLUMN olap.billing_analytics.calculated IS 'When the billing job last counted.';
COMMENT ON COLUMN olap.billing_analytics.frozen IS 'When it was closed for invoicing; nothing but adjustments changes it afterwards.';

CREATE TABLE olap.billing_adjustments (
    tenant_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    billing_id bigint NOT NULL,
    metric text NOT NULL,
    delta bigint NOT NULL,
    reason text NOT NULL,
    statement_id uuid,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT billing_adjustments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT billing_adjustments_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT billing_adjustments_metric_known CHECK (
        metric IN ('emails_sent', 'emails_overage', 'mailboxes_used', 'domains_used', 'campaigns_used', 'leads_used',
                   'warmups_active', 'users_used', 'workspaces_used', 'contacts_used', 'storage_bytes', 'api_calls',
                   'bounced_hard', 'bounced_soft', 'bounced_block', 'spam_complaints')
    ),
    CONSTRAINT billing_adjustments_change_something CHECK (delta <> 0)
);

CREATE INDEX billing_adjustments_billing_idx ON olap.billing_adjustments (tenant_id, billing_id, metric);
CREATE INDEX billing_adjustments_uninvoiced_idx ON olap.billing_adjustments (tenant_id, created)
    WHERE statement_id IS NULL;

COMMENT ON TABLE olap.billing_adjustments IS
    'A change of one figure of a frozen period found later: frozen figure + its adjustments = a new count.';
COMMENT ON COLUMN olap.billing_adjustments.metric IS 'The column of billing_analytics it changes.';
COMMENT ON COLUMN olap.billing_adjustments.statement_id IS 'The usage statement that carried it; NULL = on the next one.';

CREATE TABLE olap.usage_statements (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    billing_id bigint NOT NULL,
    subscription_id uuid,
    plan_name text NOT NULL,
    currency text NOT NULL,
    total_minor bigint NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'draft',
    issued timestamptz,
    content_hash bytea,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT usage_statements_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT usage_statements_billing_key UNIQUE (tenant_id, billing_id),
    CONSTRAINT usage_statements_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT usage_statements_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT usage_statements_status_known CHECK (status IN ('draft', 'issued')),
    CONSTRAINT usage_statements_issued_is_sealed CHECK (
        (status = 'issued') = (issued IS NOT NULL) AND (status = 'issued') = (content_hash IS NOT NULL)
    ),
    CONSTRAINT usage_statements_hash_is_sha256 CHECK (octet_length(content_hash) = 32)
);

COMMENT ON TABLE olap.usage_statements IS 'What a tenant is told it used in one period: the numbers an invoice rests on.';
COMMENT ON COLUMN olap.usage_statements.plan_name IS 'As it was called then.';
COMMENT ON COLUMN olap.usage_statements.total_minor IS 'Sum of its lines, in minor units of currency.';
COMMENT ON COLUMN olap.usage_statements.content_hash IS 'SHA-256 of the issued lines; proves that they are still what was told.';

CREATE TABLE olap.usage_statement_lines (
    tenant_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    line bigint NOT NULL,
    metric text NOT NULL,
    adjusted_billing_id bigint,
    quantity bigint NOT NULL,
    included bigint,
    overage bigint NOT NULL DEFAULT 0,
    unit_size bigint NOT NULL DEFAULT 1,
    unit_price_minor bigint NOT NULL DEFAULT 0,
    amount_minor bigint NOT NULL DEFAULT 0,
    CONSTRAINT usage_statement_lines_pkey PRIMARY KEY (tenant_id, statement_id, line),
    CONSTRAINT usage_statement_lines_statement_fkey FOREIGN KEY (tenant_id, statement_id)
        REFERENCES olap.usage_statements (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT usage_statement_lines_adjusted_fkey FOREIGN KEY (tenant_id, adjusted_billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT usage_statement_lines_unit_positive CHECK (unit_size > 0)
);

CREATE INDEX usage_statement_lines_adjusted_idx ON olap.usage_statement_lines (tenant_id, adjusted_billing_id)
    WHERE adjusted_billing_id IS NOT NULL;

ALTER TABLE olap.billing_adjustments
    ADD CONSTRAINT billing_adjustments_statement_fkey FOREIGN KEY (tenant_id, statement_id)
    REFERENCES olap.usage_statements (tenant_id, id) ON DELETE RESTRICT;

CREATE INDEX billing_adjustments_statement_idx ON olap.billing_adjustments (tenant_id, statement_id)
    WHERE statement_id IS NOT NULL;

COMMENT ON TABLE olap.usage_statement_lines IS 'One figure of a usage statement.';
COMMENT ON COLUMN olap.usage_statement_lines.adjusted_billing_id IS 'An earlier, frozen period whose adjustments the line carries; NULL = the statement''s own period.';
COMMENT ON COLUMN olap.usage_statement_lines.included IS 'What the plan allows; NULL = unlimited.';
COMMENT ON COLUMN olap.usage_statement_lines.unit_size IS 'Overage is sold in units of so many, such as 10,000 messages.';
