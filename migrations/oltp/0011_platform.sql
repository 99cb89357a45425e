-- The platform's own people, settings and flags. Global but for the tenants' overrides.

CREATE TABLE oltp.staff_roles (
    id bigint NOT NULL,
    name text NOT NULL,
    description text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT staff_roles_pkey PRIMARY KEY (id),
    CONSTRAINT staff_roles_name_key UNIQUE (name),
    CONSTRAINT staff_roles_name_length CHECK (char_length(name) BETWEEN 1 AND 50)
);
COMMENT ON TABLE oltp.staff_roles IS 'What somebody does for the platform.';

CREATE TABLE oltp.permissions (
    id bigint NOT NULL,
    name text NOT NULL,
    description text,
    category text NOT NULL DEFAULT 'general',
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT permissions_pkey PRIMARY KEY (id),
    CONSTRAINT permissions_name_key UNIQUE (name),
    CONSTRAINT permissions_name_shape CHECK (name ~ '^[a-z_]+:[a-z_]+$' AND char_length(name) <= 100),
    CONSTRAINT permissions_category_length CHECK (char_length(category) BETWEEN 1 AND 50)
);
COMMENT ON TABLE oltp.permissions IS 'Something staff may do; the code asks for it by name.';

CREATE TABLE oltp.staff_role_permissions (
    role_id bigint NOT NULL CONSTRAINT staff_role_permissions_role_fkey REFERENCES oltp.staff_roles (id) ON DELETE CASCADE,
    permission_id bigint NOT NULL CONSTRAINT staff_role_permissions_permission_fkey
        REFERENCES oltp.permissions (id) ON DELETE CASCADE,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT staff_role_permissions_pkey PRIMARY KEY (role_id, permission_id)
);
CREATE INDEX staff_role_permissions_permission_idx ON oltp.staff_role_permissions (permission_id);
COMMENT ON TABLE oltp.staff_role_permissions IS 'A role has a permission.';

CREATE TABLE oltp.staff_members (
    user_id uuid NOT NULL CONSTRAINT staff_members_user_fkey REFERENCES oltp.users (id) ON DELETE CASCADE,
    role_id bigint NOT NULL CONSTRAINT staff_members_role_fkey REFERENCES oltp.staff_roles (id) ON DELETE RESTRICT,
    is_active boolean NOT NULL DEFAULT true,
    notes text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT staff_members_pkey PRIMARY KEY (user_id)
);
CREATE INDEX staff_members_role_idx ON oltp.staff_members (role_id);
COMMENT ON TABLE oltp.staff_members IS 'A user who works for the platform. Nobody acts as a customer; what staff do is in the audit log.';

INSERT INTO oltp.staff_roles (id, name, description)
VALUES (1, 'super_admin', 'Everything, other staff included.'),
       (2, 'admin', 'Tenants, plans, flags, queues; not other staff.'),
       (3, 'support', 'Reads tenants and their audit trail, no personal data.'),
       (4, 'finance', 'Subscriptions, payments, plans and their synchronisation.'),
       (5, 'ops', 'Queues, servers, addresses, secrets, maintenance.'),
       (6, 'qa', 'Reads health and figures, runs checks.');

INSERT INTO oltp.permissions (id, name, category, description)
VALUES (1, 'tenants:read', 'tenants', 'List tenants and see their state and figures.'),
       (2, 'tenants:write', 'tenants', 'Create, suspend, restore tenants; change overrides.'),
       (3, 'tenants:erase', 'tenants', 'Close a tenant and erase its data.'),
       (4, 'users:read', 'users', 'See users without personal data.'),
       (5, 'users:write', 'users', 'Suspend users, end sessions.'),
       (6, 'staff:read', 'staff', 'See who works here and as what.'),
       (7, 'staff:write', 'staff', 'Change who works here and as what.'),
       (8, 'plans:write', 'billing', 'Change plans and prices.'),
       (9, 'billing:read', 'billing', 'See subscriptions, payments, figures.'),
       (10, 'billing:write', 'billing', 'Change subscriptions, synchronise with Stripe.'),
       (11, 'queues:read', 'operations', 'See jobs, handoffs, lanes.'),
       (12, 'queues:write', 'operations', 'Retry, cancel, pause, unpark.'),
       (13, 'infrastructure:read', 'operations', 'See servers, addresses, reputation.'),
       (14, 'infrastructure:write', 'operations', 'Add, assign, retire servers and addresses.'),
       (15, 'secrets:rotate', 'operations', 'Rotate keys. Nobody reads them.'),
       (16, 'config:read', 'platform', 'See settings and flags.'),
       (17, 'config:write', 'platform', 'Change settings and flags.'),
       (18, 'audit:read', 'platform', 'Read the audit log.'),
       (19, 'events:read', 'platform', 'See system events.'),
       (20, 'events:resolve', 'platform', 'Resolve system events.'),
       (21, 'verify:run', 'platform', 'Recompute figures and compare them.');

