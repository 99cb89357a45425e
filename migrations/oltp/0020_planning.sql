-- What the scheduler remembers of a campaign between its rounds, and what became of each step's message.

ALTER TABLE oltp.campaigns
    ADD COLUMN plan_after timestamptz,
    ADD COLUMN plan_reason text,
    ADD COLUMN opener_day date,
    ADD COLUMN opener_count bigint NOT NULL DEFAULT 0,
    ADD COLUMN enrolled_to uuid,
    ADD COLUMN enrolled timestamptz,
    ADD COLUMN enrol_after timestamptz,
    ADD COLUMN enrol_error text;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE oltp.campaigns ADD CONSTRAINT campaigns_plan_reason_known
    CHECK (plan_reason IN ('window', 'capacity', 'mailboxes', 'template', 'steps', 'error'));

COMMENT ON COLUMN oltp.campaigns.plan_after IS 'Nothing of it is planned before; NULL = at once. One row instead of every enrolment that is due.';
COMMENT ON COLUMN oltp.campaigns.plan_reason IS 'Why it waits for plan_after. window: closed; capacity: all mailboxes have their day''s messages; mailboxes: none can send; template, steps: a step has nothing to send; error: a fault of ours, tried again.';
COMMENT ON COLUMN oltp.campaigns.opener_day IS 'The UTC day that opener_count counts.';
COMMENT ON COLUMN oltp.campaigns.opener_count IS 'Leads first written to on that day, for daily_limit.';
COMMENT ON COLUMN oltp.campaigns.enrolled_to IS 'Highest lead id taken by the pass over the audience under way; NULL between passes. For lists and segments together.';
COMMENT ON COLUMN oltp.campaigns.enrolled IS 'When the first pass had taken the whole audience.';
COMMENT ON COLUMN oltp.campaigns.enrol_after IS 'When the next pass looks for newcomers; NULL = at once.';
COMMENT ON COLUMN oltp.campaigns.enrol_error IS 'Why the last pass could not read the audience, in words.';
COMMENT ON COLUMN oltp.campaign_lists.enrolled_to IS 'Not used: one pass reads all lists and segments (campaigns.enrolled_to).';
COMMENT ON COLUMN oltp.campaign_segments.enrolled_to IS 'Not used, as in campaign_lists.';

ALTER TABLE oltp.enrolment_steps
    ADD COLUMN outcome text,
    ADD COLUMN settled timestamptz,
    ADD COLUMN settled_version bigint NOT NULL DEFAULT 0,
    ADD COLUMN engaged_version bigint NOT NULL DEFAULT 0,
    ADD COLUMN bounce_type text;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE oltp.enrolment_steps ADD CONSTRAINT enrolment_steps_outcome_known
    CHECK (outcome IN ('accepted', 'rejected', 'uncertain', 'cancelled'));
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE oltp.enrolment_steps ADD CONSTRAINT enrolment_steps_bounce_type_known
    CHECK (bounce_type IN ('hard', 'soft', 'block'));

COMMENT ON COLUMN oltp.enrolment_steps.outcome IS 'What became of the message; a failed one leaves no row, because it was never sent and is planned anew.';
COMMENT ON COLUMN oltp.enrolment_steps.settled IS 'When it was attempted, or cancelled.';
COMMENT ON COLUMN oltp.enrolment_steps.settled_version IS 'Of the word that outcome is from; an older one changes nothing.';
COMMENT ON COLUMN oltp.enrolment_steps.engaged_version IS 'Of the ledger''s copy in opened and clicked; an older one changes nothing.';
COMMENT ON COLUMN oltp.enrolment_steps.bounce_type IS 'How final the bounce was: three soft ones in a row suppress.';

-- Follow-ups are planned before first messages, however many of those are due.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX enrolments_followups_idx ON oltp.enrolments (tenant_id, campaign_id, next_due)
    WHERE state = 'active' AND first_message_id IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX enrolments_paused_idx ON oltp.enrolments (tenant_id, campaign_id) WHERE state = 'paused';
