-- Plans, subscriptions, payments and what counts against a plan. Money is in minor units (cents) beside its currency.
-- Stripe is the source of truth for payments; these rows decide what a tenant may do.

CREATE TABLE oltp.plans (
    id uuid NOT NULL DEFAULT uuidv7(),
    name text NOT NULL,
    slug text NOT NULL,
    description text,
    max_users bigint,
    max_workspaces bigint,
    max_domains bigint,
    max_campaigns_per_month bigint,
    api_rate_limit bigint,
    max_email_accounts bigint,
    max_emails_per_month bigint,
    max_warmups bigint,
    max_contacts bigint,
    max_storage_gb bigint,
    api_access boolean NOT NULL DEFAULT false,
    priority_support boolean NOT NULL DEFAULT false,
    advanced_analytics boolean NOT NULL DEFAULT false,
    white_label boolean NOT NULL DEFAULT false,
    price_monthly bigint,
    price_yearly bigint,
    currency text NOT NULL DEFAULT 'USD',
    overage_emails bigint,
    overage_price bigint,
    trial_days bigint NOT NULL DEFAULT 0,
    notes text,
    is_active boolean NOT NULL DEFAULT true,
    stripe_product_id text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT plans_pkey PRIMARY KEY (id),
    CONSTRAINT plans_slug_key UNIQUE (slug),
    CONSTRAINT plans_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT plans_slug_shape CHECK (slug ~ '^[a-z0-9](-?[a-z0-9])*$' AND char_length(slug) <= 100),
    CONSTRAINT plans_limits_not_negative CHECK (
        least(max_users, max_workspaces, max_domains, max_campaigns_per_month, api_rate_limit, max_email_accounts,
              max_emails_per_month, max_warmups, max_contacts, max_storage_gb, price_monthly, price_yearly, trial_days) >= 0),
    CONSTRAINT plans_overage_whole CHECK (
        (overage_emails IS NULL) = (overage_price IS NULL) AND coalesce(overage_emails > 0 AND overage_price >= 0, true)),
    CONSTRAINT plans_currency_shape CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE UNIQUE INDEX plans_stripe_product_key ON oltp.plans (stripe_product_id) WHERE stripe_product_id IS NOT NULL;
COMMENT ON TABLE oltp.plans IS 'A plan on offer or once offered. In every max_ column NULL = unlimited and 0 = none.';
COMMENT ON COLUMN oltp.plans.api_rate_limit IS 'Requests a minute and tenant.';
COMMENT ON COLUMN oltp.plans.price_monthly IS 'Minor units of currency, for display; what is charged is Stripe''s price (plan_prices).';
COMMENT ON COLUMN oltp.plans.price_yearly IS 'Minor units of currency for twelve months.';
COMMENT ON COLUMN oltp.plans.overage_emails IS 'Beyond max_emails_per_month, each started block of this many costs overage_price; NULL = sending stops at the limit.';
COMMENT ON COLUMN oltp.plans.is_active IS 'false = not offered any more, still renewed for those who have it.';

CREATE TABLE oltp.plan_prices (
    id uuid NOT NULL DEFAULT uuidv7(),
    plan_id uuid NOT NULL CONSTRAINT plan_prices_plan_fkey REFERENCES oltp.plans (id) ON DELETE CASCADE,
    billing_interval text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL DEFAULT 'USD',
    stripe_price_id text NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT plan_prices_pkey PRIMARY KEY (id),
    CONSTRAINT plan_prices_stripe_price_key UNIQUE (stripe_price_id),
    CONSTRAINT plan_prices_interval_known CHECK (billing_interval IN ('month', 'year')),
    CONSTRAINT plan_prices_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT plan_prices_currency_shape CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE UNIQUE INDEX plan_prices_active_key ON oltp.plan_prices (plan_id, billing_interval, currency) WHERE is_active;
CREATE INDEX plan_prices_plan_idx ON oltp.plan_prices (plan_id);
COMMENT ON TABLE oltp.plan_prices IS 'Which Stripe price sells a plan; one active a plan, interval and currency. Checkout needs it.';
COMMENT ON COLUMN oltp.plan_prices.amount IS 'Minor units of currency.';

-- A gift of 20 % for paying a year ahead. Where no document names a limit, there is none.
INSERT INTO oltp.plans (id, name, slug, description, max_users, max_workspaces, max_domains, max_emails_per_month, api_rate_limit,
                        api_access, priority_support, advanced_analytics, white_label, price_monthly, price_yearly,
                        overage_emails, overage_price, trial_days, is_active)
VALUES ('00000000-0000-7000-8000-000000000001', 'Starter', 'starter', 'For one person''s first campaigns.',
        2, 3, 5, 10000, 60, true, false, false, false, 4900, 47040, 10000, 1000, 14, true),
       ('00000000-0000-7000-8000-000000000002', 'Pro', 'pro', 'For a growing team.',
        5, 10, 15, 50000, 300, true, false, true, false, 14900, 143040, 10000, 1000, 14, true),
       ('00000000-0000-7000-8000-000000000003', 'Business', 'business', 'For agencies and sales departments.',
        15, NULL, NULL, 200000, 1000, true, true, true, true, 39900, 383040, 10000, 1000, 14, true),
       ('00000000-0000-7000-8000-000000000004', 'Self-hosted', 'self-hosted', 'Your own servers, no limits, nothing to pay.',
        NULL, NULL, NULL, NULL, 1000, true, false, true, true, 0, 0, NULL, NULL, 0, false);

CREATE TABLE oltp.stripe_customers (
    stripe_customer_id text NOT NULL,
    tenant_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT stripe_customers_pkey PRIMARY KEY (stripe_customer_id),
    CONSTRAINT stripe_customers_tenant_key UNIQUE (tenant_id)
);
COMMENT ON TABLE oltp.stripe_customers IS 'Which tenant a Stripe customer is: unique over all tenants, and how a webhook finds its tenant.';
COMMENT ON COLUMN oltp.stripe_customers.tenant_id IS 'No foreign key: the table is the same on every node of a distributed engine, tenants are not.';

CREATE TABLE oltp.subscriptions (
    tenant_id uuid NOT NULL CONSTRAINT subscriptions_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    plan_id uuid NOT NULL CONSTRAINT subscriptions_plan_fkey REFERENCES oltp.plans (id) ON DELETE RESTRICT,
    pending_plan_id uuid CONSTRAINT subscriptions_pending_plan_fkey REFERENCES oltp.plans (id) ON DELETE RESTRICT,
    status text NOT NULL,
    current_period_start timestamptz NOT NULL,
    current_period_end timestamptz NOT NULL,
    trial_end timestamptz,
    cancel_at_period_end boolean NOT NULL DEFAULT false,
    cancel_reason text,
    cancel_date timestamptz,
    ended timestamptz,
    past_due_since timestamptz,
    overage_allowed boolean NOT NULL DEFAULT false,
    billing_contact_user_id uuid CONSTRAINT subscriptions_billing_contact_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    stripe_subscription_id text,
    stripe_updated timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subscriptions_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT subscriptions_stripe_subscription_key UNIQUE (tenant_id, stripe_subscription_id),
    CONSTRAINT subscriptions_status_known CHECK (status IN (
        'incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused')),
    CONSTRAINT subscriptions_period_forward CHECK (current_period_end > current_period_start),
    CONSTRAINT subscriptions_cancel_dated CHECK (NOT cancel_at_period_end OR cancel_date IS NOT NULL),
    CONSTRAINT subscriptions_ended_iff_over CHECK ((ended IS NOT NULL) = (status IN ('canceled', 'incomplete_expired'))),
    CONSTRAINT subscriptions_pending_plan_differs CHECK (pending_plan_id <> plan_id)
);
CREATE UNIQUE INDEX subscriptions_live_key ON oltp.subscriptions (tenant_id)
    WHERE status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused');
CREATE INDEX subscriptions_period_end_idx ON oltp.subscriptions (current_period_end)
    WHERE status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused');
CREATE INDEX subscriptions_plan_idx ON oltp.subscriptions (plan_id);
CREATE INDEX subscriptions_pending_plan_idx ON oltp.subscriptions (pending_plan_id);
CREATE INDEX subscriptions_billing_contact_idx ON oltp.subscriptions (billing_contact_user_id);
COMMENT ON TABLE oltp.subscriptions IS 'A tenant''s subscription, now or once; at most one lives. Statuses are Stripe''s.';
COMMENT ON COLUMN oltp.subscriptions.current_period_end IS 'First moment after the period: [current_period_start, current_period_end).';
COMMENT ON COLUMN oltp.subscriptions.pending_plan_id IS 'The plan that takes over at current_period_end (a downgrade).';
COMMENT ON COLUMN oltp.subscriptions.overage_allowed IS 'The tenant agreed to pay the plan''s overage instead of being stopped.';
COMMENT ON COLUMN oltp.subscriptions.stripe_subscription_id IS 'NULL where Stripe is not used; a Stripe subscription belongs to one customer, so one tenant.';
COMMENT ON COLUMN oltp.subscriptions.stripe_updated IS 'When Stripe made the state that is stored: an older event changes nothing.';

CREATE TABLE oltp.subscription_addons (
    tenant_id uuid NOT NULL CONSTRAINT subscription_addons_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id text NOT NULL,
    subscription_id uuid NOT NULL,
    addon_type text NOT NULL,
    quantity bigint NOT NULL DEFAULT 1,
    price_monthly bigint,
    currency text NOT NULL DEFAULT 'USD',
    stripe_price_id text,
    is_active boolean NOT NULL DEFAULT true,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subscription_addons_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT subscription_addons_subscription_fkey FOREIGN KEY (tenant_id, subscription_id)
        REFERENCES oltp.subscriptions (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT subscription_addons_type_known CHECK (addon_type IN (
        'dedicated_ip', 'emails', 'email_accounts', 'domains', 'users', 'workspaces', 'contacts', 'storage')),
    CONSTRAINT subscription_addons_quantity_positive CHECK (quantity > 0),
    CONSTRAINT subscription_addons_price_not_negative CHECK (price_monthly >= 0),
    CONSTRAINT subscription_addons_currency_shape CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX subscription_addons_subscription_idx ON oltp.subscription_addons (tenant_id, subscription_id);
COMMENT ON TABLE oltp.subscription_addons IS 'Something bought on top of a plan; raises the limit it is named after.';
COMMENT ON COLUMN oltp.subscription_addons.id IS 'Stripe''s subscription item, or our own text where Stripe is not used.';
COMMENT ON COLUMN oltp.subscription_addons.price_monthly IS 'Minor units of currency for one.';

CREATE TABLE oltp.payments (
    tenant_id uuid NOT NULL CONSTRAINT payments_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE RESTRICT,
    id uuid NOT NULL DEFAULT uuidv7(),
    subscription_id uuid NOT NULL,
    initiated_by_user_id uuid CONSTRAINT payments_initiated_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    amount bigint NOT NULL,
    currency text NOT NULL DEFAULT 'USD',
    status text NOT NULL,
    processed timestamptz,
    description text,
    stripe_payment_intent_id text,
    stripe_invoice_id text,
    billing_period_start timestamptz,
    billing_period_end timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT payments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT payments_payment_intent_key UNIQUE (tenant_id, stripe_payment_intent_id),
    CONSTRAINT payments_invoice_key UNIQUE (tenant_id, stripe_invoice_id),
    CONSTRAINT payments_subscription_fkey FOREIGN KEY (tenant_id, subscription_id)
        REFERENCES oltp.subscriptions (tenant_id, id) ON DELETE RESTRICT,
    CONSTRAINT payments_status_known CHECK (status IN ('processing', 'succeeded', 'failed', 'refunded', 'partially_refunded')),
    CONSTRAINT payments_currency_shape CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT payments_period_forward CHECK (billing_period_end > billing_period_start)
);
CREATE INDEX payments_subscription_idx ON oltp.payments (tenant_id, subscription_id, created DESC);
CREATE INDEX payments_initiated_by_idx ON oltp.payments (initiated_by_user_id);
COMMENT ON TABLE oltp.payments IS 'A payment as far as the product shows it; the rest is in Stripe. Kept 7 years: neither its subscription nor its tenant can be deleted before.';
COMMENT ON COLUMN oltp.payments.amount IS 'Minor units of currency; negative for a refund of its own.';

CREATE TABLE oltp.stripe_events (
    id text NOT NULL,
    type text NOT NULL,
    api_version text,
    livemode boolean NOT NULL,
    stripe_customer_id text,
    occurred timestamptz NOT NULL,
    payload jsonb NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    applied timestamptz,
    attempts bigint NOT NULL DEFAULT 0,
    last_error text,
    CONSTRAINT stripe_events_pkey PRIMARY KEY (id),
    CONSTRAINT stripe_events_payload_object CHECK (jsonb_typeof(payload) = 'object')
);
CREATE INDEX stripe_events_received_idx ON oltp.stripe_events (received);
CREATE INDEX stripe_events_unapplied_idx ON oltp.stripe_events (received) WHERE applied IS NULL;
COMMENT ON TABLE oltp.stripe_events IS 'A webhook as Stripe sent it, taken once; a hint to fetch the object again. Kept 90 days or longer, beyond every retry.';
COMMENT ON COLUMN oltp.stripe_events.payload IS 'Stripe''s event object, unchanged.';

CREATE TABLE oltp.stripe_syncs (
    id uuid NOT NULL DEFAULT uuidv7(),
    started timestamptz NOT NULL DEFAULT now(),
    finished timestamptz,
    checked bigint NOT NULL DEFAULT 0,
    repaired bigint NOT NULL DEFAULT 0,
    error text,
    CONSTRAINT stripe_syncs_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE oltp.stripe_syncs IS 'A comparison of everything here with Stripe, every six hours.';

CREATE TABLE oltp.usage_counters (
    tenant_id uuid NOT NULL CONSTRAINT usage_counters_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    meter text NOT NULL,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL,
    used bigint NOT NULL DEFAULT 0,
    reserved bigint NOT NULL DEFAULT 0,
    alerted_percent bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT usage_counters_pkey PRIMARY KEY (tenant_id, meter, period_start),
    CONSTRAINT usage_counters_meter_known CHECK (meter IN ('emails', 'campaigns', 'api_requests')),
    CONSTRAINT usage_counters_period_forward CHECK (period_end > period_start),
    CONSTRAINT usage_counters_alert_known CHECK (alerted_percent IN (0, 80, 90, 95, 100))
);
COMMENT ON TABLE oltp.usage_counters IS 'What a tenant used of a limit in a billing period. Limits on things that exist (domains, users, contacts …) are counted, not kept.';
COMMENT ON COLUMN oltp.usage_counters.reserved IS 'Promised to planned mail that is not sent yet; used + reserved is held against the limit before planning.';
COMMENT ON COLUMN oltp.usage_counters.alerted_percent IS 'Highest threshold the tenant has been told of in this period.';

CREATE TABLE oltp.usage_reservations (
    tenant_id uuid NOT NULL CONSTRAINT usage_reservations_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    meter text NOT NULL,
    period_start timestamptz NOT NULL,
    amount bigint NOT NULL,
    purpose text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL,
    CONSTRAINT usage_reservations_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT usage_reservations_counter_fkey FOREIGN KEY (tenant_id, meter, period_start)
        REFERENCES oltp.usage_counters (tenant_id, meter, period_start) ON DELETE CASCADE,
    CONSTRAINT usage_reservations_amount_positive CHECK (amount > 0)
);
CREATE INDEX usage_reservations_counter_idx ON oltp.usage_reservations (tenant_id, meter, period_start);
CREATE INDEX usage_reservations_expires_idx ON oltp.usage_reservations (expires);
COMMENT ON TABLE oltp.usage_reservations IS 'A share of a counter''s reserved; deleted when it is used or given back.';
COMMENT ON COLUMN oltp.usage_reservations.purpose IS 'What it is for: campaign:{id}.';
