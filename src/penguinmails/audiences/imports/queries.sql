-- name: insert_import :exec
INSERT INTO oltp.import_jobs (tenant_id, id, company_id, filename, format, source_sha256, size_bytes, mapping, options,
    on_duplicate, list_id, created_by)
VALUES (%(tenant_id)s, %(import_id)s, %(company_id)s, %(filename)s, %(format)s, %(sha256)s, %(size_bytes)s,
    %(mapping)s, %(options)s, %(on_duplicate)s, %(list_id)s, %(created_by)s);

-- name: find_import :one ImportJob
-- Index: import_jobs_pkey.
SELECT id, company_id, filename, format, status, on_duplicate, list_id, mapping, options, size_bytes, total_rows,
       processed_rows, created_rows, updated_rows, skipped_rows, rejected_rows, position, error, undo_started,
       undone_rows, kept_rows, created, started, finished, updated
  FROM oltp.import_jobs
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s;

-- name: lock_import :one ImportJob
-- Until the transaction ends nobody else takes this import a step further. Index: import_jobs_pkey.
SELECT id, company_id, filename, format, status, on_duplicate, list_id, mapping, options, size_bytes, total_rows,
       processed_rows, created_rows, updated_rows, skipped_rows, rejected_rows, position, error, undo_started,
       undone_rows, kept_rows, created, started, finished, updated
  FROM oltp.import_jobs
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s
   FOR NO KEY UPDATE;

-- name: list_imports :many ImportJob
-- The latest first. Index: import_jobs_pkey.
SELECT id, company_id, filename, format, status, on_duplicate, list_id, mapping, options, size_bytes, total_rows,
       processed_rows, created_rows, updated_rows, skipped_rows, rejected_rows, position, error, undo_started,
       undone_rows, kept_rows, created, started, finished, updated
  FROM oltp.import_jobs
 WHERE tenant_id = %(tenant_id)s AND (%(before)s::uuid IS NULL OR id < %(before)s)
 ORDER BY id DESC
 LIMIT %(most)s;

-- name: digest_of :value
-- Of the file as it was given. Index: import_jobs_pkey.
SELECT source_sha256 FROM oltp.import_jobs WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s;

-- name: find_list :one ListTarget
-- A list that the transaction sees. Index: lists_pkey.
SELECT company_id, opt_in FROM oltp.lists WHERE tenant_id = %(tenant_id)s AND id = %(list_id)s AND deleted IS NULL;

-- name: left_list :value
-- The hashes of those whose last word about a list, or about all lists, was that they leave; 32 bytes each. Once an
-- import: looked up by address they would cost each row more than all else does. Index: consent_events_pkey.
SELECT string_agg(last.address_hash, ''::bytea)
  FROM (SELECT DISTINCT ON (e.address_hash) e.address_hash, e.kind
          FROM oltp.consent_events e
         WHERE e.tenant_id = %(tenant_id)s
           AND e.kind IN ('subscribed', 'confirmed', 'unsubscribed', 'resubscribed', 'objected', 'complained')
           AND (e.list_id = %(list_id)s
                OR e.list_id IS NULL AND (e.company_id IS NULL OR e.company_id = %(company_id)s::uuid))
         ORDER BY e.address_hash, e.occurred DESC, e.id DESC) AS last
 WHERE last.kind IN ('unsubscribed', 'objected', 'complained');

-- name: set_running :exec
UPDATE oltp.import_jobs
   SET status = 'running', started = coalesce(started, now()), finished = NULL, error = NULL,
       total_rows = coalesce(%(total_rows)s::bigint, total_rows), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s AND status IN ('queued', 'running');

-- name: set_over :exec
-- The end, whichever. processed_rows is exact by then.
UPDATE oltp.import_jobs
   SET status = %(status)s, finished = now(), error = %(error)s, updated = now(),
       total_rows = CASE %(status)s WHEN 'completed' THEN processed_rows ELSE total_rows END
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s;

-- name: set_queued :exec
-- Once more, from where it stopped.
UPDATE oltp.import_jobs
   SET status = 'queued', finished = NULL, error = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s AND status = 'failed';

-- name: advance :exec
-- Under lock_import.
UPDATE oltp.import_jobs
   SET position = %(position)s, processed_rows = processed_rows + %(rows)s,
       created_rows = created_rows + %(made)s, updated_rows = updated_rows + %(changed)s,
       skipped_rows = skipped_rows + %(skipped)s, rejected_rows = rejected_rows + %(rejected)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s;

-- The rows of a batch come as one text a column, parted by U+001F, which no value holds: the server splits them in a
-- tenth of the time that an array literal of as many values takes to write and to read. Empty means NULL.

