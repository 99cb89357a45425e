-- What operators are told.

CREATE TABLE notifications.admin_system_events (
    tenant_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    event_type text NOT NULL,
    severity text NOT NULL,
    message text NOT NULL,
    description text,
    details jsonb NOT NULL DEFAULT '{}',
    dedupe_key text,
    occurrences bigint NOT NULL DEFAULT 1,
    last_seen timestamptz NOT NULL DEFAULT now(),
    admin_user_id uuid,
    user_id uuid,
    is_resolved boolean NOT NULL GENERATED ALWAYS AS (resolved IS NOT NULL) STORED,
    resolved timestamptz,
    resolved_by text,
    resolution text,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT admin_system_events_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT admin_system_events_type_form CHECK (event_type ~ '^[a-z]+(_[a-z]+)*$'),
    CONSTRAINT admin_system_events_severity_known CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT admin_system_events_details_object CHECK (jsonb_typeof(details) = 'object')
);

CREATE INDEX admin_system_events_type_idx ON notifications.admin_system_events (event_type, created DESC);
CREATE INDEX admin_system_events_severity_idx ON notifications.admin_system_events (severity, created DESC);
CREATE INDEX admin_system_events_tenant_idx ON notifications.admin_system_events (tenant_id, created DESC);
CREATE INDEX admin_system_events_admin_user_idx ON notifications.admin_system_events (admin_user_id, created DESC)
    WHERE admin_user_id IS NOT NULL;
CREATE INDEX admin_system_events_unresolved_idx ON notifications.admin_system_events (severity, created DESC)
    WHERE resolved IS NULL;
CREATE INDEX admin_system_events_age_idx ON notifications.admin_system_events (created);
CREATE UNIQUE INDEX admin_system_events_open_key ON notifications.admin_system_events (tenant_id, event_type, dedupe_key)
    WHERE resolved IS NULL AND dedupe_key IS NOT NULL;

COMMENT ON TABLE notifications.admin_system_events IS
    'Something operators should see: of one tenant, or of the platform. An alarm that comes again while open is counted, not repeated.';
COMMENT ON COLUMN notifications.admin_system_events.event_type IS
    'system_alert, performance_degradation, security_incident, maintenance, analytics_maintenance, user_action, configuration_change, data_access, permission_change, session_started, session_ended, session_extended, session_expired, handoff_parked, partition_missing, late_events, job_dead …';
COMMENT ON COLUMN notifications.admin_system_events.details IS
    'By event_type: cpu_usage, threshold, duration_minutes, affected_services (system_alert); cutoff_date, maintenance_time (analytics_maintenance); login_method, mfa_used, session_id (session_started); handoff_id, topic (handoff_parked).';
COMMENT ON COLUMN notifications.admin_system_events.dedupe_key IS 'What the alarm is about, such as a mailbox or partition; one open alarm each.';
COMMENT ON COLUMN notifications.admin_system_events.admin_user_id IS 'The member of staff who acted; NULL = the system did.';
COMMENT ON COLUMN notifications.admin_system_events.user_id IS 'The user it concerns.';
COMMENT ON COLUMN notifications.admin_system_events.resolved_by IS 'Who, as the audit log names actors: user:<id>, staff:<id>, operator:<login>.';
COMMENT ON COLUMN notifications.admin_system_events.resolution IS 'How it ended.';
