-- What a tenant decides for itself: look, rules, how long things are kept, its keys.

CREATE TABLE oltp.tenant_config (
    tenant_id uuid NOT NULL CONSTRAINT tenant_config_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    billing_email text,
    billing_address jsonb NOT NULL DEFAULT '{}',
    notify_on_billing_changes boolean NOT NULL DEFAULT false,
    notify_on_system_updates boolean NOT NULL DEFAULT false,
    notify_on_security_alerts boolean NOT NULL DEFAULT false,
    theme_primary_color text,
    theme_logo_url text,
    theme_favicon_url text,
    ui_sidebar_default_collapsed boolean NOT NULL DEFAULT false,
    ui_date_format text,
    ui_timezone text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_config_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_config_billing_email_normalised CHECK (billing_email = lower(billing_email) AND char_length(billing_email) <= 254),
    CONSTRAINT tenant_config_billing_address_object CHECK (jsonb_typeof(billing_address) = 'object'),
    CONSTRAINT tenant_config_color_is_rrggbb CHECK (theme_primary_color ~ '^#[0-9a-f]{6}$'),
    CONSTRAINT tenant_config_urls_length CHECK (char_length(theme_logo_url) <= 500 AND char_length(theme_favicon_url) <= 500),
    CONSTRAINT tenant_config_ui_length CHECK (char_length(ui_date_format) <= 20 AND char_length(ui_timezone) <= 50)
);
COMMENT ON TABLE oltp.tenant_config IS 'A tenant''s billing contact, notices and look. Its Stripe customer is in stripe_customers.';
COMMENT ON COLUMN oltp.tenant_config.billing_address IS '{line1, line2, city, state, postal_code, country: ISO 3166-1 alpha-2, tax_id}.';

CREATE TABLE oltp.tenant_policies (
    tenant_id uuid NOT NULL CONSTRAINT tenant_policies_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    password_min_length bigint NOT NULL DEFAULT 8,
    password_require_uppercase boolean NOT NULL DEFAULT false,
    password_require_numbers boolean NOT NULL DEFAULT false,
    password_require_symbols boolean NOT NULL DEFAULT false,
    session_timeout_hours bigint NOT NULL DEFAULT 8,
    max_login_attempts bigint NOT NULL DEFAULT 5,
    two_factor_required boolean NOT NULL DEFAULT false,
    company_default_status text NOT NULL DEFAULT 'active',
    company_allow_member_invites boolean NOT NULL DEFAULT true,
    company_auto_approve_members boolean NOT NULL DEFAULT false,
    company_require_email_verification boolean NOT NULL DEFAULT true,
    campaigns_need_approval boolean NOT NULL DEFAULT false,
    max_emails_per_lead_per_day bigint DEFAULT 2,
    min_hours_between_emails bigint NOT NULL DEFAULT 4,
    default_tracking_consent text NOT NULL DEFAULT 'full',
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_policies_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT tenant_policies_password_min_length_sane CHECK (password_min_length BETWEEN 8 AND 128),
    CONSTRAINT tenant_policies_session_timeout_sane CHECK (session_timeout_hours BETWEEN 1 AND 720),
    CONSTRAINT tenant_policies_login_attempts_sane CHECK (max_login_attempts BETWEEN 1 AND 100),
    CONSTRAINT tenant_policies_company_status_known CHECK (company_default_status IN ('active', 'pending')),
    CONSTRAINT tenant_policies_email_caps_sane CHECK (max_emails_per_lead_per_day > 0 AND min_hours_between_emails >= 0),
    CONSTRAINT tenant_policies_tracking_consent_known CHECK (default_tracking_consent IN ('off', 'last_date_only', 'full'))
);
COMMENT ON TABLE oltp.tenant_policies IS 'A tenant''s rules for signing in, companies and how often a lead may be written to.';
COMMENT ON COLUMN oltp.tenant_policies.max_emails_per_lead_per_day IS 'Over all campaigns; NULL = no cap.';
COMMENT ON COLUMN oltp.tenant_policies.default_tracking_consent IS 'Given to new leads that bring no choice of their own; see leads.tracking_consent.';