-- name: insert_leads :value
-- Those whose address is there are left out, without touching them; the ids of the others. Index: leads_email_live_key.
WITH made AS (
INSERT INTO oltp.leads (tenant_id, id, company_id, email, name, first_name, last_name, company, title, phone, country,
    timezone, language, custom_fields, tags, is_role, is_disposable, source, tracking_consent, import_job_id)
SELECT %(tenant_id)s, r.id::uuid, %(company_id)s::uuid, r.email, r.name, r.first_name, r.last_name, r.company, r.title,
       r.phone, r.country, r.timezone, r.language, coalesce(r.custom_fields::jsonb, '{}'), coalesce(r.tags::text[], '{}'),
       coalesce(r.is_role::boolean, false), coalesce(r.is_disposable::boolean, false), %(source)s,
       %(tracking_consent)s, %(import_id)s::uuid
  FROM unnest(
       string_to_array(%(id)s::text, E'\x1f'), string_to_array(%(email)s::text, E'\x1f'),
       string_to_array(%(name)s::text, E'\x1f', ''), string_to_array(%(first_name)s::text, E'\x1f', ''),
       string_to_array(%(last_name)s::text, E'\x1f', ''), string_to_array(%(company)s::text, E'\x1f', ''),
       string_to_array(%(title)s::text, E'\x1f', ''), string_to_array(%(phone)s::text, E'\x1f', ''),
       string_to_array(%(country)s::text, E'\x1f', ''), string_to_array(%(timezone)s::text, E'\x1f', ''),
       string_to_array(%(language)s::text, E'\x1f', ''), string_to_array(%(custom)s::text, E'\x1f', ''),
       string_to_array(%(tags)s::text, E'\x1f', ''), string_to_array(%(is_role)s::text, E'\x1f', ''),
       string_to_array(%(is_disposable)s::text, E'\x1f', '')
       ) AS r (id, email, name, first_name, last_name, company, title, phone, country, timezone, language, custom_fields,
               tags, is_role, is_disposable)
    ON CONFLICT (tenant_id, email, company_id) WHERE deleted IS NULL DO NOTHING
RETURNING id)
SELECT string_agg(id::text, ' ') FROM made;

-- name: known_leads :many KnownLead
-- Which leads have these addresses. The order forces the index, see `store.lock`. Index: leads_email_live_key.
SELECT id, email, status
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND email = ANY(string_to_array(%(email)s::text, E'\x1f'))
   AND company_id IS NOT DISTINCT FROM %(company_id)s::uuid AND deleted IS NULL
 ORDER BY email;

-- name: whole_leads :many LeadState
-- The same leads, all that an import can change. Index: leads_email_live_key.
SELECT id, email, status, name, first_name, last_name, company, title, phone, country, timezone, language,
       custom_fields, tags, updated
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND email = ANY(string_to_array(%(email)s::text, E'\x1f'))
   AND company_id IS NOT DISTINCT FROM %(company_id)s::uuid AND deleted IS NULL
 ORDER BY email;

-- name: update_leads :exec
-- Those that are as they were when they were read. Found in the order of their ids, which forces the index (see
-- `store.lock`), and written by their places. Index: leads_pkey.
UPDATE oltp.leads l
   SET name = n.name, first_name = n.first_name, last_name = n.last_name, company = n.company, title = n.title,
       phone = n.phone, country = n.country, timezone = n.timezone, language = n.language,
       custom_fields = coalesce(n.custom_fields::jsonb, '{}'), tags = coalesce(n.tags::text[], '{}'), updated = now()
  FROM (SELECT found.place, r.*
          FROM (SELECT id, updated, ctid AS place
                  FROM oltp.leads
                 WHERE tenant_id = %(tenant_id)s AND id = ANY(string_to_array(%(id)s::text, E'\x1f')::uuid[])
                   AND deleted IS NULL
                 ORDER BY id) AS found
          JOIN unnest(
               string_to_array(%(id)s::text, E'\x1f'),
               string_to_array(%(name)s::text, E'\x1f', ''), string_to_array(%(first_name)s::text, E'\x1f', ''),
               string_to_array(%(last_name)s::text, E'\x1f', ''), string_to_array(%(company)s::text, E'\x1f', ''),
               string_to_array(%(title)s::text, E'\x1f', ''), string_to_array(%(phone)s::text, E'\x1f', ''),
               string_to_array(%(country)s::text, E'\x1f', ''), string_to_array(%(timezone)s::text, E'\x1f', ''),
               string_to_array(%(language)s::text, E'\x1f', ''), string_to_array(%(custom)s::text, E'\x1f', ''),
               string_to_array(%(tags)s::text, E'\x1f', ''), string_to_array(%(updated)s::text, E'\x1f')
               ) AS r (id, name, first_name, last_name, company, title, phone, country, timezone, language, custom_fields,
                       tags, updated)
            ON found.id = r.id::uuid AND found.updated = r.updated::timestamptz) AS n
 WHERE l.tenant_id = %(tenant_id)s AND l.ctid = n.place AND l.deleted IS NULL;

