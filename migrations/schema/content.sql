CREATE SCHEMA content;

CREATE TABLE content.attachment_contents (
    tenant_id uuid NOT NULL,
    content_key text NOT NULL,
    company_id uuid,
    content bytea NOT NULL,
    compression_algorithm text DEFAULT 'none'::text NOT NULL,
    size_bytes bigint NOT NULL,
    compressed_size_bytes bigint NOT NULL,
    last_stored timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT attachment_contents_compression_known CHECK ((compression_algorithm = ANY (ARRAY['none'::text, 'zstd'::text]))),
    CONSTRAINT attachment_contents_key_length CHECK (((length(content_key) >= 1) AND (length(content_key) <= 500))),
    CONSTRAINT attachment_contents_sizes_not_negative CHECK (((size_bytes >= 0) AND (compressed_size_bytes >= 0)))
);
ALTER TABLE ONLY content.attachment_contents ALTER COLUMN content SET STORAGE EXTERNAL;

ALTER TABLE ONLY content.attachment_contents FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.attachment_contents IS 'The bytes of a file, once for each tenant and company however many mails carry it.';

COMMENT ON COLUMN content.attachment_contents.content_key IS 'Made from company and SHA-256 of the file.';

COMMENT ON COLUMN content.attachment_contents.content IS 'The file, decoded, then compressed by compression_algorithm.';

COMMENT ON COLUMN content.attachment_contents.last_stored IS 'When a mail last brought it; what nothing refers to goes a day later.';

CREATE TABLE content.attachments (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    parent_storage_key text NOT NULL,
    filename text NOT NULL,
    original_filename text,
    mime_type text NOT NULL,
    size_bytes bigint NOT NULL,
    content_hash bytea NOT NULL,
    content_id text,
    storage_disposition text DEFAULT 'attachment'::text NOT NULL,
    is_scanned boolean DEFAULT false NOT NULL,
    virus_scan_result text,
    scanned timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    content_key text,
    part bigint DEFAULT 0 NOT NULL,
    cut_at bigint,
    line_length bigint,
    line_end text,
    CONSTRAINT attachments_cut_is_whole CHECK ((((cut_at IS NULL) = (line_length IS NULL)) AND ((cut_at IS NULL) = (line_end IS NULL)) AND ((content_key IS NULL) OR (cut_at IS NOT NULL)))),
    CONSTRAINT attachments_disposition_known CHECK ((storage_disposition = ANY (ARRAY['inline'::text, 'attachment'::text]))),
    CONSTRAINT attachments_filename_length CHECK (((length(filename) >= 1) AND (length(filename) <= 255))),
    CONSTRAINT attachments_hash_is_sha256 CHECK ((octet_length(content_hash) = 32)),
    CONSTRAINT attachments_line_end_known CHECK ((line_end = ANY (ARRAY['crlf'::text, 'lf'::text]))),
    CONSTRAINT attachments_mime_type_length CHECK ((length(mime_type) <= 100)),
    CONSTRAINT attachments_scan_result_known CHECK ((virus_scan_result = ANY (ARRAY['clean'::text, 'infected'::text, 'failed'::text]))),
    CONSTRAINT attachments_scanned_has_result CHECK (((is_scanned = (virus_scan_result IS NOT NULL)) AND (is_scanned = (scanned IS NOT NULL)))),
    CONSTRAINT attachments_size_within_25_mb CHECK (((size_bytes >= 0) AND (size_bytes <= 26214400)))
);

ALTER TABLE ONLY content.attachments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.attachments IS 'One file inside a stored body.';

COMMENT ON COLUMN content.attachments.filename IS 'Safe to offer for download: no path, no control characters.';

COMMENT ON COLUMN content.attachments.original_filename IS 'As the sender wrote it.';

COMMENT ON COLUMN content.attachments.content_id IS 'Content-ID that the HTML part refers to, without the angle brackets.';

COMMENT ON COLUMN content.attachments.content_key IS 'The file''s bytes; NULL where they stayed inside the message (cut_at is NULL), or are gone (it is not).';

COMMENT ON COLUMN content.attachments.part IS 'Which part of the message it is, counted from 0 in the order of appearance.';

COMMENT ON COLUMN content.attachments.cut_at IS 'Where in the stored message its base64 text was cut out, in bytes; NULL = it was not.';

COMMENT ON COLUMN content.attachments.line_length IS 'Characters a line of that base64 text.';

