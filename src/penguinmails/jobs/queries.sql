-- name: insert_jobs :many JobId
-- Priority is turned round here and nowhere else: PgQueuer takes the larger first. A queue that does not exist
-- has no priority, which the column refuses. PgQueuer's trigger wakes the workers at commit.
-- role: app, worker
INSERT INTO queue.jobs (entrypoint, status, priority, execute_after, dedupe_key, payload, headers)
SELECT %(job)s, 'queued',
       - coalesce(%(priority)s, (SELECT default_priority FROM queue.job_queues WHERE name = %(queue)s)),
       coalesce(%(run_at)s::timestamptz, now() + %(delay)s),
       %(dedupe_key)s, payload, %(headers)s
  FROM unnest(%(payloads)s::bytea[]) WITH ORDINALITY AS new (payload, position)
 ORDER BY position
    ON CONFLICT (dedupe_key)
 WHERE status = ANY (ARRAY['queued'::queue.pgqueuer_status, 'picked'::queue.pgqueuer_status])
   AND dedupe_key IS NOT NULL
    DO NOTHING
RETURNING id;

-- name: queue_rules :many QueueRules
-- The queues of these jobs (`queues[n]` is the queue of `jobs[n]`). Index: jobs_ep_ea_idx, a probe a job.
-- role: worker
SELECT name, is_active, max_attempts, timeout_seconds, max_running, due
  FROM queue.job_queues
  JOIN (SELECT declared.queue,
               bool_or(EXISTS (SELECT FROM queue.jobs AS job
                                WHERE job.entrypoint = declared.job
                                  AND job.status = 'queued'
                                  AND job.execute_after < now())) AS due
          FROM unnest(%(queues)s::text[], %(jobs)s::text[]) AS declared (queue, job)
         GROUP BY declared.queue) AS declared ON declared.queue = name
 ORDER BY default_priority, name;

-- name: lock_queue :exec
-- Claims of a queue with a limit follow each other, so that two of them never fill the same seat.
-- role: worker
SELECT pg_advisory_xact_lock(hashtextextended('jobs.claim ' || name, 0))
  FROM queue.job_queues
 WHERE name = %(queue)s;

-- name: count_running :value
-- Index: jobs_updated_id_id1_idx
-- role: worker
SELECT count(*) FROM queue.jobs WHERE status = 'picked' AND entrypoint = ANY (%(jobs)s);

-- name: lock_owned :many JobId
-- Which of these jobs the worker still has.
-- role: worker
SELECT id
  FROM queue.jobs
 WHERE id = ANY (%(ids)s) AND status = 'picked' AND queue_manager_id = %(worker)s
 ORDER BY id
   FOR UPDATE;

-- name: record_attempts :exec
-- `started` is when the job was claimed. An id that came back with an old backup overwrites its old attempt.
-- role: worker
INSERT INTO queue.job_attempts
       (tenant_id, job_id, attempt_number, queue_name, job_type, status, log_message, started, finished)
SELECT job.tenant_id, job.id, job.attempts + 1, job.headers ->> 'queue', job.entrypoint,
       ended.status, ended.message, job.updated, clock_timestamp()
  FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(messages)s::text[]) AS ended (id, status, message)
  JOIN queue.jobs AS job ON job.id = ended.id
    ON CONFLICT (tenant_id, job_id, attempt_number) DO UPDATE
   SET queue_name = excluded.queue_name, job_type = excluded.job_type, status = excluded.status,
       log_message = excluded.log_message, started = excluded.started, finished = excluded.finished;

-- name: bury :exec
-- role: worker
INSERT INTO queue.dead_letter_jobs
       (tenant_id, original_job_id, queue_name, job_type, final_attempt, failure_reason, error_details, payload,
        headers, priority)
SELECT tenant_id, id, headers ->> 'queue', entrypoint, attempts + 1, %(reason)s, %(details)s,
       convert_from(payload, 'UTF8')::jsonb, headers, priority
  FROM queue.jobs
 WHERE id = %(job_id)s;

-- name: requeue :exec
-- role: worker
UPDATE queue.jobs
   SET status = 'queued', attempts = attempts + 1, execute_after = clock_timestamp() + %(pause)s,
       queue_manager_id = NULL, slot = NULL, updated = clock_timestamp()
 WHERE id = %(job_id)s;

