-- Leads (004's contacts), the lists and segments they are in, how they came and went, and who must never be written to.
-- The (tenant_id, company_id, …) keys say NULLS NOT DISTINCT: a NULL company is the tenant's shared space, not a wildcard.

CREATE TABLE oltp.lists (
    tenant_id uuid NOT NULL CONSTRAINT lists_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    name text NOT NULL,
    description text,
    opt_in text NOT NULL DEFAULT 'single',
    is_public boolean NOT NULL DEFAULT false,
    contact_count bigint NOT NULL DEFAULT 0,
    metadata jsonb NOT NULL DEFAULT '{}',
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT lists_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT lists_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT lists_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT lists_opt_in_known CHECK (opt_in IN ('single', 'double')),
    CONSTRAINT lists_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX lists_name_live_key ON oltp.lists (tenant_id, company_id, name) NULLS NOT DISTINCT WHERE deleted IS NULL;
CREATE INDEX lists_company_idx ON oltp.lists (tenant_id, company_id);
COMMENT ON TABLE oltp.lists IS 'A named set of leads somebody chose, or that people joined.';
COMMENT ON COLUMN oltp.lists.contact_count IS 'Subscribed members whose lead is not deleted; by trigger (0009_triggers.sql), recounted nightly.';
COMMENT ON COLUMN oltp.lists.is_public IS 'Offered on the tenant''s subscription page.';
COMMENT ON COLUMN oltp.lists.metadata IS 'The tenant''s own notes; the product reads none of it.';

CREATE TABLE oltp.import_jobs (
    tenant_id uuid NOT NULL CONSTRAINT import_jobs_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    filename text NOT NULL,
    format text NOT NULL,
    source_sha256 bytea,
    size_bytes bigint NOT NULL DEFAULT 0,
    mapping jsonb NOT NULL DEFAULT '{}',
    options jsonb NOT NULL DEFAULT '{}',
    on_duplicate text NOT NULL DEFAULT 'skip',
    list_id uuid,
    status text NOT NULL DEFAULT 'queued',
    total_rows bigint,
    processed_rows bigint NOT NULL DEFAULT 0,
    created_rows bigint NOT NULL DEFAULT 0,
    updated_rows bigint NOT NULL DEFAULT 0,
    skipped_rows bigint NOT NULL DEFAULT 0,
    rejected_rows bigint NOT NULL DEFAULT 0,
    error text,
    created_by uuid CONSTRAINT import_jobs_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    started timestamptz,
    finished timestamptz,
    CONSTRAINT import_jobs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT import_jobs_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT import_jobs_list_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES oltp.lists (tenant_id, id) ON DELETE SET NULL (list_id),
    CONSTRAINT import_jobs_format_known CHECK (format IN ('csv', 'xlsx', 'json')),
    CONSTRAINT import_jobs_mapping_object CHECK (jsonb_typeof(mapping) = 'object'),
    CONSTRAINT import_jobs_options_object CHECK (jsonb_typeof(options) = 'object'),
    CONSTRAINT import_jobs_on_duplicate_known CHECK (on_duplicate IN ('skip', 'update')),
    CONSTRAINT import_jobs_status_known CHECK (status IN ('queued', 'running', 'completed', 'failed', 'cancelled', 'rolled_back')),
    CONSTRAINT import_jobs_finished_iff_over CHECK ((finished IS NOT NULL) = (status NOT IN ('queued', 'running')))
);
CREATE INDEX import_jobs_company_idx ON oltp.import_jobs (tenant_id, company_id, id);
CREATE INDEX import_jobs_list_idx ON oltp.import_jobs (tenant_id, list_id);
CREATE INDEX import_jobs_created_by_idx ON oltp.import_jobs (created_by);
COMMENT ON TABLE oltp.import_jobs IS 'A file of leads being read, or read.';
COMMENT ON COLUMN oltp.import_jobs.mapping IS '{"Column in the file": "email" | "first_name" | … | "custom_fields.KEY" | "tags"}; columns not named are left out.';
COMMENT ON COLUMN oltp.import_jobs.options IS '{encoding, delimiter, sheet, tags: [text], source, tracking_consent, check_mx: bool}.';
COMMENT ON COLUMN oltp.import_jobs.on_duplicate IS 'An address that is there already is left alone or updated; it cannot be there twice.';

CREATE TABLE oltp.leads (
    tenant_id uuid NOT NULL CONSTRAINT leads_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    email text NOT NULL,
    email_domain text NOT NULL GENERATED ALWAYS AS (split_part(email, '@', 2)) STORED,
    name text,
    first_name text,
    last_name text,
    company text,
    title text,
    phone text,
    status text NOT NULL DEFAULT 'active',
    stage text NOT NULL DEFAULT 'new',
    custom_fields jsonb NOT NULL DEFAULT '{}',
    tags text[] NOT NULL DEFAULT '{}',
    source text,
    import_job_id uuid,
    timezone text,
    language text,
    country text,
    tracking_consent text NOT NULL DEFAULT 'full',
    mx_status text NOT NULL DEFAULT 'unknown',
    receiving_provider text,
    is_role boolean NOT NULL DEFAULT false,
    is_disposable boolean NOT NULL DEFAULT false,
    address_checked timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT leads_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT leads_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT leads_import_job_fkey FOREIGN KEY (tenant_id, import_job_id)
        REFERENCES oltp.import_jobs (tenant_id, id) ON DELETE SET NULL (import_job_id),
    CONSTRAINT leads_email_normalised CHECK (email = lower(email) AND char_length(email) <= 255 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    CONSTRAINT leads_names_length CHECK (
        greatest(char_length(name), char_length(first_name), char_length(last_name), char_length(company), char_length(title)) <= 200),
    CONSTRAINT leads_status_known CHECK (status IN ('active', 'replied', 'bounced', 'unsubscribed', 'complained')),
    CONSTRAINT leads_stage_known CHECK (stage IN ('new', 'contacted', 'replied', 'interested', 'meeting', 'converted', 'not_interested')),
    CONSTRAINT leads_custom_fields_object CHECK (jsonb_typeof(custom_fields) = 'object'),
    CONSTRAINT leads_tracking_consent_known CHECK (tracking_consent IN ('off', 'last_date_only', 'full')),
    CONSTRAINT leads_mx_status_known CHECK (mx_status IN ('unknown', 'found', 'missing', 'error'))
);
CREATE UNIQUE INDEX leads_email_live_key ON oltp.leads (tenant_id, email, company_id) NULLS NOT DISTINCT WHERE deleted IS NULL;
CREATE INDEX leads_company_idx ON oltp.leads (tenant_id, company_id, id);
CREATE INDEX leads_status_idx ON oltp.leads (tenant_id, status, id) WHERE deleted IS NULL;
CREATE INDEX leads_email_domain_idx ON oltp.leads (tenant_id, email_domain);
CREATE INDEX leads_import_job_idx ON oltp.leads (tenant_id, import_job_id) WHERE import_job_id IS NOT NULL;
CREATE INDEX leads_deleted_idx ON oltp.leads (deleted) WHERE deleted IS NOT NULL;
-- @> is not leakproof, so row level security keeps these two from the app role: segments are counted by the worker.
CREATE INDEX leads_tags_idx ON oltp.leads USING gin (tags);
CREATE INDEX leads_custom_fields_idx ON oltp.leads USING gin (custom_fields jsonb_path_ops);
COMMENT ON TABLE oltp.leads IS 'Somebody to write to. An address is there once a company, and once in what the tenant shares.';
COMMENT ON COLUMN oltp.leads.name IS 'Full name, where the parts are not known.';
COMMENT ON COLUMN oltp.leads.company IS 'The lead''s own employer.';
COMMENT ON COLUMN oltp.leads.status IS 'Whether mail may be sent: active and replied may be written to, the others not.';
COMMENT ON COLUMN oltp.leads.stage IS 'How far the conversation is; set by triage and by people.';
COMMENT ON COLUMN oltp.leads.custom_fields IS 'By custom_field_definitions.key: {"birthday": "1990-01-15", "purchase_count": 5, "lifetime_value": 459.99, "favorite_category": "electronics", "vip_status": true}.';
COMMENT ON COLUMN oltp.leads.timezone IS 'IANA name for recipient-local windows; NULL = the campaign''s.';
COMMENT ON COLUMN oltp.leads.tracking_consent IS 'off: no pixel, no link is rewritten; last_date_only: only the date of the last open is kept, overwritten; full.';
COMMENT ON COLUMN oltp.leads.receiving_provider IS 'Who runs the address''s MX: google, microsoft, yahoo, proofpoint …; NULL = not looked up.';

CREATE TABLE oltp.lead_engagement (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    version bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    opened_human bigint NOT NULL DEFAULT 0,
    clicked_human bigint NOT NULL DEFAULT 0,
    replied bigint NOT NULL DEFAULT 0,
    soft_bounces_in_row bigint NOT NULL DEFAULT 0,
    score bigint NOT NULL DEFAULT 0,
    last_sent timestamptz,
    last_opened timestamptz,
    last_clicked timestamptz,
    last_replied timestamptz,
    last_bounced timestamptz,
    last_engaged timestamptz,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lead_engagement_pkey PRIMARY KEY (tenant_id, lead_id),
    CONSTRAINT lead_engagement_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT lead_engagement_score_range CHECK (score BETWEEN 0 AND 100)
) WITH (fillfactor = 80);
CREATE INDEX lead_engagement_last_engaged_idx ON oltp.lead_engagement (tenant_id, last_engaged);
CREATE INDEX lead_engagement_company_idx ON oltp.lead_engagement (tenant_id, company_id);
COMMENT ON TABLE oltp.lead_engagement IS 'What the ledger knows of a lead, handed here for segments and conditions. Apart from leads: it changes often, and leads carries GIN indexes.';
COMMENT ON COLUMN oltp.lead_engagement.version IS 'Of the handed copy; an older one changes nothing.';
COMMENT ON COLUMN oltp.lead_engagement.opened_human IS 'Messages opened by a person; machine opens never count here.';
COMMENT ON COLUMN oltp.lead_engagement.soft_bounces_in_row IS 'Back to 0 at a delivery; the third suppresses.';

CREATE TABLE oltp.lead_keys (
    tenant_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    key_sealed bytea NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lead_keys_pkey PRIMARY KEY (tenant_id, lead_id),
    CONSTRAINT lead_keys_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads (tenant_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE oltp.lead_keys IS 'The key that seals what is kept of a lead in other tiers and in backups; its deletion erases all of it.';

CREATE TABLE oltp.list_contacts (
    tenant_id uuid NOT NULL,
    list_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    status text NOT NULL DEFAULT 'subscribed',
    lead_deleted boolean NOT NULL DEFAULT false,
    source text,
    confirm_token_hash bytea,
    confirm_sent timestamptz,
    confirmed timestamptz,
    confirmed_ip inet,
    unsubscribed timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT list_contacts_pkey PRIMARY KEY (tenant_id, list_id, lead_id),
    CONSTRAINT list_contacts_list_fkey FOREIGN KEY (tenant_id, list_id) REFERENCES oltp.lists (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT list_contacts_lead_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES oltp.leads (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT list_contacts_status_known CHECK (status IN ('pending', 'subscribed', 'unsubscribed')),
    CONSTRAINT list_contacts_unsubscribed_dated CHECK (status <> 'unsubscribed' OR unsubscribed IS NOT NULL)
);
CREATE INDEX list_contacts_lead_idx ON oltp.list_contacts (tenant_id, lead_id);
COMMENT ON TABLE oltp.list_contacts IS 'A lead''s membership of a list; the pair is the key.';
COMMENT ON COLUMN oltp.list_contacts.company_id IS 'The lead''s company.';
COMMENT ON COLUMN oltp.list_contacts.status IS 'pending: the confirmation of a double opt-in is awaited.';
COMMENT ON COLUMN oltp.list_contacts.lead_deleted IS 'Copy of leads.deleted IS NOT NULL, so that membership is counted without the lead.';
COMMENT ON COLUMN oltp.list_contacts.confirmed_ip IS 'From where the double opt-in was confirmed: with the time, the proof.';

CREATE TABLE oltp.segments (
    tenant_id uuid NOT NULL CONSTRAINT segments_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    name text NOT NULL,
    description text,
    filter jsonb NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT segments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT segments_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT segments_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT segments_filter_object CHECK (jsonb_typeof(filter) = 'object')
);
CREATE UNIQUE INDEX segments_name_live_key ON oltp.segments (tenant_id, company_id, name) NULLS NOT DISTINCT WHERE deleted IS NULL;
CREATE INDEX segments_company_idx ON oltp.segments (tenant_id, company_id);
COMMENT ON TABLE oltp.segments IS 'A question about leads, answered when it is used.';
COMMENT ON COLUMN oltp.segments.filter IS '{"all" | "any" | "none": [filter | {"field": "status" | "tags" | "custom_fields.KEY" | "engagement.last_opened" | "list" | …, "op": "is" | "not" | "has" | "before" | "after" | "above" | "below" | "empty", "value": any}]}.';