CREATE TABLE content.campaign_holds (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    held boolean NOT NULL,
    version bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY content.campaign_holds FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.campaign_holds IS 'Campaigns that were held once: while held, nothing of them is sent. Copied from oltp.campaigns.';

COMMENT ON COLUMN content.campaign_holds.version IS 'Version of the campaign this was copied from; an older one never overwrites it.';

CREATE TABLE content.email_content (
    tenant_id uuid NOT NULL,
    storage_key text NOT NULL,
    company_id uuid,
    content_text text,
    content_html text,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    raw bytea,
    raw_size_bytes bigint NOT NULL,
    compressed_size_bytes bigint,
    content_hash bytea NOT NULL,
    compression_algorithm text DEFAULT 'none'::text NOT NULL,
    retention_days bigint DEFAULT 730 NOT NULL,
    expires timestamp with time zone,
    last_accessed timestamp with time zone,
    archived timestamp with time zone,
    archive_path text,
    is_archived boolean GENERATED ALWAYS AS ((archived IS NOT NULL)) STORED NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    last_stored timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT email_content_archived_has_path CHECK (((archived IS NULL) = (archive_path IS NULL))),
    CONSTRAINT email_content_compression_known CHECK ((compression_algorithm = ANY (ARRAY['none'::text, 'lz4'::text, 'zstd'::text, 'zstd_dictionary'::text]))),
    CONSTRAINT email_content_hash_is_sha256 CHECK ((octet_length(content_hash) = 32)),
    CONSTRAINT email_content_headers_object CHECK ((jsonb_typeof(headers) = 'object'::text)),
    CONSTRAINT email_content_retention_positive CHECK ((retention_days > 0)),
    CONSTRAINT email_content_sizes_not_negative CHECK (((raw_size_bytes >= 0) AND (compressed_size_bytes >= 0))),
    CONSTRAINT email_content_storage_key_length CHECK (((length(storage_key) >= 1) AND (length(storage_key) <= 500)))
);
ALTER TABLE ONLY content.email_content ALTER COLUMN raw SET STORAGE EXTERNAL;

ALTER TABLE ONLY content.email_content FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.email_content IS 'One body as it was received or rendered, kept once for each tenant and company however many messages carry it.';

COMMENT ON COLUMN content.email_content.storage_key IS 'Made from company and content_hash, so that storing the same body again finds the same row.';

COMMENT ON COLUMN content.email_content.content_text IS 'What a person reads in it: the text part, or text made from the HTML.';

COMMENT ON COLUMN content.email_content.content_html IS 'The HTML of a body that was kept without its raw form; else it is read from raw.';

COMMENT ON COLUMN content.email_content.headers IS 'Header name in lower case -> list of its values, in order of appearance.';

COMMENT ON COLUMN content.email_content.raw IS 'The message as it stood on the wire, less the attachments that were cut out, compressed by compression_algorithm; NULL once archived.';

COMMENT ON COLUMN content.email_content.raw_size_bytes IS 'Size on the wire, before compression.';

COMMENT ON COLUMN content.email_content.compressed_size_bytes IS 'Bytes that raw takes here, its attachments apart.';

COMMENT ON COLUMN content.email_content.content_hash IS 'SHA-256 of the message on the wire.';

COMMENT ON COLUMN content.email_content.retention_days IS 'Days kept, from the tenant''s policy when the nightly sweep last looked; a legal hold outlasts it.';

COMMENT ON COLUMN content.email_content.expires IS 'When retention ends; NULL = never, or not decided yet.';

COMMENT ON COLUMN content.email_content.archive_path IS 'Where the body went; text, html and raw are NULL here from then on.';

COMMENT ON COLUMN content.email_content.last_stored IS 'When a mail last brought it; retention counts from then.';

CREATE TABLE content.email_messages (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    company_id uuid,
    direction text DEFAULT 'outbound'::text NOT NULL,
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
    priority bigint DEFAULT 100 NOT NULL,
    planned timestamp with time zone,
    next_attempt timestamp with time zone,
    attempts bigint DEFAULT 0 NOT NULL,
    lease_token bigint,
    lease_expires timestamp with time zone,
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
    merge_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    render_seed bigint,
    rendered_digest bytea,
    storage_key text,
    rfc_message_id text,
    provider_message_id text,
    in_reply_to text,
    reference_ids text[] DEFAULT '{}'::text[] NOT NULL,
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
    queued timestamp with time zone,
    leased timestamp with time zone,
    attempting timestamp with time zone,
    accepted timestamp with time zone,
    deferred timestamp with time zone,
    rejected timestamp with time zone,
    uncertain timestamp with time zone,
    cancelled timestamp with time zone,
    failed timestamp with time zone,
    received timestamp with time zone,
    processed timestamp with time zone,
    erased timestamp with time zone,
    reason text,
    version bigint DEFAULT 1 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    first_attempt timestamp with time zone,
    bounce_type text,
    words text,
    CONSTRAINT email_messages_attempts_not_negative CHECK ((attempts >= 0)),
    CONSTRAINT email_messages_bounce_type_known CHECK ((bounce_type = ANY (ARRAY['hard'::text, 'soft'::text, 'block'::text]))),
    CONSTRAINT email_messages_campaign_mail_names_its_parts CHECK (((direction = 'inbound'::text) OR (kind <> 'campaign'::text) OR ((company_id IS NOT NULL) AND (campaign_id IS NOT NULL) AND (step_id IS NOT NULL) AND (lead_id IS NOT NULL)))),
    CONSTRAINT email_messages_classification_known CHECK ((classification = ANY (ARRAY['interested'::text, 'meeting'::text, 'not_interested'::text, 'out_of_office'::text, 'unsubscribe'::text, 'other'::text]))),
    CONSTRAINT email_messages_classified_by_known CHECK ((classified_by = ANY (ARRAY['rule'::text, 'model'::text, 'person'::text]))),
    CONSTRAINT email_messages_confidence_is_share CHECK (((classification_confidence >= (0)::double precision) AND (classification_confidence <= (1)::double precision))),
    CONSTRAINT email_messages_digest_is_sha256 CHECK ((octet_length(rendered_digest) = 32)),
    CONSTRAINT email_messages_direction_known CHECK ((direction = ANY (ARRAY['outbound'::text, 'inbound'::text]))),
    CONSTRAINT email_messages_from_normalised CHECK (((from_email = lower(from_email)) AND (length(from_email) <= 254))),
    CONSTRAINT email_messages_kind_fits_direction CHECK (
CASE direction
    WHEN 'outbound'::text THEN (kind = ANY (ARRAY['campaign'::text, 'test'::text, 'warmup'::text, 'reply'::text, 'manual'::text, 'system'::text]))
    ELSE (kind = ANY (ARRAY['reply'::text, 'auto_reply'::text, 'bounce'::text, 'complaint'::text, 'warmup'::text, 'report'::text, 'other'::text]))
END),
    CONSTRAINT email_messages_leased_has_lease CHECK (((state <> ALL (ARRAY['leased'::text, 'attempting'::text])) OR ((lease_token IS NOT NULL) AND (lease_expires IS NOT NULL)))),
    CONSTRAINT email_messages_merge_data_object CHECK ((jsonb_typeof(merge_data) = 'object'::text)),
    CONSTRAINT email_messages_options_object CHECK ((jsonb_typeof(options) = 'object'::text)),
    CONSTRAINT email_messages_outbound_is_addressed CHECK (((direction = 'inbound'::text) OR (erased IS NOT NULL) OR ((to_email IS NOT NULL) AND (from_email IS NOT NULL)))),
    CONSTRAINT email_messages_outbound_is_planned CHECK (((direction = 'inbound'::text) OR ((planned IS NOT NULL) AND (next_attempt IS NOT NULL) AND (mailbox_id IS NOT NULL)))),
    CONSTRAINT email_messages_received_iff_inbound CHECK (((direction = 'inbound'::text) = (state = 'received'::text))),
    CONSTRAINT email_messages_smtp_code_three_digits CHECK (((smtp_code >= 200) AND (smtp_code <= 599))),
    CONSTRAINT email_messages_state_is_dated CHECK ((
CASE state
    WHEN 'queued'::text THEN queued
    WHEN 'leased'::text THEN leased
    WHEN 'attempting'::text THEN attempting
    WHEN 'accepted'::text THEN accepted
    WHEN 'deferred'::text THEN deferred
    WHEN 'rejected'::text THEN rejected
    WHEN 'uncertain'::text THEN uncertain
    WHEN 'cancelled'::text THEN cancelled
    WHEN 'failed'::text THEN failed
    WHEN 'received'::text THEN received
    ELSE NULL::timestamp with time zone
END IS NOT NULL)),
    CONSTRAINT email_messages_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'leased'::text, 'attempting'::text, 'accepted'::text, 'deferred'::text, 'rejected'::text, 'uncertain'::text, 'cancelled'::text, 'failed'::text, 'received'::text]))),
    CONSTRAINT email_messages_subject_length CHECK ((length(subject) <= 500)),
    CONSTRAINT email_messages_to_normalised CHECK (((to_email = lower(to_email)) AND (length(to_email) <= 254)))
)
PARTITION BY RANGE (message_id);

