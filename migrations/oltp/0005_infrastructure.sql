-- Domains and their DNS, mailboxes, and how much each may send.
-- Children name their parent's company in the foreign key: a member of one company cannot hang a row under another's.

CREATE TABLE oltp.domains (
    tenant_id uuid NOT NULL CONSTRAINT domains_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    domain text NOT NULL,
    verification_status text NOT NULL DEFAULT 'pending',
    verification_token text,
    is_primary boolean NOT NULL DEFAULT false,
    verified timestamptz,
    auth_failing_since timestamptz,
    tracking_host text,
    return_path_host text,
    dmarc_stage_since timestamptz,
    mailu_domain text,
    dns_ttl_observed bigint,
    dns_last_verified_at timestamptz,
    dns_verification_error text,
    dns_verification_attempts bigint NOT NULL DEFAULT 0,
    next_check timestamptz NOT NULL DEFAULT now(),
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT domains_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT domains_company_key UNIQUE (tenant_id, company_id, id),
    CONSTRAINT domains_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT domains_domain_normalised CHECK (domain = lower(domain) AND char_length(domain) <= 253 AND domain ~ '^([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$'),
    CONSTRAINT domains_verification_status_known CHECK (verification_status IN ('pending', 'verified', 'failed', 'error')),
    CONSTRAINT domains_verified_dated CHECK (verification_status <> 'verified' OR verified IS NOT NULL)
);
CREATE UNIQUE INDEX domains_domain_live_key ON oltp.domains (tenant_id, domain) WHERE deleted IS NULL;
CREATE UNIQUE INDEX domains_primary_key ON oltp.domains (tenant_id, company_id) WHERE is_primary AND deleted IS NULL;
CREATE INDEX domains_next_check_idx ON oltp.domains (next_check) WHERE deleted IS NULL;
COMMENT ON TABLE oltp.domains IS 'A domain a company sends from. Two tenants may try the same one; verified_domains says whose it is.';
COMMENT ON COLUMN oltp.domains.verification_status IS 'What the last check of all required dns_records came to; error = the check itself failed.';
COMMENT ON COLUMN oltp.domains.auth_failing_since IS 'SPF, DKIM or DMARC stopped holding; after a grace period cold mail stops.';
COMMENT ON COLUMN oltp.domains.tracking_host IS 'CNAME that opens and clicks go to: track.example.org.';
COMMENT ON COLUMN oltp.domains.return_path_host IS 'Envelope domain, aligned with From; bounces arrive there.';
COMMENT ON COLUMN oltp.domains.mailu_domain IS 'Mailu''s canonical host name.';
COMMENT ON COLUMN oltp.domains.dns_ttl_observed IS 'Seconds.';
COMMENT ON COLUMN oltp.domains.dns_verification_attempts IS 'Since the last success.';

CREATE TABLE oltp.verified_domains (
    domain text NOT NULL,
    tenant_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    verified timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT verified_domains_pkey PRIMARY KEY (domain),
    CONSTRAINT verified_domains_domain_normalised CHECK (domain = lower(domain))
);
CREATE INDEX verified_domains_tenant_idx ON oltp.verified_domains (tenant_id, domain_id);
COMMENT ON TABLE oltp.verified_domains IS 'Whose a verified domain is: once over all tenants. Written when the verification succeeds, deleted when it lapses.';
COMMENT ON COLUMN oltp.verified_domains.tenant_id IS 'No foreign key: the table is the same on every node of a distributed engine, domains are not.';

