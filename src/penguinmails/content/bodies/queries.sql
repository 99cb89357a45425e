-- name: insert_body :value
-- A body, or the row that has it already, whose time to be kept begins again.
INSERT INTO content.email_content
    (tenant_id, storage_key, company_id, content_text, headers, raw, raw_size_bytes, compressed_size_bytes,
     content_hash, compression_algorithm)
VALUES (%(tenant_id)s, %(storage_key)s, %(company_id)s, %(content_text)s, %(headers)s, %(raw)s, %(raw_size_bytes)s,
        %(compressed_size_bytes)s, %(content_hash)s, %(compression_algorithm)s)
ON CONFLICT (tenant_id, storage_key) DO UPDATE SET last_stored = now(), updated = now(), expires = NULL
RETURNING xmax = 0;

-- name: insert_contents :exec
-- A file, or the row that has it already; touching it keeps the sweep away until this commits.
INSERT INTO content.attachment_contents
    (tenant_id, content_key, company_id, content, compression_algorithm, size_bytes, compressed_size_bytes)
VALUES (%(tenant_id)s, %(content_key)s, %(company_id)s, %(content)s, %(compression_algorithm)s, %(size_bytes)s,
        %(compressed_size_bytes)s)
ON CONFLICT (tenant_id, content_key) DO UPDATE SET last_stored = now();

-- name: insert_attachment :exec
INSERT INTO content.attachments
    (tenant_id, company_id, parent_storage_key, filename, original_filename, mime_type, size_bytes, content_hash,
     content_id, storage_disposition, content_key, part, cut_at, line_length, line_end)
VALUES (%(tenant_id)s, %(company_id)s, %(storage_key)s, %(filename)s, %(original_filename)s, %(mime_type)s,
        %(size_bytes)s, %(content_hash)s, %(content_id)s, %(storage_disposition)s, %(content_key)s, %(part)s,
        %(cut_at)s, %(line_length)s, %(line_end)s);

-- name: find_body :one StoredBody
-- Index: email_content_pkey.
UPDATE content.email_content SET last_accessed = now()
 WHERE tenant_id = %(tenant_id)s AND storage_key = %(storage_key)s
RETURNING storage_key, company_id, content_text, headers, raw, raw_size_bytes, compression_algorithm;

-- name: list_attachments :many Attachment
-- Index: attachments_content_idx.
SELECT id, part, filename, mime_type, size_bytes, content_id, storage_disposition,
       content_key IS NOT NULL OR cut_at IS NULL AS is_kept
  FROM content.attachments
 WHERE tenant_id = %(tenant_id)s AND parent_storage_key = %(storage_key)s
 ORDER BY part;

-- name: list_pieces :many Piece
-- The attachments of a body with their bytes, in the order in which they were cut out.
SELECT a.id, a.part, a.cut_at, a.line_length, a.line_end, c.content, c.compression_algorithm, a.size_bytes
  FROM content.attachments a
  LEFT JOIN content.attachment_contents c ON c.tenant_id = a.tenant_id AND c.content_key = a.content_key
 WHERE a.tenant_id = %(tenant_id)s AND a.parent_storage_key = %(storage_key)s
   AND (a.cut_at IS NOT NULL OR a.id = %(attachment_id)s::uuid)
 ORDER BY a.cut_at, a.part;

-- name: storage_used :one Storage
-- What billing counts; indexes: the primary keys' tenants.
SELECT (SELECT count(*) FROM content.email_content WHERE tenant_id = %(tenant_id)s) AS bodies,
       (SELECT count(*) FROM content.attachment_contents WHERE tenant_id = %(tenant_id)s) AS attachments,
       (SELECT coalesce(sum(raw_size_bytes), 0)::bigint FROM content.email_content
         WHERE tenant_id = %(tenant_id)s) AS received_bytes,
       (SELECT coalesce(sum(compressed_size_bytes + octet_length(content_text)), 0)::bigint
          FROM content.email_content WHERE tenant_id = %(tenant_id)s)
       + (SELECT coalesce(sum(compressed_size_bytes), 0)::bigint
            FROM content.attachment_contents WHERE tenant_id = %(tenant_id)s) AS stored_bytes;