ALTER TABLE ONLY content.email_messages FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.email_messages IS 'One message, outgoing or received. Outgoing rows are the send queue; received ones are the inbox.';

COMMENT ON COLUMN content.email_messages.message_id IS 'UUIDv7, made once when the message was planned (or from the arrival time of received mail).';

COMMENT ON COLUMN content.email_messages.state IS 'queued -> attempting (committed before DATA) -> accepted, deferred, rejected, uncertain, cancelled or failed; received for inbound. Before that its lane is leased, not it: leased is not used.';

COMMENT ON COLUMN content.email_messages.mailbox_id IS 'oltp.email_accounts.id; for outgoing mail the lane (content.mailbox_lanes).';

COMMENT ON COLUMN content.email_messages.campaign_id IS 'For a received message: the campaign it answers.';

COMMENT ON COLUMN content.email_messages.parent_message_id IS 'The message this one answers or reports on; no foreign key, it may be archived before.';

COMMENT ON COLUMN content.email_messages.priority IS 'Smaller goes sooner: to 50 high, 51 to 150 normal, above low.';

COMMENT ON COLUMN content.email_messages.planned IS 'When it was to go, decided once.';

COMMENT ON COLUMN content.email_messages.next_attempt IS 'When it may be tried: planned at first, later after a deferral''s delay.';

COMMENT ON COLUMN content.email_messages.lease_token IS 'content.mailbox_lanes.fence at the attempt; what is recorded of it asks for it.';

COMMENT ON COLUMN content.email_messages.envelope_from IS 'MAIL FROM, with the VERP token in it.';

COMMENT ON COLUMN content.email_messages.subject IS 'As sent. Before that the parent''s or none.';

COMMENT ON COLUMN content.email_messages.sending_domain IS 'Domain of from_email; copied into the sent event.';

COMMENT ON COLUMN content.email_messages.receiving_provider IS 'Who runs the recipient''s MX: google, microsoft, yahoo … or the MX''s domain.';

COMMENT ON COLUMN content.email_messages.template_version IS 'Version of the template (oltp.template_versions) it is rendered from.';

COMMENT ON COLUMN content.email_messages.merge_data IS 'Values for the merge tags as they were when planned: lead {email, first_name …}, company {…}, custom {field -> value}, links {…}.';

COMMENT ON COLUMN content.email_messages.render_seed IS 'Decides every random choice (spintax), so that rendering again gives the same bytes.';

COMMENT ON COLUMN content.email_messages.rendered_digest IS 'SHA-256 of the message as given to DATA without its DKIM-Signature fields; tells when a new rendering is no longer the same.';

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

COMMENT ON COLUMN content.email_messages.queued IS 'This and the ten times after it: when the message last entered the state of that name.';

COMMENT ON COLUMN content.email_messages.processed IS 'When a received message had been matched, threaded and handed on.';

COMMENT ON COLUMN content.email_messages.erased IS 'When the personal fields were cleared for an erasure.';

COMMENT ON COLUMN content.email_messages.reason IS 'Why it was cancelled, failed or rejected, in a word: suppressed, paused, replied, quota, rendering …';

COMMENT ON COLUMN content.email_messages.version IS 'Raised by every settlement: a later word on the message has a higher one.';

