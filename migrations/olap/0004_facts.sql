-- Facts. A row is a cohort: the mail sent on one UTC day, by what it is counted for. The natural key is the key. Counters
-- move only by contribution(new state) - contribution(old state); they carry no >= 0 check, because it would test the
-- proposed row of an upsert: `penguinmails verify` reports a negative one. Rates are never stored.

CREATE TABLE olap.campaign_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
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
    status text,
    completed_leads bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_analytics_pkey PRIMARY KEY (tenant_id, campaign_id, activity_date),
    CONSTRAINT campaign_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT
) PARTITION BY RANGE (activity_date);

CREATE INDEX campaign_analytics_company_idx ON olap.campaign_analytics (tenant_id, company_id, activity_date);
CREATE INDEX campaign_analytics_day_idx ON olap.campaign_analytics (tenant_id, activity_date);
CREATE INDEX campaign_analytics_status_idx ON olap.campaign_analytics (tenant_id, status);
CREATE INDEX campaign_analytics_billing_idx ON olap.campaign_analytics (tenant_id, billing_id);

COMMENT ON TABLE olap.campaign_analytics IS 'Mail of one campaign sent on one UTC day, and what has come of it since: the sum of its steps.';
COMMENT ON COLUMN olap.campaign_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';
COMMENT ON COLUMN olap.campaign_analytics.billing_id IS 'The period activity_date falls in; made before the first fact.';
COMMENT ON COLUMN olap.campaign_analytics.delivered IS 'Sent and not bounced.';
COMMENT ON COLUMN olap.campaign_analytics.opened_tracked IS 'Messages opened at least once, by anyone or anything.';
COMMENT ON COLUMN olap.campaign_analytics.opened_human IS 'Messages opened at least once by a person, as far as the verdicts know.';
COMMENT ON COLUMN olap.campaign_analytics.bounced IS 'bounced_hard + bounced_soft + bounced_block.';
COMMENT ON COLUMN olap.campaign_analytics.opens_total IS 'Open events; opens_machine is the part judged a machine''s.';
COMMENT ON COLUMN olap.campaign_analytics.clicks_total IS 'Click events; clicks_machine is the part judged a machine''s.';
COMMENT ON COLUMN olap.campaign_analytics.status IS 'Snapshot of dim_campaigns.status, outside verify.';
COMMENT ON COLUMN olap.campaign_analytics.completed_leads IS 'Snapshot of dim_campaigns.completed_leads, outside verify.';

CREATE TABLE olap.mailbox_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid,
    mailbox_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
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
    warmup_status text,
    health_score bigint,
    current_volume bigint NOT NULL DEFAULT 0,
    campaign_status text,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mailbox_analytics_pkey PRIMARY KEY (tenant_id, mailbox_id, activity_date),
    CONSTRAINT mailbox_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT mailbox_analytics_health_is_percent CHECK (health_score BETWEEN 0 AND 100)
) PARTITION BY RANGE (activity_date);

CREATE INDEX mailbox_analytics_company_idx ON olap.mailbox_analytics (tenant_id, company_id, activity_date);
CREATE INDEX mailbox_analytics_day_idx ON olap.mailbox_analytics (tenant_id, activity_date);
CREATE INDEX mailbox_analytics_warmup_idx ON olap.mailbox_analytics (tenant_id, warmup_status);
CREATE INDEX mailbox_analytics_health_idx ON olap.mailbox_analytics (tenant_id, health_score);
CREATE INDEX mailbox_analytics_billing_idx ON olap.mailbox_analytics (tenant_id, billing_id);

COMMENT ON TABLE olap.mailbox_analytics IS 'Mail of one mailbox sent on one UTC day, warm-up included, tests not, and what has come of it since.';
COMMENT ON COLUMN olap.mailbox_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';
COMMENT ON COLUMN olap.mailbox_analytics.warmup_status IS 'Snapshot of dim_mailboxes, as health_score, current_volume and campaign_status: outside verify.';
COMMENT ON COLUMN olap.mailbox_analytics.health_score IS '0 to 100; NULL while not scored.';

CREATE TABLE olap.lead_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
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
    status text,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lead_analytics_pkey PRIMARY KEY (tenant_id, lead_id, campaign_id, activity_date),
    CONSTRAINT lead_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT
) PARTITION BY RANGE (activity_date);

