-- Servers and addresses that mail leaves from, what the world thinks of them, and warm-up.
-- Servers and IPs are the platform's and carry no tenant; a domain's use of an IP is its tenant's.

CREATE TABLE oltp.vps_instances (
    id uuid NOT NULL DEFAULT uuidv7(),
    hostwinds_instance_id text,
    hostname text,
    ip_address inet,
    region text,
    status text NOT NULL DEFAULT 'provisioning',
    dedicated_to uuid,
    monthly_cost bigint,
    approximate_cost bigint,
    currency text NOT NULL DEFAULT 'USD',
    hostwinds_billing_day bigint,
    current_billing_period_start timestamptz,
    current_billing_period_end timestamptz,
    decommission_scheduled_for timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT vps_instances_pkey PRIMARY KEY (id),
    CONSTRAINT vps_instances_hostwinds_key UNIQUE (hostwinds_instance_id),
    CONSTRAINT vps_instances_ip_key UNIQUE (ip_address),
    CONSTRAINT vps_instances_status_known CHECK (status IN ('active', 'provisioning', 'scheduled_decommission', 'decommissioned')),
    CONSTRAINT vps_instances_decommission_dated CHECK (status <> 'scheduled_decommission' OR decommission_scheduled_for IS NOT NULL),
    CONSTRAINT vps_instances_billing_day_range CHECK (hostwinds_billing_day BETWEEN 1 AND 31),
    CONSTRAINT vps_instances_period_forward CHECK (current_billing_period_end > current_billing_period_start),
    CONSTRAINT vps_instances_currency_shape CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX vps_instances_decommission_idx ON oltp.vps_instances (decommission_scheduled_for) WHERE status = 'scheduled_decommission';
COMMENT ON TABLE oltp.vps_instances IS 'A server that mail leaves from.';
COMMENT ON COLUMN oltp.vps_instances.dedicated_to IS 'The only tenant it serves; NULL = shared. No foreign key: servers are not a tenant''s.';
COMMENT ON COLUMN oltp.vps_instances.monthly_cost IS 'What the provider charges a month, in minor units of currency.';
COMMENT ON COLUMN oltp.vps_instances.approximate_cost IS 'Share put on tenants for their profitability, a month, in minor units of currency.';

CREATE TABLE oltp.smtp_ip_addresses (
    id uuid NOT NULL DEFAULT uuidv7(),
    vps_instance_id uuid CONSTRAINT smtp_ip_addresses_vps_fkey REFERENCES oltp.vps_instances (id) ON DELETE CASCADE,
    ip_address inet NOT NULL,
    hostname text,
    status text NOT NULL DEFAULT 'available',
    reputation_state text NOT NULL DEFAULT 'good',
    dedicated_to uuid,
    approximate_cost bigint,
    currency text NOT NULL DEFAULT 'USD',
    last_reputation_check timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT smtp_ip_addresses_pkey PRIMARY KEY (id),
    CONSTRAINT smtp_ip_addresses_ip_key UNIQUE (ip_address),
    CONSTRAINT smtp_ip_addresses_status_known CHECK (status IN (
        'available', 'assigned', 'warming', 'warmed', 'degraded', 'burned', 'quarantined')),
    CONSTRAINT smtp_ip_addresses_reputation_known CHECK (reputation_state IN ('good', 'fair', 'poor', 'critical')),
    CONSTRAINT smtp_ip_addresses_currency_shape CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX smtp_ip_addresses_status_idx ON oltp.smtp_ip_addresses (status);
CREATE INDEX smtp_ip_addresses_vps_idx ON oltp.smtp_ip_addresses (vps_instance_id);
COMMENT ON TABLE oltp.smtp_ip_addresses IS 'An address that mail leaves from. How many domains use it is counted from domain_ip_assignments.';
COMMENT ON COLUMN oltp.smtp_ip_addresses.hostname IS 'What its PTR record and HELO say.';
COMMENT ON COLUMN oltp.smtp_ip_addresses.dedicated_to IS 'The only tenant that may use it; NULL = shared. No foreign key, as in vps_instances.';
COMMENT ON COLUMN oltp.smtp_ip_addresses.approximate_cost IS 'A month, in minor units of currency.';

CREATE TABLE oltp.ip_blacklist_checks (
    smtp_ip_address_id uuid NOT NULL CONSTRAINT ip_blacklist_checks_ip_fkey REFERENCES oltp.smtp_ip_addresses (id) ON DELETE CASCADE,
    list_name text NOT NULL,
    is_listed boolean NOT NULL,
    listed_since timestamptz,
    answer text,
    checked timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ip_blacklist_checks_pkey PRIMARY KEY (smtp_ip_address_id, list_name),
    CONSTRAINT ip_blacklist_checks_since_iff_listed CHECK ((listed_since IS NOT NULL) = is_listed)
);
COMMENT ON TABLE oltp.ip_blacklist_checks IS 'What one blocklist or mailbox provider last said of an IP.';
COMMENT ON COLUMN oltp.ip_blacklist_checks.list_name IS 'zen.spamhaus.org, …, or a provider: gmail, outlook.';

CREATE TABLE oltp.ip_reputation_days (
    smtp_ip_address_id uuid NOT NULL CONSTRAINT ip_reputation_days_ip_fkey REFERENCES oltp.smtp_ip_addresses (id) ON DELETE CASCADE,
    day date NOT NULL,
    reputation_state text NOT NULL,
    lists_checked bigint NOT NULL DEFAULT 0,
    lists_listed bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    bounced bigint NOT NULL DEFAULT 0,
    complained bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ip_reputation_days_pkey PRIMARY KEY (smtp_ip_address_id, day),
    CONSTRAINT ip_reputation_days_state_known CHECK (reputation_state IN ('good', 'fair', 'poor', 'critical'))
);
COMMENT ON TABLE oltp.ip_reputation_days IS 'An IP''s reputation on a UTC day.';

CREATE TABLE oltp.domain_ip_assignments (
    tenant_id uuid NOT NULL CONSTRAINT domain_ip_assignments_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    domain_id uuid NOT NULL,
    smtp_ip_address_id uuid NOT NULL CONSTRAINT domain_ip_assignments_ip_fkey
        REFERENCES oltp.smtp_ip_addresses (id) ON DELETE CASCADE,
    status text NOT NULL DEFAULT 'scheduled',
    assigned timestamptz NOT NULL DEFAULT now(),
    expires timestamptz,
    warmup_state text NOT NULL DEFAULT 'unwarmed',
    last_sent timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT domain_ip_assignments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT domain_ip_assignments_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id)
        REFERENCES oltp.domains (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT domain_ip_assignments_status_known CHECK (status IN ('active', 'warming', 'scheduled', 'expired')),
    CONSTRAINT domain_ip_assignments_warmup_state_known CHECK (warmup_state IN ('unwarmed', 'warming', 'warmed')),
    CONSTRAINT domain_ip_assignments_forward CHECK (expires > assigned),
    CONSTRAINT domain_ip_assignments_expired_dated CHECK (status <> 'expired' OR expires IS NOT NULL)
);
CREATE UNIQUE INDEX domain_ip_assignments_live_key ON oltp.domain_ip_assignments (tenant_id, domain_id, smtp_ip_address_id)
    WHERE status <> 'expired';
CREATE INDEX domain_ip_assignments_domain_idx ON oltp.domain_ip_assignments (tenant_id, company_id, domain_id);
CREATE INDEX domain_ip_assignments_ip_idx ON oltp.domain_ip_assignments (smtp_ip_address_id, tenant_id);
COMMENT ON TABLE oltp.domain_ip_assignments IS 'A domain sends by an IP, [assigned, expires); of one pair at most one is not expired.';
COMMENT ON COLUMN oltp.domain_ip_assignments.last_sent IS 'Handed here from the ledger, once a day.';

CREATE TABLE oltp.domain_reputation (
    tenant_id uuid NOT NULL CONSTRAINT domain_reputation_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    domain_id uuid NOT NULL,
    day date NOT NULL,
    company_id uuid NOT NULL,
    score bigint NOT NULL,
    formula text NOT NULL,
    sent bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0,
    opened bigint NOT NULL DEFAULT 0,
    clicked bigint NOT NULL DEFAULT 0,
    bounced bigint NOT NULL DEFAULT 0,
    complained bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT domain_reputation_pkey PRIMARY KEY (tenant_id, domain_id, day),
    CONSTRAINT domain_reputation_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id)
        REFERENCES oltp.domains (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT domain_reputation_score_range CHECK (score BETWEEN 0 AND 100)
);
CREATE INDEX domain_reputation_domain_idx ON oltp.domain_reputation (tenant_id, company_id, domain_id);
COMMENT ON TABLE oltp.domain_reputation IS 'A domain''s standing on a UTC day and the counts it was made from.';
COMMENT ON COLUMN oltp.domain_reputation.formula IS 'Name and version: domain/1.';

CREATE TABLE oltp.blacklist_checks (
    tenant_id uuid NOT NULL CONSTRAINT blacklist_checks_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    domain_id uuid NOT NULL,
    list_name text NOT NULL,
    company_id uuid NOT NULL,
    is_listed boolean NOT NULL,
    listed_since timestamptz,
    answer text,
    checked timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT blacklist_checks_pkey PRIMARY KEY (tenant_id, domain_id, list_name),
    CONSTRAINT blacklist_checks_domain_fkey FOREIGN KEY (tenant_id, company_id, domain_id)
        REFERENCES oltp.domains (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT blacklist_checks_since_iff_listed CHECK ((listed_since IS NOT NULL) = is_listed)
);
COMMENT ON TABLE oltp.blacklist_checks IS 'What one blocklist last said of a domain.';

CREATE TABLE oltp.warmup_schedules (
    tenant_id uuid NOT NULL CONSTRAINT warmup_schedules_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    email_account_id uuid NOT NULL,
    type text NOT NULL DEFAULT 'standard',
    total_days bigint NOT NULL DEFAULT 42,
    current_day bigint NOT NULL DEFAULT 0,
    start_volume bigint NOT NULL DEFAULT 10,
    target_volume bigint NOT NULL DEFAULT 500,
    current_volume bigint NOT NULL DEFAULT 0,
    target_open_percent numeric NOT NULL DEFAULT 70,
    target_click_percent numeric NOT NULL DEFAULT 15,
    target_reply_percent numeric NOT NULL DEFAULT 5,
    pool_percentage bigint NOT NULL DEFAULT 100,
    max_bounce_percent numeric NOT NULL DEFAULT 5,
    max_spam_percent numeric NOT NULL DEFAULT 0.1,
    auto_pause_enabled boolean NOT NULL DEFAULT true,
    status text NOT NULL DEFAULT 'pending',
    status_reason text,
    next_run timestamptz,
    started timestamptz,
    paused timestamptz,
    completed timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT warmup_schedules_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT warmup_schedules_company_key UNIQUE (tenant_id, company_id, id),
    CONSTRAINT warmup_schedules_account_fkey FOREIGN KEY (tenant_id, company_id, email_account_id)
        REFERENCES oltp.email_accounts (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT warmup_schedules_type_known CHECK (type IN ('standard', 'aggressive', 'conservative', 'custom')),
    CONSTRAINT warmup_schedules_days_sane CHECK (total_days > 0 AND current_day BETWEEN 0 AND total_days),
    CONSTRAINT warmup_schedules_volumes_rise CHECK (start_volume > 0 AND target_volume >= start_volume AND current_volume >= 0),
    CONSTRAINT warmup_schedules_percents_range CHECK (
        least(target_open_percent, target_click_percent, target_reply_percent, pool_percentage, max_bounce_percent, max_spam_percent) >= 0
        AND greatest(target_open_percent, target_click_percent, target_reply_percent, pool_percentage, max_bounce_percent, max_spam_percent) <= 100),
    CONSTRAINT warmup_schedules_status_known CHECK (status IN ('pending', 'active', 'paused', 'completed', 'failed')),
    CONSTRAINT warmup_schedules_started_dated CHECK (status IN ('pending', 'failed') OR started IS NOT NULL),
    CONSTRAINT warmup_schedules_paused_iff_dated CHECK ((status = 'paused') = (paused IS NOT NULL)),
    CONSTRAINT warmup_schedules_completed_iff_dated CHECK ((status = 'completed') = (completed IS NOT NULL))
);
CREATE UNIQUE INDEX warmup_schedules_live_key ON oltp.warmup_schedules (tenant_id, email_account_id)
    WHERE status IN ('pending', 'active', 'paused');
CREATE INDEX warmup_schedules_account_idx ON oltp.warmup_schedules (tenant_id, company_id, email_account_id);
CREATE INDEX warmup_schedules_due_idx ON oltp.warmup_schedules (next_run) WHERE status = 'active';
COMMENT ON TABLE oltp.warmup_schedules IS 'A mailbox''s warm-up; at most one is under way. Day''s volume: floor(start + (target − start) × day / total).';
COMMENT ON COLUMN oltp.warmup_schedules.type IS 'standard: 42 days, 10 to 500; aggressive: 28, 20 to 1000; conservative: 56, 5 to 300; custom: as set.';
COMMENT ON COLUMN oltp.warmup_schedules.target_open_percent IS 'Goal for the pool''s behaviour, not a measured rate.';
COMMENT ON COLUMN oltp.warmup_schedules.pool_percentage IS 'Share of the day''s mail that goes to the pool, the rest being real mail: 100, then 80, then 50.';
COMMENT ON COLUMN oltp.warmup_schedules.max_bounce_percent IS 'Brake: above it warm-up pauses, if auto_pause_enabled.';

CREATE TABLE oltp.warmup_daily_logs (
    tenant_id uuid NOT NULL CONSTRAINT warmup_daily_logs_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    warmup_schedule_id uuid NOT NULL,
    log_date date NOT NULL,
    company_id uuid NOT NULL,
    planned_volume bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0,
    opened bigint NOT NULL DEFAULT 0,
    clicked bigint NOT NULL DEFAULT 0,
    replied bigint NOT NULL DEFAULT 0,
    bounced bigint NOT NULL DEFAULT 0,
    spam_complaints bigint NOT NULL DEFAULT 0,
    found_in_spam bigint NOT NULL DEFAULT 0,
    health_score bigint,
    health_formula text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT warmup_daily_logs_pkey PRIMARY KEY (tenant_id, warmup_schedule_id, log_date),
    CONSTRAINT warmup_daily_logs_schedule_fkey FOREIGN KEY (tenant_id, company_id, warmup_schedule_id)
        REFERENCES oltp.warmup_schedules (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT warmup_daily_logs_health_range CHECK (health_score BETWEEN 0 AND 100),
    CONSTRAINT warmup_daily_logs_health_says_formula CHECK ((health_score IS NULL) = (health_formula IS NULL))
);
COMMENT ON TABLE oltp.warmup_daily_logs IS 'A UTC day of a warm-up.';

CREATE TABLE oltp.warmup_pool_accounts (
    tenant_id uuid NOT NULL CONSTRAINT warmup_pool_accounts_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    email text NOT NULL,
    provider text NOT NULL,
    tier bigint NOT NULL DEFAULT 1,
    credentials_sealed bytea,
    imap_settings jsonb NOT NULL DEFAULT '{}',
    smtp_settings jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'active',
    will_open boolean NOT NULL DEFAULT true,
    will_click boolean NOT NULL DEFAULT true,
    will_reply boolean NOT NULL DEFAULT true,
    will_rescue_from_spam boolean NOT NULL DEFAULT true,
    min_delay_minutes bigint NOT NULL DEFAULT 5,
    max_delay_minutes bigint NOT NULL DEFAULT 120,
    click_probability numeric NOT NULL DEFAULT 0.15,
    reply_probability numeric NOT NULL DEFAULT 0.05,
    daily_limit bigint NOT NULL DEFAULT 50,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT warmup_pool_accounts_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT warmup_pool_accounts_email_key UNIQUE (tenant_id, email),
    CONSTRAINT warmup_pool_accounts_company_fkey FOREIGN KEY (tenant_id, company_id)
        REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT warmup_pool_accounts_email_normalised CHECK (email = lower(email)),
    CONSTRAINT warmup_pool_accounts_imap_settings_object CHECK (jsonb_typeof(imap_settings) = 'object'),
    CONSTRAINT warmup_pool_accounts_smtp_settings_object CHECK (jsonb_typeof(smtp_settings) = 'object'),
    CONSTRAINT warmup_pool_accounts_status_known CHECK (status IN ('active', 'resting', 'disabled')),
    CONSTRAINT warmup_pool_accounts_delays_forward CHECK (min_delay_minutes BETWEEN 0 AND max_delay_minutes),
    CONSTRAINT warmup_pool_accounts_probabilities CHECK (click_probability BETWEEN 0 AND 1 AND reply_probability BETWEEN 0 AND 1)
);
CREATE INDEX warmup_pool_accounts_company_idx ON oltp.warmup_pool_accounts (tenant_id, company_id);
COMMENT ON TABLE oltp.warmup_pool_accounts IS 'An address that answers warm-up mail: the platform''s (reserved tenant, for everybody) or a tenant''s own.';
COMMENT ON COLUMN oltp.warmup_pool_accounts.tier IS 'Mailboxes warm up with accounts of their own tier, so that a bad one spoils only its own.';
COMMENT ON COLUMN oltp.warmup_pool_accounts.imap_settings IS 'As email_accounts.imap_settings.';
COMMENT ON COLUMN oltp.warmup_pool_accounts.smtp_settings IS 'As email_accounts.smtp_settings.';

CREATE TABLE oltp.warmup_events (
    tenant_id uuid NOT NULL CONSTRAINT warmup_events_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid NOT NULL,
    warmup_schedule_id uuid NOT NULL,
    kind text NOT NULL,
    pool_account_id uuid,
    message_id uuid,
    detail jsonb NOT NULL DEFAULT '{}',
    occurred timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT warmup_events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT warmup_events_schedule_fkey FOREIGN KEY (tenant_id, company_id, warmup_schedule_id)
        REFERENCES oltp.warmup_schedules (tenant_id, company_id, id) ON DELETE CASCADE,
    CONSTRAINT warmup_events_kind_known CHECK (kind IN (
        'started', 'sent', 'opened', 'clicked', 'replied', 'found_in_spam', 'rescued', 'bounced', 'complained',
        'paused', 'resumed', 'completed', 'failed')),
    CONSTRAINT warmup_events_detail_object CHECK (jsonb_typeof(detail) = 'object')
);
CREATE INDEX warmup_events_schedule_idx ON oltp.warmup_events (tenant_id, warmup_schedule_id, occurred);
COMMENT ON TABLE oltp.warmup_events IS 'Something that happened in a warm-up. Deleted after 90 days; the days stay in warmup_daily_logs.';
COMMENT ON COLUMN oltp.warmup_events.pool_account_id IS 'No foreign key: it may be the platform''s.';
COMMENT ON COLUMN oltp.warmup_events.detail IS '{reason, value, threshold} for paused and failed; else {}.';

CREATE VIEW oltp.warmup_status WITH (security_invoker = true) AS
SELECT s.tenant_id, s.company_id, s.email_account_id AS mailbox_id, s.id AS warmup_schedule_id, s.status, s.status_reason,
       s.current_day, s.total_days, s.current_volume, s.target_volume,
       s.current_day * 100 / s.total_days AS progress_percentage, s.started, s.updated
  FROM oltp.warmup_schedules s
 WHERE NOT EXISTS (SELECT FROM oltp.warmup_schedules newer
                    WHERE newer.tenant_id = s.tenant_id AND newer.email_account_id = s.email_account_id AND newer.id > s.id);
COMMENT ON VIEW oltp.warmup_status IS 'How far each mailbox''s latest warm-up is; 002 reads it, no document defines it.';
COMMENT ON COLUMN oltp.warmup_status.progress_percentage IS 'Whole days done of all, 0 to 100.';