COMMENT ON COLUMN content.email_messages.options IS 'How it is sent: tracking {opens, clicks, consent, utm}, campaign_type (for suppressions), keep_body, subject (in the template''s place).';

COMMENT ON COLUMN content.email_messages.first_attempt IS 'When it was attempted first; a deferred message expires some hours later.';

COMMENT ON COLUMN content.email_messages.bounce_type IS 'How final a rejection is.';

COMMENT ON COLUMN content.email_messages.words IS 'What to tell people of its end: what the template could not do, what the server said.';

CREATE TABLE content.handoff_inbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    applied timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY content.handoff_inbox FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.handoff_inbox IS 'A handoff applied here; a second delivery finds it and changes nothing.';

CREATE TABLE content.handoff_outbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid DEFAULT uuidv7() NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    not_before timestamp with time zone DEFAULT now() NOT NULL,
    last_error text
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');

ALTER TABLE ONLY content.handoff_outbox FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.handoff_outbox IS 'News for another tier, written with the change it tells of; the relay deletes what it has delivered.';

COMMENT ON COLUMN content.handoff_outbox.payload IS 'One tenant''s batch of one topic; each topic documents its own structure.';

COMMENT ON COLUMN content.handoff_outbox.not_before IS 'When the relay may try it (again).';

