-- Files that many mails carry (a signature's logo, a price list) are kept once: attachments name their contents, and say
-- where in the stored message they were cut out, so that it is put together again byte for byte.

CREATE TABLE content.attachment_contents (
    tenant_id uuid NOT NULL,
    content_key text NOT NULL,
    company_id uuid,
    content bytea NOT NULL,
    compression_algorithm text NOT NULL DEFAULT 'none',
    size_bytes bigint NOT NULL,
    compressed_size_bytes bigint NOT NULL,
    last_stored timestamptz NOT NULL DEFAULT now(),
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT attachment_contents_pkey PRIMARY KEY (tenant_id, content_key),
    CONSTRAINT attachment_contents_key_length CHECK (length(content_key) BETWEEN 1 AND 500),
    CONSTRAINT attachment_contents_sizes_not_negative CHECK (size_bytes >= 0 AND compressed_size_bytes >= 0),
    CONSTRAINT attachment_contents_compression_known CHECK (compression_algorithm IN ('none', 'zstd'))
);
-- It is compressed already.
ALTER TABLE content.attachment_contents ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX attachment_contents_company_idx ON content.attachment_contents (tenant_id, company_id);
COMMENT ON TABLE content.attachment_contents IS 'The bytes of a file, once for each tenant and company however many mails carry it.';
COMMENT ON COLUMN content.attachment_contents.content_key IS 'Made from company and SHA-256 of the file.';
COMMENT ON COLUMN content.attachment_contents.content IS 'The file, decoded, then compressed by compression_algorithm.';
COMMENT ON COLUMN content.attachment_contents.last_stored IS 'When a mail last brought it; what nothing refers to goes a day later.';

-- No release has stored an attachment yet.
-- squawk-ignore ban-drop-column
ALTER TABLE content.attachments DROP COLUMN content;
ALTER TABLE content.attachments
    ADD COLUMN content_key text,
    ADD COLUMN part bigint NOT NULL DEFAULT 0,
    ADD COLUMN cut_at bigint,
    ADD COLUMN line_length bigint,
    ADD COLUMN line_end text;
-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
ALTER TABLE content.attachments ADD CONSTRAINT attachments_contents_fkey FOREIGN KEY (tenant_id, content_key)
    REFERENCES content.attachment_contents (tenant_id, content_key) ON DELETE RESTRICT;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE content.attachments ADD CONSTRAINT attachments_cut_is_whole CHECK (
    (cut_at IS NULL) = (line_length IS NULL) AND (cut_at IS NULL) = (line_end IS NULL)
    AND (content_key IS NULL OR cut_at IS NOT NULL));
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE content.attachments ADD CONSTRAINT attachments_line_end_known CHECK (line_end IN ('crlf', 'lf'));
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX attachments_contents_idx ON content.attachments (tenant_id, content_key);
COMMENT ON COLUMN content.attachments.content_key IS 'The file''s bytes; NULL where they stayed inside the message (cut_at is NULL), or are gone (it is not).';
COMMENT ON COLUMN content.attachments.part IS 'Which part of the message it is, counted from 0 in the order of appearance.';
COMMENT ON COLUMN content.attachments.cut_at IS 'Where in the stored message its base64 text was cut out, in bytes; NULL = it was not.';
COMMENT ON COLUMN content.attachments.line_length IS 'Characters a line of that base64 text.';

ALTER TABLE content.email_content ALTER COLUMN raw SET STORAGE EXTERNAL;
ALTER TABLE content.email_content ADD COLUMN last_stored timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN content.email_content.last_stored IS 'When a mail last brought it; retention counts from then.';
COMMENT ON COLUMN content.email_content.raw IS
    'The message as it stood on the wire, less the attachments that were cut out, compressed by compression_algorithm; NULL once archived.';
COMMENT ON COLUMN content.email_content.content_text IS 'What a person reads in it: the text part, or text made from the HTML.';
COMMENT ON COLUMN content.email_content.content_html IS 'The HTML of a body that was kept without its raw form; else it is read from raw.';
COMMENT ON COLUMN content.email_content.compressed_size_bytes IS 'Bytes that raw takes here, its attachments apart.';
COMMENT ON COLUMN content.email_content.retention_days IS 'Days kept, from the tenant''s policy when the nightly sweep last looked; a legal hold outlasts it.';
COMMENT ON COLUMN content.email_content.expires IS 'When retention ends; NULL = never, or not decided yet.';
