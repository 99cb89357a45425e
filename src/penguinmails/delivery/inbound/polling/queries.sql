-- name: plan_turns :exec
-- Every mailbox that is to be read has a turn; one that was not read for a while gets its own again.
-- role: worker
INSERT INTO content.imap_cursors AS c (tenant_id, mailbox_id, folder, company_id, purpose)
SELECT tenant_id, mailbox_id, 'INBOX', company_id, 'inbox'
  FROM unnest(%(tenant_ids)s::uuid[], %(mailbox_ids)s::uuid[], %(company_ids)s::uuid[])
       AS polled (tenant_id, mailbox_id, company_id)
ON CONFLICT (tenant_id, mailbox_id, folder) DO UPDATE
   SET deleted = NULL, next_poll = now(), failures = 0, last_error = NULL, updated = now()
 WHERE c.deleted IS NOT NULL;

-- name: end_turns :exec
-- Mailboxes that are not to be read any more, over all tenants; how far they were read stays.
-- role: worker
UPDATE content.imap_cursors SET deleted = now(), updated = now()
 WHERE tenant_id IS NOT NULL AND folder = 'INBOX' AND deleted IS NULL AND NOT mailbox_id = ANY (%(mailbox_ids)s::uuid[]);

-- name: claim_turns :many ClaimedTurn
-- Mailboxes that are due and that nobody reads, over all tenants, those that wait longest first.
-- Index: imap_cursors_due_idx.
-- role: worker
UPDATE content.imap_cursors AS c
   SET leased_by = %(holder)s, lease_expires = now() + make_interval(secs => %(lease_seconds)s::float8), updated = now()
  FROM (SELECT tenant_id, mailbox_id FROM content.imap_cursors
         WHERE folder = 'INBOX' AND deleted IS NULL AND next_poll <= now()
           AND (lease_expires IS NULL OR lease_expires < now())
         ORDER BY next_poll LIMIT %(most)s FOR UPDATE SKIP LOCKED) AS due
 WHERE c.tenant_id = due.tenant_id AND c.mailbox_id = due.mailbox_id AND c.folder = 'INBOX'
RETURNING c.tenant_id, c.mailbox_id, c.failures;

-- name: hold_turn :value
-- Whether the mailbox is still ours to read; locked, so that it stays so until the transaction ends, and longer.
-- Index: imap_cursors_pkey.
UPDATE content.imap_cursors
   SET lease_expires = now() + make_interval(secs => %(lease_seconds)s::float8)
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND folder = 'INBOX' AND leased_by = %(holder)s
   AND deleted IS NULL
RETURNING true;

-- name: open_cursor :one FolderCursor
-- A folder's position, made where it has none. Index: imap_cursors_pkey.
INSERT INTO content.imap_cursors AS c (tenant_id, mailbox_id, folder, company_id, purpose)
VALUES (%(tenant_id)s, %(mailbox_id)s, %(folder)s, %(company_id)s, %(purpose)s)
ON CONFLICT (tenant_id, mailbox_id, folder) DO UPDATE SET purpose = EXCLUDED.purpose
RETURNING folder, purpose, uid_validity, last_uid, last_error, created;

-- name: renumber :exec
-- The server counts anew: what was read is known by its bytes. Index: imap_cursors_pkey.
UPDATE content.imap_cursors
   SET uid_validity = %(uid_validity)s, last_uid = 0, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND folder = %(folder)s AND deleted IS NULL;

-- name: move_cursor :exec
-- Index: imap_cursors_pkey.
UPDATE content.imap_cursors
   SET last_uid = greatest(last_uid, %(uid)s), version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND folder = %(folder)s
   AND uid_validity = %(uid_validity)s AND deleted IS NULL;

-- name: note_folder :exec
-- A folder was read, or could not be. Index: imap_cursors_pkey.
UPDATE content.imap_cursors
   SET polled = now(), failures = CASE WHEN %(error)s::text IS NULL THEN 0 ELSE failures + 1 END,
       last_error = %(error)s::text, updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND folder = %(folder)s AND deleted IS NULL;

-- name: end_turn :exec
-- The mailbox was read, or could not be: when it is its turn again. Index: imap_cursors_pkey.
UPDATE content.imap_cursors
   SET leased_by = NULL, lease_expires = NULL, polled = now(), failures = %(failures)s, last_error = %(error)s::text,
       next_poll = now() + make_interval(secs => %(pause_seconds)s::float8), updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND folder = 'INBOX' AND leased_by = %(holder)s;

-- name: list_cursors :many CursorShown
-- Index: imap_cursors_pkey.
SELECT mailbox_id, folder, purpose, polled, next_poll, last_uid, failures, last_error
  FROM content.imap_cursors
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
 ORDER BY mailbox_id, folder;

-- name: learn_names :many SentCopy
-- Messages of a mailbox that lie in its Sent folder, with the Message-ID the provider gave them, where it gave one.
-- Index: email_messages_rfc_message_id_idx.
UPDATE content.email_messages AS m
   SET provider_message_id = coalesce(copy.provider_name, m.provider_message_id)
  FROM unnest(%(names)s::text[], %(provider_names)s::text[]) AS copy (name, provider_name)
 WHERE m.tenant_id = %(tenant_id)s AND m.rfc_message_id = copy.name AND m.mailbox_id = %(mailbox_id)s
   AND m.direction = 'outbound'
   AND (m.state = 'uncertain' OR copy.provider_name IS NOT NULL AND m.provider_message_id IS DISTINCT FROM copy.provider_name)
RETURNING m.message_id;
