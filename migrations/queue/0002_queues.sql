-- What PgQueuer does not keep: the queues people see and steer, each attempt with its tenant, and the dead.

CREATE TABLE queue.job_queues (
    name text NOT NULL,
    default_priority bigint NOT NULL DEFAULT 100,
    is_active boolean NOT NULL DEFAULT true,
    max_attempts bigint NOT NULL DEFAULT 3,
    timeout_seconds bigint NOT NULL,
    max_running bigint,
    description text NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT job_queues_pkey PRIMARY KEY (name),
    CONSTRAINT job_queues_name_form CHECK (name ~ '^[a-z]+(-[a-z]+)*(:[a-z]+(-[a-z]+)*)*$'),
    CONSTRAINT job_queues_priority_range CHECK (default_priority BETWEEN 1 AND 1000),
    CONSTRAINT job_queues_attempts_positive CHECK (max_attempts >= 1),
    CONSTRAINT job_queues_timeout_positive CHECK (timeout_seconds >= 1),
    CONSTRAINT job_queues_running_positive CHECK (max_running >= 1)
);

COMMENT ON TABLE queue.job_queues IS 'A queue: jobs that are paused, given up and timed out alike.';
COMMENT ON COLUMN queue.job_queues.default_priority IS
    'Smaller goes sooner: to 50 high, 51 to 150 normal, above low. PgQueuer takes the larger first, so enqueueing turns it round.';
COMMENT ON COLUMN queue.job_queues.max_running IS 'The most of its jobs that run at once, over all workers; NULL = as many as the workers have slots for.';
COMMENT ON COLUMN queue.job_queues.is_active IS 'False = paused: jobs are taken in, none is started.';

INSERT INTO queue.job_queues (name, default_priority, max_attempts, timeout_seconds, description) VALUES
    ('email:processing', 75, 3, 60, 'Received mail: parse, match, thread'),
    ('email:processing:high', 50, 5, 60, 'Received mail, just arrived'),
    ('email:processing:low', 200, 3, 60, 'Received mail, fetched from before'),
    ('email-sending', 100, 3, 30, 'Mail sent outside the lanes: tests and system mail'),
    ('email-sending:high', 50, 5, 30, 'The same, awaited by a person'),
    ('email-sending:low', 200, 3, 30, 'The same, in no hurry'),
    ('analytics:daily-aggregate', 150, 3, 300, 'Nightly work on the facts'),
    ('analytics:campaign-aggregate', 100, 3, 300, 'One campaign''s figures'),
    ('analytics:billing-calculate', 150, 3, 300, 'What a period used'),
    ('analytics-processing', 100, 3, 300, 'Rolling events up into facts'),
    ('warmup:process', 75, 3, 120, 'Warm-up: plan, answer, advance'),
    ('bounce:process', 75, 3, 60, 'What a bounce or complaint sets off'),
    ('webhook:process', 100, 5, 15, 'Webhooks in and out'),
    ('campaign:process', 100, 3, 300, 'Planning a campaign''s next messages'),
    ('import:process', 150, 3, 3600, 'Importing leads'),
    ('export:process', 150, 3, 3600, 'Exports and scheduled reports'),
    ('notification:process', 75, 3, 30, 'Notifications'),
    ('provisioning:process', 100, 3, 300, 'Domains, DNS, addresses, servers'),
    ('maintenance:process', 200, 3, 3600, 'Retention, archive, partitions, checks');

