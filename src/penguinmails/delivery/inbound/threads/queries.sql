-- name: thread_of_names :one Thread
-- The conversation of any message, ours or received, that the mail names; the latest of several.
-- Indexes: email_messages_rfc_message_id_idx, email_messages_provider_message_id_idx.
SELECT t.id, t.status, t.last_message
  FROM content.email_messages m
  JOIN content.message_threads t ON t.tenant_id = m.tenant_id AND t.id = m.thread_id AND t.deleted IS NULL
 WHERE m.tenant_id = %(tenant_id)s
   AND (m.rfc_message_id = ANY (%(names)s::text[]) OR m.provider_message_id = ANY (%(names)s::text[]))
   AND (%(mailbox_id)s::uuid IS NULL OR t.mailbox_id = %(mailbox_id)s::uuid)
 ORDER BY t.last_message DESC NULLS LAST
 LIMIT 1;

-- name: thread_by_id :one Thread
-- Index: message_threads_pkey.
SELECT id, status, last_message FROM content.message_threads
 WHERE tenant_id = %(tenant_id)s AND id = %(thread_id)s AND deleted IS NULL;

-- name: thread_about :one Thread
-- A mailbox's conversation with somebody under a subject. Index: message_threads_participant_idx.
SELECT id, status, last_message FROM content.message_threads
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND participant_email = %(participant)s
   AND subject = %(subject)s AND deleted IS NULL
 ORDER BY last_message DESC NULLS LAST
 LIMIT 1;

-- name: insert_thread :exec
INSERT INTO content.message_threads
       (tenant_id, id, company_id, mailbox_id, lead_id, campaign_id, subject, participant_email)
VALUES (%(tenant_id)s, %(thread_id)s, %(company_id)s, %(mailbox_id)s, %(lead_id)s, %(campaign_id)s, %(subject)s,
        %(participant)s);

-- name: join_thread :exec
-- The message that was answered is part of the conversation. Index: email_messages_pkey.
UPDATE content.email_messages SET thread_id = %(thread_id)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND thread_id IS NULL;

-- name: move_thread :exec
-- A mail has come. A reply opens the conversation again and makes it unread; an automatic one does neither. Mail that is
-- read late does not become the last. Index: message_threads_pkey.
UPDATE content.message_threads
   SET last_message_id = CASE WHEN last_message IS NULL OR last_message <= %(received)s
                              THEN %(message_id)s ELSE last_message_id END,
       last_message = greatest(last_message, %(received)s),
       last_inbound = greatest(last_inbound, %(received)s),
       status = CASE WHEN %(reopens)s::boolean THEN 'open' ELSE status END,
       snoozed_until = CASE WHEN %(reopens)s::boolean THEN NULL ELSE snoozed_until END,
       is_read = is_read AND NOT %(reopens)s::boolean,
       outcome = coalesce(%(outcome)s::text, outcome),
       lead_id = coalesce(lead_id, %(lead_id)s), campaign_id = coalesce(campaign_id, %(campaign_id)s),
       version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(thread_id)s AND deleted IS NULL;

-- name: leave_thread :exec
-- A mail belongs elsewhere after all; what is empty without it goes. Indexes: message_threads_pkey, email_messages_thread_idx.
UPDATE content.message_threads AS t
   SET deleted = now(), version = version + 1, updated = now()
 WHERE t.tenant_id = %(tenant_id)s AND t.id = %(thread_id)s AND t.deleted IS NULL
   AND NOT EXISTS (SELECT FROM content.email_messages AS m
                    WHERE m.tenant_id = t.tenant_id AND m.thread_id = t.id AND m.message_id <> %(message_id)s);
