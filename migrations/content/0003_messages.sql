-- Every message, out and in. The outgoing ones are the send queue: a row is claimed, attempted and settled here.

CREATE TABLE content.message_threads (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    mailbox_id uuid,
    lead_id uuid,
    campaign_id uuid,
    subject text NOT NULL DEFAULT '',
    participant_email text,
    status text NOT NULL DEFAULT 'open',
    outcome text,
    tags text[] NOT NULL DEFAULT '{}',
    assigned_user_id uuid,
    is_read boolean NOT NULL DEFAULT false,
    snoozed_until timestamptz,
    last_message_id uuid,
    last_message timestamptz,
    last_inbound timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT message_threads_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT message_threads_subject_length CHECK (length(subject) <= 500),
    CONSTRAINT message_threads_participant_normalised CHECK (
        participant_email = lower(participant_email) AND length(participant_email) <= 254
    ),
    CONSTRAINT message_threads_status_known CHECK (status IN ('open', 'snoozed', 'closed')),
    CONSTRAINT message_threads_outcome_known CHECK (
        outcome IN ('interested', 'meeting', 'not_interested', 'out_of_office', 'unsubscribe', 'other')
    ),
    CONSTRAINT message_threads_snoozed_has_end CHECK ((status = 'snoozed') = (snoozed_until IS NOT NULL))
);

CREATE INDEX message_threads_inbox_idx ON content.message_threads (tenant_id, status, last_message DESC)
    WHERE deleted IS NULL;
CREATE INDEX message_threads_unread_idx ON content.message_threads (tenant_id, last_message DESC)
    WHERE NOT is_read AND deleted IS NULL;
