-- Work on audiences: custom fields, rejected rows, exports, consent and suppression.

CREATE TABLE oltp.custom_field_definitions (
    tenant_id uuid NOT NULL CONSTRAINT custom_field_definitions_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    key text NOT NULL,
    label text NOT NULL,
    type text NOT NULL,
    choices text[] NOT NULL DEFAULT '{}',
    is_required boolean NOT NULL DEFAULT false,
    is_personal boolean NOT NULL DEFAULT true,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT custom_field_definitions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT custom_field_definitions_key_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, key),
    CONSTRAINT custom_field_definitions_company_fkey FOREIGN KEY (tenant_id, company_id)
        REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT custom_field_definitions_key_shape CHECK (key ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT custom_field_definitions_type_known CHECK (type IN ('text', 'number', 'boolean', 'date', 'timestamp', 'url', 'choice')),
    CONSTRAINT custom_field_definitions_choices_iff_choice CHECK ((cardinality(choices) > 0) = (type = 'choice'))
);
COMMENT ON TABLE oltp.custom_field_definitions IS 'A field that the tenant added to its leads; its values are in leads.custom_fields under key.';
COMMENT ON COLUMN oltp.custom_field_definitions.is_personal IS 'Left out of exports for clients and hidden from staff.';

CREATE TABLE oltp.import_rejects (
    tenant_id uuid NOT NULL,
    import_job_id uuid NOT NULL,
    line bigint NOT NULL,
    company_id uuid,
    reason text NOT NULL,
    is_warning boolean NOT NULL DEFAULT false,
    raw jsonb NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT import_rejects_pkey PRIMARY KEY (tenant_id, import_job_id, line, reason),
    CONSTRAINT import_rejects_job_fkey FOREIGN KEY (tenant_id, import_job_id)
        REFERENCES oltp.import_jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT import_rejects_reason_shape CHECK (reason ~ '^[a-z][a-z_]*$'),
    CONSTRAINT import_rejects_raw_object CHECK (jsonb_typeof(raw) = 'object')
);
COMMENT ON TABLE oltp.import_rejects IS 'A row of an import that was refused, or taken with a warning, and why.';
COMMENT ON COLUMN oltp.import_rejects.line IS 'In the file, the heading being line 1.';
COMMENT ON COLUMN oltp.import_rejects.reason IS 'email_invalid, email_missing, suppressed, duplicate, field_invalid; warnings: no_mx, disposable, role_address.';
COMMENT ON COLUMN oltp.import_rejects.raw IS 'The row as it was: {"Column in the file": text}.';

CREATE TABLE oltp.export_jobs (
    tenant_id uuid NOT NULL CONSTRAINT export_jobs_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    subject text NOT NULL,
    format text NOT NULL,
    filter jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'queued',
    rows_written bigint NOT NULL DEFAULT 0,
    size_bytes bigint,
    file_ref text,
    error text,
    expires timestamptz,
    created_by uuid CONSTRAINT export_jobs_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    started timestamptz,
    finished timestamptz,
    CONSTRAINT export_jobs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT export_jobs_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT export_jobs_subject_known CHECK (subject IN (
        'leads', 'lists', 'suppressions', 'campaigns', 'messages', 'events', 'analytics', 'audit_log', 'privacy')),
    CONSTRAINT export_jobs_format_known CHECK (format IN ('csv', 'xlsx', 'json', 'parquet', 'pdf')),
    CONSTRAINT export_jobs_filter_object CHECK (jsonb_typeof(filter) = 'object'),
    CONSTRAINT export_jobs_status_known CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled', 'expired')),
    CONSTRAINT export_jobs_finished_iff_over CHECK ((finished IS NOT NULL) = (status NOT IN ('queued', 'running')))
);
CREATE INDEX export_jobs_company_idx ON oltp.export_jobs (tenant_id, company_id, id);
CREATE INDEX export_jobs_expires_idx ON oltp.export_jobs (expires) WHERE status = 'completed';
CREATE INDEX export_jobs_created_by_idx ON oltp.export_jobs (created_by);
COMMENT ON TABLE oltp.export_jobs IS 'A file being made for somebody to download, or made.';
COMMENT ON COLUMN oltp.export_jobs.filter IS 'What of the subject: a segment''s filter, or {campaign_id, from, until}.';
COMMENT ON COLUMN oltp.export_jobs.file_ref IS 'Name in the export store; the file goes when the row expires.';

