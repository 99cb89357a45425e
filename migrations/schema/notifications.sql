CREATE SCHEMA notifications;

CREATE TABLE notifications.admin_system_events (
    tenant_id uuid NOT NULL,
    id bigint NOT NULL,
    event_type text NOT NULL,
    severity text NOT NULL,
    message text NOT NULL,
    description text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    dedupe_key text,
    occurrences bigint DEFAULT 1 NOT NULL,
    last_seen timestamp with time zone DEFAULT now() NOT NULL,
    admin_user_id uuid,
    user_id uuid,
    is_resolved boolean GENERATED ALWAYS AS ((resolved IS NOT NULL)) STORED NOT NULL,
    resolved timestamp with time zone,
    resolved_by text,
    resolution text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT admin_system_events_details_object CHECK ((jsonb_typeof(details) = 'object'::text)),
    CONSTRAINT admin_system_events_severity_known CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
    CONSTRAINT admin_system_events_type_form CHECK ((event_type ~ '^[a-z]+(_[a-z]+)*$'::text))
);

ALTER TABLE ONLY notifications.admin_system_events FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE notifications.admin_system_events IS 'Something operators should see: of one tenant, or of the platform. An alarm that comes again while open is counted, not repeated.';

COMMENT ON COLUMN notifications.admin_system_events.event_type IS 'system_alert, performance_degradation, security_incident, maintenance, analytics_maintenance, user_action, configuration_change, data_access, permission_change, session_started, session_ended, session_extended, session_expired, handoff_parked, partition_missing, late_events, job_dead …';

COMMENT ON COLUMN notifications.admin_system_events.details IS 'By event_type: cpu_usage, threshold, duration_minutes, affected_services (system_alert); cutoff_date, maintenance_time (analytics_maintenance); login_method, mfa_used, session_id (session_started); handoff_id, topic (handoff_parked).';

COMMENT ON COLUMN notifications.admin_system_events.dedupe_key IS 'What the alarm is about, such as a mailbox or partition; one open alarm each.';

COMMENT ON COLUMN notifications.admin_system_events.admin_user_id IS 'The member of staff who acted; NULL = the system did.';

COMMENT ON COLUMN notifications.admin_system_events.user_id IS 'The user it concerns.';

COMMENT ON COLUMN notifications.admin_system_events.resolved_by IS 'Who, as the audit log names actors: user:<id>, staff:<id>, operator:<login>.';

COMMENT ON COLUMN notifications.admin_system_events.resolution IS 'How it ended.';

ALTER TABLE notifications.admin_system_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME notifications.admin_system_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE notifications.notifications (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    user_id uuid,
    type text NOT NULL,
    title text NOT NULL,
    message text NOT NULL,
    channel text DEFAULT 'in_app'::text NOT NULL,
    path text,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    dedupe_key text,
    is_read boolean GENERATED ALWAYS AS ((read IS NOT NULL)) STORED NOT NULL,
    read timestamp with time zone,
    delivered timestamp with time zone,
    expires timestamp with time zone,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    deleted timestamp with time zone,
    CONSTRAINT notifications_channel_known CHECK ((channel = ANY (ARRAY['in_app'::text, 'email'::text, 'push'::text]))),
    CONSTRAINT notifications_details_object CHECK ((jsonb_typeof(details) = 'object'::text)),
    CONSTRAINT notifications_title_length CHECK (((length(title) >= 1) AND (length(title) <= 200))),
    CONSTRAINT notifications_type_known CHECK ((type = ANY (ARRAY['campaign_started'::text, 'campaign_completed'::text, 'campaign_paused'::text, 'mailbox_paused'::text, 'warmup_completed'::text, 'quota_nearing'::text, 'quota_warning'::text, 'quota_reached'::text, 'subscription_expired'::text, 'payment_failed'::text, 'new_message'::text, 'domain_verified'::text, 'domain_failed'::text, 'import_finished'::text, 'export_ready'::text, 'report_ready'::text, 'security_login'::text, 'member_joined'::text, 'webhook_paused'::text, 'maintenance'::text])))
);

