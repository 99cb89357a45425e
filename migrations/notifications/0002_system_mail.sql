-- Mail of the platform to its own users. It takes no lane and counts in no figure.

CREATE TABLE notifications.transactional_emails (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    user_id uuid,
    type text NOT NULL,
    recipient text NOT NULL,
    locale text NOT NULL DEFAULT 'en',
    payload jsonb NOT NULL DEFAULT '{}',
    content_storage_key text,
    status text NOT NULL DEFAULT 'queued',
    idempotency_key text NOT NULL,
    job_id bigint,
    retry_count bigint NOT NULL DEFAULT 0,
    next_attempt timestamptz NOT NULL DEFAULT now(),
    lease_expires timestamptz,
    rfc_message_id text,
    queued timestamptz NOT NULL DEFAULT now(),
    attempting timestamptz,
    sent timestamptz,
    bounced timestamptz,
    failed timestamptz,
    last_error text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transactional_emails_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT transactional_emails_idempotency_key UNIQUE (tenant_id, idempotency_key),
    CONSTRAINT transactional_emails_type_known CHECK (
        type IN ('welcome', 'verification', 'reset', 'email_change', 'invitation', 'invoice', 'security',
                 'maintenance', 'quota', 'notification', 'export', 'report')
    ),
    CONSTRAINT transactional_emails_recipient_normalised CHECK (
        recipient = lower(recipient) AND length(recipient) <= 254
    ),
    CONSTRAINT transactional_emails_status_known CHECK (
        status IN ('queued', 'attempting', 'sent', 'bounced', 'failed')
    ),
    CONSTRAINT transactional_emails_status_is_dated CHECK (
        CASE status
            WHEN 'queued' THEN queued
            WHEN 'attempting' THEN attempting
            WHEN 'sent' THEN sent
            WHEN 'bounced' THEN bounced
            WHEN 'failed' THEN failed
        END IS NOT NULL
    ),
    CONSTRAINT transactional_emails_payload_object CHECK (jsonb_typeof(payload) = 'object')
);

CREATE INDEX transactional_emails_due_idx ON notifications.transactional_emails (next_attempt)
    WHERE status IN ('queued', 'attempting');
CREATE INDEX transactional_emails_user_idx ON notifications.transactional_emails (tenant_id, user_id)
    WHERE user_id IS NOT NULL;
CREATE INDEX transactional_emails_rfc_message_id_idx ON notifications.transactional_emails (rfc_message_id)
    WHERE rfc_message_id IS NOT NULL;
CREATE INDEX transactional_emails_age_idx ON notifications.transactional_emails (created);

COMMENT ON TABLE notifications.transactional_emails IS
    'A mail of the platform to one of its users; queued with the change that caused it, sent by a job, sent again when in doubt.';
COMMENT ON COLUMN notifications.transactional_emails.payload IS
    'Values for the mail''s template. Never a password or a whole token: links are completed from oltp when it is sent.';
COMMENT ON COLUMN notifications.transactional_emails.content_storage_key IS 'The kept body (content.email_content), where a setting asks for one.';
COMMENT ON COLUMN notifications.transactional_emails.job_id IS 'queue.jobs.id of the job that sends it.';
