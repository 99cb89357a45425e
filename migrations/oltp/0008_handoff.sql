-- What this tier hands to others, and what it has taken from them; `queue` and `notifications` speak through it too.
-- Without foreign keys to tenants: news of a tenant outlives the tenant.

CREATE TABLE oltp.handoff_outbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL DEFAULT uuidv7(),
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    attempts bigint NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT now(),
    last_error text,
    CONSTRAINT handoff_outbox_pkey PRIMARY KEY (tenant_id, handoff_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

CREATE INDEX handoff_outbox_due_idx ON oltp.handoff_outbox (not_before, handoff_id);

COMMENT ON TABLE oltp.handoff_outbox IS 'News for another tier, written with the change it tells of; the relay deletes what it has delivered.';
COMMENT ON COLUMN oltp.handoff_outbox.payload IS 'One tenant''s batch of one topic; each topic documents its own structure.';
COMMENT ON COLUMN oltp.handoff_outbox.not_before IS 'When the relay may try it (again).';

CREATE TABLE oltp.handoff_inbox (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    applied timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT handoff_inbox_pkey PRIMARY KEY (tenant_id, handoff_id)
);

CREATE INDEX handoff_inbox_age_idx ON oltp.handoff_inbox (applied);

COMMENT ON TABLE oltp.handoff_inbox IS 'A handoff applied here; a second delivery finds it and changes nothing.';

CREATE TABLE oltp.handoff_parked (
    tenant_id uuid NOT NULL,
    handoff_id uuid NOT NULL,
    topic text NOT NULL,
    payload jsonb NOT NULL,
    created timestamptz NOT NULL,
    attempts bigint NOT NULL,
    error text NOT NULL,
    parked timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT handoff_parked_pkey PRIMARY KEY (tenant_id, handoff_id)
);

COMMENT ON TABLE oltp.handoff_parked IS 'A handoff that could not be applied, kept for a person; a system event tells of it.';
COMMENT ON COLUMN oltp.handoff_parked.payload IS 'As it stood in the outbox.';
