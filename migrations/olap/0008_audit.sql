-- Who changed what: a chain of hashes for each tenant, added to and never changed.

CREATE TABLE olap.admin_audit_log (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    handoff_id uuid NOT NULL,
    created timestamptz NOT NULL,
    actor text NOT NULL,
    admin_user_id text NOT NULL,
    action text NOT NULL,
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    old_values jsonb,
    new_values jsonb,
    ip_address inet,
    user_agent text,
    notes text,
    metadata jsonb,
    data_classification text NOT NULL DEFAULT 'internal',
    retention_category text NOT NULL DEFAULT 'standard',
    values_digest bytea NOT NULL,
    salt bytea,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    erased timestamptz,
    CONSTRAINT admin_audit_log_pkey PRIMARY KEY (tenant_id, seq),
    CONSTRAINT admin_audit_log_handoff_key UNIQUE (tenant_id, handoff_id),
    CONSTRAINT admin_audit_log_seq_starts_at_one CHECK (seq >= 1),
    CONSTRAINT admin_audit_log_actor_known CHECK (actor IN ('user', 'staff', 'api_key', 'system', 'operator')),
    CONSTRAINT admin_audit_log_classification_known CHECK (
        data_classification IN ('public', 'internal', 'confidential', 'restricted')
    ),
    CONSTRAINT admin_audit_log_retention_known CHECK (
        retention_category IN ('short', 'standard', 'financial', 'legal')
    ),
    CONSTRAINT admin_audit_log_values_objects CHECK (
        jsonb_typeof(old_values) = 'object' AND jsonb_typeof(new_values) = 'object'
    ),
    CONSTRAINT admin_audit_log_metadata_object CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT admin_audit_log_hashes_are_sha256 CHECK (
        octet_length(hash) = 32 AND octet_length(prev_hash) = 32 AND octet_length(values_digest) = 32
    ),
    CONSTRAINT admin_audit_log_erased_keeps_nothing CHECK (
        (erased IS NULL) = (salt IS NOT NULL)
        AND (erased IS NULL
             OR num_nonnulls(old_values, new_values, ip_address, user_agent, notes, metadata) = 0)
    )
);

CREATE INDEX admin_audit_log_recent_idx ON olap.admin_audit_log (tenant_id, created DESC);
CREATE INDEX admin_audit_log_actor_idx ON olap.admin_audit_log (tenant_id, admin_user_id, created DESC);
CREATE INDEX admin_audit_log_resource_idx ON olap.admin_audit_log (tenant_id, resource_type, resource_id);
CREATE INDEX admin_audit_log_action_idx ON olap.admin_audit_log (tenant_id, action, created DESC);
CREATE INDEX admin_audit_log_age_idx ON olap.admin_audit_log (created);

COMMENT ON TABLE olap.admin_audit_log IS
    'One action on one thing, with its place in the tenant''s chain. Only erasure and retention ever change a row.';
COMMENT ON COLUMN olap.admin_audit_log.seq IS 'Counts from 1 without a gap for each tenant.';
COMMENT ON COLUMN olap.admin_audit_log.handoff_id IS 'The handoff that brought it; a second delivery changes nothing.';
COMMENT ON COLUMN olap.admin_audit_log.created IS 'When the action was done, in the transaction that did it.';
COMMENT ON COLUMN olap.admin_audit_log.admin_user_id IS 'Who acted: the id of a user or API key, the name of a part of the platform (system), the login of whoever typed the command (operator).';
COMMENT ON COLUMN olap.admin_audit_log.action IS 'area.past_tense, such as campaign.paused.';
COMMENT ON COLUMN olap.admin_audit_log.old_values IS 'Changed fields before; NULL for something new. new_values: after; NULL for something gone.';
COMMENT ON COLUMN olap.admin_audit_log.metadata IS 'About the action: request_id, session_id, approved_by.';
COMMENT ON COLUMN olap.admin_audit_log.data_classification IS 'How sensitive old_values and new_values are.';
COMMENT ON COLUMN olap.admin_audit_log.retention_category IS 'short = 90 days, standard = 24 months, financial = 7 years, legal = until released.';
COMMENT ON COLUMN olap.admin_audit_log.values_digest IS
    'SHA-256 of salt, old_values, new_values, ip_address, user_agent, notes and metadata; stands for them once they are erased.';
COMMENT ON COLUMN olap.admin_audit_log.salt IS 'Random, destroyed by erasure, so that the digest cannot be guessed back.';
COMMENT ON COLUMN olap.admin_audit_log.hash IS 'SHA-256 of prev_hash and the row''s other columns, values_digest in place of what it covers.';
COMMENT ON COLUMN olap.admin_audit_log.prev_hash IS 'hash of seq - 1; 32 zero bytes for the first.';

CREATE TABLE olap.audit_heads (
    tenant_id uuid NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    anchored_seq bigint NOT NULL DEFAULT 0,
    anchored timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_heads_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT audit_heads_hash_is_sha256 CHECK (octet_length(hash) = 32),
    CONSTRAINT audit_heads_anchor_not_ahead CHECK (anchored_seq <= seq)
);

COMMENT ON TABLE olap.audit_heads IS 'The end of a tenant''s audit chain, locked by whoever adds to it.';
COMMENT ON COLUMN olap.audit_heads.anchored_seq IS 'How much of the chain has been signed and sent off the host.';
