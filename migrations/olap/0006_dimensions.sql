-- What the keys of the facts stand for: copies handed over from oltp. A copy is replaced only by a higher version, and
-- stays, marked deleted, as long as facts name it.

CREATE TABLE olap.dim_tenants (
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    status text NOT NULL,
    subscription_id uuid,
    plan_id uuid,
    plan_name text,
    timezone text NOT NULL DEFAULT 'UTC',
    hits_retention_days bigint NOT NULL DEFAULT 90,
    messages_retention_days bigint NOT NULL DEFAULT 1095,
    facts_retention_days bigint,
    version bigint NOT NULL,
    deleted timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_tenants_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT dim_tenants_retention_positive CHECK (
        hits_retention_days > 0 AND messages_retention_days > 0 AND facts_retention_days > 0
    )
);

COMMENT ON TABLE olap.dim_tenants IS 'A tenant as the reports need it.';
COMMENT ON COLUMN olap.dim_tenants.hits_retention_days IS 'Days until addresses and user agents of opens and clicks are cleared.';
COMMENT ON COLUMN olap.dim_tenants.messages_retention_days IS 'Days until events, verdicts and states are archived.';
COMMENT ON COLUMN olap.dim_tenants.facts_retention_days IS 'Days until facts are archived; NULL = never.';

CREATE TABLE olap.dim_companies (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    deleted timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_companies_pkey PRIMARY KEY (tenant_id, company_id)
);

COMMENT ON TABLE olap.dim_companies IS 'A company (workspace) as the reports need it.';

CREATE TABLE olap.dim_campaigns (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    total_leads bigint NOT NULL DEFAULT 0,
    completed_leads bigint NOT NULL DEFAULT 0,
    started timestamptz,
    completed timestamptz,
    version bigint NOT NULL,
    deleted timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_campaigns_pkey PRIMARY KEY (tenant_id, campaign_id),
    CONSTRAINT dim_campaigns_kind_known CHECK (kind IN ('sequence', 'broadcast'))
);

CREATE INDEX dim_campaigns_company_idx ON olap.dim_campaigns (tenant_id, company_id);
CREATE INDEX dim_campaigns_status_idx ON olap.dim_campaigns (tenant_id, status);

COMMENT ON TABLE olap.dim_campaigns IS 'A campaign as the reports need it.';
COMMENT ON COLUMN olap.dim_campaigns.completed_leads IS 'Enrolments that have run through all steps or have been answered.';

CREATE TABLE olap.dim_steps (
    tenant_id uuid NOT NULL,
    step_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_order bigint NOT NULL,
    step_type text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    deleted timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_steps_pkey PRIMARY KEY (tenant_id, step_id),
    CONSTRAINT dim_steps_type_known CHECK (step_type IN ('email', 'wait', 'condition'))
);

CREATE INDEX dim_steps_campaign_idx ON olap.dim_steps (tenant_id, campaign_id, step_order);

COMMENT ON TABLE olap.dim_steps IS 'A step of a campaign as the reports need it.';
COMMENT ON COLUMN olap.dim_steps.name IS 'Its subject line, or what it waits for or asks.';

CREATE TABLE olap.dim_variants (
    tenant_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    label text NOT NULL,
    subject text NOT NULL DEFAULT '',
    version bigint NOT NULL,
    deleted timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_variants_pkey PRIMARY KEY (tenant_id, variant_id)
);

CREATE INDEX dim_variants_step_idx ON olap.dim_variants (tenant_id, campaign_id, step_id);

COMMENT ON TABLE olap.dim_variants IS 'A variant of a step (A/B test) as the reports need it.';

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
    current_volume bigint NOT NULL DEFAULT 0,
    campaign_status text,
    version bigint NOT NULL,
    deleted timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_mailboxes_pkey PRIMARY KEY (tenant_id, mailbox_id),
    CONSTRAINT dim_mailboxes_email_normalised CHECK (email = lower(email)),
    CONSTRAINT dim_mailboxes_health_is_percent CHECK (health_score BETWEEN 0 AND 100),
    CONSTRAINT dim_mailboxes_progress_is_percent CHECK (progress_percentage BETWEEN 0 AND 100)
);

CREATE INDEX dim_mailboxes_company_idx ON olap.dim_mailboxes (tenant_id, company_id);

COMMENT ON TABLE olap.dim_mailboxes IS 'A mailbox as the reports need it.';
COMMENT ON COLUMN olap.dim_mailboxes.health_formula IS 'Version of the formula that gave health_score.';
COMMENT ON COLUMN olap.dim_mailboxes.progress_percentage IS 'Of the warm-up schedule; NULL when it has none.';
COMMENT ON COLUMN olap.dim_mailboxes.current_volume IS 'Messages a day it may send now.';
COMMENT ON COLUMN olap.dim_mailboxes.campaign_status IS 'sending while any running campaign uses it, else idle.';

CREATE TABLE olap.dim_leads (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    status text NOT NULL,
    version bigint NOT NULL,
    deleted timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dim_leads_pkey PRIMARY KEY (tenant_id, lead_id)
);

COMMENT ON TABLE olap.dim_leads IS 'A lead''s status, and nothing that says who it is: names stay in oltp.';
