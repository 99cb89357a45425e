-- Leads on their way through campaigns, variants, windows, approvals.

CREATE TABLE oltp.step_variants (
    tenant_id uuid NOT NULL CONSTRAINT step_variants_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    label text NOT NULL,
    template_id uuid NOT NULL,
    template_version bigint,
    subject_override text,
    weight bigint NOT NULL DEFAULT 1,
    is_active boolean NOT NULL DEFAULT true,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT step_variants_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT step_variants_label_key UNIQUE (tenant_id, step_id, label),
    CONSTRAINT step_variants_step_variant_key UNIQUE (tenant_id, step_id, id),
    CONSTRAINT step_variants_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT step_variants_step_fkey FOREIGN KEY (tenant_id, campaign_id, step_id)
        REFERENCES oltp.campaign_sequence_steps (tenant_id, campaign_id, id) ON DELETE CASCADE,
    CONSTRAINT step_variants_template_fkey FOREIGN KEY (tenant_id, template_id)
        REFERENCES oltp.templates (tenant_id, id) ON DELETE NO ACTION,
    CONSTRAINT step_variants_version_fkey FOREIGN KEY (tenant_id, template_id, template_version)
        REFERENCES oltp.template_versions (tenant_id, template_id, version) ON DELETE NO ACTION,
    CONSTRAINT step_variants_label_shape CHECK (label ~ '^[A-Z]$'),
    CONSTRAINT step_variants_weight_not_negative CHECK (weight >= 0),
    CONSTRAINT step_variants_subject_length CHECK (char_length(subject_override) <= 500)
);
CREATE INDEX step_variants_campaign_idx ON oltp.step_variants (tenant_id, campaign_id, step_id);
CREATE INDEX step_variants_template_idx ON oltp.step_variants (tenant_id, template_id, template_version);
COMMENT ON TABLE oltp.step_variants IS 'One of several forms of an email step (A, B …). A step without variants sends its own template.';
COMMENT ON COLUMN oltp.step_variants.weight IS 'Share among the active ones; 0 = no new leads.';

CREATE TABLE oltp.ab_tests (
    tenant_id uuid NOT NULL CONSTRAINT ab_tests_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_id uuid NOT NULL,
    metric text NOT NULL DEFAULT 'positive_replies',
    sample_percent bigint NOT NULL DEFAULT 20,
    min_sample bigint NOT NULL DEFAULT 100,
    min_hours bigint NOT NULL DEFAULT 4,
    confidence_percent bigint NOT NULL DEFAULT 95,
    auto_select boolean NOT NULL DEFAULT true,
    status text NOT NULL DEFAULT 'draft',
    winner_variant_id uuid,
    evidence jsonb NOT NULL DEFAULT '{}',
    started timestamptz,
    decided timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ab_tests_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT ab_tests_step_key UNIQUE (tenant_id, campaign_id, step_id),
    CONSTRAINT ab_tests_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT ab_tests_step_fkey FOREIGN KEY (tenant_id, campaign_id, step_id)
        REFERENCES oltp.campaign_sequence_steps (tenant_id, campaign_id, id) ON DELETE CASCADE,
    CONSTRAINT ab_tests_winner_fkey FOREIGN KEY (tenant_id, step_id, winner_variant_id)
        REFERENCES oltp.step_variants (tenant_id, step_id, id) ON DELETE NO ACTION,
    CONSTRAINT ab_tests_metric_known CHECK (metric IN ('positive_replies', 'replies', 'human_clicks', 'human_opens')),
    CONSTRAINT ab_tests_numbers_sane CHECK (
        sample_percent BETWEEN 1 AND 100 AND min_sample > 0 AND min_hours >= 0 AND confidence_percent BETWEEN 50 AND 99),
    CONSTRAINT ab_tests_status_known CHECK (status IN ('draft', 'running', 'decided', 'inconclusive', 'cancelled')),
    CONSTRAINT ab_tests_winner_iff_decided CHECK ((winner_variant_id IS NOT NULL) = (status = 'decided')),
    CONSTRAINT ab_tests_decided_dated CHECK (status NOT IN ('decided', 'inconclusive') OR decided IS NOT NULL),
    CONSTRAINT ab_tests_evidence_object CHECK (jsonb_typeof(evidence) = 'object')
);
CREATE INDEX ab_tests_winner_idx ON oltp.ab_tests (tenant_id, step_id, winner_variant_id);
CREATE INDEX ab_tests_running_idx ON oltp.ab_tests (started) WHERE status = 'running';
COMMENT ON TABLE oltp.ab_tests IS 'A test that is to find the best variant of a step.';
COMMENT ON COLUMN oltp.ab_tests.evidence IS 'What decided it: {"A": {"delivered": n, "hits": n, "low": x, "high": x}, …, "p": x}.';

