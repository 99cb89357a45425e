-- What the sender needs besides the message: how it is tracked, its first attempt, what it came to, and who must wait.

ALTER TABLE content.email_messages
    ADD COLUMN options jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN first_attempt timestamptz,
    ADD COLUMN bounce_type text,
    ADD COLUMN words text;
-- squawk-ignore adding-field-with-default, constraint-missing-not-valid
ALTER TABLE content.email_messages ADD CONSTRAINT email_messages_options_object CHECK (jsonb_typeof(options) = 'object');
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE content.email_messages ADD CONSTRAINT email_messages_bounce_type_known CHECK (bounce_type IN ('hard', 'soft', 'block'));
COMMENT ON COLUMN content.email_messages.options IS
    'How it is sent: tracking {opens, clicks, consent, utm}, campaign_type (for suppressions), keep_body, subject (in the template''s place).';
COMMENT ON COLUMN content.email_messages.first_attempt IS 'When it was attempted first; a deferred message expires some hours later.';
COMMENT ON COLUMN content.email_messages.bounce_type IS 'How final a rejection is.';
COMMENT ON COLUMN content.email_messages.words IS 'What to tell people of its end: what the template could not do, what the server said.';
COMMENT ON COLUMN content.email_messages.state IS
    'queued -> attempting (committed before DATA) -> accepted, deferred, rejected, uncertain, cancelled or failed; received for inbound. Before that its lane is leased, not it: leased is not used.';
COMMENT ON COLUMN content.email_messages.lease_token IS 'content.mailbox_lanes.fence at the attempt; what is recorded of it asks for it.';
COMMENT ON COLUMN content.email_messages.rendered_digest IS
    'SHA-256 of the message as given to DATA without its DKIM-Signature fields; tells when a new rendering is no longer the same.';
COMMENT ON COLUMN content.email_messages.subject IS 'As sent. Before that the parent''s or none.';
COMMENT ON COLUMN content.email_messages.version IS 'Raised by every settlement: a later word on the message has a higher one.';

-- The sender's claim, a campaign after the other, so that those held are stepped over whole, however many they are.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_messages_waiting_idx ON content.email_messages (
    tenant_id, mailbox_id, coalesce(campaign_id, '00000000-0000-0000-0000-000000000000'), priority, next_attempt)
    WHERE state IN ('queued', 'deferred');
-- squawk-ignore require-concurrent-index-deletion, ban-drop-index
DROP INDEX content.email_messages_due_idx;
-- What a sender that lost its lease left behind: found by lane, whose lease it was.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX email_messages_attempting_idx ON content.email_messages (tenant_id, mailbox_id) WHERE state = 'attempting';
-- squawk-ignore require-concurrent-index-deletion, ban-drop-index
DROP INDEX content.email_messages_lease_idx;
-- A suppression stops a message when its turn comes, which needs no index: each costs an entry a message.
-- squawk-ignore require-concurrent-index-deletion, ban-drop-index
DROP INDEX content.email_messages_unsent_address_idx;

COMMENT ON COLUMN content.lane_backoffs.receiving_provider IS
    'Who runs the recipient''s MX: google, microsoft, yahoo … or the MX''s or address''s domain; * is the mailbox''s own server.';

CREATE TABLE content.campaign_holds (
    tenant_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    held boolean NOT NULL,
    version bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaign_holds_pkey PRIMARY KEY (tenant_id, campaign_id)
);
COMMENT ON TABLE content.campaign_holds IS 'Campaigns that were held once: while held, nothing of them is sent. Copied from oltp.campaigns.';
COMMENT ON COLUMN content.campaign_holds.version IS 'Version of the campaign this was copied from; an older one never overwrites it.';

CREATE TABLE content.send_stops (
    tenant_id uuid NOT NULL,
    reason text NOT NULL,
    stopped_by text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT send_stops_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT send_stops_reason_length CHECK (length(reason) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE content.send_stops IS 'Tenants of which nothing is sent until somebody lifts it; of the platform''s tenant: nothing at all.';
COMMENT ON COLUMN content.send_stops.stopped_by IS 'Who: a user''s id, an operator, the system.';
