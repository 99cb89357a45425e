-- Fetching mailboxes.

CREATE TABLE content.imap_cursors (
    tenant_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    folder text NOT NULL,
    company_id uuid,
    purpose text NOT NULL,
    uid_validity bigint,
    last_uid bigint NOT NULL DEFAULT 0,
    highest_modseq bigint,
    polled timestamptz,
    next_poll timestamptz NOT NULL DEFAULT now(),
    leased_by text,
    lease_expires timestamptz,
    failures bigint NOT NULL DEFAULT 0,
    last_error text,
    version bigint NOT NULL DEFAULT 1,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT imap_cursors_pkey PRIMARY KEY (tenant_id, mailbox_id, folder),
    CONSTRAINT imap_cursors_purpose_known CHECK (purpose IN ('inbox', 'spam', 'sent')),
    CONSTRAINT imap_cursors_uid_not_negative CHECK (last_uid >= 0),
    CONSTRAINT imap_cursors_lease_has_holder CHECK ((leased_by IS NULL) = (lease_expires IS NULL))
);

CREATE INDEX imap_cursors_due_idx ON content.imap_cursors (next_poll) WHERE deleted IS NULL;
CREATE INDEX imap_cursors_lease_idx ON content.imap_cursors (lease_expires) WHERE lease_expires IS NOT NULL;

COMMENT ON TABLE content.imap_cursors IS 'How far one folder of one mailbox has been read.';
COMMENT ON COLUMN content.imap_cursors.purpose IS 'inbox and spam are read for replies and bounces, sent for evidence on uncertain messages.';
COMMENT ON COLUMN content.imap_cursors.uid_validity IS 'The server''s UIDVALIDITY; when it changes, reading starts again at UID 0 and message_keys keeps out what is known.';
COMMENT ON COLUMN content.imap_cursors.last_uid IS 'Largest UID stored; moves in the transaction that stores the message.';
COMMENT ON COLUMN content.imap_cursors.highest_modseq IS 'CONDSTORE position, where the server has it.';

CREATE TABLE content.unmatched_inbound (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    mailbox_id uuid,
    kind text NOT NULL,
    reason text NOT NULL,
    from_email text,
    recipient text,
    subject text,
    received timestamptz NOT NULL,
    storage_key text,
    details jsonb NOT NULL DEFAULT '{}',
    resolved timestamptz,
    resolved_by uuid,
    matched_message_id uuid,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT unmatched_inbound_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT unmatched_inbound_content_fkey FOREIGN KEY (tenant_id, storage_key)
        REFERENCES content.email_content (tenant_id, storage_key) ON DELETE SET NULL (storage_key),
    CONSTRAINT unmatched_inbound_kind_known CHECK (
        kind IN ('reply', 'auto_reply', 'bounce', 'complaint', 'warmup', 'report', 'other')
    ),
    CONSTRAINT unmatched_inbound_reason_known CHECK (
        reason IN ('no_mailbox', 'no_message', 'no_address', 'bad_token', 'unreadable')
    ),
    CONSTRAINT unmatched_inbound_from_normalised CHECK (from_email = lower(from_email) AND length(from_email) <= 254),
    CONSTRAINT unmatched_inbound_subject_length CHECK (length(subject) <= 500),
    CONSTRAINT unmatched_inbound_details_object CHECK (jsonb_typeof(details) = 'object')
);

CREATE INDEX unmatched_inbound_open_idx ON content.unmatched_inbound (tenant_id, received) WHERE resolved IS NULL;
CREATE INDEX unmatched_inbound_content_idx ON content.unmatched_inbound (tenant_id, storage_key)
    WHERE storage_key IS NOT NULL;

COMMENT ON TABLE content.unmatched_inbound IS
    'A bounce, complaint or reply that belongs to no message we know; the platform''s own when not even the tenant is known.';
COMMENT ON COLUMN content.unmatched_inbound.recipient IS 'The address it was delivered to.';
COMMENT ON COLUMN content.unmatched_inbound.details IS 'What the parser found: original_message_id, final_recipient, status, diagnostic.';