CREATE INDEX lead_analytics_campaign_idx ON olap.lead_analytics (tenant_id, campaign_id, activity_date);
CREATE INDEX lead_analytics_company_idx ON olap.lead_analytics (tenant_id, company_id, activity_date);
CREATE INDEX lead_analytics_status_idx ON olap.lead_analytics (tenant_id, status);
CREATE INDEX lead_analytics_billing_idx ON olap.lead_analytics (tenant_id, billing_id);

COMMENT ON TABLE olap.lead_analytics IS 'Mail of one campaign to one lead sent on one UTC day, and what has come of it since.';
COMMENT ON COLUMN olap.lead_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';
COMMENT ON COLUMN olap.lead_analytics.status IS 'Snapshot of dim_leads.status, outside verify.';

CREATE TABLE olap.warmup_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid,
    mailbox_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
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
    health_score bigint,
    progress_percentage bigint,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT warmup_analytics_pkey PRIMARY KEY (tenant_id, mailbox_id, activity_date),
    CONSTRAINT warmup_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT warmup_analytics_health_is_percent CHECK (health_score BETWEEN 0 AND 100),
    CONSTRAINT warmup_analytics_progress_is_percent CHECK (progress_percentage BETWEEN 0 AND 100)
) PARTITION BY RANGE (activity_date);

CREATE INDEX warmup_analytics_company_idx ON olap.warmup_analytics (tenant_id, company_id, activity_date);
CREATE INDEX warmup_analytics_day_idx ON olap.warmup_analytics (tenant_id, activity_date);
CREATE INDEX warmup_analytics_health_idx ON olap.warmup_analytics (tenant_id, health_score);
CREATE INDEX warmup_analytics_progress_idx ON olap.warmup_analytics (tenant_id, progress_percentage);
CREATE INDEX warmup_analytics_billing_idx ON olap.warmup_analytics (tenant_id, billing_id);

COMMENT ON TABLE olap.warmup_analytics IS 'Warm-up mail of one mailbox sent on one UTC day, and what has come of it since; part of mailbox_analytics.';
COMMENT ON COLUMN olap.warmup_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';
COMMENT ON COLUMN olap.warmup_analytics.health_score IS 'Snapshot of dim_mailboxes, as progress_percentage, outside verify. 0 to 100; NULL while not scored.';

CREATE TABLE olap.sequence_step_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
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
    CONSTRAINT sequence_step_analytics_pkey PRIMARY KEY (tenant_id, campaign_id, step_id, activity_date),
    CONSTRAINT sequence_step_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT
) PARTITION BY RANGE (activity_date);

CREATE INDEX sequence_step_analytics_step_idx ON olap.sequence_step_analytics (tenant_id, step_id, activity_date);
CREATE INDEX sequence_step_analytics_company_idx ON olap.sequence_step_analytics (tenant_id, company_id, activity_date);
CREATE INDEX sequence_step_analytics_billing_idx ON olap.sequence_step_analytics (tenant_id, billing_id);

COMMENT ON TABLE olap.sequence_step_analytics IS 'Mail of one step of a campaign sent on one UTC day, and what has come of it since.';
COMMENT ON COLUMN olap.sequence_step_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';

CREATE TABLE olap.variant_analytics (
    tenant_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    activity_date date NOT NULL,
    billing_id bigint NOT NULL,
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
    CONSTRAINT variant_analytics_pkey PRIMARY KEY (tenant_id, campaign_id, step_id, variant_id, activity_date),
    CONSTRAINT variant_analytics_billing_fkey FOREIGN KEY (tenant_id, billing_id)
        REFERENCES olap.billing_analytics (tenant_id, id) ON DELETE RESTRICT
) PARTITION BY RANGE (activity_date);

CREATE INDEX variant_analytics_company_idx ON olap.variant_analytics (tenant_id, company_id, activity_date);
CREATE INDEX variant_analytics_billing_idx ON olap.variant_analytics (tenant_id, billing_id);

COMMENT ON TABLE olap.variant_analytics IS 'Mail of one variant of a step (A/B test) sent on one UTC day, and what has come of it since.';
COMMENT ON COLUMN olap.variant_analytics.activity_date IS 'The UTC day the messages were sent; their later events count here.';
