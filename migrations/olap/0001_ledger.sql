-- What happened, and what we judged of it. Both only ever grow; erasure clears personal columns and deletes nothing that
-- counts.

CREATE TABLE olap.email_events (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    event_id uuid NOT NULL,
    company_id uuid,
    kind text NOT NULL,
    occurred timestamptz NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    batch_id uuid NOT NULL,
    source text NOT NULL,
    provider text,
    provider_event_id text,

    message_kind text,
    campaign_id uuid,
    step_id uuid,
    variant_id uuid,
    mailbox_id uuid,
    sending_domain text,
    receiving_provider text,
    lead_id uuid,

    bounce_type text,
    bounce_reason text,
    smtp_code bigint,
    smtp_enhanced text,

    user_agent text,
    ip_address inet,
    location text,
    device_type text,
    client text,
    link_url text,
    link_text text,
    metadata jsonb NOT NULL DEFAULT '{}',
    erased timestamptz,

    CONSTRAINT email_events_pkey PRIMARY KEY (tenant_id, message_id, event_id),
    CONSTRAINT email_events_kind_known CHECK (
        kind IN ('sent', 'delivered', 'deferred', 'failed', 'bounced', 'complained', 'opened', 'clicked', 'replied',
                 'auto_replied', 'unsubscribed')
    ),
    CONSTRAINT email_events_source_known CHECK (
        source IN ('delivery', 'tracking', 'inbound', 'provider', 'evidence', 'import')
    ),
    CONSTRAINT email_events_message_kind_known CHECK (
        message_kind IN ('campaign', 'test', 'warmup', 'reply', 'manual', 'system')
    ),
    CONSTRAINT email_events_dimensions_only_on_sent CHECK (
        (kind = 'sent') = (message_kind IS NOT NULL)
        AND (kind = 'sent' OR num_nonnulls(campaign_id, step_id, variant_id, mailbox_id, sending_domain,
                                           receiving_provider, lead_id) = 0)
    ),
    CONSTRAINT email_events_sent_names_its_mailbox CHECK (kind <> 'sent' OR mailbox_id IS NOT NULL),
    CONSTRAINT email_events_campaign_mail_names_its_parts CHECK (
        message_kind IS DISTINCT FROM 'campaign'
        OR num_nulls(company_id, campaign_id, step_id, lead_id) = 0
    ),
    CONSTRAINT email_events_bounce_type_known CHECK (bounce_type IN ('hard', 'soft', 'block')),
    CONSTRAINT email_events_bounced_has_type CHECK ((kind = 'bounced') = (bounce_type IS NOT NULL)),
    CONSTRAINT email_events_clicked_has_link CHECK (kind <> 'clicked' OR link_url IS NOT NULL),
    CONSTRAINT email_events_device_type_known CHECK (device_type IN ('desktop', 'mobile', 'tablet', 'bot', 'unknown')),
    CONSTRAINT email_events_ip_truncated CHECK (
        ip_address = network(ip_address)
        AND masklen(ip_address) <= CASE family(ip_address) WHEN 4 THEN 24 ELSE 48 END
    ),
    CONSTRAINT email_events_metadata_object CHECK (jsonb_typeof(metadata) = 'object')
) PARTITION BY RANGE (message_id);

-- The rollup's claim, the activity feed, and the daily clearing of addresses and user agents.
CREATE INDEX email_events_batch_idx ON olap.email_events (tenant_id, batch_id);
CREATE INDEX email_events_recent_idx ON olap.email_events (tenant_id, kind, occurred);
CREATE INDEX email_events_personal_idx ON olap.email_events (received)
    WHERE ip_address IS NOT NULL OR user_agent IS NOT NULL;

COMMENT ON TABLE olap.email_events IS 'Something that happened to one message; inserted once, never changed but by erasure.';
COMMENT ON COLUMN olap.email_events.event_id IS
    'Made from the source''s own identity of the event, so that a repeated report is the same row.';
COMMENT ON COLUMN olap.email_events.company_id IS 'Who may see the row. The fold takes the company, as all dimensions, from the sent event.';
COMMENT ON COLUMN olap.email_events.occurred IS 'When it happened, by the source''s word.';
COMMENT ON COLUMN olap.email_events.received IS 'When we heard of it.';
COMMENT ON COLUMN olap.email_events.batch_id IS 'The ingest that inserted it: rollup_queue.batch_id.';
COMMENT ON COLUMN olap.email_events.source IS
    'delivery = our SMTP session, tracking = pixel, link, unsubscribe, inbound = received mail, provider = a provider''s webhook, evidence = found later for an uncertain message.';