CREATE TABLE oltp.campaign_schedules (
    tenant_id uuid NOT NULL CONSTRAINT campaign_schedules_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    campaign_id uuid NOT NULL,
    weekday bigint NOT NULL,
    opens time NOT NULL,
    closes time NOT NULL,
    company_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_schedules_pkey PRIMARY KEY (tenant_id, campaign_id, weekday, opens),
    CONSTRAINT campaign_schedules_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_schedules_weekday_iso CHECK (weekday BETWEEN 1 AND 7),
    CONSTRAINT campaign_schedules_forward CHECK (closes > opens)
);
COMMENT ON TABLE oltp.campaign_schedules IS 'A window in which a campaign sends, [opens, closes) on a weekday; none = at any time.';
COMMENT ON COLUMN oltp.campaign_schedules.weekday IS 'ISO: 1 Monday … 7 Sunday.';

CREATE TABLE oltp.blackout_dates (
    tenant_id uuid NOT NULL CONSTRAINT blackout_dates_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    campaign_id uuid,
    day date NOT NULL,
    country text,
    reason text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT blackout_dates_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT blackout_dates_day_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, campaign_id, day, country),
    CONSTRAINT blackout_dates_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT blackout_dates_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT blackout_dates_campaign_has_company CHECK (campaign_id IS NULL OR company_id IS NOT NULL),
    CONSTRAINT blackout_dates_country_shape CHECK (country ~ '^[A-Z]{2}$')
);
COMMENT ON TABLE oltp.blackout_dates IS 'A day on which nothing is sent: by the whole tenant, a company or a campaign, to everybody or to one country.';

CREATE TABLE oltp.enrolments (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    list_id uuid,
    state text NOT NULL DEFAULT 'active',
    current_step_id uuid,
    next_due timestamptz,
    email_account_id uuid,
    first_message_id uuid,
    last_message_id uuid,
    exit_reason text,
    exited timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT enrolments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT enrolments_lead_key UNIQUE (tenant_id, campaign_id, lead_id),
    CONSTRAINT enrolments_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT enrolments_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT enrolments_step_fkey FOREIGN KEY (tenant_id, campaign_id, current_step_id)
        REFERENCES oltp.campaign_sequence_steps (tenant_id, campaign_id, id) ON DELETE SET NULL (current_step_id),
    CONSTRAINT enrolments_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id)
        REFERENCES oltp.email_accounts (tenant_id, company_id, id) ON DELETE SET NULL (email_account_id),
    CONSTRAINT enrolments_state_known CHECK (state IN ('active', 'paused', 'completed', 'stopped', 'failed')),
    CONSTRAINT enrolments_finalized_iff_terminal CHECK (
        (state IN ('completed', 'stopped', 'failed')) = (exited IS NOT NULL) AND (exited IS NULL) = (exit_reason IS NULL)),
    CONSTRAINT enrolments_due_only_before_end CHECK (exited IS NULL OR next_due IS NULL),
    CONSTRAINT enrolments_exit_reason_known CHECK (exit_reason IN (
        'finished', 'replied', 'colleague_replied', 'bounced', 'unsubscribed', 'complained', 'suppressed', 'no_consent',
        'lead_deleted', 'removed', 'campaign_ended', 'template_error', 'no_mailbox', 'address_refused'))
) WITH (fillfactor = 80);
CREATE INDEX enrolments_due_idx ON oltp.enrolments (tenant_id, campaign_id, next_due) WHERE state = 'active';
CREATE INDEX enrolments_lead_idx ON oltp.enrolments (tenant_id, lead_id);
CREATE INDEX enrolments_account_idx ON oltp.enrolments (tenant_id, company_id, email_account_id) WHERE email_account_id IS NOT NULL;
COMMENT ON TABLE oltp.enrolments IS 'A lead''s way through a campaign, of broadcasts too; once a campaign and lead.';
COMMENT ON COLUMN oltp.enrolments.list_id IS 'The list it came from; no foreign key, the list may go.';
COMMENT ON COLUMN oltp.enrolments.current_step_id IS 'The step that is next; NULL before the first and after the last.';
COMMENT ON COLUMN oltp.enrolments.next_due IS 'When the step is to be looked at. The scheduler claims by campaign, so that what waits in a paused one is not read.';
COMMENT ON COLUMN oltp.enrolments.email_account_id IS 'The mailbox that wrote first and goes on writing.';
COMMENT ON COLUMN oltp.enrolments.first_message_id IS 'Heads the thread that same_thread steps reply in; content.email_messages.';
COMMENT ON COLUMN oltp.enrolments.version IS 'Raised by every advance: of two that raced, the second finds it changed.';

