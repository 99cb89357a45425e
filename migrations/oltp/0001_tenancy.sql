-- Tenants, their people and companies, and what lets somebody in.
-- `users`, `tenants` and `tenant_users` keep the shapes NileDB gives them.

CREATE TABLE oltp.tenants (
    id uuid NOT NULL DEFAULT uuidv7(),
    name text NOT NULL,
    status text NOT NULL DEFAULT 'active',
    status_reason text,
    status_since timestamptz NOT NULL DEFAULT now(),
    compute_id uuid,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT tenants_pkey PRIMARY KEY (id),
    CONSTRAINT tenants_name_given CHECK (name <> '' AND char_length(name) <= 200),
    CONSTRAINT tenants_status_known CHECK (status IN ('active', 'read_only', 'suspended', 'closing'))
);
COMMENT ON TABLE oltp.tenants IS 'A customer: one subscription, everything that is isolated from other customers.';
COMMENT ON COLUMN oltp.tenants.status IS 'read_only: cancelled or over its grace; suspended: nothing is sent; closing: being erased.';
COMMENT ON COLUMN oltp.tenants.compute_id IS 'Shard or server that holds the tenant where there are several (NileDB); NULL = the default.';

-- The platform's own rows belong to this tenant, so that "no tenant" never has to mean "everyone".
INSERT INTO oltp.tenants (id, name) VALUES ('00000000-0000-0000-0000-000000000000', 'Platform');