COMMENT ON COLUMN olap.email_events.provider_event_id IS 'The provider''s id of the event; event_id is made from it.';
COMMENT ON COLUMN olap.email_events.message_kind IS 'content.email_messages.kind. On sent only, as the dimensions after it.';
COMMENT ON COLUMN olap.email_events.receiving_provider IS 'Who runs the recipient''s MX: google, microsoft, yahoo … or the MX''s domain.';
COMMENT ON COLUMN olap.email_events.bounce_type IS 'hard = no such mailbox, soft = not now, block = refused for what we are or sent.';
COMMENT ON COLUMN olap.email_events.bounce_reason IS 'The receiver''s words.';
COMMENT ON COLUMN olap.email_events.user_agent IS 'Cleared when the tenant''s retention of raw hits ends; device_type and client stay.';
COMMENT ON COLUMN olap.email_events.ip_address IS 'Truncated to /24 (IPv4) or /48 (IPv6) before it is stored; cleared like user_agent.';
COMMENT ON COLUMN olap.email_events.location IS 'Country, or country and region (ISO 3166), from the untruncated address.';
COMMENT ON COLUMN olap.email_events.client IS 'Mail client or fetcher: apple_mail_privacy, gmail_proxy, outlook …';
COMMENT ON COLUMN olap.email_events.metadata IS
    'What only this kind or source has: attempt, remote_host (delivery); feedback_type (complained); reason (failed); method get|post|mailto (unsubscribed).';
COMMENT ON COLUMN olap.email_events.erased IS 'When an erasure cleared the personal columns.';

CREATE TABLE olap.event_verdicts (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    event_id uuid NOT NULL,
    rule_version bigint NOT NULL,
    company_id uuid,
    verdict text NOT NULL,
    reason text NOT NULL,
    batch_id uuid NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT event_verdicts_pkey PRIMARY KEY (tenant_id, message_id, event_id, rule_version),
    CONSTRAINT event_verdicts_verdict_known CHECK (verdict IN ('human', 'machine', 'unknown'))
) PARTITION BY RANGE (message_id);

CREATE INDEX event_verdicts_batch_idx ON olap.event_verdicts (tenant_id, batch_id);

COMMENT ON TABLE olap.event_verdicts IS
    'One judgement whether a person or a machine opened or clicked; the highest rule_version of an event counts.';
COMMENT ON COLUMN olap.event_verdicts.reason IS 'The rule that decided, such as apple_mail_privacy, known_scanner, too_fast, honeypot.';
COMMENT ON COLUMN olap.event_verdicts.batch_id IS 'Queued in rollup_queue like a batch of events.';

CREATE TABLE olap.late_events (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    event_id uuid NOT NULL,
    company_id uuid,
    kind text NOT NULL,
    occurred timestamptz NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    event jsonb NOT NULL,
    reported timestamptz,
    CONSTRAINT late_events_pkey PRIMARY KEY (tenant_id, message_id, event_id),
    CONSTRAINT late_events_event_object CHECK (jsonb_typeof(event) = 'object')
);

CREATE INDEX late_events_unreported_idx ON olap.late_events (received) WHERE reported IS NULL;

COMMENT ON TABLE olap.late_events IS 'An event of a message whose month is archived: kept and reported, in no figure.';
COMMENT ON COLUMN olap.late_events.event IS 'The whole event, its keys named as the columns of email_events.';

CREATE TABLE olap.rollup_queue (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    rows bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rollup_queue_pkey PRIMARY KEY (tenant_id, batch_id),
    CONSTRAINT rollup_queue_rows_positive CHECK (rows > 0)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE INDEX rollup_queue_age_idx ON olap.rollup_queue (created, tenant_id);

COMMENT ON TABLE olap.rollup_queue IS
    'A batch of events or verdicts not yet in the facts; written with them, deleted by the transaction that counts them.';
COMMENT ON COLUMN olap.rollup_queue.rows IS 'Rows the batch really inserted.';

CREATE TABLE olap.rollup_tenants (
    tenant_id uuid NOT NULL,
    rolled timestamptz,
    batches bigint NOT NULL DEFAULT 0,
    messages bigint NOT NULL DEFAULT 0,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT rollup_tenants_pkey PRIMARY KEY (tenant_id)
);

COMMENT ON TABLE olap.rollup_tenants IS 'The lock one rollup of a tenant holds at a time, and what it has done so far.';
COMMENT ON COLUMN olap.rollup_tenants.rolled IS 'When the last rollup committed.';
COMMENT ON COLUMN olap.rollup_tenants.batches IS 'Batches ever applied.';
COMMENT ON COLUMN olap.rollup_tenants.messages IS 'Messages ever refolded.';