CREATE TABLE oltp.consent_events (
    tenant_id uuid NOT NULL CONSTRAINT consent_events_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    lead_id uuid,
    list_id uuid,
    address_hash bytea NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    message_id uuid,
    ip inet,
    user_agent text,
    proof jsonb NOT NULL DEFAULT '{}',
    occurred timestamptz NOT NULL DEFAULT now(),
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT consent_events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT consent_events_company_fkey FOREIGN KEY (tenant_id, company_id)
        REFERENCES oltp.companies (tenant_id, id) ON DELETE SET NULL (company_id),
    CONSTRAINT consent_events_lead_fkey FOREIGN KEY (tenant_id, lead_id)
        REFERENCES oltp.leads (tenant_id, id) ON DELETE SET NULL (lead_id),
    CONSTRAINT consent_events_list_fkey FOREIGN KEY (tenant_id, list_id)
        REFERENCES oltp.lists (tenant_id, id) ON DELETE SET NULL (list_id),
    CONSTRAINT consent_events_kind_known CHECK (kind IN (
        'subscribed', 'confirmed', 'unsubscribed', 'resubscribed', 'objected', 'complained',
        'tracking_granted', 'tracking_limited', 'tracking_withdrawn')),
    CONSTRAINT consent_events_source_known CHECK (source IN (
        'form', 'import', 'api', 'one_click', 'unsubscribe_page', 'reply', 'feedback_loop', 'staff', 'member')),
    CONSTRAINT consent_events_address_hash_is_hmac CHECK (octet_length(address_hash) = 32),
    CONSTRAINT consent_events_proof_object CHECK (jsonb_typeof(proof) = 'object')
);
CREATE INDEX consent_events_lead_idx ON oltp.consent_events (tenant_id, lead_id, occurred);
CREATE INDEX consent_events_address_idx ON oltp.consent_events (tenant_id, address_hash, occurred);
CREATE INDEX consent_events_company_idx ON oltp.consent_events (tenant_id, company_id);
CREATE INDEX consent_events_list_idx ON oltp.consent_events (tenant_id, list_id);
COMMENT ON TABLE oltp.consent_events IS 'Somebody gave or took back a consent; the proof, which outlives the lead.';
COMMENT ON COLUMN oltp.consent_events.address_hash IS 'HMAC-SHA-256 of the normalised address under the tenant''s address_hash key.';
COMMENT ON COLUMN oltp.consent_events.proof IS '{form_url, text_shown, double_opt_in: bool, import_job_id, note}.';

CREATE TABLE oltp.suppressions (
    tenant_id uuid NOT NULL CONSTRAINT suppressions_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    scope text NOT NULL DEFAULT 'tenant',
    campaign_type text,
    target text NOT NULL DEFAULT 'address',
    target_hash bytea NOT NULL,
    hint text,
    reason text NOT NULL,
    source text NOT NULL,
    message_id uuid,
    note text,
    expires timestamptz,
    created_by uuid CONSTRAINT suppressions_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT suppressions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT suppressions_target_key UNIQUE NULLS NOT DISTINCT (tenant_id, target_hash, company_id, campaign_type),
    CONSTRAINT suppressions_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT suppressions_scope_known CHECK (scope IN ('global', 'tenant', 'company', 'campaign_type')),
    CONSTRAINT suppressions_scope_company CHECK (CASE scope WHEN 'company' THEN company_id IS NOT NULL
                                                           WHEN 'campaign_type' THEN true ELSE company_id IS NULL END),
    CONSTRAINT suppressions_scope_campaign_type CHECK ((campaign_type IS NOT NULL) = (scope = 'campaign_type')),
    CONSTRAINT suppressions_global_is_the_platforms CHECK (
        (scope = 'global') = (tenant_id = '00000000-0000-0000-0000-000000000000')),
    CONSTRAINT suppressions_campaign_type_known CHECK (campaign_type IN ('outreach', 'marketing', 'newsletter', 'transactional')),
    CONSTRAINT suppressions_target_known CHECK (target IN ('address', 'domain')),
    CONSTRAINT suppressions_target_is_hmac CHECK (octet_length(target_hash) = 32),
    CONSTRAINT suppressions_reason_known CHECK (reason IN (
        'unsubscribed', 'hard_bounce', 'soft_bounces', 'complained', 'objected', 'erased', 'replied_no', 'manual', 'imported', 'policy')),
    CONSTRAINT suppressions_source_known CHECK (source IN (
        'one_click', 'unsubscribe_page', 'bounce', 'feedback_loop', 'reply', 'import', 'api', 'member', 'staff', 'system'))
);
CREATE INDEX suppressions_company_idx ON oltp.suppressions (tenant_id, company_id, id);
CREATE INDEX suppressions_expires_idx ON oltp.suppressions (expires) WHERE expires IS NOT NULL;
CREATE INDEX suppressions_created_by_idx ON oltp.suppressions (created_by);
COMMENT ON TABLE oltp.suppressions IS 'An address or domain that must not be written to; survives the lead''s deletion and re-import, and needs no address in clear.';
COMMENT ON COLUMN oltp.suppressions.target_hash IS 'HMAC-SHA-256 under the tenant''s address_hash key (the platform''s for global) of "address:" or "domain:" and the normalised value; the prefix keeps the two apart in one key.';
COMMENT ON COLUMN oltp.suppressions.hint IS 'Shown in lists while it may be: j…@example.org; emptied by erasure.';
COMMENT ON COLUMN oltp.suppressions.message_id IS 'The message that caused it, in content.email_messages.';
COMMENT ON COLUMN oltp.suppressions.expires IS 'NULL = until withdrawn.';
