-- name: claim_key :value
-- The name under which a mail came to us, unless it is known. Index: message_keys_pkey.
INSERT INTO content.message_keys (tenant_id, key, message_id)
VALUES (%(tenant_id)s, %(key)s, %(message_id)s)
ON CONFLICT (tenant_id, key) DO NOTHING
RETURNING message_id;

-- name: find_key :value
-- The mail of that name. Index: message_keys_pkey.
SELECT message_id FROM content.message_keys WHERE tenant_id = %(tenant_id)s AND key = %(key)s;

-- name: known_keys :many KnownKey
-- Which of these names are known. Index: message_keys_pkey.
SELECT key FROM content.message_keys WHERE tenant_id = %(tenant_id)s AND key = ANY (%(keys)s::text[]);

-- name: find_outgoing :one Outgoing
-- A message of ours. Index: email_messages_pkey.
SELECT message_id, company_id, kind, state, mailbox_id, campaign_id, step_id, variant_id, enrolment_id, lead_id,
       thread_id, from_email, to_email, subject, rfc_message_id, provider_message_id
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND direction = 'outbound';

-- name: outgoing_named :many Outgoing
-- Messages of ours by what the mail names. Indexes: email_messages_rfc_message_id_idx, email_messages_provider_message_id_idx.
SELECT message_id, company_id, kind, state, mailbox_id, campaign_id, step_id, variant_id, enrolment_id, lead_id,
       thread_id, from_email, to_email, subject, rfc_message_id, provider_message_id
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND direction = 'outbound'
   AND (rfc_message_id = ANY (%(names)s::text[]) OR provider_message_id = ANY (%(names)s::text[]));

-- name: outgoing_by_token :many Outgoing
-- Messages of ours by their bounce addresses. Whoever has the whole token has its code too. Index: email_messages_verp_idx.
SELECT message_id, company_id, kind, state, mailbox_id, campaign_id, step_id, variant_id, enrolment_id, lead_id,
       thread_id, from_email, to_email, subject, rfc_message_id, provider_message_id
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND direction = 'outbound' AND verp_token = ANY (%(tokens)s::text[]);

-- name: outgoing_to :one Outgoing
-- What a mailbox last wrote to an address. Index: email_messages_mailbox_idx, the ids since then, backwards.
SELECT message_id, company_id, kind, state, mailbox_id, campaign_id, step_id, variant_id, enrolment_id, lead_id,
       thread_id, from_email, to_email, subject, rfc_message_id, provider_message_id
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND message_id >= %(since)s
   AND direction = 'outbound' AND to_email = %(address)s AND state IN ('attempting', 'accepted', 'uncertain')
 ORDER BY message_id DESC
 LIMIT 1;

-- name: find_token :one TokenOwner
-- Whose message a bounce address belongs to, over all tenants; the token was verified before.
-- Index: email_messages_verp_idx.
-- role: worker
SELECT tenant_id, company_id, mailbox_id FROM content.email_messages
 WHERE message_id = %(message_id)s AND verp_token = %(token)s AND direction = 'outbound';

-- name: insert_message :exec
INSERT INTO content.email_messages
       (tenant_id, message_id, company_id, direction, kind, state, mailbox_id, storage_key, to_email, envelope_from,
        idempotency_key, received)
VALUES (%(tenant_id)s, %(message_id)s, %(company_id)s, 'inbound', 'other', 'received', %(mailbox_id)s, %(storage_key)s,
        %(to_email)s, %(envelope_from)s, %(key)s, %(received)s);

-- name: describe_message :exec
-- What a received mail was found to be. Index: email_messages_pkey.
UPDATE content.email_messages
   SET kind = %(kind)s, company_id = %(company_id)s, mailbox_id = %(mailbox_id)s, campaign_id = %(campaign_id)s,
       step_id = %(step_id)s, variant_id = %(variant_id)s, enrolment_id = %(enrolment_id)s, lead_id = %(lead_id)s,
       parent_message_id = %(parent_message_id)s, thread_id = %(thread_id)s, from_email = %(from_email)s,
       from_name = %(from_name)s, reply_to = %(reply_to)s, subject = %(subject)s, rfc_message_id = %(rfc_message_id)s,
       in_reply_to = %(in_reply_to)s, reference_ids = %(reference_ids)s::text[],
       classification = %(classification)s, classified_by = %(classified_by)s,
       classification_confidence = %(confidence)s, reason = NULL,
       attempts = attempts + 1, processed = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND direction = 'inbound';