-- name: note_changes :exec
-- What was there first stays noted, what was written last goes with it. Index: import_changes_pkey.
INSERT INTO oltp.import_changes (tenant_id, import_job_id, lead_id, company_id, former, written, tags_added)
SELECT %(tenant_id)s, %(import_id)s::uuid, r.id::uuid, %(company_id)s::uuid, r.former::jsonb, r.written::jsonb,
       coalesce(r.tags::text[], '{}')
  FROM unnest(
       string_to_array(%(id)s::text, E'\x1f'), string_to_array(%(former)s::text, E'\x1f'),
       string_to_array(%(written)s::text, E'\x1f'), string_to_array(%(tags)s::text, E'\x1f', '')
       ) AS r (id, former, written, tags)
    ON CONFLICT (tenant_id, import_job_id, lead_id) DO UPDATE
   SET former = excluded.former || import_changes.former, written = import_changes.written || excluded.written,
       tags_added = import_changes.tags_added || excluded.tags_added, lead_updated = excluded.lead_updated;

-- name: insert_members :exec
-- Who is in the list stays as they are, unsubscribed too. Index: list_contacts_pkey.
INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id, company_id, status, source)
SELECT %(tenant_id)s, %(list_id)s, r.id::uuid, %(company_id)s::uuid, %(status)s, %(source)s
  FROM unnest(string_to_array(%(id)s::text, E'\x1f')) AS r (id)
    ON CONFLICT (tenant_id, list_id, lead_id) DO NOTHING;

-- name: insert_rejects :exec
INSERT INTO oltp.import_rejects (tenant_id, import_job_id, line, company_id, reason, detail, raw)
SELECT %(tenant_id)s, %(import_id)s::uuid, r.line::bigint, %(company_id)s::uuid, r.reason, r.detail, r.raw::jsonb
  FROM unnest(
       string_to_array(%(line)s::text, E'\x1f'), string_to_array(%(reason)s::text, E'\x1f'),
       string_to_array(%(detail)s::text, E'\x1f', ''), string_to_array(%(raw)s::text, E'\x1f')
       ) AS r (line, reason, detail, raw);

-- name: list_rejects :many Reject
-- After a line, in the order of the file. Index: import_rejects_pkey.
SELECT line, reason, detail, raw
  FROM oltp.import_rejects
 WHERE tenant_id = %(tenant_id)s AND import_job_id = %(import_id)s AND line > %(after)s
 ORDER BY line, reason
 LIMIT %(most)s;

-- name: reject_columns :value
-- The columns of the file that refused rows have something in. Index: import_rejects_pkey.
SELECT coalesce(array_agg(DISTINCT cell.key ORDER BY cell.key), '{}')
  FROM oltp.import_rejects r CROSS JOIN LATERAL jsonb_object_keys(r.raw) AS cell (key)
 WHERE r.tenant_id = %(tenant_id)s AND r.import_job_id = %(import_id)s;

-- name: start_undo :exec
UPDATE oltp.import_jobs
   SET undo_started = now(), error = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s AND undo_started IS NULL;

-- name: advance_undo :exec
UPDATE oltp.import_jobs
   SET undone_rows = undone_rows + %(undone)s, kept_rows = kept_rows + %(kept)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s;

-- name: changes_to_undo :many Change
-- Of leads that were there before the import, a batch. Index: import_changes_pkey, leads_pkey.
SELECT c.lead_id, c.former, c.written, c.tags_added
  FROM oltp.import_changes c
  JOIN oltp.leads l ON l.tenant_id = c.tenant_id AND l.id = c.lead_id
 WHERE c.tenant_id = %(tenant_id)s AND c.import_job_id = %(import_id)s
   AND l.import_job_id IS DISTINCT FROM c.import_job_id AND l.deleted IS NULL
 ORDER BY c.lead_id
 LIMIT %(batch)s;

-- name: lock_leads :many LeadState
-- In the order of their ids. Index: leads_pkey.
SELECT id, email, status, name, first_name, last_name, company, title, phone, country, timezone, language,
       custom_fields, tags, updated
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY(%(lead_ids)s::uuid[]) AND deleted IS NULL
 ORDER BY id
   FOR NO KEY UPDATE;

-- name: forget_changes :exec
-- Index: import_changes_pkey.
DELETE FROM oltp.import_changes
 WHERE tenant_id = %(tenant_id)s AND import_job_id = %(import_id)s AND lead_id = ANY(%(lead_ids)s::uuid[]);