CREATE TABLE oltp.users (
    id uuid NOT NULL DEFAULT uuidv7(),
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    name text,
    family_name text,
    given_name text,
    email text,
    picture text,
    email_verified timestamptz,
    metadata jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_normalised CHECK (email = lower(email) AND char_length(email) <= 254 AND email LIKE '%_@_%'),
    CONSTRAINT users_email_unless_erased CHECK (email IS NOT NULL OR deleted IS NOT NULL),
    CONSTRAINT users_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE UNIQUE INDEX users_email_live_key ON oltp.users (email) WHERE deleted IS NULL;
COMMENT ON TABLE oltp.users IS 'A person who can sign in; may belong to several tenants. What proves who they are is kept apart, in user_passwords.';
COMMENT ON COLUMN oltp.users.email_verified IS 'When the address was proven; NULL = not yet.';
COMMENT ON COLUMN oltp.users.metadata IS 'How the person came: {referral_source: text, utm_campaign: text}.';

CREATE TABLE oltp.companies (
    tenant_id uuid NOT NULL CONSTRAINT companies_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    name text NOT NULL,
    workspace_name text,
    slug text NOT NULL,
    logo_url text,
    status text NOT NULL DEFAULT 'active',
    industry text,
    company_size text,
    default_from_name text,
    default_from_email text,
    default_reply_to_email text,
    onboarding_started timestamptz,
    onboarding_completed timestamptz,
    hide_onboarding boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT companies_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT companies_name_given CHECK (name <> '' AND char_length(name) <= 100),
    CONSTRAINT companies_workspace_name_length CHECK (char_length(workspace_name) <= 255),
    CONSTRAINT companies_slug_shape CHECK (slug ~ '^[a-z0-9](-?[a-z0-9])*$' AND char_length(slug) <= 100),
    CONSTRAINT companies_industry_length CHECK (char_length(industry) <= 100),
    CONSTRAINT companies_company_size_length CHECK (char_length(company_size) <= 50),
    CONSTRAINT companies_status_known CHECK (status IN ('active', 'pending', 'suspended', 'archived')),
    CONSTRAINT companies_senders_normalised CHECK (
        default_from_email = lower(default_from_email) AND default_reply_to_email = lower(default_reply_to_email))
);
CREATE UNIQUE INDEX companies_slug_live_key ON oltp.companies (tenant_id, slug) WHERE deleted IS NULL;
CREATE UNIQUE INDEX companies_workspace_name_live_key ON oltp.companies (tenant_id, workspace_name) WHERE deleted IS NULL;
COMMENT ON TABLE oltp.companies IS 'A workspace of a tenant (an agency''s client): owns domains, mailboxes, campaigns.';
COMMENT ON COLUMN oltp.companies.workspace_name IS 'The name members see; unique in the tenant only, so that it tells nothing about other tenants.';
COMMENT ON COLUMN oltp.companies.slug IS 'The workspace in addresses: /workspaces/{slug}.';

CREATE TABLE oltp.tenant_users (
    tenant_id uuid NOT NULL CONSTRAINT tenant_users_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT tenant_users_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    roles text[] NOT NULL DEFAULT '{}',
    email text,
    all_companies boolean NOT NULL DEFAULT false,
    CONSTRAINT tenant_users_pkey PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT tenant_users_roles_known CHECK (roles <@ ARRAY['owner', 'admin', 'manager', 'member', 'client', 'viewer']),
    CONSTRAINT tenant_users_owner_sees_all CHECK (NOT roles && ARRAY['owner', 'admin'] OR all_companies),
    CONSTRAINT tenant_users_email_normalised CHECK (email = lower(email))
);
CREATE INDEX tenant_users_user_idx ON oltp.tenant_users (user_id);
COMMENT ON TABLE oltp.tenant_users IS 'A user''s membership of a tenant.';
COMMENT ON COLUMN oltp.tenant_users.roles IS
    'owner: everything, billing and closing included; admin: everything but closing and ownership; manager: campaigns, leads, mailboxes, domains of its companies; member: campaigns, leads, templates, inbox; client: reads its company''s reports and approves campaigns; viewer: reads. None = no rights.';
COMMENT ON COLUMN oltp.tenant_users.all_companies IS 'true: every company of the tenant and its tenant-wide rows; false: only those in member_companies.';
COMMENT ON COLUMN oltp.tenant_users.email IS 'Address for this tenant where it differs from users.email.';

CREATE TABLE oltp.member_companies (
    tenant_id uuid NOT NULL CONSTRAINT member_companies_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    user_id uuid NOT NULL,
    company_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT member_companies_pkey PRIMARY KEY (tenant_id, user_id, company_id),
    CONSTRAINT member_companies_member_fkey FOREIGN KEY (tenant_id, user_id)
        REFERENCES oltp.tenant_users (tenant_id, user_id) ON DELETE CASCADE,
    CONSTRAINT member_companies_company_fkey FOREIGN KEY (tenant_id, company_id)
        REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX member_companies_company_idx ON oltp.member_companies (tenant_id, company_id);
COMMENT ON TABLE oltp.member_companies IS 'A company that a member without all_companies may see.';

CREATE TABLE oltp.invitations (
    tenant_id uuid NOT NULL CONSTRAINT invitations_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    email text NOT NULL,
    roles text[] NOT NULL,
    all_companies boolean NOT NULL DEFAULT false,
    company_ids uuid[] NOT NULL DEFAULT '{}',
    token_hash bytea NOT NULL,
    invited_by uuid CONSTRAINT invitations_invited_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    expires timestamptz NOT NULL,
    accepted timestamptz,
    revoked timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invitations_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT invitations_email_normalised CHECK (email = lower(email)),
    CONSTRAINT invitations_roles_known CHECK (roles <@ ARRAY['owner', 'admin', 'manager', 'member', 'client', 'viewer']),
    CONSTRAINT invitations_token_is_sha256 CHECK (octet_length(token_hash) = 32)
);
CREATE UNIQUE INDEX invitations_email_open_key ON oltp.invitations (tenant_id, email) WHERE accepted IS NULL AND revoked IS NULL;
CREATE INDEX invitations_token_idx ON oltp.invitations (token_hash);
CREATE INDEX invitations_invited_by_idx ON oltp.invitations (invited_by);
COMMENT ON TABLE oltp.invitations IS 'An open or answered invitation to join a tenant; at most one open per address.';
COMMENT ON COLUMN oltp.invitations.token_hash IS 'SHA-256 of the 256-bit token in the link. Not unique by index: such a key could not start with the tenant.';
COMMENT ON COLUMN oltp.invitations.company_ids IS 'Companies copied to member_companies when accepted; ids that no longer exist are left out.';

CREATE TABLE oltp.user_passwords (
    user_id uuid NOT NULL CONSTRAINT user_passwords_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    password_hash text NOT NULL,
    failed_attempts bigint NOT NULL DEFAULT 0,
    locked_until timestamptz,
    changed timestamptz NOT NULL DEFAULT now(),
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_passwords_pkey PRIMARY KEY (user_id),
    CONSTRAINT user_passwords_argon2id CHECK (password_hash LIKE '$argon2id$%')
);
COMMENT ON TABLE oltp.user_passwords IS 'A user''s password hash, apart from users so that only the auth role can read it.';
COMMENT ON COLUMN oltp.user_passwords.failed_attempts IS 'Wrong passwords in a row; back to 0 at a right one.';

CREATE TABLE oltp.user_totp (
    user_id uuid NOT NULL CONSTRAINT user_totp_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    secret_sealed bytea NOT NULL,
    confirmed timestamptz,
    last_counter bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_totp_pkey PRIMARY KEY (user_id)
);
COMMENT ON TABLE oltp.user_totp IS 'A user''s authenticator (RFC 6238); counts once it is confirmed.';
COMMENT ON COLUMN oltp.user_totp.last_counter IS 'Time step of the last code taken: a code is never taken twice.';

CREATE TABLE oltp.user_recovery_codes (
    user_id uuid NOT NULL CONSTRAINT user_recovery_codes_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_recovery_codes_pkey PRIMARY KEY (user_id, code_hash)
);
COMMENT ON TABLE oltp.user_recovery_codes IS 'A one-time code that replaces the authenticator.';

CREATE TABLE oltp.user_tokens (
    id uuid NOT NULL DEFAULT uuidv7(),
    user_id uuid NOT NULL CONSTRAINT user_tokens_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    purpose text NOT NULL,
    token_hash bytea NOT NULL,
    email text,
    expires timestamptz NOT NULL,
    used timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT user_tokens_token_key UNIQUE (token_hash),
    CONSTRAINT user_tokens_purpose_known CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'sign_in')),
    CONSTRAINT user_tokens_email_normalised CHECK (email = lower(email))
);
CREATE INDEX user_tokens_user_idx ON oltp.user_tokens (user_id, purpose);
COMMENT ON TABLE oltp.user_tokens IS 'A link sent to a user''s address that can be used once.';
COMMENT ON COLUMN oltp.user_tokens.email IS 'The address the link proves: the new one when it is to change.';