-- name: insert_hold :one Hold
INSERT INTO content.legal_holds (tenant_id, company_id, scope, scope_id, reason, placed_by)
VALUES (%(tenant_id)s, %(company_id)s, %(scope)s, %(scope_id)s, %(reason)s, %(placed_by)s)
RETURNING id, scope, scope_id, company_id, reason, placed, released;

-- name: release_hold :one Hold
UPDATE content.legal_holds SET released = now(), released_by = %(released_by)s, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(hold_id)s AND released IS NULL
RETURNING id, scope, scope_id, company_id, reason, placed, released;

-- name: list_holds :many Hold
SELECT id, scope, scope_id, company_id, reason, placed, released FROM content.legal_holds
 WHERE tenant_id = %(tenant_id)s
 ORDER BY released IS NOT NULL, placed DESC;

-- name: tenants_with_bodies :many TenantOfBodies
-- The sweep's list: every tenant of whom anything is stored.
-- role: worker
SELECT tenant_id FROM content.email_content UNION SELECT tenant_id FROM content.attachment_contents;

-- name: living_tenants :many TenantOfBodies
-- Of these tenants, the ones whose row is still there, deleted or not: a purged one has no mail to keep.
-- role: worker
SELECT id AS tenant_id FROM oltp.tenants WHERE id = ANY(%(tenant_ids)s::uuid[]);

-- name: date_bodies :exec
-- Give every body the end that the tenant's policy says now. Days NULL: never.
UPDATE content.email_content
   SET expires = last_stored + make_interval(days => %(days)s::int),
       retention_days = coalesce(%(days)s::int, retention_days), updated = now()
 WHERE tenant_id = %(tenant_id)s
   AND expires IS DISTINCT FROM last_stored + make_interval(days => %(days)s::int);

-- name: delete_expired_bodies :one Removed
-- What no legal hold covers, up to a batch. A body is covered with any message that carries it.
WITH held AS (
    SELECT scope, scope_id FROM content.legal_holds WHERE tenant_id = %(tenant_id)s AND released IS NULL
), due AS (
    SELECT b.storage_key FROM content.email_content b
     WHERE b.tenant_id = %(tenant_id)s AND b.expires < %(now)s
       AND NOT EXISTS (SELECT FROM held h WHERE h.scope = 'tenant'
                           OR h.scope = 'company' AND h.scope_id = b.company_id)
       AND NOT EXISTS (
           SELECT FROM content.email_messages m JOIN held h ON h.scope_id = CASE h.scope
                  WHEN 'mailbox' THEN m.mailbox_id WHEN 'campaign' THEN m.campaign_id
                  WHEN 'lead' THEN m.lead_id WHEN 'message' THEN m.message_id WHEN 'company' THEN m.company_id END
            WHERE m.tenant_id = b.tenant_id AND m.storage_key = b.storage_key)
     ORDER BY b.expires LIMIT %(batch)s FOR UPDATE OF b SKIP LOCKED
), gone AS (
    DELETE FROM content.email_content b USING due
     WHERE b.tenant_id = %(tenant_id)s AND b.storage_key = due.storage_key
    RETURNING coalesce(b.compressed_size_bytes, 0) + coalesce(octet_length(b.content_text), 0) AS bytes
)
SELECT count(*) AS removed, coalesce(sum(bytes), 0)::bigint AS bytes FROM gone;

-- name: count_held_bodies :value
-- After deleting: what is past its time and still there is held.
SELECT count(*) FROM content.email_content WHERE tenant_id = %(tenant_id)s AND expires < %(now)s;