CREATE TABLE queue.job_attempts (
    tenant_id uuid NOT NULL,
    job_id bigint NOT NULL,
    attempt_number bigint NOT NULL,
    queue_name text NOT NULL,
    job_type text NOT NULL,
    status text NOT NULL,
    log_message text,
    started timestamptz NOT NULL DEFAULT now(),
    finished timestamptz,
    duration interval GENERATED ALWAYS AS (finished - started) STORED,
    CONSTRAINT job_attempts_pkey PRIMARY KEY (tenant_id, job_id, attempt_number),
    CONSTRAINT job_attempts_queue_fkey FOREIGN KEY (queue_name)
        REFERENCES queue.job_queues (name) ON DELETE RESTRICT,
    CONSTRAINT job_attempts_number_positive CHECK (attempt_number >= 1),
    CONSTRAINT job_attempts_status_known CHECK (
        status IN ('running', 'completed', 'retry_scheduled', 'failed', 'cancelled', 'lost')
    ),
    CONSTRAINT job_attempts_finished_iff_not_running CHECK ((status = 'running') = (finished IS NULL))
);

CREATE INDEX job_attempts_job_idx ON queue.job_attempts (job_id, attempt_number);
CREATE INDEX job_attempts_queue_idx ON queue.job_attempts (queue_name, started DESC);
CREATE INDEX job_attempts_age_idx ON queue.job_attempts (started);

COMMENT ON TABLE queue.job_attempts IS 'One try at one job. job_id outlives the job.';
COMMENT ON COLUMN queue.job_attempts.job_type IS 'queue.jobs.entrypoint.';
COMMENT ON COLUMN queue.job_attempts.status IS 'lost = the worker died and its heartbeat ran out.';

CREATE TABLE queue.dead_letter_jobs (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    original_job_id bigint NOT NULL,
    queue_name text NOT NULL,
    job_type text NOT NULL,
    final_attempt bigint NOT NULL,
    failure_reason text NOT NULL,
    error_details jsonb NOT NULL DEFAULT '{}',
    payload jsonb NOT NULL DEFAULT '{}',
    headers jsonb NOT NULL DEFAULT '{}',
    -- squawk-ignore prefer-bigint-over-int
    priority integer NOT NULL,
    failure_timestamp timestamptz NOT NULL DEFAULT now(),
    is_resolved boolean NOT NULL GENERATED ALWAYS AS (resolved IS NOT NULL) STORED,
    resolved timestamptz,
    resolved_by uuid,
    resolution_notes text,
    replayed_job_id bigint,
    created timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dead_letter_jobs_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT dead_letter_jobs_original_key UNIQUE (tenant_id, original_job_id),
    CONSTRAINT dead_letter_jobs_queue_fkey FOREIGN KEY (queue_name)
        REFERENCES queue.job_queues (name) ON DELETE RESTRICT,
    CONSTRAINT dead_letter_jobs_attempt_positive CHECK (final_attempt >= 1),
    CONSTRAINT dead_letter_jobs_objects CHECK (
        jsonb_typeof(error_details) = 'object' AND jsonb_typeof(payload) = 'object'
        AND jsonb_typeof(headers) = 'object'
    ),
    CONSTRAINT dead_letter_jobs_replayed_is_resolved CHECK (replayed_job_id IS NULL OR resolved IS NOT NULL)
);

CREATE INDEX dead_letter_jobs_open_idx ON queue.dead_letter_jobs (queue_name, failure_timestamp)
    WHERE resolved IS NULL;
CREATE INDEX dead_letter_jobs_recent_idx ON queue.dead_letter_jobs (tenant_id, failure_timestamp DESC);
CREATE INDEX dead_letter_jobs_age_idx ON queue.dead_letter_jobs (failure_timestamp);

COMMENT ON TABLE queue.dead_letter_jobs IS 'A job given up after its last attempt, whole, so that a person can replay or dismiss exactly it.';
COMMENT ON COLUMN queue.dead_letter_jobs.error_details IS 'type, message, traceback, code of the last error.';
COMMENT ON COLUMN queue.dead_letter_jobs.payload IS 'queue.jobs.payload; headers and priority are the envelope a replay uses again.';
COMMENT ON COLUMN queue.dead_letter_jobs.replayed_job_id IS 'The job a replay made; NULL = dismissed, or still open.';