CREATE INDEX message_threads_company_idx ON content.message_threads (tenant_id, company_id, last_message DESC);
CREATE INDEX message_threads_lead_idx ON content.message_threads (tenant_id, lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX message_threads_campaign_idx ON content.message_threads (tenant_id, campaign_id)
    WHERE campaign_id IS NOT NULL;
CREATE INDEX message_threads_participant_idx ON content.message_threads (tenant_id, mailbox_id, participant_email);
CREATE INDEX message_threads_assigned_idx ON content.message_threads (tenant_id, assigned_user_id)
    WHERE assigned_user_id IS NOT NULL;
CREATE INDEX message_threads_snooze_idx ON content.message_threads (snoozed_until) WHERE snoozed_until IS NOT NULL;

COMMENT ON TABLE content.message_threads IS 'One conversation of a mailbox with somebody: an entry of the inbox.';
COMMENT ON COLUMN content.message_threads.subject IS 'Without Re:, Fwd: and their like.';
COMMENT ON COLUMN content.message_threads.participant_email IS 'The other side; with mailbox and subject it finds the thread when headers do not.';
COMMENT ON COLUMN content.message_threads.outcome IS 'What the reply meant, by rule or by a person; not_interested and unsubscribe also suppress.';
COMMENT ON COLUMN content.message_threads.tags IS 'Labels people gave it, in lower case.';

CREATE TABLE content.thread_notes (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    thread_id uuid NOT NULL,
    user_id uuid NOT NULL,
    note text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT thread_notes_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT thread_notes_thread_fkey FOREIGN KEY (tenant_id, thread_id)
        REFERENCES content.message_threads (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT thread_notes_length CHECK (length(note) BETWEEN 1 AND 10000)
);

CREATE INDEX thread_notes_thread_idx ON content.thread_notes (tenant_id, thread_id, created);

COMMENT ON TABLE content.thread_notes IS 'What a member wrote beside a conversation; never sent.';

CREATE TABLE content.email_messages (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    company_id uuid,
    direction text NOT NULL DEFAULT 'outbound',
    kind text NOT NULL,
    state text NOT NULL,

    mailbox_id uuid,
    campaign_id uuid,
    step_id uuid,
    variant_id uuid,
    enrolment_id uuid,
    lead_id uuid,
    thread_id uuid,
    parent_message_id uuid,

    priority bigint NOT NULL DEFAULT 100,
    planned timestamptz,
    next_attempt timestamptz,
    attempts bigint NOT NULL DEFAULT 0,
    lease_token bigint,
    lease_expires timestamptz,

    from_email text,
    from_name text,
    reply_to text,
    to_email text,
    to_name text,
    envelope_from text,
    subject text,
    sending_domain text,
    receiving_provider text,

    template_id uuid,
    template_version bigint,
    merge_data jsonb NOT NULL DEFAULT '{}',
    render_seed bigint,
    rendered_digest bytea,
    storage_key text,

    rfc_message_id text,
    provider_message_id text,
    in_reply_to text,
    reference_ids text[] NOT NULL DEFAULT '{}',
    verp_token text,
    idempotency_key text,

    smtp_code bigint,
    smtp_enhanced text,
    smtp_conversation text,
    remote_host text,
    source_ip inet,

    classification text,
    classification_confidence double precision,
    classified_by text,

    queued timestamptz,
    leased timestamptz,
    attempting timestamptz,
    accepted timestamptz,
    deferred timestamptz,
    rejected timestamptz,
    uncertain timestamptz,
    cancelled timestamptz,
    failed timestamptz,
    received timestamptz,
    processed timestamptz,
    erased timestamptz,

    reason text,
    version bigint NOT NULL DEFAULT 1,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT email_messages_pkey PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT email_messages_content_fkey FOREIGN KEY (tenant_id, storage_key)
        REFERENCES content.email_content (tenant_id, storage_key) ON DELETE SET NULL (storage_key),
    CONSTRAINT email_messages_thread_fkey FOREIGN KEY (tenant_id, thread_id)
        REFERENCES content.message_threads (tenant_id, id) ON DELETE SET NULL (thread_id),
    CONSTRAINT email_messages_direction_known CHECK (direction IN ('outbound', 'inbound')),
    CONSTRAINT email_messages_state_known CHECK (
        state IN ('queued', 'leased', 'attempting', 'accepted', 'deferred', 'rejected', 'uncertain', 'cancelled',
                  'failed', 'received')
    ),
    CONSTRAINT email_messages_kind_fits_direction CHECK (
        CASE direction
            WHEN 'outbound' THEN kind IN ('campaign', 'test', 'warmup', 'reply', 'manual', 'system')
            ELSE kind IN ('reply', 'auto_reply', 'bounce', 'complaint', 'warmup', 'report', 'other')
        END
    ),
    CONSTRAINT email_messages_received_iff_inbound CHECK ((direction = 'inbound') = (state = 'received')),
    CONSTRAINT email_messages_state_is_dated CHECK (
        CASE state
            WHEN 'queued' THEN queued
            WHEN 'leased' THEN leased
            WHEN 'attempting' THEN attempting
            WHEN 'accepted' THEN accepted
            WHEN 'deferred' THEN deferred
            WHEN 'rejected' THEN rejected
            WHEN 'uncertain' THEN uncertain
            WHEN 'cancelled' THEN cancelled
            WHEN 'failed' THEN failed
            WHEN 'received' THEN received
        END IS NOT NULL
    ),
    CONSTRAINT email_messages_leased_has_lease CHECK (
        state NOT IN ('leased', 'attempting') OR (lease_token IS NOT NULL AND lease_expires IS NOT NULL)
    ),
    CONSTRAINT email_messages_outbound_is_planned CHECK (
        direction = 'inbound' OR (planned IS NOT NULL AND next_attempt IS NOT NULL AND mailbox_id IS NOT NULL)
    ),
    CONSTRAINT email_messages_outbound_is_addressed CHECK (
        direction = 'inbound' OR erased IS NOT NULL OR (to_email IS NOT NULL AND from_email IS NOT NULL)
    ),
    CONSTRAINT email_messages_campaign_mail_names_its_parts CHECK (
        direction = 'inbound' OR kind <> 'campaign'
        OR (company_id IS NOT NULL AND campaign_id IS NOT NULL AND step_id IS NOT NULL AND lead_id IS NOT NULL)
    ),
    CONSTRAINT email_messages_from_normalised CHECK (from_email = lower(from_email) AND length(from_email) <= 254),
    CONSTRAINT email_messages_to_normalised CHECK (to_email = lower(to_email) AND length(to_email) <= 254),
    CONSTRAINT email_messages_subject_length CHECK (length(subject) <= 500),
    CONSTRAINT email_messages_merge_data_object CHECK (jsonb_typeof(merge_data) = 'object'),
    CONSTRAINT email_messages_digest_is_sha256 CHECK (octet_length(rendered_digest) = 32),
    CONSTRAINT email_messages_smtp_code_three_digits CHECK (smtp_code BETWEEN 200 AND 599),
    CONSTRAINT email_messages_attempts_not_negative CHECK (attempts >= 0),
    CONSTRAINT email_messages_classification_known CHECK (
        classification IN ('interested', 'meeting', 'not_interested', 'out_of_office', 'unsubscribe', 'other')
    ),
    CONSTRAINT email_messages_confidence_is_share CHECK (classification_confidence BETWEEN 0 AND 1),
    CONSTRAINT email_messages_classified_by_known CHECK (classified_by IN ('rule', 'model', 'person'))
) PARTITION BY RANGE (message_id);

-- The sender's claim: the next messages of one lane, sooner priority first.
CREATE INDEX email_messages_due_idx ON content.email_messages (tenant_id, mailbox_id, priority, next_attempt)
    WHERE state IN ('queued', 'deferred');
-- The reaper: leases that ran out, over all tenants.
CREATE INDEX email_messages_lease_idx ON content.email_messages (lease_expires)
    WHERE state IN ('leased', 'attempting');
-- Awaiting evidence from Sent folders, bounces and opens.
CREATE INDEX email_messages_uncertain_idx ON content.email_messages (tenant_id, uncertain) WHERE state = 'uncertain';
-- What a pause, a reply or a suppression must still stop.
CREATE INDEX email_messages_unsent_enrolment_idx ON content.email_messages (tenant_id, enrolment_id)
    WHERE state IN ('queued', 'leased', 'deferred');
CREATE INDEX email_messages_unsent_address_idx ON content.email_messages (tenant_id, to_email)
    WHERE state IN ('queued', 'leased', 'deferred');
-- The messages behind a number, a person's history, a mailbox's activity, a conversation.
CREATE INDEX email_messages_campaign_idx ON content.email_messages (tenant_id, campaign_id, message_id)
    WHERE campaign_id IS NOT NULL;
CREATE INDEX email_messages_lead_idx ON content.email_messages (tenant_id, lead_id, message_id)
    WHERE lead_id IS NOT NULL;
CREATE INDEX email_messages_mailbox_idx ON content.email_messages (tenant_id, mailbox_id, message_id);
CREATE INDEX email_messages_thread_idx ON content.email_messages (tenant_id, thread_id, message_id)
    WHERE thread_id IS NOT NULL;
-- Matching what comes back.
CREATE INDEX email_messages_rfc_message_id_idx ON content.email_messages (tenant_id, rfc_message_id)
    WHERE rfc_message_id IS NOT NULL;
CREATE INDEX email_messages_provider_message_id_idx ON content.email_messages (tenant_id, provider_message_id)
    WHERE provider_message_id IS NOT NULL;
CREATE INDEX email_messages_verp_idx ON content.email_messages (verp_token) WHERE verp_token IS NOT NULL;
CREATE INDEX email_messages_content_idx ON content.email_messages (tenant_id, storage_key)
    WHERE storage_key IS NOT NULL;
CREATE INDEX email_messages_unprocessed_idx ON content.email_messages (tenant_id, received)
    WHERE direction = 'inbound' AND processed IS NULL;

COMMENT ON TABLE content.email_messages IS
    'One message, outgoing or received. Outgoing rows are the send queue; received ones are the inbox.';
COMMENT ON COLUMN content.email_messages.message_id IS
    'UUIDv7, made once when the message was planned (or from the arrival time of received mail).';
COMMENT ON COLUMN content.email_messages.state IS
    'queued -> leased -> attempting (committed before DATA) -> accepted, deferred, rejected, uncertain, cancelled or failed; received for inbound.';
COMMENT ON COLUMN content.email_messages.mailbox_id IS 'oltp.email_accounts.id; for outgoing mail the lane (content.mailbox_lanes).';
COMMENT ON COLUMN content.email_messages.campaign_id IS 'For a received message: the campaign it answers.';
COMMENT ON COLUMN content.email_messages.parent_message_id IS 'The message this one answers or reports on; no foreign key, it may be archived before.';
COMMENT ON COLUMN content.email_messages.priority IS 'Smaller goes sooner: to 50 high, 51 to 150 normal, above low.';
COMMENT ON COLUMN content.email_messages.planned IS 'When it was to go, decided once.';
COMMENT ON COLUMN content.email_messages.next_attempt IS 'When it may be tried: planned at first, later after a deferral''s delay.';
COMMENT ON COLUMN content.email_messages.lease_token IS 'content.mailbox_lanes.fence at the claim; every later write of the sender asks for it.';
COMMENT ON COLUMN content.email_messages.envelope_from IS 'MAIL FROM, with the VERP token in it.';
COMMENT ON COLUMN content.email_messages.sending_domain IS 'Domain of from_email; copied into the sent event.';
COMMENT ON COLUMN content.email_messages.receiving_provider IS 'Who runs the recipient''s MX: google, microsoft, yahoo … or the MX''s domain.';
COMMENT ON COLUMN content.email_messages.template_version IS 'Version of the template (oltp.template_versions) it is rendered from.';
COMMENT ON COLUMN content.email_messages.merge_data IS
    'Values for the merge tags as they were when planned: lead {email, first_name …}, company {…}, custom {field -> value}, links {…}.';
COMMENT ON COLUMN content.email_messages.render_seed IS 'Decides every random choice (spintax), so that rendering again gives the same bytes.';
COMMENT ON COLUMN content.email_messages.rendered_digest IS 'SHA-256 of the bytes given to DATA; tells when a new rendering is no longer the same.';
COMMENT ON COLUMN content.email_messages.storage_key IS 'The kept body, where one is kept.';
COMMENT ON COLUMN content.email_messages.rfc_message_id IS 'Message-ID header without the angle brackets; derived from message_id for outgoing mail.';
COMMENT ON COLUMN content.email_messages.provider_message_id IS 'Message-ID the mailbox''s provider put in its place, when it does.';
COMMENT ON COLUMN content.email_messages.reference_ids IS 'References header: Message-IDs, oldest first.';
COMMENT ON COLUMN content.email_messages.idempotency_key IS 'What made it unique; unique through content.message_keys, since the partition key is another.';
COMMENT ON COLUMN content.email_messages.smtp_code IS 'Of the last reply of the last attempt.';
COMMENT ON COLUMN content.email_messages.smtp_enhanced IS 'Enhanced status code of that reply, such as 5.1.1 (RFC 3463).';
COMMENT ON COLUMN content.email_messages.smtp_conversation IS 'The last attempt''s commands and replies, without credentials and body.';
COMMENT ON COLUMN content.email_messages.remote_host IS 'Host that gave the last reply.';
COMMENT ON COLUMN content.email_messages.source_ip IS 'Our address the last attempt came from.';
COMMENT ON COLUMN content.email_messages.classification IS 'What a received reply means.';
COMMENT ON COLUMN content.email_messages.queued IS
    'This and the ten times after it: when the message last entered the state of that name.';
COMMENT ON COLUMN content.email_messages.processed IS 'When a received message had been matched, threaded and handed on.';
COMMENT ON COLUMN content.email_messages.erased IS 'When the personal fields were cleared for an erasure.';
COMMENT ON COLUMN content.email_messages.reason IS 'Why it was cancelled, failed or rejected, in a word: suppressed, paused, replied, quota, rendering …';
COMMENT ON COLUMN content.email_messages.version IS 'Raised by every change of lane or plan handed over from oltp; an older one changes nothing.';

CREATE TABLE content.message_keys (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    message_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT message_keys_pkey PRIMARY KEY (tenant_id, key),
    CONSTRAINT message_keys_length CHECK (length(key) BETWEEN 1 AND 1000)
);

CREATE INDEX message_keys_message_idx ON content.message_keys (tenant_id, message_id);
CREATE INDEX message_keys_age_idx ON content.message_keys (created);

COMMENT ON TABLE content.message_keys IS
    'The name under which a message first came to us; a second arrival under the same name finds the first message.';
COMMENT ON COLUMN content.message_keys.key IS
    'imap:<mailbox>:<folder>:<uid validity>:<uid>, smtp:<queue id>, provider:<name>:<id> or api:<idempotency key>.';
