-- name: insert_planned :exec
-- A second delivery changes nothing. Index: the keys of its partition.
INSERT INTO content.email_messages (tenant_id, message_id, company_id, kind, state, mailbox_id, campaign_id, step_id,
       variant_id, enrolment_id, lead_id, parent_message_id, priority, planned, next_attempt, from_email, from_name,
       reply_to, to_email, to_name, sending_domain, receiving_provider, template_id, template_version, merge_data,
       render_seed, options, rfc_message_id, queued)
SELECT %(tenant_id)s, p.message_id, p.company_id, p.kind, 'queued', p.mailbox_id, p.campaign_id, p.step_id,
       p.variant_id, p.enrolment_id, p.lead_id, p.parent_message_id, coalesce(p.priority, 100), p.planned, p.planned,
       lower(p.from_email), p.from_name, p.reply_to, lower(p.to_email), p.to_name,
       lower(split_part(p.from_email, '@', 2)), p.receiving_provider, p.template_id, p.template_version,
       coalesce(p.merge_data, '{}'), p.render_seed,
       jsonb_strip_nulls(jsonb_build_object('tracking', p.tracking, 'campaign_type', p.campaign_type,
                                            'keep_body', p.keep_body, 'subject', p.subject)),
       replace(p.message_id::text, '-', '') || '@' || lower(split_part(p.from_email, '@', 2)), now()
  FROM jsonb_to_recordset(%(messages)s::jsonb) AS p (message_id uuid, company_id uuid, kind text, mailbox_id uuid,
       campaign_id uuid, step_id uuid, variant_id uuid, enrolment_id uuid, lead_id uuid, parent_message_id uuid,
       priority bigint, planned timestamptz, from_email text, from_name text, reply_to text, to_email text,
       to_name text, receiving_provider text, template_id uuid, template_version bigint, merge_data jsonb,
       render_seed bigint, tracking jsonb, campaign_type text, keep_body boolean, subject text)
 ORDER BY p.message_id
    ON CONFLICT (tenant_id, message_id) DO NOTHING;

