-- What the events of one message add up to.

CREATE TABLE olap.message_states (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    company_id uuid,
    activity_date date,
    message_kind text,
    campaign_id uuid,
    step_id uuid,
    variant_id uuid,
    mailbox_id uuid,
    sending_domain text,
    receiving_provider text,
    lead_id uuid,

    sent boolean NOT NULL DEFAULT false,
    delivered boolean NOT NULL DEFAULT false,
    opened_tracked boolean NOT NULL DEFAULT false,
    opened_human boolean NOT NULL DEFAULT false,
    clicked_tracked boolean NOT NULL DEFAULT false,
    clicked_human boolean NOT NULL DEFAULT false,
    replied boolean NOT NULL DEFAULT false,
    auto_replied boolean NOT NULL DEFAULT false,
    bounced boolean NOT NULL DEFAULT false,
    bounced_hard boolean NOT NULL DEFAULT false,
    bounced_soft boolean NOT NULL DEFAULT false,
    bounced_block boolean NOT NULL DEFAULT false,
    unsubscribed boolean NOT NULL DEFAULT false,
    spam_complaints boolean NOT NULL DEFAULT false,
    failed boolean NOT NULL DEFAULT false,

    opens_total bigint NOT NULL DEFAULT 0,
    opens_human bigint NOT NULL DEFAULT 0,
    opens_machine bigint NOT NULL DEFAULT 0,
    clicks_total bigint NOT NULL DEFAULT 0,
    clicks_human bigint NOT NULL DEFAULT 0,
    clicks_machine bigint NOT NULL DEFAULT 0,

    first_sent timestamptz,
    first_delivered timestamptz,
    first_deferred timestamptz,
    first_opened timestamptz,
    first_opened_human timestamptz,
    first_clicked timestamptz,
    first_clicked_human timestamptz,
    first_replied timestamptz,
    first_auto_replied timestamptz,
    first_bounced timestamptz,
    first_unsubscribed timestamptz,
    first_complained timestamptz,
    first_failed timestamptz,
    last_event timestamptz NOT NULL,

    breakdown jsonb NOT NULL DEFAULT '{}',
    updated timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT message_states_pkey PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT message_states_sent_has_day CHECK (sent = (activity_date IS NOT NULL) AND sent = (first_sent IS NOT NULL)),
    CONSTRAINT message_states_delivered_or_bounced CHECK (
        NOT (delivered AND bounced) AND (NOT sent OR delivered OR bounced) AND (sent OR NOT (delivered OR bounced))
    ),
    CONSTRAINT message_states_bounced_is_one_kind CHECK (
        bounced::int = bounced_hard::int + bounced_soft::int + bounced_block::int
    ),
    CONSTRAINT message_states_engaged_only_if_delivered CHECK (
        delivered
        OR NOT (opened_tracked OR opened_human OR clicked_tracked OR clicked_human OR replied OR auto_replied
                OR unsubscribed OR spam_complaints)
    ),
    CONSTRAINT message_states_click_implies_open CHECK (
        (opened_tracked OR NOT clicked_tracked) AND (opened_human OR NOT clicked_human)
    ),
    CONSTRAINT message_states_human_implies_tracked CHECK (
        (opened_tracked OR NOT opened_human) AND (clicked_tracked OR NOT clicked_human)
    ),
    CONSTRAINT message_states_breakdown_object CHECK (jsonb_typeof(breakdown) = 'object')
) PARTITION BY RANGE (message_id);

-- The messages behind a number, by what the number is about.
CREATE INDEX message_states_campaign_idx ON olap.message_states (tenant_id, campaign_id, activity_date)
    WHERE campaign_id IS NOT NULL;
CREATE INDEX message_states_lead_idx ON olap.message_states (tenant_id, lead_id, activity_date)
    WHERE lead_id IS NOT NULL;
CREATE INDEX message_states_mailbox_idx ON olap.message_states (tenant_id, mailbox_id, activity_date);
CREATE INDEX message_states_day_idx ON olap.message_states (tenant_id, activity_date);

COMMENT ON TABLE olap.message_states IS
    'The fold of all events of one message. Each flag is what the message adds to the fact column of the same name.';
COMMENT ON COLUMN olap.message_states.activity_date IS 'The UTC day it was sent: its cohort. NULL while no sent event is known; then it counts nowhere.';
COMMENT ON COLUMN olap.message_states.delivered IS 'Sent and not bounced; human engagement overrides a bounce.';
COMMENT ON COLUMN olap.message_states.opens_total IS
    'Open events; human, machine and (the rest) unknown by verdict. Counted only when delivered, as clicks_*.';
COMMENT ON COLUMN olap.message_states.first_delivered IS 'First word of a provider that it was delivered; the flag does not wait for it.';
COMMENT ON COLUMN olap.message_states.first_opened IS 'By the events, before the rules: it may be set while the flag is not, as the other times.';
COMMENT ON COLUMN olap.message_states.breakdown IS
    'What it adds to the breakdown tables, so that it can be taken back: buckets {start -> [opens, opens_human, clicks, clicks_human, replies]}, links {digest -> [clicks, clicks_human]}, devices, clients, locations {name -> [opens, opens_human, clicks, clicks_human]}.';
