-- Enrolments that ended while a message of theirs was planned: whatever of theirs arrives later is not sent.

CREATE TABLE content.withdrawn_enrolments (
    tenant_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    reason text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT withdrawn_enrolments_pkey PRIMARY KEY (tenant_id, enrolment_id)
);

CREATE INDEX withdrawn_enrolments_age_idx ON content.withdrawn_enrolments (tenant_id, created);

COMMENT ON TABLE content.withdrawn_enrolments IS 'Enrolments that ended with a message under way: a plan that is delivered after its withdrawal, and a message that was being attempted at that moment and is to be tried again, are cancelled. An enrolment that ended never begins again.';
COMMENT ON COLUMN content.withdrawn_enrolments.created IS 'Forgotten after 30 days, as the keys of deliveries are: by then nothing of it can arrive.';
