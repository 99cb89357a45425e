CREATE SCHEMA queue;

CREATE TYPE queue.pgqueuer_status AS ENUM (
    'queued',
    'picked',
    'successful',
    'exception',
    'canceled',
    'deleted',
    'failed'
);

CREATE FUNCTION queue.fn_pgqueuer_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$;

COMMENT ON FUNCTION queue.fn_pgqueuer_changed() IS 'Wakes workers; once a statement, and names no job.';

CREATE TABLE queue.dead_letter_jobs (
    tenant_id uuid NOT NULL,
    id uuid DEFAULT uuidv7() NOT NULL,
    original_job_id bigint NOT NULL,
    queue_name text NOT NULL,
    job_type text NOT NULL,
    final_attempt bigint NOT NULL,
    failure_reason text NOT NULL,
    error_details jsonb DEFAULT '{}'::jsonb NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    headers jsonb DEFAULT '{}'::jsonb NOT NULL,
    priority integer NOT NULL,
    failure_timestamp timestamp with time zone DEFAULT now() NOT NULL,
    is_resolved boolean GENERATED ALWAYS AS ((resolved IS NOT NULL)) STORED NOT NULL,
    resolved timestamp with time zone,
    resolved_by uuid,
    resolution_notes text,
    replayed_job_id bigint,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dead_letter_jobs_attempt_positive CHECK ((final_attempt >= 1)),
    CONSTRAINT dead_letter_jobs_objects CHECK (((jsonb_typeof(error_details) = 'object'::text) AND (jsonb_typeof(payload) = 'object'::text) AND (jsonb_typeof(headers) = 'object'::text))),
    CONSTRAINT dead_letter_jobs_replayed_is_resolved CHECK (((replayed_job_id IS NULL) OR (resolved IS NOT NULL)))
);

ALTER TABLE ONLY queue.dead_letter_jobs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE queue.dead_letter_jobs IS 'A job given up after its last attempt, whole, so that a person can replay or dismiss exactly it.';

COMMENT ON COLUMN queue.dead_letter_jobs.error_details IS 'type, message, traceback, code of the last error.';

COMMENT ON COLUMN queue.dead_letter_jobs.payload IS 'queue.jobs.payload; headers and priority are the envelope a replay uses again.';

COMMENT ON COLUMN queue.dead_letter_jobs.replayed_job_id IS 'The job a replay made; NULL = dismissed, or still open.';

CREATE TABLE queue.job_attempts (
    tenant_id uuid NOT NULL,
    job_id bigint NOT NULL,
    attempt_number bigint NOT NULL,
    queue_name text NOT NULL,
    job_type text NOT NULL,
    status text NOT NULL,
    log_message text,
    started timestamp with time zone DEFAULT now() NOT NULL,
    finished timestamp with time zone,
    duration interval GENERATED ALWAYS AS ((finished - started)) STORED,
    CONSTRAINT job_attempts_finished_iff_not_running CHECK (((status = 'running'::text) = (finished IS NULL))),
    CONSTRAINT job_attempts_number_positive CHECK ((attempt_number >= 1)),
    CONSTRAINT job_attempts_status_known CHECK ((status = ANY (ARRAY['running'::text, 'completed'::text, 'retry_scheduled'::text, 'failed'::text, 'cancelled'::text, 'lost'::text])))
);

ALTER TABLE ONLY queue.job_attempts FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE queue.job_attempts IS 'One try at one job. job_id outlives the job.';

COMMENT ON COLUMN queue.job_attempts.job_type IS 'queue.jobs.entrypoint.';

COMMENT ON COLUMN queue.job_attempts.status IS 'lost = the worker died and its heartbeat ran out.';

CREATE TABLE queue.job_logs (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    job_id bigint NOT NULL,
    status queue.pgqueuer_status NOT NULL,
    priority integer NOT NULL,
    entrypoint text NOT NULL,
    traceback jsonb,
    aggregated boolean DEFAULT false
);

COMMENT ON TABLE queue.job_logs IS 'One change of state of a job, by PgQueuer; carries no tenant and no arguments.';

COMMENT ON COLUMN queue.job_logs.traceback IS 'exception_type, exception_message, timestamp, job_id, traceback: for workers and staff only.';