-- name: release :exec
-- Back as it was, without an attempt more.
-- role: worker
UPDATE queue.jobs
   SET status = 'queued', queue_manager_id = NULL, slot = NULL, updated = clock_timestamp()
 WHERE id = %(job_id)s AND status = 'picked' AND queue_manager_id = %(worker)s;

-- name: remove_failed :exec
-- role: worker
WITH gone AS (
    DELETE FROM queue.jobs WHERE id = %(job_id)s RETURNING id, entrypoint, priority)
INSERT INTO queue.job_logs (job_id, status, entrypoint, priority)
SELECT id, 'exception', entrypoint, priority FROM gone;

-- name: lock_lost :many LostJob
-- Index: jobs_picked_heartbeat_idx
-- role: worker
SELECT job.id, job.entrypoint AS job, job.attempts, job_queues.max_attempts
  FROM queue.jobs AS job
  JOIN queue.job_queues ON job_queues.name = job.headers ->> 'queue'
 WHERE job.status = 'picked' AND job.heartbeat < now() - %(silence)s::interval
 ORDER BY job.heartbeat
   FOR UPDATE OF job SKIP LOCKED
 LIMIT %(limit)s;

-- name: add_firing :exec
-- One that is known keeps its time, so that a firing missed while no worker ran is made up for.
-- role: worker
INSERT INTO queue.scheduled_jobs (expression, entrypoint, next_run)
VALUES (%(cron)s, %(job)s, %(next_run)s)
    ON CONFLICT (expression, entrypoint) DO NOTHING;

-- name: lock_due_firings :many Firing
-- role: worker
SELECT id, expression AS cron, entrypoint AS job, now() AS now
  FROM queue.scheduled_jobs
 WHERE (expression, entrypoint) IN (SELECT * FROM unnest(%(crons)s::text[], %(jobs)s::text[]))
   AND next_run <= now()
   FOR UPDATE SKIP LOCKED;

-- name: advance_firing :exec
-- role: worker
UPDATE queue.scheduled_jobs
   SET next_run = %(next_run)s, last_run = now(), updated = now()
 WHERE id = %(firing_id)s;

-- name: list_queues :many QueueState
-- role: worker
SELECT name, default_priority AS priority, is_active AS active,
       count(job.id) FILTER (WHERE job.status = 'queued' AND job.execute_after <= now()) AS waiting,
       count(job.id) FILTER (WHERE job.status = 'queued' AND job.execute_after > now()) AS delayed,
       count(job.id) FILTER (WHERE job.status = 'picked') AS running,
       (SELECT count(*) FROM queue.dead_letter_jobs AS dead
         WHERE dead.queue_name = job_queues.name AND dead.resolved IS NULL) AS dead,
       min(job.execute_after) FILTER (WHERE job.status = 'queued' AND job.execute_after <= now()) AS oldest
  FROM queue.job_queues
  LEFT JOIN queue.jobs AS job ON job.headers ->> 'queue' = name
 GROUP BY name
 ORDER BY default_priority, name;

-- name: set_active :exec
-- role: staff
UPDATE queue.job_queues SET is_active = %(active)s, updated = now() WHERE name = %(queue)s;

-- name: list_jobs :many PendingJob
-- In the order in which they are taken.
-- role: worker
SELECT id AS job_id, tenant_id, headers ->> 'queue' AS queue, entrypoint AS job, status = 'picked' AS running,
       - priority AS priority, attempts AS failed_attempts, execute_after AS run_at, created
  FROM queue.jobs
 WHERE coalesce(headers ->> 'queue' = %(queue)s::text, %(queue)s::text IS NULL)
   AND coalesce(tenant_id = %(tenant_id)s::uuid, %(tenant_id)s::uuid IS NULL)
 ORDER BY status DESC, queue.jobs.priority DESC, id
 LIMIT %(limit)s;

-- name: list_attempts :many Attempt
-- The newest first. Index: job_attempts_job_idx, job_attempts_age_idx
-- role: worker
SELECT job_id, tenant_id, queue_name AS queue, job_type AS job, attempt_number AS attempt, status,
       log_message AS message, started, extract(epoch FROM duration)::float8 AS seconds
  FROM queue.job_attempts
 WHERE coalesce(job_id = %(job_id)s::bigint, %(job_id)s::bigint IS NULL)
 ORDER BY started DESC, job_id DESC
 LIMIT %(limit)s;