INSERT INTO oltp.staff_role_permissions (role_id, permission_id)
SELECT r.id, p.id
  FROM oltp.staff_roles r JOIN oltp.permissions p ON CASE r.name
       WHEN 'super_admin' THEN true
       WHEN 'admin' THEN p.name NOT IN ('staff:write', 'secrets:rotate')
       WHEN 'support' THEN p.name IN ('tenants:read', 'users:read', 'audit:read', 'events:read', 'queues:read', 'infrastructure:read')
       WHEN 'finance' THEN p.name IN ('tenants:read', 'plans:write', 'billing:read', 'billing:write', 'events:read')
       WHEN 'ops' THEN p.category = 'operations' OR p.name IN ('tenants:read', 'config:read', 'events:read', 'events:resolve', 'verify:run')
       ELSE p.name IN ('tenants:read', 'queues:read', 'infrastructure:read', 'config:read', 'events:read', 'verify:run') END;

CREATE TABLE oltp.system_config (
    key text NOT NULL,
    value jsonb,
    value_sealed bytea,
    description text,
    category text,
    is_sensitive boolean NOT NULL DEFAULT false,
    updated_by uuid CONSTRAINT system_config_updated_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT system_config_pkey PRIMARY KEY (key),
    CONSTRAINT system_config_key_length CHECK (char_length(key) BETWEEN 1 AND 255),
    CONSTRAINT system_config_texts_length CHECK (char_length(description) <= 500 AND char_length(category) <= 50),
    CONSTRAINT system_config_sensitive_is_sealed CHECK (CASE WHEN is_sensitive THEN value IS NULL ELSE value_sealed IS NULL END)
);
CREATE INDEX system_config_updated_by_idx ON oltp.system_config (updated_by);
COMMENT ON TABLE oltp.system_config IS 'A setting of the whole platform that can change while it runs; stripe_account_id is one.';
COMMENT ON COLUMN oltp.system_config.value IS 'Any JSON value, of the shape its key asks for; NULL where the value is sealed.';

INSERT INTO oltp.system_config (key, value, category, description)
VALUES ('stripe_account_id', 'null', 'billing', 'The platform''s own Stripe account, which tenants pay into.');

CREATE TABLE oltp.feature_flags (
    id uuid NOT NULL DEFAULT uuidv7(),
    key text NOT NULL,
    description text,
    is_enabled boolean NOT NULL DEFAULT false,
    rollout_percentage bigint NOT NULL DEFAULT 0,
    updated_by uuid CONSTRAINT feature_flags_updated_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT feature_flags_pkey PRIMARY KEY (id),
    CONSTRAINT feature_flags_key_key UNIQUE (key),
    CONSTRAINT feature_flags_key_length CHECK (char_length(key) BETWEEN 1 AND 100),
    CONSTRAINT feature_flags_rollout_range CHECK (rollout_percentage BETWEEN 0 AND 100)
);
CREATE INDEX feature_flags_updated_by_idx ON oltp.feature_flags (updated_by);
COMMENT ON TABLE oltp.feature_flags IS 'A part of the product that can be switched on for some tenants first.';
COMMENT ON COLUMN oltp.feature_flags.rollout_percentage IS 'Share of tenants that have it while is_enabled; which ones is a hash of key and tenant.';

CREATE TABLE oltp.tenant_feature_overrides (
    tenant_id uuid NOT NULL CONSTRAINT tenant_feature_overrides_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    feature_flag_id uuid NOT NULL CONSTRAINT tenant_feature_overrides_flag_fkey REFERENCES oltp.feature_flags (id) ON DELETE CASCADE,
    is_enabled boolean NOT NULL,
    reason text,
    expires timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_feature_overrides_pkey PRIMARY KEY (tenant_id, feature_flag_id)
);
CREATE INDEX tenant_feature_overrides_flag_idx ON oltp.tenant_feature_overrides (feature_flag_id);
COMMENT ON TABLE oltp.tenant_feature_overrides IS 'A flag decided for one tenant, whatever the rollout says.';
