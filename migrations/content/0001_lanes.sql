-- A lane is one mailbox as the sender sees it: how much it may send, how fast, and when next.

CREATE TABLE content.mailbox_lanes (
    tenant_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    company_id uuid,
    email text NOT NULL,
    sending_domain text NOT NULL,
    daily_cap bigint NOT NULL,
    used_today bigint NOT NULL DEFAULT 0,
    used_day date NOT NULL DEFAULT '1970-01-01',
    timezone text NOT NULL DEFAULT 'UTC',
    window_days bigint NOT NULL DEFAULT 127,
    window_start_minute bigint NOT NULL DEFAULT 0,
    window_end_minute bigint NOT NULL DEFAULT 1440,
    min_gap_seconds bigint NOT NULL DEFAULT 120,
    per_second_limit bigint,
    rolling_limit bigint,
    rolling_seconds bigint,
    rolling_used bigint NOT NULL DEFAULT 0,
    rolling_started timestamptz,
    next_slot timestamptz NOT NULL DEFAULT now(),
    next_due timestamptz,
    paused timestamptz,
    paused_until timestamptz,
    pause_reason text,
    fence bigint NOT NULL DEFAULT 0,
    leased_by text,
    lease_expires timestamptz,
    version bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT mailbox_lanes_pkey PRIMARY KEY (tenant_id, mailbox_id),
    CONSTRAINT mailbox_lanes_email_normalised CHECK (email = lower(email) AND length(email) <= 254),
    CONSTRAINT mailbox_lanes_domain_normalised CHECK (sending_domain = lower(sending_domain)),
    CONSTRAINT mailbox_lanes_cap_not_negative CHECK (daily_cap >= 0),
    CONSTRAINT mailbox_lanes_used_not_negative CHECK (used_today >= 0 AND rolling_used >= 0),
    CONSTRAINT mailbox_lanes_window_days_are_bits CHECK (window_days BETWEEN 0 AND 127),
    CONSTRAINT mailbox_lanes_window_opens_before_it_closes CHECK (
        window_start_minute >= 0 AND window_start_minute < window_end_minute AND window_end_minute <= 1440
    ),
    CONSTRAINT mailbox_lanes_gap_not_negative CHECK (min_gap_seconds >= 0),
    CONSTRAINT mailbox_lanes_rate_positive CHECK (per_second_limit > 0),
    CONSTRAINT mailbox_lanes_rolling_whole CHECK (
        (rolling_limit IS NULL) = (rolling_seconds IS NULL)
        AND (rolling_limit IS NULL OR (rolling_limit > 0 AND rolling_seconds > 0))
    ),
    CONSTRAINT mailbox_lanes_pause_has_reason CHECK ((paused IS NULL) = (pause_reason IS NULL)),
    CONSTRAINT mailbox_lanes_pause_reason_known CHECK (
        pause_reason IN ('person', 'bounces', 'complaints', 'health', 'authentication', 'connection', 'domain',
                         'subscription', 'warmup')
    ),
    CONSTRAINT mailbox_lanes_lease_has_holder CHECK ((leased_by IS NULL) = (lease_expires IS NULL))
);

-- What a sender looks for: a lane with mail due, whose slot has come, that nobody holds.
CREATE INDEX mailbox_lanes_ready_idx ON content.mailbox_lanes (next_slot, next_due)
    WHERE next_due IS NOT NULL AND paused IS NULL AND deleted IS NULL;
CREATE INDEX mailbox_lanes_lease_idx ON content.mailbox_lanes (lease_expires) WHERE lease_expires IS NOT NULL;
CREATE INDEX mailbox_lanes_resume_idx ON content.mailbox_lanes (paused_until) WHERE paused_until IS NOT NULL;
CREATE INDEX mailbox_lanes_company_idx ON content.mailbox_lanes (tenant_id, company_id);

COMMENT ON TABLE content.mailbox_lanes IS
    'One mailbox (oltp.email_accounts) as the sender sees it: cap, use, rate, window and pause.';
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
COMMENT ON COLUMN content.mailbox_lanes.next_due IS
    'No later than the earliest next_attempt of its unsent messages; NULL when it has none, so an idle lane is never polled.';
COMMENT ON COLUMN content.mailbox_lanes.paused_until IS 'A pause that ends by itself; NULL with paused set = until a person resumes it.';
COMMENT ON COLUMN content.mailbox_lanes.fence IS
    'Raised by every claim. Messages carry it as lease_token; a sender that lost its lease writes nothing.';
COMMENT ON COLUMN content.mailbox_lanes.version IS 'Version of the mailbox in oltp this copy was made from; an older one never overwrites it.';

CREATE TABLE content.lane_backoffs (
    tenant_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    receiving_provider text NOT NULL,
    company_id uuid,
    not_before timestamptz NOT NULL,
    failures bigint NOT NULL DEFAULT 1,
    last_reply text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lane_backoffs_pkey PRIMARY KEY (tenant_id, mailbox_id, receiving_provider),
    CONSTRAINT lane_backoffs_lane_fkey FOREIGN KEY (tenant_id, mailbox_id)
        REFERENCES content.mailbox_lanes (tenant_id, mailbox_id) ON DELETE CASCADE
);

COMMENT ON TABLE content.lane_backoffs IS
    'A receiving provider that deferred a mailbox''s mail, and until when that mailbox leaves it alone.';
COMMENT ON COLUMN content.lane_backoffs.receiving_provider IS 'Who runs the recipient''s MX: google, microsoft, yahoo … or the MX''s domain.';
COMMENT ON COLUMN content.lane_backoffs.failures IS 'Deferrals in a row; the next delay grows with it.';