CREATE TABLE oltp.enrolment_steps (
    tenant_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    step_id uuid NOT NULL,
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    message_id uuid,
    variant_id uuid,
    result text NOT NULL,
    executed timestamptz NOT NULL DEFAULT now(),
    opened timestamptz,
    clicked timestamptz,
    replied timestamptz,
    bounced timestamptz,
    CONSTRAINT enrolment_steps_pkey PRIMARY KEY (tenant_id, enrolment_id, step_id),
    CONSTRAINT enrolment_steps_enrolment_fkey FOREIGN KEY (tenant_id, enrolment_id)
        REFERENCES oltp.enrolments (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT enrolment_steps_step_fkey FOREIGN KEY (tenant_id, campaign_id, step_id)
        REFERENCES oltp.campaign_sequence_steps (tenant_id, campaign_id, id) ON DELETE CASCADE,
    CONSTRAINT enrolment_steps_result_known CHECK (result IN ('planned', 'skipped', 'waited', 'held', 'held_not')),
    CONSTRAINT enrolment_steps_message_iff_planned CHECK ((message_id IS NOT NULL) = (result = 'planned'))
);
CREATE INDEX enrolment_steps_message_idx ON oltp.enrolment_steps (tenant_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX enrolment_steps_step_idx ON oltp.enrolment_steps (tenant_id, campaign_id, step_id, executed);
COMMENT ON TABLE oltp.enrolment_steps IS 'A step that a lead has been through: a second time is impossible, so no message is planned twice.';
COMMENT ON COLUMN oltp.enrolment_steps.result IS 'planned: a message was handed on; held, held_not: what a condition came to.';
COMMENT ON COLUMN oltp.enrolment_steps.opened IS 'First by a person, handed here by the ledger for later conditions; so are the next three.';

CREATE TABLE oltp.lead_send_days (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    day date NOT NULL,
    company_id uuid,
    planned bigint NOT NULL DEFAULT 0,
    last_planned timestamptz NOT NULL,
    CONSTRAINT lead_send_days_pkey PRIMARY KEY (tenant_id, lead_id, day),
    CONSTRAINT lead_send_days_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX lead_send_days_day_idx ON oltp.lead_send_days (day);
COMMENT ON TABLE oltp.lead_send_days IS 'How often a lead is written to on a UTC day, over all campaigns: the frequency cap. Deleted after a week.';
COMMENT ON COLUMN oltp.lead_send_days.last_planned IS 'Planned time of the day''s last message, for tenant_policies.min_hours_between_emails.';

CREATE TABLE oltp.campaign_approvals (
    tenant_id uuid NOT NULL CONSTRAINT campaign_approvals_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    campaign_version bigint NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    requested_by uuid CONSTRAINT campaign_approvals_requested_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    decided_by uuid CONSTRAINT campaign_approvals_decided_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    comment text,
    decided timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_approvals_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT campaign_approvals_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_approvals_status_known CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
    CONSTRAINT campaign_approvals_decided_iff_not_pending CHECK ((decided IS NULL) = (status = 'pending'))
);
CREATE UNIQUE INDEX campaign_approvals_pending_key ON oltp.campaign_approvals (tenant_id, campaign_id) WHERE status = 'pending';
CREATE INDEX campaign_approvals_campaign_idx ON oltp.campaign_approvals (tenant_id, company_id, campaign_id);
CREATE INDEX campaign_approvals_requested_by_idx ON oltp.campaign_approvals (requested_by);
CREATE INDEX campaign_approvals_decided_by_idx ON oltp.campaign_approvals (decided_by);
COMMENT ON TABLE oltp.campaign_approvals IS 'Somebody asked for a campaign to be approved, and the answer; holds for that version of the campaign only.';
