-- name: insert_file :exec
-- A file that was proven. Index: analytics_archive_period_key.
INSERT INTO olap.analytics_archive (tenant_id, id, table_name, period_start, period_end, path, columns, row_count,
    size_bytes, checksum, rows_digest, last_day, verified, checked)
VALUES (%(tenant_id)s, %(file_id)s, %(table)s, %(first)s, %(after)s, %(path)s, %(columns)s::jsonb, %(rows)s, %(size_bytes)s,
    %(checksum)s, %(digest)s, %(last_day)s, now(), now());

-- name: files :many ArchiveFile
-- A tenant's files, oldest months first, of each the first written first. Index: analytics_archive_pkey.
SELECT tenant_id, id, table_name, period_start, period_end, path, columns, row_count, size_bytes, checksum, rows_digest,
       last_day, archived, verified, removed, restored, checked
  FROM olap.analytics_archive
 WHERE tenant_id = %(tenant_id)s
 ORDER BY period_start, table_name, archived, id;

-- name: mark_removed :exec
-- Index: analytics_archive_pkey.
UPDATE olap.analytics_archive
   SET removed = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(file_ids)s::uuid[]) AND removed IS NULL;

-- name: mark_restored :exec
-- Its rows are live again, for a while. Index: analytics_archive_pkey.
-- role: worker
UPDATE olap.analytics_archive
   SET removed = NULL, restored = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(file_ids)s::uuid[]);

-- name: mark_checked :exec
-- Index: analytics_archive_pkey.
UPDATE olap.analytics_archive
   SET checked = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(file_id)s;

-- name: replace_file :exec
-- The rewritten file in place of the old one, in one step. Index: analytics_archive_pkey.
UPDATE olap.analytics_archive
   SET path = %(path)s, row_count = %(rows)s, size_bytes = %(size_bytes)s, checksum = %(checksum)s,
       rows_digest = %(digest)s, columns = %(columns)s::jsonb, checked = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(file_id)s;

-- name: delete_files :exec
-- Of a tenant that is gone. Index: analytics_archive_pkey.
-- role: worker
DELETE FROM olap.analytics_archive WHERE tenant_id = %(tenant_id)s;

-- name: tenants_with_files :many TenantKey
-- Cross-tenant on purpose: whose files are to be checked.
-- role: worker
SELECT DISTINCT tenant_id FROM olap.analytics_archive ORDER BY tenant_id;

-- name: queued_in :value
-- Whether a batch that is not in the facts has events or verdicts of messages of a month. The queue is short. Indexes:
-- rollup_queue_pkey, email_events_batch_idx, event_verdicts_batch_idx.
SELECT EXISTS (SELECT 1
                 FROM olap.rollup_queue q
                WHERE q.tenant_id = %(tenant_id)s
                  AND (EXISTS (SELECT 1 FROM olap.email_events e
                                WHERE e.tenant_id = %(tenant_id)s AND e.batch_id = q.batch_id
                                  AND e.message_id >= %(low)s AND e.message_id < %(high)s)
                       OR EXISTS (SELECT 1 FROM olap.event_verdicts v
                                   WHERE v.tenant_id = %(tenant_id)s AND v.batch_id = q.batch_id
                                     AND v.message_id >= %(low)s AND v.message_id < %(high)s)));

-- name: states_until :value
-- Whether a state is live that could still change facts of days before this one. Index: message_states_day_idx.
SELECT EXISTS (SELECT 1 FROM olap.message_states
                WHERE tenant_id = %(tenant_id)s AND activity_date < %(day)s);

-- name: events_in :value
-- Index: email_events_pkey.
SELECT EXISTS (SELECT 1 FROM olap.email_events
                WHERE tenant_id = %(tenant_id)s AND message_id >= %(low)s AND message_id < %(high)s);

-- name: try_guard :value
-- One at work in a tenant's archive at a time, until the transaction ends; false where another is.
-- role: worker
SELECT pg_try_advisory_xact_lock(hashtextextended('olap.analytics_archive ' || %(tenant_id)s::uuid::text, 0));

-- name: wait_for_guard :exec
-- The same, waiting.
-- role: worker
SELECT pg_advisory_xact_lock(hashtextextended('olap.analytics_archive ' || %(tenant_id)s::uuid::text, 0));

-- name: stragglers :many Straggler
-- Events of a month that is archived, of messages that nothing live says were sent. Indexes: email_events_pkey,
-- message_states_pkey.
SELECT DISTINCT e.message_id
  FROM olap.email_events e
 WHERE e.tenant_id = %(tenant_id)s AND e.message_id >= %(low)s AND e.message_id < %(high)s
   AND NOT EXISTS (SELECT 1 FROM olap.email_events s
                    WHERE s.tenant_id = %(tenant_id)s AND s.message_id = e.message_id AND s.kind = 'sent')
 ORDER BY e.message_id
 LIMIT %(page)s;

-- name: set_aside :value
-- Events to late_events, with all that was made of them; they were in no figure, for nothing says they were sent. Indexes:
-- email_events_pkey, event_verdicts_pkey, message_states_pkey.
-- role: worker
WITH gone AS (
    DELETE FROM olap.email_events
     WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[])
    RETURNING *
), verdicts AS (
    DELETE FROM olap.event_verdicts WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[])
), states AS (
    DELETE FROM olap.message_states WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[])
), kept AS (
    INSERT INTO olap.late_events (tenant_id, message_id, event_id, company_id, kind, occurred, received, event)
    SELECT tenant_id, message_id, event_id, company_id, kind, occurred, received,
           jsonb_strip_nulls(to_jsonb(gone) - 'tenant_id' - 'batch_id' - 'received')
      FROM gone
        ON CONFLICT DO NOTHING
)
SELECT count(*) FROM gone;