ALTER TABLE queue.job_logs ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME queue.job_logs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE queue.job_queues (
    name text NOT NULL,
    default_priority bigint DEFAULT 100 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    max_attempts bigint DEFAULT 3 NOT NULL,
    timeout_seconds bigint NOT NULL,
    max_running bigint,
    description text NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT job_queues_attempts_positive CHECK ((max_attempts >= 1)),
    CONSTRAINT job_queues_name_form CHECK ((name ~ '^[a-z]+(-[a-z]+)*(:[a-z]+(-[a-z]+)*)*$'::text)),
    CONSTRAINT job_queues_priority_range CHECK (((default_priority >= 1) AND (default_priority <= 1000))),
    CONSTRAINT job_queues_running_positive CHECK ((max_running >= 1)),
    CONSTRAINT job_queues_timeout_positive CHECK ((timeout_seconds >= 1))
);

COMMENT ON TABLE queue.job_queues IS 'A queue: jobs that are paused, given up and timed out alike.';

COMMENT ON COLUMN queue.job_queues.default_priority IS 'Smaller goes sooner: to 50 high, 51 to 150 normal, above low. PgQueuer takes the larger first, so enqueueing turns it round.';

COMMENT ON COLUMN queue.job_queues.is_active IS 'False = paused: jobs are taken in, none is started.';

COMMENT ON COLUMN queue.job_queues.max_running IS 'The most of its jobs that run at once, over all workers; NULL = as many as the workers have slots for.';

CREATE TABLE queue.job_statistics (
    id bigint NOT NULL,
    created timestamp with time zone DEFAULT date_trunc('sec'::text, now()) NOT NULL,
    count bigint NOT NULL,
    priority integer NOT NULL,
    status queue.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL
);

COMMENT ON TABLE queue.job_statistics IS 'How many jobs of one kind came to one state in one second: job_logs counted, by PgQueuer.';

