-- What periods are made from, and what was used at once: handed over from oltp, so that a period can be counted again
-- long after the subscription has changed.

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
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT billing_terms_pkey PRIMARY KEY (tenant_id, subscription_id, period_start),
    CONSTRAINT billing_terms_period_not_backward CHECK (period_start <= period_end),
    CONSTRAINT billing_terms_currency_iso CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT billing_terms_allowances_object CHECK (jsonb_typeof(allowances) = 'object'),
    CONSTRAINT billing_terms_overage_whole CHECK (
        (overage_unit IS NULL) = (overage_price_minor IS NULL)
        AND coalesce(overage_unit > 0 AND overage_price_minor >= 0, true)
    )
);

COMMENT ON TABLE olap.billing_terms IS
    'One period of a subscription and what it allows, as oltp last said; billing_analytics is cut by these.';
COMMENT ON COLUMN olap.billing_terms.period_start IS 'The UTC day in which the subscription''s period begins.';
COMMENT ON COLUMN olap.billing_terms.period_end IS
    'The UTC day in which it ends, not included: the day of a renewal belongs to the next period. Equal to period_start: no day of it counts.';
COMMENT ON COLUMN olap.billing_terms.allowances IS
    'Column of billing_analytics -> how much the plan and its add-ons allow; one that is missing is unlimited.';
COMMENT ON COLUMN olap.billing_terms.overage_unit IS 'Messages beyond the allowance are sold in started blocks of so many; NULL = they are not sold.';
COMMENT ON COLUMN olap.billing_terms.version IS 'Of oltp''s word. Where periods overlap, the newer word wins for its days.';

CREATE TABLE olap.usage_samples (
    tenant_id uuid NOT NULL,
    day date NOT NULL,
    users_used bigint NOT NULL DEFAULT 0,
    workspaces_used bigint NOT NULL DEFAULT 0,
    contacts_used bigint NOT NULL DEFAULT 0,
    storage_bytes bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT usage_samples_pkey PRIMARY KEY (tenant_id, day),
    CONSTRAINT usage_samples_not_negative CHECK (least(users_used, workspaces_used, contacts_used, storage_bytes) >= 0)
);

COMMENT ON TABLE olap.usage_samples IS
    'The most a tenant had at once on one UTC day, of what the billing job saw; a period''s figure is its largest day.';
COMMENT ON COLUMN olap.usage_samples.contacts_used IS 'Leads kept.';
COMMENT ON COLUMN olap.usage_samples.storage_bytes IS 'Bodies and attachments, and what is kept of inbound mail.';
COMMENT ON COLUMN olap.billing_analytics.users_used IS
    'Most members at once, by usage_samples; workspaces_used (companies) and contacts_used (leads kept) alike.';
COMMENT ON COLUMN olap.billing_analytics.storage_bytes IS 'Most bytes of bodies and attachments kept at once, by usage_samples.';
COMMENT ON COLUMN olap.billing_analytics.warmups_active IS 'Different mailboxes that sent warm-up mail in the period.';
COMMENT ON COLUMN olap.billing_analytics.api_calls IS 'Nothing counts calls yet: 0.';
