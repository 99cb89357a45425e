-- Campaigns: what is sent, to whom, by which mailboxes, when; and each lead's way through the steps.
-- Counters of what happened are facts of the warehouse, not columns here: a shared counter row is a lock everybody waits for.

CREATE TABLE oltp.campaigns (
    tenant_id uuid NOT NULL CONSTRAINT campaigns_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    name text NOT NULL,
    description text,
    kind text NOT NULL DEFAULT 'sequence',
    campaign_type text NOT NULL DEFAULT 'outreach',
    status text NOT NULL DEFAULT 'draft',
    status_reason text,
    priority bigint NOT NULL DEFAULT 100,
    scheduled timestamptz,
    started timestamptz,
    paused timestamptz,
    completed timestamptz,
    cancelled timestamptz,
    failed timestamptz,
    archived timestamptz,
    timezone text NOT NULL DEFAULT 'UTC',
    recipient_timezone boolean NOT NULL DEFAULT false,
    from_name text,
    reply_to text,
    track_opens boolean NOT NULL DEFAULT true,
    track_clicks boolean NOT NULL DEFAULT true,
    stop_on_reply boolean NOT NULL DEFAULT true,
    stop_domain_on_reply boolean NOT NULL DEFAULT false,
    daily_limit bigint,
    keep_bodies boolean NOT NULL DEFAULT false,
    settings jsonb NOT NULL DEFAULT '{}',
    metadata jsonb NOT NULL DEFAULT '{}',
    version bigint NOT NULL DEFAULT 1,
    created_by uuid CONSTRAINT campaigns_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT campaigns_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT campaigns_company_key UNIQUE (tenant_id, company_id, id),
    CONSTRAINT campaigns_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT campaigns_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT campaigns_kind_known CHECK (kind IN ('broadcast', 'sequence')),
    CONSTRAINT campaigns_type_known CHECK (campaign_type IN ('outreach', 'marketing', 'newsletter', 'transactional')),
    CONSTRAINT campaigns_status_known CHECK (status IN (
        'draft', 'scheduled', 'sending', 'paused', 'completed', 'failed', 'cancelled', 'archived')),
    CONSTRAINT campaigns_scheduled_dated CHECK (status <> 'scheduled' OR scheduled IS NOT NULL),
    CONSTRAINT campaigns_sending_dated CHECK (status NOT IN ('sending', 'completed') OR started IS NOT NULL),
    CONSTRAINT campaigns_paused_iff_dated CHECK ((status = 'paused') = (paused IS NOT NULL)),
    CONSTRAINT campaigns_completed_dated CHECK (status <> 'completed' OR completed IS NOT NULL),
    CONSTRAINT campaigns_cancelled_dated CHECK (status <> 'cancelled' OR cancelled IS NOT NULL),
    CONSTRAINT campaigns_failed_dated CHECK (status <> 'failed' OR (failed IS NOT NULL AND status_reason IS NOT NULL)),
    CONSTRAINT campaigns_archived_iff_dated CHECK ((status = 'archived') = (archived IS NOT NULL)),
    CONSTRAINT campaigns_completed_after_started CHECK (completed >= started),
    CONSTRAINT campaigns_reply_to_normalised CHECK (reply_to = lower(reply_to)),
    CONSTRAINT campaigns_daily_limit_positive CHECK (daily_limit > 0),
    CONSTRAINT campaigns_settings_object CHECK (jsonb_typeof(settings) = 'object'),
    CONSTRAINT campaigns_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE INDEX campaigns_status_idx ON oltp.campaigns (tenant_id, status, id) WHERE deleted IS NULL;
CREATE INDEX campaigns_scheduled_idx ON oltp.campaigns (scheduled) WHERE status = 'scheduled' AND deleted IS NULL;
CREATE INDEX campaigns_sending_idx ON oltp.campaigns (priority, tenant_id, id) WHERE status = 'sending' AND deleted IS NULL;
CREATE INDEX campaigns_completed_idx ON oltp.campaigns (tenant_id, completed) WHERE completed IS NOT NULL;
CREATE INDEX campaigns_created_by_idx ON oltp.campaigns (created_by);
COMMENT ON TABLE oltp.campaigns IS 'Mail to many: a broadcast (one email step, lists as audience) or a sequence (steps with waits and branches).';
COMMENT ON COLUMN oltp.campaigns.campaign_type IS 'What kind of mail it is to the reader; a suppression may name one.';
COMMENT ON COLUMN oltp.campaigns.status IS 'cancelled: a person ended it; failed: it cannot go on; archived: put away, whatever it was.';
COMMENT ON COLUMN oltp.campaigns.status_reason IS 'Why nothing is sending, for people: no_mailbox, quota, approval, domain …';
COMMENT ON COLUMN oltp.campaigns.priority IS 'Smaller is sooner: up to 50 high, 51 to 150 normal, above low.';
COMMENT ON COLUMN oltp.campaigns.timezone IS 'IANA name; windows are in it unless recipient_timezone.';
COMMENT ON COLUMN oltp.campaigns.from_name IS 'NULL = the mailbox''s; a step may override it.';
COMMENT ON COLUMN oltp.campaigns.stop_domain_on_reply IS 'One reply stops all leads of the same address domain.';
COMMENT ON COLUMN oltp.campaigns.daily_limit IS 'New leads a UTC day; NULL = as many as the mailboxes take.';
COMMENT ON COLUMN oltp.campaigns.keep_bodies IS 'Rendered bytes are kept instead of being made again.';
COMMENT ON COLUMN oltp.campaigns.settings IS 'Choices that no query looks at: {wizard_step, preview_lead_id, unsubscribe_text, postal_address}.';
COMMENT ON COLUMN oltp.campaigns.metadata IS '{ab_test_variant, goal, segment, utm_source, utm_medium, utm_campaign}; the utm_ ones are added to links.';
COMMENT ON COLUMN oltp.campaigns.version IS 'Raised by every change; copies in other tiers take only a higher one.';

CREATE TABLE oltp.campaign_lists (
    tenant_id uuid NOT NULL CONSTRAINT campaign_lists_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    campaign_id uuid NOT NULL,
    list_id uuid NOT NULL,
    company_id uuid NOT NULL,
    is_excluded boolean NOT NULL DEFAULT false,
    enrolled_to uuid,
    enrolled timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_lists_pkey PRIMARY KEY (tenant_id, campaign_id, list_id),
    CONSTRAINT campaign_lists_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_lists_list_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES oltp.lists (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX campaign_lists_list_idx ON oltp.campaign_lists (tenant_id, list_id);
COMMENT ON TABLE oltp.campaign_lists IS 'A list that a campaign goes to, or leaves out.';
COMMENT ON COLUMN oltp.campaign_lists.enrolled_to IS 'Highest lead_id already taken from the list: enrolling goes on from here after a crash.';
COMMENT ON COLUMN oltp.campaign_lists.enrolled IS 'When the whole list had been taken.';

CREATE TABLE oltp.campaign_segments (
    tenant_id uuid NOT NULL CONSTRAINT campaign_segments_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    campaign_id uuid NOT NULL,
    segment_id uuid NOT NULL,
    company_id uuid NOT NULL,
    is_excluded boolean NOT NULL DEFAULT false,
    keep_adding boolean NOT NULL DEFAULT false,
    enrolled_to uuid,
    enrolled timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_segments_pkey PRIMARY KEY (tenant_id, campaign_id, segment_id),
    CONSTRAINT campaign_segments_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_segments_segment_fkey FOREIGN KEY (tenant_id, segment_id)
        REFERENCES oltp.segments (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX campaign_segments_segment_idx ON oltp.campaign_segments (tenant_id, segment_id);
COMMENT ON TABLE oltp.campaign_segments IS 'A segment that a campaign goes to, or leaves out.';
COMMENT ON COLUMN oltp.campaign_segments.keep_adding IS 'Leads that come to fit later are enrolled too.';

CREATE TABLE oltp.campaign_mailboxes (
    tenant_id uuid NOT NULL CONSTRAINT campaign_mailboxes_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    campaign_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    company_id uuid NOT NULL,
    from_address_id uuid,
    weight bigint NOT NULL DEFAULT 1,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_mailboxes_pkey PRIMARY KEY (tenant_id, campaign_id, email_account_id),
    CONSTRAINT campaign_mailboxes_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_mailboxes_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id)
        REFERENCES oltp.email_accounts (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_mailboxes_from_address_fkey FOREIGN KEY (tenant_id, from_address_id)
        REFERENCES oltp.mailbox_from_addresses (tenant_id, id) ON DELETE SET NULL (from_address_id),
    CONSTRAINT campaign_mailboxes_weight_positive CHECK (weight > 0)
);
CREATE INDEX campaign_mailboxes_account_idx ON oltp.campaign_mailboxes (tenant_id, email_account_id);
CREATE INDEX campaign_mailboxes_from_address_idx ON oltp.campaign_mailboxes (tenant_id, from_address_id);
COMMENT ON TABLE oltp.campaign_mailboxes IS 'A mailbox that a campaign may send by; always of the campaign''s company.';
COMMENT ON COLUMN oltp.campaign_mailboxes.from_address_id IS 'NULL = the mailbox''s own address.';

CREATE TABLE oltp.campaign_pools (
    tenant_id uuid NOT NULL CONSTRAINT campaign_pools_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    campaign_id uuid NOT NULL,
    rotation_pool_id uuid NOT NULL,
    company_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_pools_pkey PRIMARY KEY (tenant_id, campaign_id, rotation_pool_id),
    CONSTRAINT campaign_pools_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_pools_pool_fkey FOREIGN KEY (tenant_id, company_id, rotation_pool_id)
        REFERENCES oltp.rotation_pools (tenant_id, company_id, id) ON DELETE CASCADE
);
CREATE INDEX campaign_pools_pool_idx ON oltp.campaign_pools (tenant_id, rotation_pool_id);
COMMENT ON TABLE oltp.campaign_pools IS 'A rotation pool that a campaign may send by, besides its own mailboxes.';

CREATE TABLE oltp.campaign_sequence_steps (
    tenant_id uuid NOT NULL CONSTRAINT campaign_sequence_steps_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    step_order bigint NOT NULL,
    step_type text NOT NULL,
    email_account_id uuid,
    template_id uuid,
    template_version bigint,
    subject_override text,
    from_name_override text,
    same_thread boolean NOT NULL DEFAULT false,
    wait_duration_hours bigint,
    wait_extra_seconds bigint NOT NULL DEFAULT 0,
    wait_until_date timestamptz,
    condition_type text,
    condition_value text,
    on_true_step_id uuid,
    on_false_step_id uuid,
    send_condition text NOT NULL DEFAULT 'always',
    is_active boolean NOT NULL DEFAULT true,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_sequence_steps_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT campaign_sequence_steps_campaign_key UNIQUE (tenant_id, campaign_id, id),
    CONSTRAINT campaign_sequence_steps_order_key UNIQUE (tenant_id, campaign_id, step_order) DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT campaign_sequence_steps_campaign_fkey FOREIGN KEY (tenant_id, company_id, campaign_id)
        REFERENCES oltp.campaigns (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT campaign_sequence_steps_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id)
        REFERENCES oltp.email_accounts (tenant_id, company_id, id) ON DELETE SET NULL (email_account_id),
    CONSTRAINT campaign_sequence_steps_template_fkey FOREIGN KEY (tenant_id, template_id)
        REFERENCES oltp.templates (tenant_id, id) ON DELETE NO ACTION,
    CONSTRAINT campaign_sequence_steps_version_fkey FOREIGN KEY (tenant_id, template_id, template_version)
        REFERENCES oltp.template_versions (tenant_id, template_id, version) ON DELETE NO ACTION,
    CONSTRAINT campaign_sequence_steps_on_true_fkey FOREIGN KEY (tenant_id, campaign_id, on_true_step_id)
        REFERENCES oltp.campaign_sequence_steps (tenant_id, campaign_id, id) ON DELETE SET NULL (on_true_step_id),
    CONSTRAINT campaign_sequence_steps_on_false_fkey FOREIGN KEY (tenant_id, campaign_id, on_false_step_id)
        REFERENCES oltp.campaign_sequence_steps (tenant_id, campaign_id, id) ON DELETE SET NULL (on_false_step_id),
    CONSTRAINT campaign_sequence_steps_order_positive CHECK (step_order > 0),
    CONSTRAINT campaign_sequence_steps_type_known CHECK (step_type IN ('email', 'wait', 'condition')),
    CONSTRAINT campaign_sequence_steps_only_email_sends CHECK (step_type = 'email' OR num_nonnulls(
        email_account_id, template_id, template_version, subject_override, from_name_override) = 0 AND send_condition = 'always'),
    CONSTRAINT campaign_sequence_steps_wait_has_one_end CHECK (
        num_nonnulls(wait_duration_hours, wait_until_date) = CASE step_type WHEN 'wait' THEN 1 ELSE 0 END),
    CONSTRAINT campaign_sequence_steps_wait_sane CHECK (wait_duration_hours >= 0 AND wait_extra_seconds BETWEEN 0 AND 3599),
    CONSTRAINT campaign_sequence_steps_extra_needs_wait CHECK (wait_extra_seconds = 0 OR wait_duration_hours IS NOT NULL),
    CONSTRAINT campaign_sequence_steps_condition_iff_type CHECK ((condition_type IS NOT NULL) = (step_type = 'condition')),
    CONSTRAINT campaign_sequence_steps_branches_need_condition CHECK (
        step_type = 'condition' OR num_nonnulls(condition_value, on_true_step_id, on_false_step_id) = 0),
    CONSTRAINT campaign_sequence_steps_condition_known CHECK (condition_type IN (
        'reply', 'no_reply', 'open', 'no_open', 'click', 'no_click', 'has_tag', 'in_list', 'field_equals')),
    CONSTRAINT campaign_sequence_steps_condition_value_given CHECK (
        condition_type NOT IN ('has_tag', 'in_list', 'field_equals') OR condition_value IS NOT NULL),
    CONSTRAINT campaign_sequence_steps_send_condition_known CHECK (send_condition IN ('always', 'no_reply', 'no_open', 'no_click')),
    CONSTRAINT campaign_sequence_steps_overrides_length CHECK (
        char_length(subject_override) <= 500 AND char_length(from_name_override) <= 100 AND char_length(condition_value) <= 100)
);
CREATE INDEX campaign_sequence_steps_account_idx ON oltp.campaign_sequence_steps (tenant_id, company_id, email_account_id);
CREATE INDEX campaign_sequence_steps_template_idx ON oltp.campaign_sequence_steps (tenant_id, template_id, template_version);
COMMENT ON TABLE oltp.campaign_sequence_steps IS 'One step of a campaign: send, wait or branch. How often it ran is counted from enrolment_steps.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.email_account_id IS 'NULL = any of the campaign''s mailboxes, the one that wrote first staying with the lead.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.template_version IS 'Set at launch; NULL while the campaign is a draft.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.same_thread IS 'Sent as a reply to the lead''s first message, under its subject.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.wait_extra_seconds IS 'On top of wait_duration_hours, below an hour.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.condition_type IS 'Judged on the lead''s earlier steps of this campaign; opens and clicks by people only.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.condition_value IS 'has_tag: the tag; in_list: the list''s id; field_equals: key=value.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.on_true_step_id IS 'Where to go when the condition holds; NULL = the next step.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.on_false_step_id IS 'Where to go when it does not; NULL = the end.';
COMMENT ON COLUMN oltp.campaign_sequence_steps.send_condition IS 'An email step is skipped when this does not hold.';