-- name: memberships_to_undo :many LeadId
-- Those the import added and nobody touched since, a batch. Index: list_contacts_pkey.
SELECT lead_id AS id
  FROM oltp.list_contacts
 WHERE tenant_id = %(tenant_id)s AND list_id = %(list_id)s AND lead_id > %(after)s AND source = %(source)s
   AND unsubscribed IS NULL AND confirmed IS NULL AND (updated = created OR status = 'pending')
 ORDER BY lead_id
 LIMIT %(batch)s;

-- name: remove_memberships :exec
-- Index: list_contacts_pkey.
DELETE FROM oltp.list_contacts
 WHERE tenant_id = %(tenant_id)s AND list_id = %(list_id)s AND lead_id = ANY(%(lead_ids)s::uuid[])
   AND source = %(source)s AND unsubscribed IS NULL AND confirmed IS NULL AND (updated = created OR status = 'pending');

-- name: made_leads :many MadeLead
-- A batch of the leads an import made, locked, and whether they were used since: written to, enrolled, in a list,
-- engaged, with a consent, or changed by anybody but this import and the check of its domain.
-- Index: leads_import_job_idx.
SELECT l.id,
       (l.updated <> l.created AND l.updated IS DISTINCT FROM l.address_checked AND NOT EXISTS (
            SELECT FROM oltp.import_changes c
             WHERE c.tenant_id = l.tenant_id AND c.import_job_id = l.import_job_id AND c.lead_id = l.id
               AND c.lead_updated = l.updated))
       OR EXISTS (SELECT FROM oltp.list_contacts m WHERE m.tenant_id = l.tenant_id AND m.lead_id = l.id)
       OR EXISTS (SELECT FROM oltp.lead_engagement e WHERE e.tenant_id = l.tenant_id AND e.lead_id = l.id)
       OR EXISTS (SELECT FROM oltp.lead_keys k WHERE k.tenant_id = l.tenant_id AND k.lead_id = l.id)
       OR EXISTS (SELECT FROM oltp.lead_send_days d WHERE d.tenant_id = l.tenant_id AND d.lead_id = l.id)
       OR EXISTS (SELECT FROM oltp.enrolments n WHERE n.tenant_id = l.tenant_id AND n.lead_id = l.id)
       OR EXISTS (SELECT FROM oltp.consent_events v WHERE v.tenant_id = l.tenant_id AND v.lead_id = l.id) AS used
  FROM oltp.leads l
 WHERE l.tenant_id = %(tenant_id)s AND l.import_job_id = %(import_id)s AND l.id > %(after)s AND l.deleted IS NULL
 ORDER BY l.id
 LIMIT %(batch)s
   FOR UPDATE OF l;

-- name: remove_leads :exec
-- For good. Under made_leads' lock. Index: leads_pkey.
DELETE FROM oltp.leads WHERE tenant_id = %(tenant_id)s AND id = ANY(%(lead_ids)s::uuid[]) AND deleted IS NULL;

-- name: delete_leads :exec
-- So that they can be restored. Index: leads_pkey.
UPDATE oltp.leads SET deleted = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY(%(lead_ids)s::uuid[]) AND deleted IS NULL;

-- name: set_rolled_back :exec
UPDATE oltp.import_jobs
   SET status = 'rolled_back', finished = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(import_id)s;

-- name: unfinished_imports :many Unfinished
-- What should be going on and has not moved for a while, of all tenants: few rows.
-- role: worker
SELECT tenant_id, id, status NOT IN ('queued', 'running') AS undoing,
       coalesce(started < %(hopeless)s, false) AND status = 'running' AS is_hopeless
  FROM oltp.import_jobs
 WHERE (status IN ('queued', 'running') OR (undo_started IS NOT NULL AND status <> 'rolled_back'))
   AND updated < %(before)s
 ORDER BY tenant_id, id;

-- name: imports_with_old_rows :many Unfinished
-- Whose refused rows or former values are too old to be kept, of all tenants.
-- role: worker
SELECT j.tenant_id, j.id, false AS undoing, false AS is_hopeless
  FROM oltp.import_jobs j
 WHERE j.finished < %(before)s
   AND (EXISTS (SELECT FROM oltp.import_rejects r WHERE r.tenant_id = j.tenant_id AND r.import_job_id = j.id)
        OR EXISTS (SELECT FROM oltp.import_changes c WHERE c.tenant_id = j.tenant_id AND c.import_job_id = j.id))
 ORDER BY j.tenant_id, j.id;

-- name: forget_all_rejects :exec
-- Index: import_rejects_pkey.
DELETE FROM oltp.import_rejects WHERE tenant_id = %(tenant_id)s AND import_job_id = %(import_id)s;

-- name: forget_all_changes :exec
-- Index: import_changes_pkey.
DELETE FROM oltp.import_changes WHERE tenant_id = %(tenant_id)s AND import_job_id = %(import_id)s;
