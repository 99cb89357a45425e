-- Bodies and files. Outgoing mail is rendered again when shown; what is kept is inbound mail, and outgoing mail where a
-- setting or a legal hold asks for it.

CREATE TABLE content.email_content (
    tenant_id uuid NOT NULL,
    storage_key text NOT NULL,
    company_id uuid,
    content_text text,
    content_html text,
    headers jsonb NOT NULL DEFAULT '{}',
    raw bytea,
    raw_size_bytes bigint NOT NULL,
    compressed_size_bytes bigint,
    content_hash bytea NOT NULL,
    compression_algorithm text NOT NULL DEFAULT 'none',
    retention_days bigint NOT NULL DEFAULT 730,
    expires timestamptz,
    last_accessed timestamptz,
    archived timestamptz,
    archive_path text,
    is_archived boolean NOT NULL GENERATED ALWAYS AS (archived IS NOT NULL) STORED,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT email_content_pkey PRIMARY KEY (tenant_id, storage_key),
    CONSTRAINT email_content_hash_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, content_hash),
    CONSTRAINT email_content_storage_key_length CHECK (length(storage_key) BETWEEN 1 AND 500),
    CONSTRAINT email_content_headers_object CHECK (jsonb_typeof(headers) = 'object'),
    CONSTRAINT email_content_hash_is_sha256 CHECK (octet_length(content_hash) = 32),
    CONSTRAINT email_content_sizes_not_negative CHECK (raw_size_bytes >= 0 AND compressed_size_bytes >= 0),
    CONSTRAINT email_content_compression_known CHECK (compression_algorithm IN ('none', 'lz4', 'zstd', 'zstd_dictionary')),
    CONSTRAINT email_content_retention_positive CHECK (retention_days > 0),
    CONSTRAINT email_content_archived_has_path CHECK ((archived IS NULL) = (archive_path IS NULL))
);

CREATE INDEX email_content_expiry_idx ON content.email_content (expires) WHERE expires IS NOT NULL;
CREATE INDEX email_content_cold_idx ON content.email_content (tenant_id, last_accessed) WHERE archived IS NULL;
CREATE INDEX email_content_company_idx ON content.email_content (tenant_id, company_id);

COMMENT ON TABLE content.email_content IS
    'One body as it was received or rendered, kept once for each tenant and company however many messages carry it.';
COMMENT ON COLUMN content.email_content.storage_key IS
    'Made from company and content_hash, so that storing the same body again finds the same row.';
COMMENT ON COLUMN content.email_content.headers IS 'Header name in lower case -> list of its values, in order of appearance.';
COMMENT ON COLUMN content.email_content.raw IS 'The message as it stood on the wire, compressed by compression_algorithm; NULL once archived.';
COMMENT ON COLUMN content.email_content.raw_size_bytes IS 'Size on the wire, before compression.';
COMMENT ON COLUMN content.email_content.content_hash IS 'SHA-256 of the message on the wire.';
COMMENT ON COLUMN content.email_content.retention_days IS 'Days kept, from the tenant''s policy when it was stored; a legal hold outlasts it.';
COMMENT ON COLUMN content.email_content.expires IS 'When retention ends; NULL = not decided yet.';
COMMENT ON COLUMN content.email_content.archive_path IS 'Where the body went; text, html and raw are NULL here from then on.';

CREATE TABLE content.attachments (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    parent_storage_key text NOT NULL,
    filename text NOT NULL,
    original_filename text,
    mime_type text NOT NULL,
    size_bytes bigint NOT NULL,
    content bytea,
    content_hash bytea NOT NULL,
    content_id text,
    storage_disposition text NOT NULL DEFAULT 'attachment',
    is_scanned boolean NOT NULL DEFAULT false,
    virus_scan_result text,
    scanned timestamptz,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT attachments_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT attachments_content_fkey FOREIGN KEY (tenant_id, parent_storage_key)
        REFERENCES content.email_content (tenant_id, storage_key) ON DELETE CASCADE,
    CONSTRAINT attachments_filename_length CHECK (length(filename) BETWEEN 1 AND 255),
    CONSTRAINT attachments_mime_type_length CHECK (length(mime_type) <= 100),
    CONSTRAINT attachments_size_within_25_mb CHECK (size_bytes BETWEEN 0 AND 26214400),
    CONSTRAINT attachments_hash_is_sha256 CHECK (octet_length(content_hash) = 32),
    CONSTRAINT attachments_disposition_known CHECK (storage_disposition IN ('inline', 'attachment')),
    CONSTRAINT attachments_scan_result_known CHECK (virus_scan_result IN ('clean', 'infected', 'failed')),
    CONSTRAINT attachments_scanned_has_result CHECK (
        is_scanned = (virus_scan_result IS NOT NULL) AND is_scanned = (scanned IS NOT NULL)
    )
);

CREATE INDEX attachments_content_idx ON content.attachments (tenant_id, parent_storage_key);
CREATE INDEX attachments_unscanned_idx ON content.attachments (created) WHERE NOT is_scanned;

COMMENT ON TABLE content.attachments IS 'One file inside a stored body.';
COMMENT ON COLUMN content.attachments.filename IS 'Safe to offer for download: no path, no control characters.';
COMMENT ON COLUMN content.attachments.original_filename IS 'As the sender wrote it.';
COMMENT ON COLUMN content.attachments.content IS 'The file, decoded; NULL once archived or when infected.';
COMMENT ON COLUMN content.attachments.content_id IS 'Content-ID that the HTML part refers to, without the angle brackets.';

CREATE TABLE content.legal_holds (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    scope text NOT NULL,
    scope_id uuid NOT NULL,
    reason text NOT NULL,
    placed_by uuid NOT NULL,
    placed timestamptz NOT NULL DEFAULT now(),
    released_by uuid,
    released timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT legal_holds_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT legal_holds_scope_known CHECK (scope IN ('tenant', 'company', 'mailbox', 'campaign', 'lead', 'message')),
    CONSTRAINT legal_holds_released_is_signed CHECK ((released IS NULL) = (released_by IS NULL))
);

CREATE INDEX legal_holds_in_force_idx ON content.legal_holds (tenant_id, scope, scope_id) WHERE released IS NULL;

COMMENT ON TABLE content.legal_holds IS 'An order to keep mail: nothing it covers is expired, archived away or erased while it is in force.';
COMMENT ON COLUMN content.legal_holds.scope_id IS 'Id of what scope names: the tenant itself, or a company, mailbox, campaign, lead or message.';