CREATE TABLE oltp.dns_records (
    tenant_id uuid NOT NULL CONSTRAINT dns_records_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    record_type text NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    found_value text,
    selector text,
    public_key text,
    managed_by text NOT NULL DEFAULT 'platform',
    secret_ref text,
    needs_deployment boolean NOT NULL DEFAULT false,
    ttl bigint NOT NULL DEFAULT 3600,
    priority bigint,
    mx_hosts inet[],
    policy text,
    is_required boolean NOT NULL DEFAULT true,
    verification_status text NOT NULL DEFAULT 'pending',
    last_verified_at timestamptz,
    verification_attempts bigint NOT NULL DEFAULT 0,
    verification_error text,
    source text NOT NULL DEFAULT 'platform',
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dns_records_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT dns_records_record_key UNIQUE (tenant_id, domain_id, record_type, name, value),
    CONSTRAINT dns_records_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id)
        REFERENCES oltp.domains (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT dns_records_type_known CHECK (record_type IN ('SPF', 'DKIM', 'DMARC', 'MX', 'A', 'AAAA', 'CNAME', 'TXT')),
    CONSTRAINT dns_records_dkim_has_selector CHECK (record_type <> 'DKIM' OR selector IS NOT NULL),
    CONSTRAINT dns_records_mx_has_priority CHECK (record_type <> 'MX' OR priority IS NOT NULL),
    CONSTRAINT dns_records_policy_known CHECK (policy IN ('none', 'quarantine', 'reject')),
    CONSTRAINT dns_records_managed_by_known CHECK (managed_by IN ('platform', 'mailu', 'customer')),
    CONSTRAINT dns_records_source_known CHECK (source IN ('ui', 'platform', 'api')),
    CONSTRAINT dns_records_verification_status_known CHECK (verification_status IN ('pending', 'verified', 'failed', 'error'))
);
COMMENT ON TABLE oltp.dns_records IS 'A record that a domain should have, and what the last look at DNS found.';
COMMENT ON COLUMN oltp.dns_records.name IS 'Relative to the domain; @ for the domain itself.';
COMMENT ON COLUMN oltp.dns_records.value IS 'What should be published.';
COMMENT ON COLUMN oltp.dns_records.secret_ref IS 'Where the DKIM private key is, where another store holds it: vault://mail/dkim/{domain}/{selector}.';
COMMENT ON COLUMN oltp.dns_records.needs_deployment IS 'A changed DKIM key has still to be brought to the server that signs.';
COMMENT ON COLUMN oltp.dns_records.ttl IS 'Seconds.';
COMMENT ON COLUMN oltp.dns_records.mx_hosts IS 'Addresses the MX name resolved to.';
COMMENT ON COLUMN oltp.dns_records.policy IS 'DMARC''s p=.';
COMMENT ON COLUMN oltp.dns_records.last_verified_at IS 'Last success.';

CREATE TABLE oltp.dkim_keys (
    tenant_id uuid NOT NULL CONSTRAINT dkim_keys_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    selector text NOT NULL,
    algorithm text NOT NULL,
    public_key text NOT NULL,
    private_key_sealed bytea,
    secret_ref text,
    status text NOT NULL DEFAULT 'pending',
    activated timestamptz,
    retired timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dkim_keys_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT dkim_keys_selector_key UNIQUE (tenant_id, domain_id, selector),
    CONSTRAINT dkim_keys_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id)
        REFERENCES oltp.domains (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT dkim_keys_algorithm_known CHECK (algorithm IN ('rsa-2048', 'ed25519')),
    CONSTRAINT dkim_keys_status_known CHECK (status IN ('pending', 'active', 'retiring', 'retired')),
    CONSTRAINT dkim_keys_one_home CHECK (num_nonnulls(private_key_sealed, secret_ref) = 1 OR status = 'retired'),
    CONSTRAINT dkim_keys_active_dated CHECK (status = 'pending' OR activated IS NOT NULL)
);
CREATE UNIQUE INDEX dkim_keys_active_key ON oltp.dkim_keys (tenant_id, domain_id, algorithm) WHERE status = 'active';
COMMENT ON TABLE oltp.dkim_keys IS 'A key that signs a domain''s mail; one of each algorithm is active.';
COMMENT ON COLUMN oltp.dkim_keys.public_key IS 'The p= of the record.';
COMMENT ON COLUMN oltp.dkim_keys.private_key_sealed IS 'AES-256-GCM envelope; deleted when the key is retired.';
COMMENT ON COLUMN oltp.dkim_keys.status IS 'pending: not yet seen in DNS; retiring: signs no more, still published for mail on its way.';

