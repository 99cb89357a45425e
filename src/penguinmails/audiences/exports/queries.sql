-- name: insert_export :exec
INSERT INTO oltp.export_jobs (tenant_id, id, company_id, subject, format, filter, created_by)
VALUES (%(tenant_id)s, %(id)s, %(company_id)s::uuid, %(subject)s, %(format)s, %(filter)s, %(created_by)s::uuid);

-- name: find_export :one ExportJob
-- Index: export_jobs_pkey.
SELECT id, company_id, subject, format, filter, status, rows_written, size_bytes, error, expires, created_by, created,
       started, finished
  FROM oltp.export_jobs
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s;

-- name: list_exports :many ExportJob
-- A page, the latest first. Index: export_jobs_pkey, backwards.
SELECT id, company_id, subject, format, filter, status, rows_written, size_bytes, error, expires, created_by, created,
       started, finished
  FROM oltp.export_jobs
 WHERE tenant_id = %(tenant_id)s AND (%(before)s::uuid IS NULL OR id < %(before)s::uuid)
 ORDER BY id DESC
 LIMIT %(page)s;

-- name: begin_export :one ExportJob
-- Also again, after a worker that was killed. Index: export_jobs_pkey.
UPDATE oltp.export_jobs
   SET status = 'running', started = coalesce(started, now()), rows_written = 0, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status IN ('queued', 'running')
RETURNING id, company_id, subject, format, filter, status, rows_written, size_bytes, error, expires, created_by, created,
          started, finished;

-- name: note_rows :exec
-- How far it is. Index: export_jobs_pkey.
UPDATE oltp.export_jobs SET rows_written = %(rows)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status = 'running';

-- name: complete_export :exec
-- Index: export_jobs_pkey.
UPDATE oltp.export_jobs
   SET status = 'completed', rows_written = %(rows)s, size_bytes = %(size)s, file_ref = %(file_ref)s,
       expires = %(expires)s::timestamptz, finished = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status = 'running';

-- name: fail_export :exec
-- Index: export_jobs_pkey.
UPDATE oltp.export_jobs SET status = 'failed', error = %(error)s, finished = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status IN ('queued', 'running');

-- name: delete_export :exec
-- Index: export_jobs_pkey.
DELETE FROM oltp.export_jobs WHERE tenant_id = %(tenant_id)s AND id = %(id)s;

-- name: expired_exports :many ExportFile
-- Of all tenants: whose files are to go. Index: export_jobs_expires_idx.
-- role: worker
SELECT tenant_id, id FROM oltp.export_jobs WHERE status = 'completed' AND expires <= %(moment)s ORDER BY expires;

-- name: expire_export :exec
-- After its file is gone. Index: export_jobs_pkey.
-- role: worker
UPDATE oltp.export_jobs SET status = 'expired', file_ref = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status = 'completed';

-- name: has_use_for_file :value
-- Whether a file in the folder belongs to an export that is there, or is being made. Index: export_jobs_pkey.
-- role: worker
SELECT EXISTS (SELECT FROM oltp.export_jobs
                WHERE tenant_id = %(tenant_id)s AND id = %(id)s AND status IN ('queued', 'running', 'completed'));

-- name: find_list :one ListId
-- By id or name. Index: lists_name_live_key.
SELECT id FROM oltp.lists
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
   AND (id::text = %(wanted)s OR lower(name) = lower(%(wanted)s))
 ORDER BY id LIMIT 1;

-- name: field_keys :many FieldKey
-- Index: custom_field_definitions_key_key.
SELECT company_id, key, is_personal FROM oltp.custom_field_definitions WHERE tenant_id = %(tenant_id)s ORDER BY key;

-- name: leads :many ExportedLead
-- In the order they were made. Index: leads_pkey; for one company, leads_company_idx.
SELECT id, company_id, email, first_name, last_name, name, company, title, phone, status, stage, tags, source, timezone,
       language, country, tracking_consent, created, updated, custom_fields
  FROM oltp.leads AS l
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
   AND (%(company_id)s::uuid IS NULL OR company_id = %(company_id)s::uuid)
   AND (%(tag)s::text IS NULL OR %(tag)s::text = ANY (tags))
   AND (%(list_id)s::uuid IS NULL OR EXISTS (
        SELECT FROM oltp.list_contacts AS m
         WHERE m.tenant_id = l.tenant_id AND m.list_id = %(list_id)s::uuid AND m.lead_id = l.id AND m.status = 'subscribed'))
 ORDER BY id;

-- name: leads_meeting :many ExportedLead
-- As `leads`, of those who meet a filter; the worker's for the GIN indexes, within the scope that it says.
-- role: worker
SELECT l.id, l.company_id, l.email, l.first_name, l.last_name, l.name, l.company, l.title, l.phone, l.status, l.stage, l.tags,
       l.source, l.timezone, l.language, l.country, l.tracking_consent, l.created, l.updated, l.custom_fields
  FROM oltp.leads AS l
  LEFT JOIN oltp.lead_engagement AS e ON e.tenant_id = l.tenant_id AND e.lead_id = l.id
 WHERE l.tenant_id = %(tenant_id)s AND l.deleted IS NULL
   AND (%(all_companies)s OR l.company_id = ANY (%(companies)s::uuid[]))
   AND (%(tag)s::text IS NULL OR %(tag)s::text = ANY (l.tags))
   AND (%(list_id)s::uuid IS NULL OR EXISTS (
        SELECT FROM oltp.list_contacts AS m
         WHERE m.tenant_id = l.tenant_id AND m.list_id = %(list_id)s::uuid AND m.lead_id = l.id AND m.status = 'subscribed'))
   AND /* condition */ true
 ORDER BY l.id;

-- name: members :many ExportedMember
-- Of one list, whatever their status. Indexes: list_contacts_pkey, leads_pkey.
SELECT l.email, l.first_name, l.last_name, l.name, m.status, m.source, m.confirmed, m.unsubscribed, m.created, m.lead_id,
       l.company_id, l.status AS lead_status
  FROM oltp.list_contacts AS m
  JOIN oltp.leads AS l ON l.tenant_id = m.tenant_id AND l.id = m.lead_id
 WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND l.deleted IS NULL
   AND (%(company_id)s::uuid IS NULL OR l.company_id = %(company_id)s::uuid)
 ORDER BY m.lead_id;

-- name: suppressions :many ExportedSuppression
-- Index: suppressions_pkey.
SELECT target, encode(target_hash, 'hex') AS target_hash, hint, scope, company_id, campaign_type, reason, source, note,
       expires, created
  FROM oltp.suppressions
 WHERE tenant_id = %(tenant_id)s AND (%(company_id)s::uuid IS NULL OR company_id = %(company_id)s::uuid)
 ORDER BY id;
