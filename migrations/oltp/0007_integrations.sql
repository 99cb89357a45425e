-- What leaves for the outside: webhooks and scheduled reports; and the labels of the inbox.
-- Conversations themselves, with their notes, live with their messages in `content`.

CREATE TABLE oltp.webhooks (
    tenant_id uuid NOT NULL CONSTRAINT webhooks_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    secret_sealed bytea NOT NULL,
    previous_secret_sealed bytea,
    previous_secret_until timestamptz,
    status text NOT NULL DEFAULT 'active',
    status_reason text,
    failures_in_row bigint NOT NULL DEFAULT 0,
    last_delivered timestamptz,
    created_by uuid CONSTRAINT webhooks_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    deleted timestamptz,
    CONSTRAINT webhooks_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhooks_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT webhooks_url_is_http CHECK (url ~ '^https?://' AND char_length(url) <= 2000),
    CONSTRAINT webhooks_events_given CHECK (cardinality(events) > 0),
    CONSTRAINT webhooks_status_known CHECK (status IN ('active', 'paused', 'failing')),
    CONSTRAINT webhooks_previous_secret_whole CHECK ((previous_secret_sealed IS NULL) = (previous_secret_until IS NULL))
);
CREATE INDEX webhooks_company_idx ON oltp.webhooks (tenant_id, company_id);
CREATE INDEX webhooks_created_by_idx ON oltp.webhooks (created_by);
COMMENT ON TABLE oltp.webhooks IS 'An address that is told of events, signed.';
COMMENT ON COLUMN oltp.webhooks.events IS 'Kinds of event (message.replied, lead.unsubscribed …), or * for all.';
COMMENT ON COLUMN oltp.webhooks.status IS 'failing: stopped after 100 failures in a row, until a person starts it again.';
COMMENT ON COLUMN oltp.webhooks.previous_secret_sealed IS 'Signs too until previous_secret_until, so that a receiver can change over.';

CREATE TABLE oltp.webhook_deliveries (
    tenant_id uuid NOT NULL CONSTRAINT webhook_deliveries_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    webhook_id uuid NOT NULL,
    event_type text NOT NULL,
    event_key text NOT NULL,
    payload jsonb NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    attempts bigint NOT NULL DEFAULT 0,
    next_attempt timestamptz DEFAULT now(),
    response_status bigint,
    response_excerpt text,
    duration_ms bigint,
    last_error text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    delivered timestamptz,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_deliveries_event_key UNIQUE (tenant_id, webhook_id, event_key),
    CONSTRAINT webhook_deliveries_webhook_fkey FOREIGN KEY (tenant_id, webhook_id) REFERENCES oltp.webhooks (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_payload_object CHECK (jsonb_typeof(payload) = 'object'),
    CONSTRAINT webhook_deliveries_status_known CHECK (status IN ('pending', 'delivered', 'failed')),
    CONSTRAINT webhook_deliveries_next_iff_pending CHECK ((next_attempt IS NOT NULL) = (status = 'pending')),
    CONSTRAINT webhook_deliveries_delivered_iff_dated CHECK ((delivered IS NOT NULL) = (status = 'delivered'))
);
CREATE INDEX webhook_deliveries_due_idx ON oltp.webhook_deliveries (next_attempt) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_created_idx ON oltp.webhook_deliveries (created);
COMMENT ON TABLE oltp.webhook_deliveries IS 'One event for one webhook, and how telling it went: tries after 1 min, 5 min, 15 min, 1 h, 24 h.';
COMMENT ON COLUMN oltp.webhook_deliveries.event_key IS 'The event''s own id: told once, however often it is handed on.';
COMMENT ON COLUMN oltp.webhook_deliveries.payload IS '{id, type, created, tenant_id, company_id, data: object of the type}.';

CREATE TABLE oltp.scheduled_reports (
    tenant_id uuid NOT NULL CONSTRAINT scheduled_reports_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    name text NOT NULL,
    report text NOT NULL,
    options jsonb NOT NULL DEFAULT '{}',
    format text NOT NULL DEFAULT 'pdf',
    frequency text NOT NULL,
    send_hour bigint NOT NULL DEFAULT 8,
    timezone text NOT NULL DEFAULT 'UTC',
    recipients text[] NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    next_run timestamptz NOT NULL,
    last_run timestamptz,
    created_by uuid CONSTRAINT scheduled_reports_created_by_fkey REFERENCES oltp.users (id) ON DELETE SET NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT scheduled_reports_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT scheduled_reports_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT scheduled_reports_options_object CHECK (jsonb_typeof(options) = 'object'),
    CONSTRAINT scheduled_reports_format_known CHECK (format IN ('pdf', 'csv', 'xlsx', 'html')),
    CONSTRAINT scheduled_reports_frequency_known CHECK (frequency IN ('daily', 'weekly', 'monthly')),
    CONSTRAINT scheduled_reports_hour_range CHECK (send_hour BETWEEN 0 AND 23),
    CONSTRAINT scheduled_reports_recipients_given CHECK (cardinality(recipients) > 0)
);
CREATE INDEX scheduled_reports_due_idx ON oltp.scheduled_reports (next_run) WHERE is_active;
CREATE INDEX scheduled_reports_company_idx ON oltp.scheduled_reports (tenant_id, company_id);
CREATE INDEX scheduled_reports_created_by_idx ON oltp.scheduled_reports (created_by);
COMMENT ON TABLE oltp.scheduled_reports IS 'A report that is sent by mail again and again.';
COMMENT ON COLUMN oltp.scheduled_reports.options IS '{range: "7d" | "30d" | "90d", campaign_ids: [uuid], group_by: "day" | "week" | "month", white_label: bool}.';
COMMENT ON COLUMN oltp.scheduled_reports.send_hour IS 'Hour of the day in timezone.';

CREATE TABLE oltp.report_runs (
    tenant_id uuid NOT NULL CONSTRAINT report_runs_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    scheduled_report_id uuid NOT NULL,
    due timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'running',
    file_ref text,
    error text,
    created timestamptz NOT NULL DEFAULT now(),
    finished timestamptz,
    CONSTRAINT report_runs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT report_runs_due_key UNIQUE (tenant_id, scheduled_report_id, due),
    CONSTRAINT report_runs_report_fkey FOREIGN KEY (tenant_id, scheduled_report_id)
        REFERENCES oltp.scheduled_reports (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT report_runs_status_known CHECK (status IN ('running', 'sent', 'failed')),
    CONSTRAINT report_runs_finished_iff_over CHECK ((finished IS NULL) = (status = 'running'))
);
COMMENT ON TABLE oltp.report_runs IS 'One making of a scheduled report; once a due time.';

CREATE TABLE oltp.inbox_tags (
    tenant_id uuid NOT NULL CONSTRAINT inbox_tags_tenant_fkey REFERENCES oltp.tenants (id) ON DELETE CASCADE,
    id uuid NOT NULL DEFAULT uuidv7(),
    company_id uuid,
    value text NOT NULL,
    color text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inbox_tags_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT inbox_tags_value_key UNIQUE NULLS NOT DISTINCT (tenant_id, company_id, value),
    CONSTRAINT inbox_tags_company_fkey FOREIGN KEY (tenant_id, company_id) REFERENCES oltp.companies (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT inbox_tags_value_normalised CHECK (value = lower(value) AND char_length(value) BETWEEN 1 AND 50),
    CONSTRAINT inbox_tags_color_is_rrggbb CHECK (color ~ '^#[0-9a-f]{6}$')
);
COMMENT ON TABLE oltp.inbox_tags IS 'A label offered for conversations; which one carries it is in content.message_threads.tags.';