-- name: count_attempt :exec
-- A mail that could not be understood again. Index: email_messages_pkey.
UPDATE content.email_messages
   SET attempts = attempts + 1, reason = 'unreadable', updated = now()
 WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND direction = 'inbound';

-- name: insert_unmatched :exec
-- An open question; its id is the mail's. Tried again, it says what is known now.
INSERT INTO content.unmatched_inbound AS u
       (tenant_id, id, company_id, mailbox_id, kind, reason, from_email, recipient, subject, received, storage_key, details)
VALUES (%(tenant_id)s, %(message_id)s, %(company_id)s, %(mailbox_id)s, %(kind)s, %(reason)s, %(from_email)s,
        %(recipient)s, %(subject)s, %(received)s, %(storage_key)s, %(details)s)
ON CONFLICT (tenant_id, id) DO UPDATE
   SET kind = EXCLUDED.kind, reason = EXCLUDED.reason, from_email = EXCLUDED.from_email, subject = EXCLUDED.subject,
       details = EXCLUDED.details, updated = now()
 WHERE u.resolved IS NULL;

-- name: resolve_unmatched :exec
-- A later try found where it belongs, or that it needs no message. Index: unmatched_inbound_pkey.
UPDATE content.unmatched_inbound
   SET resolved = now(), matched_message_id = %(matched)s::uuid, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(message_id)s AND resolved IS NULL;

-- name: find_kept :one Kept
-- A received mail, locked: two tries at once would tell its news twice. Index: email_messages_pkey.
SELECT message_id, company_id, mailbox_id, thread_id, storage_key, received, to_email, envelope_from, processed, attempts
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND direction = 'inbound'
   FOR UPDATE;

-- name: find_open :one Open
-- Index: unmatched_inbound_pkey.
SELECT id, kind, reason, received, from_email, recipient, subject, mailbox_id, storage_key, details, resolved,
       matched_message_id
  FROM content.unmatched_inbound
 WHERE tenant_id = %(tenant_id)s AND id = %(message_id)s;

-- name: list_open :many Open
-- A page of what belongs to no message, the newest first. Index: unmatched_inbound_open_idx, backwards.
SELECT id, kind, reason, received, from_email, recipient, subject, mailbox_id, storage_key, details, resolved,
       matched_message_id
  FROM content.unmatched_inbound
 WHERE tenant_id = %(tenant_id)s AND resolved IS NULL AND received >= %(since)s::timestamptz
   AND (%(reason)s::text IS NULL OR reason = %(reason)s::text)
 ORDER BY received DESC
 LIMIT %(page)s;

-- name: tenants_with_open :many TenantWithOpen
-- Whose open questions are young enough to be asked again, over all tenants.
-- role: worker
SELECT DISTINCT tenant_id FROM content.unmatched_inbound
 WHERE resolved IS NULL AND received >= %(since)s::timestamptz;

-- name: list_received :many Shown
-- A page of received mail, the newest first. Index: email_messages_pkey, backwards, from the id on.
SELECT message_id AS id, received, kind, from_email, to_email, subject, classification, parent_message_id AS answers,
       thread_id, mailbox_id, storage_key, processed
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND message_id >= %(since)s AND direction = 'inbound'
   AND (%(kind)s::text IS NULL OR kind = %(kind)s::text)
 ORDER BY message_id DESC
 LIMIT %(page)s;

-- name: find_shown :one Shown
-- Index: email_messages_pkey.
SELECT message_id AS id, received, kind, from_email, to_email, subject, classification, parent_message_id AS answers,
       thread_id, mailbox_id, storage_key, processed
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND message_id = %(message_id)s AND direction = 'inbound';