ALTER TABLE ONLY notifications.notifications FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE notifications.notifications IS 'One thing one person, or all members of a tenant, should know.';

COMMENT ON COLUMN notifications.notifications.user_id IS 'Whom it is for; NULL = every member.';

COMMENT ON COLUMN notifications.notifications.path IS 'Where in the product it leads.';

COMMENT ON COLUMN notifications.notifications.details IS 'Ids and figures of what it tells of, such as campaign_id, mailbox_id, percent, limit.';

COMMENT ON COLUMN notifications.notifications.dedupe_key IS 'The occasion, such as quota:90:2026-11; nobody is told of one twice.';

COMMENT ON COLUMN notifications.notifications.delivered IS 'When the channel took it; in_app needs none.';

CREATE TABLE notifications.transactional_emails (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    user_id uuid,
    type text NOT NULL,
    recipient text NOT NULL,
    locale text DEFAULT 'en'::text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    content_storage_key text,
    status text DEFAULT 'queued'::text NOT NULL,
    idempotency_key text NOT NULL,
    job_id bigint,
    retry_count bigint DEFAULT 0 NOT NULL,
    next_attempt timestamp with time zone DEFAULT now() NOT NULL,
    lease_expires timestamp with time zone,
    rfc_message_id text,
    queued timestamp with time zone DEFAULT now() NOT NULL,
    attempting timestamp with time zone,
    sent timestamp with time zone,
    bounced timestamp with time zone,
    failed timestamp with time zone,
    last_error text,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    company_id uuid,
    CONSTRAINT transactional_emails_payload_object CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT transactional_emails_recipient_normalised CHECK (((recipient = lower(recipient)) AND (length(recipient) <= 254))),
    CONSTRAINT transactional_emails_status_is_dated CHECK ((
CASE status
    WHEN 'queued'::text THEN queued
    WHEN 'attempting'::text THEN attempting
    WHEN 'sent'::text THEN sent
    WHEN 'bounced'::text THEN bounced
    WHEN 'failed'::text THEN failed
    ELSE NULL::timestamp with time zone
END IS NOT NULL)),
    CONSTRAINT transactional_emails_status_known CHECK ((status = ANY (ARRAY['queued'::text, 'attempting'::text, 'sent'::text, 'bounced'::text, 'failed'::text]))),
    CONSTRAINT transactional_emails_type_known CHECK ((type = ANY (ARRAY['welcome'::text, 'verification'::text, 'reset'::text, 'email_change'::text, 'invitation'::text, 'invoice'::text, 'security'::text, 'maintenance'::text, 'quota'::text, 'notification'::text, 'export'::text, 'report'::text, 'confirmation'::text])))
);

ALTER TABLE ONLY notifications.transactional_emails FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE notifications.transactional_emails IS 'A mail of the platform: to one of its users, or to a lead who is asked to confirm a subscription. Queued with the change that caused it, sent by a job, sent again when in doubt.';

COMMENT ON COLUMN notifications.transactional_emails.payload IS 'Values for the mail''s template. Never a password or a whole token: links are completed from oltp when it is sent.';

COMMENT ON COLUMN notifications.transactional_emails.content_storage_key IS 'The kept body (content.email_content), where a setting asks for one.';

COMMENT ON COLUMN notifications.transactional_emails.job_id IS 'queue.jobs.id of the job that sends it.';

COMMENT ON COLUMN notifications.transactional_emails.company_id IS 'The company on whose behalf it is sent; NULL = the tenant''s or the platform''s. Its members queue it, so they see it.';

ALTER TABLE ONLY notifications.admin_system_events
    ADD CONSTRAINT admin_system_events_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY notifications.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY notifications.transactional_emails
    ADD CONSTRAINT transactional_emails_idempotency_key UNIQUE (tenant_id, idempotency_key);

ALTER TABLE ONLY notifications.transactional_emails
    ADD CONSTRAINT transactional_emails_pkey PRIMARY KEY (tenant_id, id);