CREATE TABLE content.handoff_parked (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamp with time zone NOT NULL,
    attempts bigint NOT NULL,
    error text NOT NULL,
    parked timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY content.handoff_parked FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.handoff_parked IS 'A handoff that could not be applied, kept for a person; a system event tells of it.';

CREATE TABLE content.imap_cursors (
    tenant_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    folder text NOT NULL,
    company_id uuid,
    purpose text NOT NULL,
    uid_validity bigint,
    last_uid bigint DEFAULT 0 NOT NULL,
    highest_modseq bigint,
    polled timestamp with time zone,
    next_poll timestamp with time zone DEFAULT now() NOT NULL,
    leased_by text,
    lease_expires timestamp with time zone,
    failures bigint DEFAULT 0 NOT NULL,
    last_error text,
    version bigint DEFAULT 1 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT imap_cursors_lease_has_holder CHECK (((leased_by IS NULL) = (lease_expires IS NULL))),
    CONSTRAINT imap_cursors_purpose_known CHECK ((purpose = ANY (ARRAY['inbox'::text, 'spam'::text, 'sent'::text]))),
    CONSTRAINT imap_cursors_uid_not_negative CHECK ((last_uid >= 0))
);

ALTER TABLE ONLY content.imap_cursors FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.imap_cursors IS 'How far one folder of one mailbox has been read.';

COMMENT ON COLUMN content.imap_cursors.purpose IS 'inbox and spam are read for replies and bounces, sent for evidence on uncertain messages.';

COMMENT ON COLUMN content.imap_cursors.uid_validity IS 'The server''s UIDVALIDITY; when it changes, reading starts again at UID 0 and message_keys keeps out what is known.';

COMMENT ON COLUMN content.imap_cursors.last_uid IS 'Largest UID stored; moves in the transaction that stores the message.';

COMMENT ON COLUMN content.imap_cursors.highest_modseq IS 'CONDSTORE position, where the server has it.';

CREATE TABLE content.lane_backoffs (
    tenant_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    receiving_provider text NOT NULL,
    company_id uuid,
    not_before timestamp with time zone NOT NULL,
    failures bigint DEFAULT 1 NOT NULL,
    last_reply text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY content.lane_backoffs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.lane_backoffs IS 'A receiving provider that deferred a mailbox''s mail, and until when that mailbox leaves it alone.';

COMMENT ON COLUMN content.lane_backoffs.receiving_provider IS 'Who runs the recipient''s MX: google, microsoft, yahoo … or the MX''s or address''s domain; * is the mailbox''s own server.';

COMMENT ON COLUMN content.lane_backoffs.failures IS 'Deferrals in a row; the next delay grows with it.';

CREATE TABLE content.legal_holds (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    scope text NOT NULL,
    scope_id uuid NOT NULL,
    reason text NOT NULL,
    placed_by uuid NOT NULL,
    placed timestamp with time zone DEFAULT now() NOT NULL,
    released_by uuid,
    released timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT legal_holds_released_is_signed CHECK (((released IS NULL) = (released_by IS NULL))),
    CONSTRAINT legal_holds_scope_known CHECK ((scope = ANY (ARRAY['tenant'::text, 'company'::text, 'mailbox'::text, 'campaign'::text, 'lead'::text, 'message'::text])))
);

ALTER TABLE ONLY content.legal_holds FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.legal_holds IS 'An order to keep mail: nothing it covers is expired, archived away or erased while it is in force.';

COMMENT ON COLUMN content.legal_holds.scope_id IS 'Id of what scope names: the tenant itself, or a company, mailbox, campaign, lead or message.';

CREATE TABLE content.mailbox_lanes (
    tenant_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    company_id uuid,
    email text NOT NULL,
    sending_domain text NOT NULL,
    daily_cap bigint NOT NULL,
    used_today bigint DEFAULT 0 NOT NULL,
    used_day date DEFAULT '1970-01-01'::date NOT NULL,
    timezone text DEFAULT 'UTC'::text NOT NULL,
    window_days bigint DEFAULT 127 NOT NULL,
    window_start_minute bigint DEFAULT 0 NOT NULL,
    window_end_minute bigint DEFAULT 1440 NOT NULL,
    min_gap_seconds bigint DEFAULT 120 NOT NULL,
    per_second_limit bigint,
    rolling_limit bigint,
    rolling_seconds bigint,
    rolling_used bigint DEFAULT 0 NOT NULL,
    rolling_started timestamp with time zone,
    next_slot timestamp with time zone DEFAULT now() NOT NULL,
    next_due timestamp with time zone,
    paused timestamp with time zone,
    paused_until timestamp with time zone,
    pause_reason text,
    fence bigint DEFAULT 0 NOT NULL,
    leased_by text,
    lease_expires timestamp with time zone,
    version bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT mailbox_lanes_cap_not_negative CHECK ((daily_cap >= 0)),
    CONSTRAINT mailbox_lanes_domain_normalised CHECK ((sending_domain = lower(sending_domain))),
    CONSTRAINT mailbox_lanes_email_normalised CHECK (((email = lower(email)) AND (length(email) <= 254))),
    CONSTRAINT mailbox_lanes_gap_not_negative CHECK ((min_gap_seconds >= 0)),
    CONSTRAINT mailbox_lanes_lease_has_holder CHECK (((leased_by IS NULL) = (lease_expires IS NULL))),
    CONSTRAINT mailbox_lanes_pause_has_reason CHECK (((paused IS NULL) = (pause_reason IS NULL))),
    CONSTRAINT mailbox_lanes_pause_reason_known CHECK ((pause_reason = ANY (ARRAY['person'::text, 'bounces'::text, 'complaints'::text, 'health'::text, 'authentication'::text, 'connection'::text, 'domain'::text, 'subscription'::text, 'warmup'::text]))),
    CONSTRAINT mailbox_lanes_rate_positive CHECK ((per_second_limit > 0)),
    CONSTRAINT mailbox_lanes_rolling_whole CHECK ((((rolling_limit IS NULL) = (rolling_seconds IS NULL)) AND ((rolling_limit IS NULL) OR ((rolling_limit > 0) AND (rolling_seconds > 0))))),
    CONSTRAINT mailbox_lanes_used_not_negative CHECK (((used_today >= 0) AND (rolling_used >= 0))),
    CONSTRAINT mailbox_lanes_window_days_are_bits CHECK (((window_days >= 0) AND (window_days <= 127))),
    CONSTRAINT mailbox_lanes_window_opens_before_it_closes CHECK (((window_start_minute >= 0) AND (window_start_minute < window_end_minute) AND (window_end_minute <= 1440)))
);

ALTER TABLE ONLY content.mailbox_lanes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.mailbox_lanes IS 'One mailbox (oltp.email_accounts) as the sender sees it: cap, use, rate, window and pause.';

COMMENT ON COLUMN content.mailbox_lanes.daily_cap IS 'Messages a day, all kinds together; the warm-up curve is in it already.';

COMMENT ON COLUMN content.mailbox_lanes.used_today IS 'Messages that reached DATA on used_day; a claim on a later day starts again at 0.';

COMMENT ON COLUMN content.mailbox_lanes.used_day IS 'The day, in this lane''s timezone, that used_today counts.';

COMMENT ON COLUMN content.mailbox_lanes.window_days IS 'Days it may send, one bit each: 1 Monday, 2 Tuesday, 4 Wednesday … 64 Sunday.';

COMMENT ON COLUMN content.mailbox_lanes.window_start_minute IS 'Minutes after midnight in timezone; window_end_minute is the first it may not.';

COMMENT ON COLUMN content.mailbox_lanes.min_gap_seconds IS 'Least seconds between two messages, before jitter.';

COMMENT ON COLUMN content.mailbox_lanes.per_second_limit IS 'Messages a second the mailbox''s provider takes; NULL = no such limit.';

COMMENT ON COLUMN content.mailbox_lanes.rolling_limit IS 'Messages in any rolling_seconds the provider takes; NULL = no such limit.';

COMMENT ON COLUMN content.mailbox_lanes.rolling_used IS 'Messages since rolling_started.';

COMMENT ON COLUMN content.mailbox_lanes.next_slot IS 'The earliest moment the next message may start: last start, gap, jitter and window applied.';

COMMENT ON COLUMN content.mailbox_lanes.next_due IS 'No later than the earliest next_attempt of its unsent messages; NULL when it has none, so an idle lane is never polled.';

COMMENT ON COLUMN content.mailbox_lanes.paused_until IS 'A pause that ends by itself; NULL with paused set = until a person resumes it.';

COMMENT ON COLUMN content.mailbox_lanes.fence IS 'Raised by every claim. Messages carry it as lease_token; a sender that lost its lease writes nothing.';

COMMENT ON COLUMN content.mailbox_lanes.version IS 'Version of the mailbox in oltp this copy was made from; an older one never overwrites it.';

CREATE TABLE content.message_keys (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    message_id uuid NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT message_keys_length CHECK (((length(key) >= 1) AND (length(key) <= 1000)))
);

ALTER TABLE ONLY content.message_keys FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.message_keys IS 'The name under which a message first came to us; a second arrival under the same name finds the first message.';

COMMENT ON COLUMN content.message_keys.key IS 'imap:<mailbox>:<folder>:<uid validity>:<uid>, smtp:<queue id>, provider:<name>:<id> or api:<idempotency key>.';

CREATE TABLE content.message_threads (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    mailbox_id uuid,
    lead_id uuid,
    campaign_id uuid,
    subject text DEFAULT ''::text NOT NULL,
    participant_email text,
    status text DEFAULT 'open'::text NOT NULL,
    outcome text,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    assigned_user_id uuid,
    is_read boolean DEFAULT false NOT NULL,
    snoozed_until timestamp with time zone,
    last_message_id uuid,
    last_message timestamp with time zone,
    last_inbound timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT message_threads_outcome_known CHECK ((outcome = ANY (ARRAY['interested'::text, 'meeting'::text, 'not_interested'::text, 'out_of_office'::text, 'unsubscribe'::text, 'other'::text]))),
    CONSTRAINT message_threads_participant_normalised CHECK (((participant_email = lower(participant_email)) AND (length(participant_email) <= 254))),
    CONSTRAINT message_threads_snoozed_has_end CHECK (((status = 'snoozed'::text) = (snoozed_until IS NOT NULL))),
    CONSTRAINT message_threads_status_known CHECK ((status = ANY (ARRAY['open'::text, 'snoozed'::text, 'closed'::text]))),
    CONSTRAINT message_threads_subject_length CHECK ((length(subject) <= 500))
);

ALTER TABLE ONLY content.message_threads FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.message_threads IS 'One conversation of a mailbox with somebody: an entry of the inbox.';

COMMENT ON COLUMN content.message_threads.subject IS 'Without Re:, Fwd: and their like.';

COMMENT ON COLUMN content.message_threads.participant_email IS 'The other side; with mailbox and subject it finds the thread when headers do not.';

COMMENT ON COLUMN content.message_threads.outcome IS 'What the reply meant, by rule or by a person; not_interested and unsubscribe also suppress.';

COMMENT ON COLUMN content.message_threads.tags IS 'Labels people gave it, in lower case.';

CREATE TABLE content.send_stops (
    tenant_id uuid NOT NULL,
    reason text NOT NULL,
    stopped_by text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT send_stops_reason_length CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);

ALTER TABLE ONLY content.send_stops FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.send_stops IS 'Tenants of which nothing is sent until somebody lifts it; of the platform''s tenant: nothing at all.';

COMMENT ON COLUMN content.send_stops.stopped_by IS 'Who: a user''s id, an operator, the system.';

CREATE TABLE content.thread_notes (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    thread_id uuid NOT NULL,
    user_id uuid NOT NULL,
    note text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT thread_notes_length CHECK (((length(note) >= 1) AND (length(note) <= 10000)))
);

ALTER TABLE ONLY content.thread_notes FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.thread_notes IS 'What a member wrote beside a conversation; never sent.';

CREATE TABLE content.unmatched_inbound (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    company_id uuid,
    mailbox_id uuid,
    kind text NOT NULL,
    reason text NOT NULL,
    from_email text,
    recipient text,
    subject text,
    received timestamp with time zone NOT NULL,
    storage_key text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    resolved timestamp with time zone,
    resolved_by uuid,
    matched_message_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT unmatched_inbound_details_object CHECK ((jsonb_typeof(details) = 'object'::text)),
    CONSTRAINT unmatched_inbound_from_normalised CHECK (((from_email = lower(from_email)) AND (length(from_email) <= 254))),
    CONSTRAINT unmatched_inbound_kind_known CHECK ((kind = ANY (ARRAY['reply'::text, 'auto_reply'::text, 'bounce'::text, 'complaint'::text, 'warmup'::text, 'report'::text, 'other'::text]))),
    CONSTRAINT unmatched_inbound_reason_known CHECK ((reason = ANY (ARRAY['no_mailbox'::text, 'no_message'::text, 'no_address'::text, 'bad_token'::text, 'unreadable'::text]))),
    CONSTRAINT unmatched_inbound_subject_length CHECK ((length(subject) <= 500))
);

ALTER TABLE ONLY content.unmatched_inbound FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.unmatched_inbound IS 'A bounce, complaint or reply that belongs to no message we know; the platform''s own when not even the tenant is known.';

COMMENT ON COLUMN content.unmatched_inbound.recipient IS 'The address it was delivered to.';

COMMENT ON COLUMN content.unmatched_inbound.details IS 'What the parser found: original_message_id, final_recipient, status, diagnostic.';

CREATE TABLE content.withdrawn_enrolments (
    tenant_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    reason text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY content.withdrawn_enrolments FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE content.withdrawn_enrolments IS 'Enrolments that ended with a message under way: a plan that is delivered after its withdrawal, and a message that was being attempted at that moment and is to be tried again, are cancelled. An enrolment that ended never begins again.';

COMMENT ON COLUMN content.withdrawn_enrolments.created IS 'Forgotten after 30 days, as the keys of deliveries are: by then nothing of it can arrive.';

ALTER TABLE ONLY content.attachment_contents
    ADD CONSTRAINT attachment_contents_pkey PRIMARY KEY (tenant_id, content_key);

ALTER TABLE ONLY content.attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY content.campaign_holds
    ADD CONSTRAINT campaign_holds_pkey PRIMARY KEY (tenant_id, campaign_id);

ALTER TABLE ONLY content.email_content
    ADD CONSTRAINT email_content_hash_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, content_hash);

ALTER TABLE ONLY content.email_content
    ADD CONSTRAINT email_content_pkey PRIMARY KEY (tenant_id, storage_key);

ALTER TABLE ONLY content.email_messages
    ADD CONSTRAINT email_messages_pkey PRIMARY KEY (tenant_id, message_id);

ALTER TABLE ONLY content.handoff_inbox
    ADD CONSTRAINT handoff_inbox_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY content.handoff_outbox
    ADD CONSTRAINT handoff_outbox_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY content.handoff_parked
    ADD CONSTRAINT handoff_parked_pkey PRIMARY KEY (tenant_id, handoff_id);

ALTER TABLE ONLY content.imap_cursors
    ADD CONSTRAINT imap_cursors_pkey PRIMARY KEY (tenant_id, mailbox_id, folder);

ALTER TABLE ONLY content.lane_backoffs
    ADD CONSTRAINT lane_backoffs_pkey PRIMARY KEY (tenant_id, mailbox_id, receiving_provider);

ALTER TABLE ONLY content.legal_holds
    ADD CONSTRAINT legal_holds_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY content.mailbox_lanes
    ADD CONSTRAINT mailbox_lanes_pkey PRIMARY KEY (tenant_id, mailbox_id);

ALTER TABLE ONLY content.message_keys
    ADD CONSTRAINT message_keys_pkey PRIMARY KEY (tenant_id, key);

ALTER TABLE ONLY content.message_threads
    ADD CONSTRAINT message_threads_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY content.send_stops
    ADD CONSTRAINT send_stops_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY content.thread_notes
    ADD CONSTRAINT thread_notes_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY content.unmatched_inbound
    ADD CONSTRAINT unmatched_inbound_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY content.withdrawn_enrolments
    ADD CONSTRAINT withdrawn_enrolments_pkey PRIMARY KEY (tenant_id, enrolment_id);

CREATE INDEX attachment_contents_company_idx ON content.attachment_contents USING btree (tenant_id, company_id);

CREATE INDEX attachments_content_idx ON content.attachments USING btree (tenant_id, parent_storage_key);

CREATE INDEX attachments_contents_idx ON content.attachments USING btree (tenant_id, content_key);

CREATE INDEX attachments_unscanned_idx ON content.attachments USING btree (created) WHERE (NOT is_scanned);

CREATE INDEX email_content_cold_idx ON content.email_content USING btree (tenant_id, last_accessed) WHERE (archived IS NULL);

CREATE INDEX email_content_company_idx ON content.email_content USING btree (tenant_id, company_id);

CREATE INDEX email_content_expiry_idx ON content.email_content USING btree (expires) WHERE (expires IS NOT NULL);

CREATE INDEX email_messages_attempting_idx ON ONLY content.email_messages USING btree (tenant_id, mailbox_id) WHERE (state = 'attempting'::text);

CREATE INDEX email_messages_campaign_idx ON ONLY content.email_messages USING btree (tenant_id, campaign_id, message_id) WHERE (campaign_id IS NOT NULL);

CREATE INDEX email_messages_content_idx ON ONLY content.email_messages USING btree (tenant_id, storage_key) WHERE (storage_key IS NOT NULL);

CREATE INDEX email_messages_lead_idx ON ONLY content.email_messages USING btree (tenant_id, lead_id, message_id) WHERE (lead_id IS NOT NULL);

CREATE INDEX email_messages_mailbox_idx ON ONLY content.email_messages USING btree (tenant_id, mailbox_id, message_id);

CREATE INDEX email_messages_provider_message_id_idx ON ONLY content.email_messages USING btree (tenant_id, provider_message_id) WHERE (provider_message_id IS NOT NULL);

CREATE INDEX email_messages_rfc_message_id_idx ON ONLY content.email_messages USING btree (tenant_id, rfc_message_id) WHERE (rfc_message_id IS NOT NULL);

CREATE INDEX email_messages_thread_idx ON ONLY content.email_messages USING btree (tenant_id, thread_id, message_id) WHERE (thread_id IS NOT NULL);

CREATE INDEX email_messages_uncertain_idx ON ONLY content.email_messages USING btree (tenant_id, uncertain) WHERE (state = 'uncertain'::text);

CREATE INDEX email_messages_unprocessed_idx ON ONLY content.email_messages USING btree (tenant_id, received) WHERE ((direction = 'inbound'::text) AND (processed IS NULL));

CREATE INDEX email_messages_unsent_enrolment_idx ON ONLY content.email_messages USING btree (tenant_id, enrolment_id) WHERE (state = ANY (ARRAY['queued'::text, 'leased'::text, 'deferred'::text]));

CREATE INDEX email_messages_verp_idx ON ONLY content.email_messages USING btree (verp_token) WHERE (verp_token IS NOT NULL);

CREATE INDEX email_messages_waiting_idx ON ONLY content.email_messages USING btree (tenant_id, mailbox_id, COALESCE(campaign_id, '00000000-0000-0000-0000-000000000000'::uuid), priority, next_attempt) WHERE (state = ANY (ARRAY['queued'::text, 'deferred'::text]));

CREATE INDEX handoff_inbox_age_idx ON content.handoff_inbox USING btree (applied);

CREATE INDEX handoff_outbox_due_idx ON content.handoff_outbox USING btree (not_before, handoff_id);

CREATE INDEX imap_cursors_due_idx ON content.imap_cursors USING btree (next_poll) WHERE (deleted IS NULL);

CREATE INDEX imap_cursors_lease_idx ON content.imap_cursors USING btree (lease_expires) WHERE (lease_expires IS NOT NULL);

CREATE INDEX legal_holds_in_force_idx ON content.legal_holds USING btree (tenant_id, scope, scope_id) WHERE (released IS NULL);

CREATE INDEX mailbox_lanes_company_idx ON content.mailbox_lanes USING btree (tenant_id, company_id);

CREATE INDEX mailbox_lanes_lease_idx ON content.mailbox_lanes USING btree (lease_expires) WHERE (lease_expires IS NOT NULL);

CREATE INDEX mailbox_lanes_ready_idx ON content.mailbox_lanes USING btree (next_slot, next_due) WHERE ((next_due IS NOT NULL) AND (paused IS NULL) AND (deleted IS NULL));

CREATE INDEX mailbox_lanes_resume_idx ON content.mailbox_lanes USING btree (paused_until) WHERE (paused_until IS NOT NULL);

CREATE INDEX message_keys_age_idx ON content.message_keys USING btree (created);

CREATE INDEX message_keys_message_idx ON content.message_keys USING btree (tenant_id, message_id);

CREATE INDEX message_threads_assigned_idx ON content.message_threads USING btree (tenant_id, assigned_user_id) WHERE (assigned_user_id IS NOT NULL);

CREATE INDEX message_threads_campaign_idx ON content.message_threads USING btree (tenant_id, campaign_id) WHERE (campaign_id IS NOT NULL);

CREATE INDEX message_threads_company_idx ON content.message_threads USING btree (tenant_id, company_id, last_message DESC);

CREATE INDEX message_threads_inbox_idx ON content.message_threads USING btree (tenant_id, status, last_message DESC) WHERE (deleted IS NULL);

CREATE INDEX message_threads_lead_idx ON content.message_threads USING btree (tenant_id, lead_id) WHERE (lead_id IS NOT NULL);

CREATE INDEX message_threads_participant_idx ON content.message_threads USING btree (tenant_id, mailbox_id, participant_email);

CREATE INDEX message_threads_snooze_idx ON content.message_threads USING btree (snoozed_until) WHERE (snoozed_until IS NOT NULL);

CREATE INDEX message_threads_unread_idx ON content.message_threads USING btree (tenant_id, last_message DESC) WHERE ((NOT is_read) AND (deleted IS NULL));

CREATE INDEX thread_notes_thread_idx ON content.thread_notes USING btree (tenant_id, thread_id, created);

CREATE INDEX unmatched_inbound_content_idx ON content.unmatched_inbound USING btree (tenant_id, storage_key) WHERE (storage_key IS NOT NULL);

CREATE INDEX unmatched_inbound_open_idx ON content.unmatched_inbound USING btree (tenant_id, received) WHERE (resolved IS NULL);

CREATE INDEX withdrawn_enrolments_age_idx ON content.withdrawn_enrolments USING btree (tenant_id, created);

ALTER TABLE ONLY content.attachments
    ADD CONSTRAINT attachments_content_fkey FOREIGN KEY (tenant_id, parent_storage_key) REFERENCES content.email_content(tenant_id, storage_key) ON DELETE CASCADE;

ALTER TABLE ONLY content.attachments
    ADD CONSTRAINT attachments_contents_fkey FOREIGN KEY (tenant_id, content_key) REFERENCES content.attachment_contents(tenant_id, content_key) ON DELETE RESTRICT;

ALTER TABLE content.email_messages
    ADD CONSTRAINT email_messages_content_fkey FOREIGN KEY (tenant_id, storage_key) REFERENCES content.email_content(tenant_id, storage_key) ON DELETE SET NULL (storage_key);

ALTER TABLE content.email_messages
    ADD CONSTRAINT email_messages_thread_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES content.message_threads(tenant_id, id) ON DELETE SET NULL (thread_id);

ALTER TABLE ONLY content.lane_backoffs
    ADD CONSTRAINT lane_backoffs_lane_fkey FOREIGN KEY (tenant_id, mailbox_id) REFERENCES content.mailbox_lanes(tenant_id, mailbox_id) ON DELETE CASCADE;

ALTER TABLE ONLY content.thread_notes
    ADD CONSTRAINT thread_notes_thread_fkey FOREIGN KEY (tenant_id, thread_id) REFERENCES content.message_threads(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY content.unmatched_inbound
    ADD CONSTRAINT unmatched_inbound_content_fkey FOREIGN KEY (tenant_id, storage_key) REFERENCES content.email_content(tenant_id, storage_key) ON DELETE SET NULL (storage_key);

ALTER TABLE content.attachment_contents ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.attachments ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.campaign_holds ENABLE ROW LEVEL SECURITY;

CREATE POLICY company_isolation ON content.attachment_contents TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.attachments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.email_content TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.email_messages TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.imap_cursors TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.lane_backoffs TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.legal_holds TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.mailbox_lanes TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.message_threads TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.thread_notes TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

CREATE POLICY company_isolation ON content.unmatched_inbound TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

ALTER TABLE content.email_content ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.email_messages ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.handoff_inbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.handoff_outbox ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.handoff_parked ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.imap_cursors ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.lane_backoffs ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.legal_holds ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.mailbox_lanes ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.message_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.message_threads ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.send_stops ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_isolation ON content.campaign_holds TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON content.handoff_inbox TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON content.handoff_outbox TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant_isolation ON content.handoff_parked TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON content.message_keys TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON content.send_stops TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON content.withdrawn_enrolments TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

ALTER TABLE content.thread_notes ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.unmatched_inbound ENABLE ROW LEVEL SECURITY;

ALTER TABLE content.withdrawn_enrolments ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA content TO penguinmails_app;
GRANT USAGE ON SCHEMA content TO penguinmails_auth;
GRANT USAGE ON SCHEMA content TO penguinmails_staff;
GRANT USAGE ON SCHEMA content TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.attachment_contents TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.attachment_contents TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.attachments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.attachments TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.campaign_holds TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.campaign_holds TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.email_content TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.email_content TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.email_messages TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.email_messages TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.handoff_inbox TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.handoff_inbox TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.handoff_outbox TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.handoff_outbox TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.handoff_parked TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.handoff_parked TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.imap_cursors TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.imap_cursors TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.lane_backoffs TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.lane_backoffs TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.legal_holds TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.legal_holds TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.mailbox_lanes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.mailbox_lanes TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.message_keys TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.message_keys TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.message_threads TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.message_threads TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.send_stops TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.send_stops TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.thread_notes TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.thread_notes TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.unmatched_inbound TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.unmatched_inbound TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.withdrawn_enrolments TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE content.withdrawn_enrolments TO penguinmails_worker;