-- name: drop_expired_attachments :value
-- Let go of the files whose class ends before that of their bodies; no hold covers them.
WITH held AS (
    SELECT scope, scope_id FROM content.legal_holds WHERE tenant_id = %(tenant_id)s AND released IS NULL
), let_go AS (
    UPDATE content.attachments a SET content_key = NULL, updated = now()
      FROM content.email_content b
     WHERE a.tenant_id = %(tenant_id)s AND b.tenant_id = a.tenant_id AND b.storage_key = a.parent_storage_key
       AND a.content_key IS NOT NULL AND b.last_stored < %(now)s::timestamptz - make_interval(days => %(days)s::int)
       AND NOT EXISTS (SELECT FROM held h WHERE h.scope = 'tenant'
                           OR h.scope = 'company' AND h.scope_id = b.company_id)
       AND NOT EXISTS (
           SELECT FROM content.email_messages m JOIN held h ON h.scope_id = CASE h.scope
                  WHEN 'mailbox' THEN m.mailbox_id WHEN 'campaign' THEN m.campaign_id
                  WHEN 'lead' THEN m.lead_id WHEN 'message' THEN m.message_id WHEN 'company' THEN m.company_id END
            WHERE m.tenant_id = b.tenant_id AND m.storage_key = b.storage_key)
    RETURNING a.id
)
SELECT count(*) FROM let_go;

-- name: delete_orphaned_bodies :one Removed
-- What no message, open question or hold refers to, and nobody has stored for a day.
WITH due AS (
    SELECT b.storage_key FROM content.email_content b
     WHERE b.tenant_id = %(tenant_id)s AND b.last_stored < %(now)s::timestamptz - interval '1 day'
       AND NOT EXISTS (SELECT FROM content.email_messages m
                        WHERE m.tenant_id = b.tenant_id AND m.storage_key = b.storage_key)
       AND NOT EXISTS (SELECT FROM content.unmatched_inbound u
                        WHERE u.tenant_id = b.tenant_id AND u.storage_key = b.storage_key)
       AND NOT EXISTS (SELECT FROM content.legal_holds h
                        WHERE h.tenant_id = b.tenant_id AND h.released IS NULL
                          AND (h.scope = 'tenant' OR h.scope = 'company' AND h.scope_id = b.company_id))
     LIMIT %(batch)s FOR UPDATE OF b SKIP LOCKED
), gone AS (
    DELETE FROM content.email_content b USING due
     WHERE b.tenant_id = %(tenant_id)s AND b.storage_key = due.storage_key
    RETURNING coalesce(b.compressed_size_bytes, 0) + coalesce(octet_length(b.content_text), 0) AS bytes
)
SELECT count(*) AS removed, coalesce(sum(bytes), 0)::bigint AS bytes FROM gone;

-- name: delete_orphaned_contents :one Removed
-- Files that no attachment names. Asking for the last day leaves alone what is being stored right now: a row that
-- another transaction has just touched is looked at again, and is too young then.
WITH gone AS (
    DELETE FROM content.attachment_contents c
     WHERE c.tenant_id = %(tenant_id)s AND c.last_stored < %(now)s::timestamptz - interval '1 day'
       AND NOT EXISTS (SELECT FROM content.attachments a
                        WHERE a.tenant_id = c.tenant_id AND a.content_key = c.content_key)
    RETURNING c.compressed_size_bytes AS bytes
)
SELECT count(*) AS removed, coalesce(sum(bytes), 0)::bigint AS bytes FROM gone;

-- name: count_missing_bodies :value
-- Received messages younger than the retention whose body is not there: something else has deleted it.
-- Index: email_messages_pkey, the partitions since then.
SELECT count(*) FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND message_id >= %(since)s AND direction = 'inbound'
   AND storage_key IS NULL AND erased IS NULL;

-- name: delete_bodies_of_gone_tenant :one Removed
-- role: worker
WITH gone AS (
    DELETE FROM content.email_content WHERE tenant_id = %(tenant_id)s
    RETURNING coalesce(compressed_size_bytes, 0) + coalesce(octet_length(content_text), 0) AS bytes
)
SELECT count(*) AS removed, coalesce(sum(bytes), 0)::bigint AS bytes FROM gone;

-- name: delete_contents_of_gone_tenant :one Removed
-- role: worker
WITH gone AS (
    DELETE FROM content.attachment_contents WHERE tenant_id = %(tenant_id)s RETURNING compressed_size_bytes AS bytes
)
SELECT count(*) AS removed, coalesce(sum(bytes), 0)::bigint AS bytes FROM gone;
