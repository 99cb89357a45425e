-- What people are told inside the product.

CREATE TABLE notifications.notifications (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    user_id uuid,
    type text NOT NULL,
    title text NOT NULL,
    message text NOT NULL,
    channel text NOT NULL DEFAULT 'in_app',
    path text,
    details jsonb NOT NULL DEFAULT '{}',
    dedupe_key text,
    is_read boolean NOT NULL GENERATED ALWAYS AS (read IS NOT NULL) STORED,
    read timestamptz,
    delivered timestamptz,
    expires timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT notifications_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT notifications_type_known CHECK (
        type IN ('campaign_started', 'campaign_completed', 'campaign_paused', 'mailbox_paused', 'warmup_completed',
                 'quota_nearing', 'quota_warning', 'quota_reached', 'subscription_expired', 'payment_failed',
                 'new_message', 'domain_verified', 'domain_failed', 'import_finished', 'export_ready', 'report_ready',
                 'security_login', 'member_joined', 'webhook_paused', 'maintenance')
    ),
    CONSTRAINT notifications_channel_known CHECK (channel IN ('in_app', 'email', 'push')),
    CONSTRAINT notifications_title_length CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT notifications_details_object CHECK (jsonb_typeof(details) = 'object')
);

CREATE INDEX notifications_unread_idx ON notifications.notifications (tenant_id, user_id, created DESC)
    WHERE read IS NULL AND deleted IS NULL;
CREATE INDEX notifications_recent_idx ON notifications.notifications (tenant_id, user_id, created DESC);
CREATE INDEX notifications_undelivered_idx ON notifications.notifications (created)
    WHERE channel <> 'in_app' AND delivered IS NULL AND deleted IS NULL;
CREATE INDEX notifications_expiry_idx ON notifications.notifications (expires) WHERE expires IS NOT NULL;
CREATE UNIQUE INDEX notifications_dedupe_key ON notifications.notifications (tenant_id, user_id, channel, dedupe_key)
    NULLS NOT DISTINCT WHERE dedupe_key IS NOT NULL AND deleted IS NULL;

COMMENT ON TABLE notifications.notifications IS 'One thing one person, or all members of a tenant, should know.';
COMMENT ON COLUMN notifications.notifications.user_id IS 'Whom it is for; NULL = every member.';
COMMENT ON COLUMN notifications.notifications.path IS 'Where in the product it leads.';
COMMENT ON COLUMN notifications.notifications.details IS 'Ids and figures of what it tells of, such as campaign_id, mailbox_id, percent, limit.';
COMMENT ON COLUMN notifications.notifications.dedupe_key IS 'The occasion, such as quota:90:2026-11; nobody is told of one twice.';
COMMENT ON COLUMN notifications.notifications.delivered IS 'When the channel took it; in_app needs none.';