CREATE TABLE oltp.retention_policies (
    tenant_id uuid NOT NULL CONSTRAINT retention_policies_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    content_type text NOT NULL,
    retention_days bigint,
    auto_archive boolean NOT NULL DEFAULT false,
    auto_delete boolean NOT NULL DEFAULT true,
    legal_hold boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT retention_policies_pkey PRIMARY KEY (tenant_id, content_type),
    CONSTRAINT retention_policies_content_type_known CHECK (content_type IN (
        'email_content', 'attachments', 'email_messages', 'email_events', 'analytics', 'inactive_leads', 'exports',
        'inbox_trash', 'notifications', 'audit_log', 'logs')),
    CONSTRAINT retention_policies_days_positive CHECK (retention_days > 0)
);
COMMENT ON TABLE oltp.retention_policies IS 'How long a tenant keeps one kind of content; a kind without a row takes the platform''s default (the reserved tenant''s row).';
COMMENT ON COLUMN oltp.retention_policies.retention_days IS 'NULL = kept for ever.';
COMMENT ON COLUMN oltp.retention_policies.legal_hold IS 'Nothing of this kind is deleted while true, whatever the days say.';

-- Bodies: 24 months, between the 7 years and the 30 days that other documents name; counts are kept for ever.
INSERT INTO oltp.retention_policies (tenant_id, content_type, retention_days, auto_archive)
VALUES ('00000000-0000-0000-0000-000000000000', 'email_content', 730, true),
       ('00000000-0000-0000-0000-000000000000', 'attachments', 730, true),
       ('00000000-0000-0000-0000-000000000000', 'email_messages', 1095, true),
       ('00000000-0000-0000-0000-000000000000', 'email_events', 1095, true),
       ('00000000-0000-0000-0000-000000000000', 'analytics', NULL, true),
       ('00000000-0000-0000-0000-000000000000', 'inactive_leads', 730, false),
       ('00000000-0000-0000-0000-000000000000', 'exports', 7, false),
       ('00000000-0000-0000-0000-000000000000', 'inbox_trash', 30, false),
       ('00000000-0000-0000-0000-000000000000', 'notifications', 365, false),
       ('00000000-0000-0000-0000-000000000000', 'audit_log', 2555, true),
       ('00000000-0000-0000-0000-000000000000', 'logs', 90, false);

CREATE TABLE oltp.tenant_keys (
    tenant_id uuid NOT NULL CONSTRAINT tenant_keys_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    purpose text NOT NULL,
    key_sealed bytea NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    retired timestamptz,
    CONSTRAINT tenant_keys_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_keys_purpose_shape CHECK (purpose ~ '^[a-z][a-z_]*$')
);
CREATE UNIQUE INDEX tenant_keys_current_key ON oltp.tenant_keys (tenant_id, purpose) WHERE retired IS NULL;
COMMENT ON TABLE oltp.tenant_keys IS 'A tenant''s data key, sealed by the master key that lives outside the database; one current key a purpose.';
COMMENT ON COLUMN oltp.tenant_keys.purpose IS 'seal: credentials; address_hash: suppressions; tracking and unsubscribe: signed links; audit: the head of the audit chain.';
COMMENT ON COLUMN oltp.tenant_keys.retired IS 'No longer used for new values; still opens old ones.';

CREATE TABLE oltp.privacy_requests (
    tenant_id uuid NOT NULL CONSTRAINT privacy_requests_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL,
    subject text NOT NULL,
    subject_id uuid,
    address_hash bytea,
    status text NOT NULL DEFAULT 'received',
    requested_by uuid CONSTRAINT privacy_requests_requested_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    report jsonb NOT NULL DEFAULT '{}',
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    completed timestamptz,
    CONSTRAINT privacy_requests_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT privacy_requests_kind_known CHECK (kind IN ('export', 'erase', 'restrict')),
    CONSTRAINT privacy_requests_subject_known CHECK (subject IN ('lead', 'user', 'tenant')),
    CONSTRAINT privacy_requests_status_known CHECK (status IN ('received', 'running', 'completed', 'refused', 'failed')),
    CONSTRAINT privacy_requests_completed_iff_done CHECK ((completed IS NOT NULL) = (status IN ('completed', 'refused'))),
    CONSTRAINT privacy_requests_names_subject CHECK (subject_id IS NOT NULL OR address_hash IS NOT NULL),
    CONSTRAINT privacy_requests_report_object CHECK (jsonb_typeof(report) = 'object')
);
CREATE INDEX privacy_requests_open_idx ON oltp.privacy_requests (created) WHERE status IN ('received', 'running');
CREATE INDEX privacy_requests_requested_by_idx ON oltp.privacy_requests (requested_by);
COMMENT ON TABLE oltp.privacy_requests IS 'Somebody''s request for their data or its erasure; also the journal that is replayed after a restore. A whole tenant''s erasure belongs to the reserved tenant.';
COMMENT ON COLUMN oltp.privacy_requests.address_hash IS 'HMAC-SHA-256 of the address under the tenant''s address_hash key: names the person after the row is gone.';
COMMENT ON COLUMN oltp.privacy_requests.report IS 'Rows touched by table: {"oltp.leads": 1, …}.';
