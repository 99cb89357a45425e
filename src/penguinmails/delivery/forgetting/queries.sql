-- name: held :value
-- Whether an order to keep mail covers the tenant itself. Index: legal_holds_in_force_idx.
SELECT EXISTS (SELECT 1 FROM content.legal_holds WHERE tenant_id = %(tenant_id)s AND released IS NULL);

-- name: messages_of_person :many OfPerson
-- What was sent to leads, and what is in the conversations with them or their address, with whether an order keeps it.
-- Indexes: email_messages_lead_idx, message_threads_lead_idx, email_messages_thread_idx, legal_holds_in_force_idx.
WITH threads AS (
    SELECT id FROM content.message_threads
     WHERE tenant_id = %(tenant_id)s AND (lead_id = ANY (%(lead_ids)s::uuid[]) OR participant_email = %(email)s)
), messages AS (
    SELECT message_id, company_id, mailbox_id, campaign_id, lead_id
      FROM content.email_messages
     WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[])
     UNION
    SELECT m.message_id, m.company_id, m.mailbox_id, m.campaign_id, m.lead_id
      FROM threads t
      JOIN content.email_messages m ON m.tenant_id = %(tenant_id)s AND m.thread_id = t.id
)
SELECT m.message_id,
       EXISTS (SELECT 1 FROM content.legal_holds h
                WHERE h.tenant_id = %(tenant_id)s AND h.released IS NULL
                  AND h.scope_id IN (m.tenant, m.company_id, m.mailbox_id, m.campaign_id, m.lead_id, m.message_id)) AS held
  FROM (SELECT *, %(tenant_id)s::uuid AS tenant FROM messages) m
 ORDER BY m.message_id;

-- name: clear_messages :exec
-- Who wrote to whom, and what; what became of the message stays, for the figures rest on it. What is not sent will not be.
-- Index: email_messages_pkey.
UPDATE content.email_messages m
   SET lead_id = coalesce(s.surrogate, m.lead_id), to_email = NULL, to_name = NULL, subject = NULL, merge_data = '{}',
       from_email = CASE m.direction WHEN 'outbound' THEN m.from_email END,
       from_name = CASE m.direction WHEN 'outbound' THEN m.from_name END,
       reply_to = CASE m.direction WHEN 'outbound' THEN m.reply_to END,
       rfc_message_id = CASE m.direction WHEN 'outbound' THEN m.rfc_message_id END,
       in_reply_to = NULL, reference_ids = '{}', envelope_from = NULL, storage_key = NULL, rendered_digest = NULL,
       smtp_conversation = NULL, remote_host = NULL, words = NULL, options = m.options - 'subject',
       state = CASE WHEN m.state IN ('queued', 'leased', 'deferred') THEN 'cancelled' ELSE m.state END,
       cancelled = CASE WHEN m.state IN ('queued', 'leased', 'deferred') THEN now() ELSE m.cancelled END,
       reason = CASE WHEN m.state IN ('queued', 'leased', 'deferred') THEN 'erased' ELSE m.reason END,
       version = m.version + 1, erased = coalesce(m.erased, now()), updated = now()
  FROM unnest(%(message_ids)s::uuid[]) AS of_person (message_id)
  JOIN content.email_messages o ON o.tenant_id = %(tenant_id)s AND o.message_id = of_person.message_id
  LEFT JOIN unnest(%(lead_ids)s::uuid[], %(surrogates)s::uuid[]) AS s (lead_id, surrogate) ON s.lead_id = o.lead_id
 WHERE m.tenant_id = %(tenant_id)s AND m.message_id = o.message_id;

-- name: clear_threads :exec
-- Conversations of which no order keeps a message. Indexes: message_threads_lead_idx, email_messages_thread_idx.
WITH cleared AS (
    UPDATE content.message_threads t
       SET subject = '', participant_email = NULL, lead_id = s.surrogate, tags = '{}', version = t.version + 1, updated = now()
      FROM content.message_threads o
      LEFT JOIN unnest(%(lead_ids)s::uuid[], %(surrogates)s::uuid[]) AS s (lead_id, surrogate) ON s.lead_id = o.lead_id
     WHERE o.tenant_id = %(tenant_id)s AND t.tenant_id = %(tenant_id)s AND t.id = o.id
       AND (o.lead_id = ANY (%(lead_ids)s::uuid[]) OR o.participant_email = %(email)s)
       AND NOT EXISTS (SELECT 1 FROM content.email_messages m
                        WHERE m.tenant_id = %(tenant_id)s AND m.thread_id = o.id AND m.message_id = ANY (%(held)s::uuid[]))
    RETURNING t.id
)
DELETE FROM content.thread_notes n USING cleared WHERE n.tenant_id = %(tenant_id)s AND n.thread_id = cleared.id;

-- name: delete_unmatched :exec
-- A scan of what of the tenant was never matched.
DELETE FROM content.unmatched_inbound
 WHERE tenant_id = %(tenant_id)s AND (from_email = %(email)s OR recipient = %(email)s);

-- name: rename_in_outbox :exec
-- What has not left yet names the lead's random id, and no address. A scan of what waits. Index: handoff_outbox_pkey.
UPDATE content.handoff_outbox
   SET payload = replace(replace(payload::text, %(found)s, %(instead)s), %(email)s, 'erased')::jsonb
 WHERE tenant_id = %(tenant_id)s AND topic <> 'lead.forgotten' AND strpos(payload::text, %(found)s) > 0;

-- name: rename_in_parked :exec
-- The same of what waits for a person. Index: handoff_parked_pkey.
UPDATE content.handoff_parked
   SET payload = replace(replace(payload::text, %(found)s, %(instead)s), %(email)s, 'erased')::jsonb, error = 'erased'
 WHERE tenant_id = %(tenant_id)s AND strpos(payload::text, %(found)s) > 0;

-- name: delete_messages :exec
-- A page of a tenant's that is gone. Index: email_messages_pkey.
DELETE FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s
   AND message_id IN (SELECT message_id FROM content.email_messages
                       WHERE tenant_id = %(tenant_id)s ORDER BY message_id LIMIT %(page)s);

-- name: delete_rest :exec
-- All else of a tenant that is gone, but bodies, which the sweep of bodies takes. Indexes: the primary keys.
WITH notes AS (DELETE FROM content.thread_notes WHERE tenant_id = %(tenant_id)s),
     threads AS (DELETE FROM content.message_threads WHERE tenant_id = %(tenant_id)s),
     keys AS (DELETE FROM content.message_keys WHERE tenant_id = %(tenant_id)s),
     unmatched AS (DELETE FROM content.unmatched_inbound WHERE tenant_id = %(tenant_id)s),
     cursors AS (DELETE FROM content.imap_cursors WHERE tenant_id = %(tenant_id)s),
     backoffs AS (DELETE FROM content.lane_backoffs WHERE tenant_id = %(tenant_id)s),
     holds AS (DELETE FROM content.campaign_holds WHERE tenant_id = %(tenant_id)s),
     stops AS (DELETE FROM content.send_stops WHERE tenant_id = %(tenant_id)s),
     orders AS (DELETE FROM content.legal_holds WHERE tenant_id = %(tenant_id)s),
     parked AS (DELETE FROM content.handoff_parked WHERE tenant_id = %(tenant_id)s)
DELETE FROM content.mailbox_lanes WHERE tenant_id = %(tenant_id)s;