ALTER TABLE queue.job_statistics ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME queue.job_statistics_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE queue.jobs (
    id bigint NOT NULL,
    priority integer NOT NULL,
    queue_manager_id uuid,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    execute_after timestamp with time zone DEFAULT now() NOT NULL,
    status queue.pgqueuer_status NOT NULL,
    entrypoint text NOT NULL,
    dedupe_key text,
    payload bytea,
    headers jsonb,
    attempts integer DEFAULT 0 NOT NULL,
    slot bigint,
    tenant_id uuid GENERATED ALWAYS AS (COALESCE(((headers ->> 'tenant_id'::text))::uuid, '00000000-0000-0000-0000-000000000000'::uuid)) STORED NOT NULL,
    CONSTRAINT jobs_dedupe_key_names_its_tenant CHECK (starts_with(dedupe_key, (tenant_id)::text))
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');

ALTER TABLE ONLY queue.jobs FORCE ROW LEVEL SECURITY;

COMMENT ON TABLE queue.jobs IS 'A job waiting, running or held after its last failure; finished ones are deleted.';

COMMENT ON COLUMN queue.jobs.priority IS 'Larger goes sooner: PgQueuer''s order, the reverse of job_queues.default_priority.';

COMMENT ON COLUMN queue.jobs.dedupe_key IS 'At most one waiting or running job has it. It begins with the tenant''s id, so it collides with no other tenant''s.';

COMMENT ON COLUMN queue.jobs.payload IS 'The arguments: JSON in UTF-8.';

COMMENT ON COLUMN queue.jobs.headers IS 'tenant_id, queue (job_queues.name), request_id; PgQueuer adds trace headers.';

COMMENT ON COLUMN queue.jobs.tenant_id IS 'headers.tenant_id, so that row level security covers the arguments; without one it is the platform''s.';

ALTER TABLE queue.jobs ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME queue.jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE queue.scheduled_jobs (
    id bigint NOT NULL,
    expression text NOT NULL,
    entrypoint text NOT NULL,
    heartbeat timestamp with time zone DEFAULT now() NOT NULL,
    created timestamp with time zone DEFAULT now() NOT NULL,
    updated timestamp with time zone DEFAULT now() NOT NULL,
    next_run timestamp with time zone DEFAULT now() NOT NULL,
    last_run timestamp with time zone,
    status queue.pgqueuer_status DEFAULT 'queued'::queue.pgqueuer_status
);

COMMENT ON TABLE queue.scheduled_jobs IS 'Something run by the clock.';

COMMENT ON COLUMN queue.scheduled_jobs.expression IS 'Cron expression, in UTC.';

ALTER TABLE queue.scheduled_jobs ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME queue.scheduled_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY queue.dead_letter_jobs
    ADD CONSTRAINT dead_letter_jobs_original_key UNIQUE (tenant_id, original_job_id);

ALTER TABLE ONLY queue.dead_letter_jobs
    ADD CONSTRAINT dead_letter_jobs_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY queue.job_attempts
    ADD CONSTRAINT job_attempts_pkey PRIMARY KEY (tenant_id, job_id, attempt_number);

ALTER TABLE ONLY queue.job_logs
    ADD CONSTRAINT job_logs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY queue.job_queues
    ADD CONSTRAINT job_queues_pkey PRIMARY KEY (name);

ALTER TABLE ONLY queue.job_statistics
    ADD CONSTRAINT job_statistics_pkey PRIMARY KEY (id);

ALTER TABLE ONLY queue.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY queue.scheduled_jobs
    ADD CONSTRAINT scheduled_jobs_entrypoint_key UNIQUE (expression, entrypoint);

ALTER TABLE ONLY queue.scheduled_jobs
    ADD CONSTRAINT scheduled_jobs_pkey PRIMARY KEY (id);

CREATE INDEX dead_letter_jobs_age_idx ON queue.dead_letter_jobs USING btree (failure_timestamp);

CREATE INDEX dead_letter_jobs_open_idx ON queue.dead_letter_jobs USING btree (queue_name, failure_timestamp) WHERE (resolved IS NULL);

CREATE INDEX dead_letter_jobs_recent_idx ON queue.dead_letter_jobs USING btree (tenant_id, failure_timestamp DESC);

CREATE INDEX job_attempts_age_idx ON queue.job_attempts USING btree (started);

CREATE INDEX job_attempts_job_idx ON queue.job_attempts USING btree (job_id, attempt_number);

CREATE INDEX job_attempts_queue_idx ON queue.job_attempts USING btree (queue_name, started DESC);

CREATE INDEX job_logs_created ON queue.job_logs USING btree (created);

CREATE INDEX job_logs_job_id_status ON queue.job_logs USING btree (job_id, created DESC);

CREATE INDEX job_logs_not_aggregated ON queue.job_logs USING btree ((1)) WHERE (NOT aggregated);

CREATE INDEX job_logs_status ON queue.job_logs USING btree (status);

CREATE UNIQUE INDEX job_statistics_unique_count ON queue.job_statistics USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint);

CREATE INDEX jobs_ep_ea_idx ON queue.jobs USING btree (entrypoint, execute_after) WHERE (status = 'queued'::queue.pgqueuer_status);

CREATE INDEX jobs_ep_prio_id_idx ON queue.jobs USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::queue.pgqueuer_status);

CREATE INDEX jobs_picked_heartbeat_idx ON queue.jobs USING btree (heartbeat) WHERE (status = 'picked'::queue.pgqueuer_status);

CREATE UNIQUE INDEX jobs_picked_slot_idx ON queue.jobs USING btree (entrypoint, slot) WHERE ((status = 'picked'::queue.pgqueuer_status) AND (slot IS NOT NULL));

CREATE INDEX jobs_priority_id_id1_idx ON queue.jobs USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::queue.pgqueuer_status);

CREATE INDEX jobs_queue_manager_id_idx ON queue.jobs USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL);

CREATE INDEX jobs_tenant_idx ON queue.jobs USING btree (tenant_id, entrypoint);

CREATE UNIQUE INDEX jobs_unique_dedupe_key ON queue.jobs USING btree (dedupe_key) WHERE ((status = ANY (ARRAY['queued'::queue.pgqueuer_status, 'picked'::queue.pgqueuer_status])) AND (dedupe_key IS NOT NULL));

CREATE INDEX jobs_updated_id_id1_idx ON queue.jobs USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::queue.pgqueuer_status);