CREATE TABLE oltp.email_accounts (
    tenant_id uuid NOT NULL CONSTRAINT email_accounts_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    domain_id uuid,
    email text NOT NULL,
    display_name text,
    signature_html text,
    provider text NOT NULL DEFAULT 'mailu',
    purpose text NOT NULL DEFAULT 'outreach',
    vault_key_path text,
    credentials_sealed bytea,
    imap_settings jsonb NOT NULL DEFAULT '{}',
    smtp_settings jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'pending',
    status_reason text,
    status_since timestamptz NOT NULL DEFAULT now(),
    paused_until timestamptz,
    last_warmed timestamptz,
    timezone text NOT NULL DEFAULT 'UTC',
    daily_limit bigint NOT NULL DEFAULT 50,
    min_gap_seconds bigint NOT NULL DEFAULT 120,
    ramp_started date,
    ramp_start_limit bigint,
    ramp_daily_increase bigint,
    max_per_second bigint,
    rolling_limit bigint,
    rolling_window_seconds bigint,
    health_score bigint,
    health_formula text,
    health_updated timestamptz,
    version bigint NOT NULL DEFAULT 1,
    last_verified timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT email_accounts_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT email_accounts_company_key UNIQUE (tenant_id, company_id, id),
    CONSTRAINT email_accounts_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT email_accounts_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id)
        REFERENCES oltp.domains (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT email_accounts_email_normalised CHECK (email = lower(email) AND char_length(email) <= 254 AND email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    CONSTRAINT email_accounts_provider_known CHECK (provider IN ('mailu', 'smtp', 'google', 'microsoft', 'relay', 'sandbox')),
    CONSTRAINT email_accounts_purpose_known CHECK (purpose IN ('outreach', 'marketing', 'both')),
    CONSTRAINT email_accounts_imap_settings_object CHECK (jsonb_typeof(imap_settings) = 'object'),
    CONSTRAINT email_accounts_smtp_settings_object CHECK (jsonb_typeof(smtp_settings) = 'object'),
    CONSTRAINT email_accounts_no_secret_in_clear CHECK (NOT imap_settings ?| ARRAY['password', 'token'] AND NOT smtp_settings ?| ARRAY['password', 'token']),
    CONSTRAINT email_accounts_status_known CHECK (status IN ('pending', 'active', 'paused', 'resting', 'suspended', 'error')),
    CONSTRAINT email_accounts_stop_explained CHECK (status IN ('pending', 'active') OR status_reason IS NOT NULL),
    CONSTRAINT email_accounts_limits_sane CHECK (daily_limit >= 0 AND min_gap_seconds >= 0 AND max_per_second > 0),
    CONSTRAINT email_accounts_rolling_whole CHECK ((rolling_limit IS NULL) = (rolling_window_seconds IS NULL)),
    CONSTRAINT email_accounts_ramp_whole CHECK (num_nonnulls(ramp_started, ramp_start_limit, ramp_daily_increase) IN (0, 3)),
    CONSTRAINT email_accounts_health_range CHECK (health_score BETWEEN 0 AND 100),
    CONSTRAINT email_accounts_health_says_formula CHECK ((health_score IS NULL) = (health_formula IS NULL))
);
CREATE UNIQUE INDEX email_accounts_email_live_key ON oltp.email_accounts (tenant_id, email) WHERE deleted IS NULL;
CREATE INDEX email_accounts_domain_idx ON oltp.email_accounts (tenant_id, company_id, domain_id);
CREATE INDEX email_accounts_paused_until_idx ON oltp.email_accounts (paused_until) WHERE paused_until IS NOT NULL;
COMMENT ON TABLE oltp.email_accounts IS 'A mailbox, or a relay, that a company sends and receives by.';
COMMENT ON COLUMN oltp.email_accounts.domain_id IS 'NULL where the domain is the provider''s (gmail.com) or a relay serves many.';
COMMENT ON COLUMN oltp.email_accounts.provider IS 'relay: an SMTP service that sends for any From address in mailbox_from_addresses; sandbox: the built-in recipients.';
COMMENT ON COLUMN oltp.email_accounts.vault_key_path IS 'Where an outside store holds the credentials; else they are in credentials_sealed.';
COMMENT ON COLUMN oltp.email_accounts.credentials_sealed IS 'AES-256-GCM envelope of {smtp: {user, password}, imap: {…}, oauth: {refresh_token, …}}.';
COMMENT ON COLUMN oltp.email_accounts.imap_settings IS '{host, port, security: "tls" | "starttls" | "none", user, auth: "plain" | "xoauth2", folders: [text], sent_folder}.';
COMMENT ON COLUMN oltp.email_accounts.smtp_settings IS '{host, port, security: "tls" | "starttls" | "none", user, auth: "plain" | "login" | "xoauth2", helo, connections}.';
COMMENT ON COLUMN oltp.email_accounts.status IS 'paused: by a person; resting: by a brake, until paused_until; suspended: by a brake, until a person acts; error: cannot sign in.';
COMMENT ON COLUMN oltp.email_accounts.last_warmed IS 'Last day warm-up mail went out.';
COMMENT ON COLUMN oltp.email_accounts.daily_limit IS 'Campaign messages a UTC day, warm-up apart; lowered by the ramp: least(daily_limit, ramp_start_limit + days × ramp_daily_increase).';
COMMENT ON COLUMN oltp.email_accounts.rolling_limit IS 'At most so many messages in any rolling_window_seconds.';
COMMENT ON COLUMN oltp.email_accounts.health_formula IS 'Which formula and version made health_score: warmup-log/1.';
COMMENT ON COLUMN oltp.email_accounts.version IS 'Raised by every change that the lane must know of; the lane takes only a higher one.';

CREATE TABLE oltp.connected_mailboxes (
    address text NOT NULL,
    tenant_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    connected timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT connected_mailboxes_pkey PRIMARY KEY (address),
    CONSTRAINT connected_mailboxes_address_normalised CHECK (address = lower(address))
);
CREATE INDEX connected_mailboxes_tenant_idx ON oltp.connected_mailboxes (tenant_id, email_account_id);
COMMENT ON TABLE oltp.connected_mailboxes IS 'Whose a mailbox is: once over all tenants. Written after the first successful sign-in, so that nobody can reserve another''s address.';
COMMENT ON COLUMN oltp.connected_mailboxes.tenant_id IS 'No foreign key, as in verified_domains.';

CREATE TABLE oltp.mailbox_from_addresses (
    tenant_id uuid NOT NULL CONSTRAINT mailbox_from_addresses_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    domain_id uuid,
    address text NOT NULL,
    display_name text,
    reply_to text,
    is_default boolean NOT NULL DEFAULT false,
    verified timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mailbox_from_addresses_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT mailbox_from_addresses_address_key UNIQUE (tenant_id, email_account_id, address),
    CONSTRAINT mailbox_from_addresses_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id)
        REFERENCES oltp.email_accounts (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT mailbox_from_addresses_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id)
        REFERENCES oltp.domains (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT mailbox_from_addresses_normalised CHECK (address = lower(address) AND reply_to = lower(reply_to))
);
CREATE UNIQUE INDEX mailbox_from_addresses_default_key ON oltp.mailbox_from_addresses (tenant_id, email_account_id) WHERE is_default;
CREATE INDEX mailbox_from_addresses_domain_idx ON oltp.mailbox_from_addresses (tenant_id, company_id, domain_id);
COMMENT ON TABLE oltp.mailbox_from_addresses IS 'A From address that a mailbox or relay may use.';

CREATE TABLE oltp.email_account_days (
    tenant_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    day date NOT NULL,
    company_id uuid NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    planned bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    warmup_sent bigint NOT NULL DEFAULT 0,
    deferred bigint NOT NULL DEFAULT 0,
    bounced_hard bigint NOT NULL DEFAULT 0,
    bounced_soft bigint NOT NULL DEFAULT 0,
    complained bigint NOT NULL DEFAULT 0,
    replied bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT email_account_days_pkey PRIMARY KEY (tenant_id, email_account_id, day),
    CONSTRAINT email_account_days_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id)
        REFERENCES oltp.email_accounts (tenant_id, company_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
COMMENT ON TABLE oltp.email_account_days IS 'What a mailbox did on a UTC day, for limits and brakes; handed here by the ledger, planned excepted.';
COMMENT ON COLUMN oltp.email_account_days.planned IS 'Messages the scheduler gave to the mailbox for that day.';
COMMENT ON COLUMN oltp.email_account_days.version IS 'Of the handed copy; an older one changes nothing.';

CREATE TABLE oltp.rotation_pools (
    tenant_id uuid NOT NULL CONSTRAINT rotation_pools_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    name text NOT NULL,
    strategy text NOT NULL DEFAULT 'weighted',
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rotation_pools_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT rotation_pools_company_key UNIQUE (tenant_id, company_id, id),
    CONSTRAINT rotation_pools_name_key UNIQUE (tenant_id, company_id, name),
    CONSTRAINT rotation_pools_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT rotation_pools_strategy_known CHECK (strategy IN ('round_robin', 'weighted', 'least_used', 'same_provider'))
);
COMMENT ON TABLE oltp.rotation_pools IS 'Mailboxes that share a campaign''s mail.';
COMMENT ON COLUMN oltp.rotation_pools.strategy IS 'same_provider: Google writes to Google, Microsoft to Microsoft, where the pool has both.';

CREATE TABLE oltp.rotation_pool_members (
    tenant_id uuid NOT NULL CONSTRAINT rotation_pool_members_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    rotation_pool_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    company_id uuid NOT NULL,
    weight bigint NOT NULL DEFAULT 1,
    resting_until timestamptz,
    rest_reason text,
    failures_in_row bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rotation_pool_members_pkey PRIMARY KEY (tenant_id, rotation_pool_id, email_account_id),
    CONSTRAINT rotation_pool_members_pool_fkey FOREIGN KEY (tenant_id, company_id, rotation_pool_id)
        REFERENCES oltp.rotation_pools (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT rotation_pool_members_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id)
        REFERENCES oltp.email_accounts (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT rotation_pool_members_weight_positive CHECK (weight > 0)
);
CREATE INDEX rotation_pool_members_account_idx ON oltp.rotation_pool_members (tenant_id, email_account_id);
COMMENT ON TABLE oltp.rotation_pool_members IS 'A mailbox in a pool; rests 24 h after bounces above 5 %, 48 h after a second complaint, 1 h after three failures in a row.';