-- name: next_messages :many Waiting
-- What a lane may send now: those of smaller priority first, then those due first. Campaign by campaign and priority
-- by priority, each found by one look at the index, so that neither a held campaign nor what is due later is read
-- through. LIMIT 1 keeps the planner from joining the parents by reading all messages of a tenant it knows little of. Index: email_messages_waiting_idx, email_messages_pkey for the parent.
-- role: worker
WITH RECURSIVE shelf AS (
    (SELECT coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000') AS campaign, m.priority
       FROM content.email_messages m
      WHERE m.tenant_id = %(tenant_id)s AND m.mailbox_id = %(mailbox_id)s AND m.state IN ('queued', 'deferred')
      ORDER BY coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000'), m.priority
      LIMIT 1)
    UNION ALL
    SELECT n.campaign, n.priority
      FROM shelf s
     CROSS JOIN LATERAL (
           SELECT coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000') AS campaign, m.priority
             FROM content.email_messages m
            WHERE m.tenant_id = %(tenant_id)s AND m.mailbox_id = %(mailbox_id)s AND m.state IN ('queued', 'deferred')
              AND (coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000'), m.priority) > (s.campaign, s.priority)
            ORDER BY coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000'), m.priority
            LIMIT 1) AS n),
chosen AS (
    SELECT m.*
      FROM (SELECT s.campaign, s.priority FROM shelf s
             WHERE NOT EXISTS (SELECT FROM content.campaign_holds h
                                WHERE h.tenant_id = %(tenant_id)s AND h.campaign_id = s.campaign AND h.held)) AS open
     CROSS JOIN LATERAL (
           SELECT * FROM content.email_messages m
            WHERE m.tenant_id = %(tenant_id)s AND m.mailbox_id = %(mailbox_id)s AND m.state IN ('queued', 'deferred')
              AND coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000') = open.campaign
              AND m.priority = open.priority AND m.next_attempt <= now()
              AND coalesce(m.receiving_provider, split_part(m.to_email, '@', 2)) <> ALL (%(shunned)s::text[])
            ORDER BY m.next_attempt
            LIMIT %(most)s) AS m
     ORDER BY m.priority, m.next_attempt
     LIMIT %(most)s)
SELECT c.message_id, c.company_id, c.kind, c.campaign_id, c.step_id, c.variant_id, c.enrolment_id, c.lead_id,
       c.attempts, c.first_attempt, c.from_email, c.from_name, c.reply_to, c.to_email, c.to_name, c.sending_domain,
       c.receiving_provider, c.template_id, c.template_version, c.merge_data, c.render_seed, c.rfc_message_id,
       c.options, coalesce(p.provider_message_id, p.rfc_message_id) AS parent_rfc_id, p.subject AS parent_subject,
       coalesce(p.reference_ids, '{}') AS parent_references
  FROM chosen c
  LEFT JOIN LATERAL (SELECT * FROM content.email_messages p
                      WHERE p.tenant_id = %(tenant_id)s AND p.message_id = c.parent_message_id
                        AND p.state IN ('accepted', 'uncertain', 'received')
                      LIMIT 1) AS p ON true
 ORDER BY c.priority, c.next_attempt;

-- name: next_due :value
-- The earliest moment after now at which something of a lane is due. Index: email_messages_waiting_idx.
-- role: worker
WITH RECURSIVE shelf AS (
    (SELECT coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000') AS campaign, m.priority
       FROM content.email_messages m
      WHERE m.tenant_id = %(tenant_id)s AND m.mailbox_id = %(mailbox_id)s AND m.state IN ('queued', 'deferred')
      ORDER BY coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000'), m.priority
      LIMIT 1)
    UNION ALL
    SELECT n.campaign, n.priority
      FROM shelf s
     CROSS JOIN LATERAL (
           SELECT coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000') AS campaign, m.priority
             FROM content.email_messages m
            WHERE m.tenant_id = %(tenant_id)s AND m.mailbox_id = %(mailbox_id)s AND m.state IN ('queued', 'deferred')
              AND (coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000'), m.priority) > (s.campaign, s.priority)
            ORDER BY coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000'), m.priority
            LIMIT 1) AS n)
SELECT min(due.next_attempt)
  FROM (SELECT s.campaign, s.priority FROM shelf s
         WHERE NOT EXISTS (SELECT FROM content.campaign_holds h
                            WHERE h.tenant_id = %(tenant_id)s AND h.campaign_id = s.campaign AND h.held)) AS open
 CROSS JOIN LATERAL (
       SELECT m.next_attempt FROM content.email_messages m
        WHERE m.tenant_id = %(tenant_id)s AND m.mailbox_id = %(mailbox_id)s AND m.state IN ('queued', 'deferred')
          AND coalesce(m.campaign_id, '00000000-0000-0000-0000-000000000000') = open.campaign
          AND m.priority = open.priority AND m.next_attempt > now()
        ORDER BY m.next_attempt
        LIMIT 1) AS due;

-- name: begin_attempts :many Begun
-- Committed before DATA. Not those that were withdrawn or held since they were read; those again whose commit was not
-- heard of. Index: email_messages_pkey, campaign_holds_pkey.
-- role: worker
UPDATE content.email_messages m
   SET state = 'attempting', attempting = u.attempting, first_attempt = coalesce(m.first_attempt, u.attempting),
       attempts = u.attempts,
       lease_token = %(fence)s, lease_expires = clock_timestamp() + %(lease)s, envelope_from = u.envelope_from,
       verp_token = u.verp_token, subject = u.subject, rendered_digest = u.digest, in_reply_to = u.in_reply_to,
       reference_ids = string_to_array(u.reference_ids, ' '), updated = now()
  FROM unnest(%(ids)s::uuid[], %(attempts)s::bigint[], %(attempting)s::timestamptz[], %(envelope_from)s::text[],
              %(verp_token)s::text[], %(subject)s::text[], %(digest)s::bytea[], %(in_reply_to)s::text[],
              %(reference_ids)s::text[])
       AS u (message_id, attempts, attempting, envelope_from, verp_token, subject, digest, in_reply_to, reference_ids)
 WHERE m.tenant_id = %(tenant_id)s AND m.message_id = u.message_id
   AND m.message_id BETWEEN %(first)s AND %(last)s
   AND (m.state IN ('queued', 'deferred') OR (m.state = 'attempting' AND m.lease_token = %(fence)s))
   AND NOT EXISTS (SELECT FROM content.campaign_holds h
                    WHERE h.tenant_id = %(tenant_id)s AND h.campaign_id = m.campaign_id AND h.held)
RETURNING m.message_id, m.attempting;

-- name: end_attempts :many Written
-- What the attempts came to, where they are still ours. Index: email_messages_pkey.
-- role: worker
UPDATE content.email_messages m
   SET state = u.state, smtp_code = u.smtp_code, smtp_enhanced = u.smtp_enhanced,
       smtp_conversation = u.smtp_conversation, remote_host = u.remote_host, source_ip = u.source_ip,
       provider_message_id = u.provider_message_id, next_attempt = coalesce(u.next_attempt, m.next_attempt),
       bounce_type = u.bounce_type, reason = u.reason, words = u.words,
       storage_key = coalesce(u.storage_key, m.storage_key),
       accepted = CASE u.state WHEN 'accepted' THEN now() END,
       deferred = CASE u.state WHEN 'deferred' THEN now() ELSE m.deferred END,
       rejected = CASE u.state WHEN 'rejected' THEN now() END,
       uncertain = CASE u.state WHEN 'uncertain' THEN now() END,
       failed = CASE u.state WHEN 'failed' THEN now() END,
       attempts = m.attempts - CASE u.state WHEN 'queued' THEN 1 ELSE 0 END,
       version = m.version + 1, updated = now()
  FROM unnest(%(ids)s::uuid[], %(state)s::text[], %(smtp_code)s::bigint[], %(smtp_enhanced)s::text[],
              %(smtp_conversation)s::text[], %(remote_host)s::text[], %(source_ip)s::inet[],
              %(provider_message_id)s::text[], %(next_attempt)s::timestamptz[], %(bounce_type)s::text[],
              %(reason)s::text[], %(words)s::text[], %(storage_key)s::text[])
       AS u (message_id, state, smtp_code, smtp_enhanced, smtp_conversation, remote_host, source_ip,
             provider_message_id, next_attempt, bounce_type, reason, words, storage_key)
 WHERE m.tenant_id = %(tenant_id)s AND m.message_id = u.message_id
   AND m.message_id BETWEEN %(first)s AND %(last)s
   AND m.state = 'attempting' AND m.lease_token = %(fence)s
RETURNING m.message_id, m.version;

-- name: accept_attempts :one Accepted
-- As end_attempts, for those that one server took: nearly all. What is told of them, as `sent_event` and `settled` have
-- it, is written here, where all of it is: that saves a sender 25 µs a message, and costs the database what reading it
-- would. Index: email_messages_pkey.
-- role: worker
WITH taken AS (
    UPDATE content.email_messages m
       SET state = 'accepted', accepted = now(), smtp_code = u.smtp_code, smtp_enhanced = u.smtp_enhanced,
           smtp_conversation = NULL, remote_host = %(remote_host)s, source_ip = %(source_ip)s::inet,
           provider_message_id = u.provider_message_id, reason = NULL, words = NULL, version = m.version + 1,
           updated = now()
      FROM unnest(%(ids)s::uuid[], %(event_ids)s::uuid[], %(smtp_code)s::bigint[], %(smtp_enhanced)s::text[],
                  %(provider_message_id)s::text[])
           AS u (message_id, event_id, smtp_code, smtp_enhanced, provider_message_id)
     WHERE m.tenant_id = %(tenant_id)s AND m.message_id = u.message_id
       AND m.message_id BETWEEN %(first)s AND %(last)s
       AND m.state = 'attempting' AND m.lease_token = %(fence)s
    RETURNING m.message_id, m.company_id, m.kind, m.state, m.mailbox_id, m.campaign_id, m.step_id, m.variant_id,
              m.enrolment_id, m.lead_id, m.to_email, m.sending_domain, m.receiving_provider, m.attempting, m.version,
              u.event_id)
SELECT json_agg(json_strip_nulls(json_build_object(
           'message_id', t.message_id, 'event_id', t.event_id, 'kind', 'sent', 'occurred', t.attempting,
           'source', 'delivery', 'company_id', t.company_id, 'message_kind', t.kind, 'campaign_id', t.campaign_id,
           'step_id', t.step_id, 'variant_id', t.variant_id, 'mailbox_id', t.mailbox_id,
           'sending_domain', t.sending_domain, 'receiving_provider', t.receiving_provider, 'lead_id', t.lead_id,
           'metadata', '{}'::json)))::text AS events,
       json_agg(json_strip_nulls(json_build_object(
           'message_id', t.message_id, 'kind', t.kind, 'state', t.state, 'at', t.attempting, 'version', t.version,
           'mailbox_id', t.mailbox_id, 'campaign_id', t.campaign_id, 'step_id', t.step_id,
           'enrolment_id', t.enrolment_id, 'lead_id', t.lead_id, 'to_email', t.to_email)))::text AS words
  FROM taken t;

-- name: end_unsent :many Written
-- Cancelled or failed before anything was said to a server. Index: email_messages_pkey.
-- role: worker
UPDATE content.email_messages m
   SET state = u.state, reason = u.reason, words = u.words,
       cancelled = CASE u.state WHEN 'cancelled' THEN now() END, failed = CASE u.state WHEN 'failed' THEN now() END,
       version = m.version + 1, updated = now()
  FROM unnest(%(ids)s::uuid[], %(state)s::text[], %(reason)s::text[], %(words)s::text[])
       AS u (message_id, state, reason, words)
 WHERE m.tenant_id = %(tenant_id)s AND m.message_id = u.message_id AND m.state IN ('queued', 'deferred')
   AND m.message_id BETWEEN %(first)s AND %(last)s
RETURNING m.message_id, m.version;

-- name: withdraw :many Told
-- What was planned for these enrolments and has not begun. Index: email_messages_unsent_enrolment_idx.
UPDATE content.email_messages m
   SET state = 'cancelled', cancelled = now(), reason = %(reason)s, version = m.version + 1, updated = now()
 WHERE m.tenant_id = %(tenant_id)s AND m.enrolment_id = ANY (%(enrolments)s::uuid[])
   AND m.state IN ('queued', 'deferred')
RETURNING m.message_id, m.company_id, m.kind, m.mailbox_id, m.campaign_id, m.step_id, m.variant_id, m.enrolment_id,
          m.lead_id, m.to_email, m.sending_domain, m.receiving_provider, m.attempting, m.version;

-- name: give_up :many Told
-- What somebody was attempting who lost the lane: nobody knows. Index: email_messages_attempting_idx.
-- role: worker
UPDATE content.email_messages m
   SET state = 'uncertain', uncertain = now(), reason = 'lost', version = m.version + 1, updated = now()
 WHERE m.tenant_id = %(tenant_id)s AND m.mailbox_id = %(mailbox_id)s AND m.state = 'attempting'
RETURNING m.message_id, m.company_id, m.kind, m.mailbox_id, m.campaign_id, m.step_id, m.variant_id, m.enrolment_id,
          m.lead_id, m.to_email, m.sending_domain, m.receiving_provider, m.attempting, m.version;

-- name: believe :many Told
-- Evidence that uncertain messages arrived; of any other state it is no news. Index: email_messages_pkey.
UPDATE content.email_messages m
   SET state = 'accepted', accepted = now(), reason = NULL, version = m.version + 1, updated = now()
 WHERE m.tenant_id = %(tenant_id)s AND m.message_id = ANY (%(ids)s::uuid[]) AND m.state = 'uncertain'
RETURNING m.message_id, m.company_id, m.kind, m.mailbox_id, m.campaign_id, m.step_id, m.variant_id, m.enrolment_id,
          m.lead_id, m.to_email, m.sending_domain, m.receiving_provider, m.attempting, m.version;