CREATE TABLE oltp.sessions (
    id uuid NOT NULL DEFAULT uuidv7(),
    user_id uuid NOT NULL CONSTRAINT sessions_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL,
    active_tenant uuid,
    ip inet,
    user_agent text,
    device_info text,
    second_factor timestamptz,
    started timestamptz NOT NULL DEFAULT now(),
    last_activity timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL,
    revoked timestamptz,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_token_key UNIQUE (token_hash),
    CONSTRAINT sessions_token_is_sha256 CHECK (octet_length(token_hash) = 32)
);
CREATE INDEX sessions_user_idx ON oltp.sessions (user_id, started);
CREATE INDEX sessions_expires_idx ON oltp.sessions (expires);
COMMENT ON TABLE oltp.sessions IS 'A signed-in browser or tool, of members and of staff; the token itself is never stored.';
COMMENT ON COLUMN oltp.sessions.active_tenant IS 'The tenant the person works in; the membership is looked up at each request. No foreign key: sessions are not a tenant''s.';
COMMENT ON COLUMN oltp.sessions.second_factor IS 'When the second factor was given; NULL = not given.';

CREATE TABLE oltp.api_keys (
    tenant_id uuid NOT NULL CONSTRAINT api_keys_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    name text NOT NULL,
    prefix text NOT NULL,
    key_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    expires timestamptz,
    last_used timestamptz,
    last_ip inet,
    revoked timestamptz,
    created_by uuid CONSTRAINT api_keys_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT api_keys_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT api_keys_key_key UNIQUE (tenant_id, key_hash),
    CONSTRAINT api_keys_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT api_keys_key_is_sha256 CHECK (octet_length(key_hash) = 32),
    CONSTRAINT api_keys_scopes_known CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY[
        'campaigns:read', 'campaigns:write', 'leads:read', 'leads:write',
        'messages:send', 'analytics:read', 'infrastructure:read', 'infrastructure:write'])
);
CREATE INDEX api_keys_lookup_idx ON oltp.api_keys (key_hash);
CREATE INDEX api_keys_company_idx ON oltp.api_keys (tenant_id, company_id);
CREATE INDEX api_keys_created_by_idx ON oltp.api_keys (created_by);
COMMENT ON TABLE oltp.api_keys IS 'A key for the API, of a tenant or of one company; shown once, stored hashed.';
COMMENT ON COLUMN oltp.api_keys.prefix IS 'The first characters, shown in lists: pm_live_… .';
COMMENT ON COLUMN oltp.api_keys.key_hash IS 'SHA-256 of the 256-bit key.';
COMMENT ON COLUMN oltp.api_keys.scopes IS 'campaigns include templates; leads include lists, suppressions and inbox; infrastructure includes domains, mailboxes and warm-up.';

CREATE TABLE oltp.user_preferences (
    id uuid NOT NULL DEFAULT uuidv7(),
    user_id uuid NOT NULL CONSTRAINT user_preferences_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    theme text NOT NULL DEFAULT 'light',
    language text NOT NULL DEFAULT 'en',
    timezone text NOT NULL DEFAULT 'UTC',
    email_notifications boolean NOT NULL DEFAULT true,
    push_notifications boolean NOT NULL DEFAULT true,
    weekly_reports boolean NOT NULL DEFAULT false,
    marketing_emails boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_preferences_pkey PRIMARY KEY (id),
    CONSTRAINT user_preferences_user_key UNIQUE (user_id),
    CONSTRAINT user_preferences_theme_known CHECK (theme IN ('light', 'dark', 'system')),
    CONSTRAINT user_preferences_language_shape CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,4})*$' AND char_length(language) <= 10),
    CONSTRAINT user_preferences_timezone_length CHECK (char_length(timezone) BETWEEN 1 AND 100)
);
COMMENT ON TABLE oltp.user_preferences IS 'How a user wants the product to look and what they want to be told.';
