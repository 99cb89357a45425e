-- Imports that go on where they were killed, and that can be undone.

ALTER TABLE oltp.import_jobs
    ADD COLUMN position bigint NOT NULL DEFAULT 0,
    ADD COLUMN undo_started timestamptz,
    ADD COLUMN undone_rows bigint NOT NULL DEFAULT 0,
    ADD COLUMN kept_rows bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN oltp.import_jobs.position IS 'The last line of the file whose batch has committed; what comes after it is not done yet.';
COMMENT ON COLUMN oltp.import_jobs.undo_started IS 'Somebody asked to undo it; rolled_back says that this is done.';
COMMENT ON COLUMN oltp.import_jobs.undone_rows IS 'Leads that undoing removed or gave their former values.';
COMMENT ON COLUMN oltp.import_jobs.kept_rows IS 'Leads it had made and that were used or changed since: undoing deleted them so that they can be restored.';

ALTER TABLE oltp.import_rejects ADD COLUMN detail text;
COMMENT ON COLUMN oltp.import_rejects.detail IS 'The reason in words, with the column and what is expected; NULL where the code says all.';

CREATE TABLE oltp.import_changes (
    tenant_id uuid NOT NULL,
    import_job_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    company_id uuid,
    former jsonb NOT NULL DEFAULT '{}',
    written jsonb NOT NULL DEFAULT '{}',
    tags_added text[] NOT NULL DEFAULT '{}',
    lead_updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT import_changes_pkey PRIMARY KEY (tenant_id, import_job_id, lead_id),
    CONSTRAINT import_changes_job_fkey FOREIGN KEY (tenant_id, import_job_id)
        REFERENCES oltp.import_jobs (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT import_changes_lead_fkey FOREIGN KEY (tenant_id, lead_id)
        REFERENCES oltp.leads (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT import_changes_objects CHECK (jsonb_typeof(former) = 'object' AND jsonb_typeof(written) = 'object')
);
CREATE INDEX import_changes_lead_idx ON oltp.import_changes (tenant_id, lead_id);
COMMENT ON TABLE oltp.import_changes IS 'What an import changed of a lead that was there before, so that it can be undone.';
COMMENT ON COLUMN oltp.import_changes.former IS 'The values before the import: {"title": text | null, "custom_fields.KEY": any | null}.';
COMMENT ON COLUMN oltp.import_changes.written IS 'What the import wrote in their place, by the same names: a field that has another value by now was changed since.';
COMMENT ON COLUMN oltp.import_changes.lead_updated IS 'leads.updated as the import left it.';