CREATE INDEX admin_system_events_admin_user_idx ON notifications.admin_system_events USING btree (admin_user_id, created DESC) WHERE (admin_user_id IS NOT NULL);

CREATE INDEX admin_system_events_age_idx ON notifications.admin_system_events USING btree (created);

CREATE UNIQUE INDEX admin_system_events_open_key ON notifications.admin_system_events USING btree (tenant_id, event_type, dedupe_key) WHERE ((resolved IS NULL) AND (dedupe_key IS NOT NULL));

CREATE INDEX admin_system_events_severity_idx ON notifications.admin_system_events USING btree (severity, created DESC);

CREATE INDEX admin_system_events_tenant_idx ON notifications.admin_system_events USING btree (tenant_id, created DESC);

CREATE INDEX admin_system_events_type_idx ON notifications.admin_system_events USING btree (event_type, created DESC);

CREATE INDEX admin_system_events_unresolved_idx ON notifications.admin_system_events USING btree (severity, created DESC) WHERE (resolved IS NULL);

CREATE UNIQUE INDEX notifications_dedupe_key ON notifications.notifications USING btree (tenant_id, user_id, channel, dedupe_key) NULLS NOT DISTINCT WHERE ((dedupe_key IS NOT NULL) AND (deleted IS NULL));

CREATE INDEX notifications_expiry_idx ON notifications.notifications USING btree (expires) WHERE (expires IS NOT NULL);

CREATE INDEX notifications_recent_idx ON notifications.notifications USING btree (tenant_id, user_id, created DESC);

CREATE INDEX notifications_undelivered_idx ON notifications.notifications USING btree (created) WHERE ((channel <> 'in_app'::text) AND (delivered IS NULL) AND (deleted IS NULL));

CREATE INDEX notifications_unread_idx ON notifications.notifications USING btree (tenant_id, user_id, created DESC) WHERE ((read IS NULL) AND (deleted IS NULL));

CREATE INDEX transactional_emails_age_idx ON notifications.transactional_emails USING btree (created);

CREATE INDEX transactional_emails_due_idx ON notifications.transactional_emails USING btree (next_attempt) WHERE (status = ANY (ARRAY['queued'::text, 'attempting'::text]));

CREATE INDEX transactional_emails_rfc_message_id_idx ON notifications.transactional_emails USING btree (rfc_message_id) WHERE (rfc_message_id IS NOT NULL);

CREATE INDEX transactional_emails_user_idx ON notifications.transactional_emails USING btree (tenant_id, user_id) WHERE (user_id IS NOT NULL);

ALTER TABLE notifications.admin_system_events ENABLE ROW LEVEL SECURITY;

CREATE POLICY company_isolation ON notifications.transactional_emails TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[]))))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (company_id = ANY (( SELECT (NULLIF(NULLIF(current_setting('app.current_company_ids'::text, true), ''::text), 'all'::text))::uuid[] AS "nullif")::uuid[])))));

ALTER TABLE notifications.notifications ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_row ON notifications.notifications FOR SELECT TO penguinmails_app USING (((user_id = ( SELECT (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid AS "nullif")) AND (tenant_id = COALESCE(( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif"), tenant_id))));

CREATE POLICY staff_select ON notifications.admin_system_events FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY tenant_isolation ON notifications.admin_system_events TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON notifications.notifications TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

ALTER TABLE notifications.transactional_emails ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA notifications TO penguinmails_app;
GRANT USAGE ON SCHEMA notifications TO penguinmails_auth;
GRANT USAGE ON SCHEMA notifications TO penguinmails_staff;
GRANT USAGE ON SCHEMA notifications TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.admin_system_events TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.admin_system_events TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(id) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(event_type) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(severity) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(message) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(occurrences) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(last_seen) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(admin_user_id) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(is_resolved) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(resolved) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(resolved_by) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(resolution) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(created) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT(updated) ON TABLE notifications.admin_system_events TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.notifications TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.notifications TO penguinmails_worker;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.transactional_emails TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE notifications.transactional_emails TO penguinmails_worker;
