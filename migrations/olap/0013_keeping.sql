-- What leaves for the archive, what is forgotten, and how both are known afterwards.

ALTER TABLE olap.analytics_archive
    ADD COLUMN last_day date,
    ADD COLUMN rows_digest text,
    ADD COLUMN restored timestamptz,
    ADD COLUMN checked timestamptz;
COMMENT ON COLUMN olap.analytics_archive.path IS 'Below the archive''s folder; begins with the tenant''s id. A rewritten file has another name.';
COMMENT ON COLUMN olap.analytics_archive.last_day IS
    'Latest activity_date in the file. Facts of days after the latest of message_states can be counted again from what is live.';
COMMENT ON COLUMN olap.analytics_archive.rows_digest IS
    'Sums over all rows of the first and the next 60 bits of MD5(row): the same in any order, counted alike by both engines.';
COMMENT ON COLUMN olap.analytics_archive.verified IS
    'When the file had been read back: its rows and their digest were those of the table.';
COMMENT ON COLUMN olap.analytics_archive.removed IS
    'When all its rows had been deleted here, but those changed meanwhile, which count in place of the file''s. NULL again once restored.';
COMMENT ON COLUMN olap.analytics_archive.restored IS 'When its rows were last brought back; they stay here for a while.';
COMMENT ON COLUMN olap.analytics_archive.checked IS 'When the file was last found whole.';

-- Two years, then the archive. The figures stay: facts are never archived unless a tenant says so.
ALTER TABLE olap.dim_tenants ALTER COLUMN messages_retention_days SET DEFAULT 730;
COMMENT ON COLUMN olap.dim_tenants.messages_retention_days IS
    'Days until events, verdicts and states are archived, as the reports tell; the archive asks the tenant''s policies.';

CREATE TABLE olap.erasures (
    tenant_id uuid NOT NULL,
    subject text NOT NULL,
    subject_digest bytea NOT NULL,
    subject_id uuid,
    surrogate uuid NOT NULL,
    report jsonb NOT NULL DEFAULT '{}',
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    finished timestamptz,
    CONSTRAINT erasures_pkey PRIMARY KEY (tenant_id, subject, subject_digest),
    CONSTRAINT erasures_subject_known CHECK (subject IN ('lead', 'tenant')),
    CONSTRAINT erasures_digest_is_sha256 CHECK (octet_length(subject_digest) = 32),
    CONSTRAINT erasures_finished_forgets CHECK (finished IS NULL OR subject_id IS NULL),
    CONSTRAINT erasures_report_object CHECK (jsonb_typeof(report) = 'object')
);

CREATE INDEX erasures_waiting_idx ON olap.erasures (created) WHERE finished IS NULL;

COMMENT ON TABLE olap.erasures IS
    'Who was to be forgotten, and by what random id they are counted since. Nobody can be found by a row, but in a backup that still knows them.';
COMMENT ON COLUMN olap.erasures.subject_digest IS 'SHA-256 of tenant and id; ids are random, so it cannot be guessed back.';
COMMENT ON COLUMN olap.erasures.subject_id IS 'The id, until it is replaced everywhere; NULL too where a restored journal asks, which knows digests only.';
COMMENT ON COLUMN olap.erasures.surrogate IS 'In place of the id in events, states, facts and archived files.';
COMMENT ON COLUMN olap.erasures.report IS 'Rows changed by table: {"olap.email_events": 3, …}.';
COMMENT ON COLUMN olap.erasures.finished IS 'When nothing here named the subject any more.';