-- name: list_dead :many DeadLetter
-- The newest first.
-- role: worker
SELECT id AS dead_letter_id, tenant_id, queue_name AS queue, job_type AS job, final_attempt AS attempts,
       failure_reason AS reason, failure_timestamp AS failed, resolved
  FROM queue.dead_letter_jobs
 WHERE (resolved IS NULL OR %(also_resolved)s)
   AND coalesce(queue_name = %(queue)s::text, %(queue)s::text IS NULL)
 ORDER BY failure_timestamp DESC, id DESC
 LIMIT %(limit)s;

-- name: find_dead :one DeadLetterDetail
-- Locked, so that two people cannot retry the same one twice.
-- role: worker
SELECT id AS dead_letter_id, tenant_id, original_job_id, queue_name AS queue, job_type AS job,
       - priority AS priority, final_attempt AS attempts, payload, headers, failure_reason AS reason,
       error_details AS error, failure_timestamp AS failed, resolved, resolution_notes AS notes,
       replayed_job_id AS retried_as
  FROM queue.dead_letter_jobs
 WHERE id = %(dead_letter_id)s
   FOR UPDATE;

-- name: insert_again :value
-- The job as it was, its attempts forgotten, with a link back.
-- role: worker
INSERT INTO queue.jobs (entrypoint, status, priority, payload, headers)
SELECT job_type, 'queued', priority, convert_to(payload::text, 'UTF8'),
       headers || jsonb_build_object('dead_letter_id', id)
  FROM queue.dead_letter_jobs
 WHERE id = %(dead_letter_id)s
RETURNING id;

-- name: resolve_dead :exec
-- role: worker
UPDATE queue.dead_letter_jobs
   SET resolved = now(), updated = now(), resolved_by = %(resolved_by)s, resolution_notes = %(notes)s,
       replayed_job_id = %(retried_as)s
 WHERE id = %(dead_letter_id)s;

-- name: forget_logs :exec
-- role: worker
DELETE FROM queue.job_logs
 WHERE id IN (SELECT id FROM queue.job_logs WHERE created < %(before)s LIMIT %(batch)s);

-- name: forget_statistics :exec
-- role: worker
DELETE FROM queue.job_statistics
 WHERE id IN (SELECT id FROM queue.job_statistics WHERE created < %(before)s LIMIT %(batch)s);

-- name: forget_attempts :exec
-- Index: job_attempts_age_idx
-- role: worker
DELETE FROM queue.job_attempts
 WHERE (tenant_id, job_id, attempt_number) IN (
       SELECT tenant_id, job_id, attempt_number
         FROM queue.job_attempts WHERE started < %(before)s LIMIT %(batch)s);

-- name: forget_dead :exec
-- Only what a person has dealt with. Index: dead_letter_jobs_age_idx
-- role: worker
DELETE FROM queue.dead_letter_jobs
 WHERE (tenant_id, id) IN (
       SELECT tenant_id, id FROM queue.dead_letter_jobs
        WHERE failure_timestamp < %(before)s AND resolved IS NOT NULL LIMIT %(batch)s);

-- name: forget_firings :exec
-- Schedules that no worker has any more.
-- role: worker
DELETE FROM queue.scheduled_jobs WHERE next_run < %(before)s;

-- name: rename_in_jobs :exec
-- An id in the arguments of a tenant's jobs, waiting, dead or tried, becomes another: an erasure. A scan of the tenant's.
-- role: worker
WITH dead AS (
    UPDATE queue.dead_letter_jobs
       SET payload = replace(payload::text, %(found)s, %(instead)s)::jsonb, failure_reason = 'erased', error_details = '{}'
     WHERE tenant_id = %(tenant_id)s AND strpos(payload::text, %(found)s) > 0
)
UPDATE queue.jobs
   SET payload = convert_to(replace(convert_from(payload, 'UTF8'), %(found)s, %(instead)s), 'UTF8')
 WHERE tenant_id = %(tenant_id)s AND strpos(convert_from(payload, 'UTF8'), %(found)s) > 0;