CREATE TRIGGER tg_pgqueuer_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON queue.jobs FOR EACH STATEMENT EXECUTE FUNCTION queue.fn_pgqueuer_changed();

ALTER TABLE ONLY queue.dead_letter_jobs
    ADD CONSTRAINT dead_letter_jobs_queue_fkey FOREIGN KEY (queue_name) REFERENCES queue.job_queues(name) ON DELETE RESTRICT;

ALTER TABLE ONLY queue.job_attempts
    ADD CONSTRAINT job_attempts_queue_fkey FOREIGN KEY (queue_name) REFERENCES queue.job_queues(name) ON DELETE RESTRICT;

ALTER TABLE queue.dead_letter_jobs ENABLE ROW LEVEL SECURITY;

ALTER TABLE queue.job_attempts ENABLE ROW LEVEL SECURITY;

ALTER TABLE queue.jobs ENABLE ROW LEVEL SECURITY;

CREATE POLICY staff_select ON queue.dead_letter_jobs FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY staff_select ON queue.job_attempts FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY staff_select ON queue.jobs FOR SELECT TO penguinmails_staff USING (true);

CREATE POLICY tenant_isolation ON queue.dead_letter_jobs TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON queue.job_attempts TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text))) WITH CHECK (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text)));

CREATE POLICY tenant_isolation ON queue.jobs TO penguinmails_app USING (((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")) AND ((( SELECT NULLIF(current_setting('app.current_company_ids'::text, true), ''::text) AS "nullif") = 'all'::text) OR (created = now())))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif")));

GRANT USAGE ON SCHEMA queue TO penguinmails_app;
GRANT USAGE ON SCHEMA queue TO penguinmails_auth;
GRANT USAGE ON SCHEMA queue TO penguinmails_staff;
GRANT USAGE ON SCHEMA queue TO penguinmails_worker;

REVOKE ALL ON FUNCTION queue.fn_pgqueuer_changed() FROM PUBLIC;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.dead_letter_jobs TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.dead_letter_jobs TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(id) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(original_job_id) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(queue_name) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(job_type) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(final_attempt) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(priority) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(failure_timestamp) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(is_resolved) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(resolved) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(resolved_by) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(replayed_job_id) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(created) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT(updated) ON TABLE queue.dead_letter_jobs TO penguinmails_staff;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.job_attempts TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.job_attempts TO penguinmails_worker;

GRANT SELECT(tenant_id) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(job_id) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(attempt_number) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(queue_name) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(job_type) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(status) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(started) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(finished) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT(duration) ON TABLE queue.job_attempts TO penguinmails_staff;

GRANT SELECT ON TABLE queue.job_logs TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.job_logs TO penguinmails_worker;

GRANT SELECT ON TABLE queue.job_queues TO penguinmails_app;
GRANT SELECT ON TABLE queue.job_queues TO penguinmails_staff;
GRANT SELECT ON TABLE queue.job_queues TO penguinmails_worker;

GRANT UPDATE(is_active) ON TABLE queue.job_queues TO penguinmails_staff;
GRANT UPDATE(is_active) ON TABLE queue.job_queues TO penguinmails_worker;

GRANT UPDATE(updated) ON TABLE queue.job_queues TO penguinmails_staff;
GRANT UPDATE(updated) ON TABLE queue.job_queues TO penguinmails_worker;

GRANT SELECT ON TABLE queue.job_statistics TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.job_statistics TO penguinmails_worker;

GRANT INSERT ON TABLE queue.jobs TO penguinmails_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.jobs TO penguinmails_worker;

GRANT SELECT(id) ON TABLE queue.jobs TO penguinmails_app;
GRANT SELECT(id) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(priority) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(queue_manager_id) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(created) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(updated) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(heartbeat) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(execute_after) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(status) ON TABLE queue.jobs TO penguinmails_app;
GRANT SELECT(status) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(entrypoint) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(dedupe_key) ON TABLE queue.jobs TO penguinmails_app;

GRANT SELECT(attempts) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(slot) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT(tenant_id) ON TABLE queue.jobs TO penguinmails_staff;

GRANT SELECT ON TABLE queue.scheduled_jobs TO penguinmails_staff;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE queue.scheduled_jobs TO penguinmails_worker;
