-- name: insert_mails :many MailId
-- Queues what is not queued already. Index: transactional_emails_idempotency_key.
INSERT INTO notifications.transactional_emails
       (tenant_id, company_id, user_id, type, recipient, locale, payload, idempotency_key)
SELECT %(tenant_id)s, %(company_id)s::uuid, %(user_id)s::uuid, %(type)s, draft.recipient, %(locale)s,
       draft.payload::jsonb, draft.idempotency_key
  FROM unnest(%(recipients)s::text[], %(payloads)s::text[], %(idempotency_keys)s::text[])
       AS draft (recipient, payload, idempotency_key)
    ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
RETURNING id;

-- name: claim_mail :one Mail
-- Takes a mail that is due, or whose sender died, until its lease ends. Index: transactional_emails_pkey.
UPDATE notifications.transactional_emails
   SET status = 'attempting', attempting = clock_timestamp(), updated = clock_timestamp(),
       lease_expires = clock_timestamp() + %(lease)s::interval, rfc_message_id = %(message_id)s
 WHERE tenant_id = %(tenant_id)s AND id = %(mail_id)s
   AND (status = 'queued' AND next_attempt <= clock_timestamp()
        OR status = 'attempting' AND lease_expires < clock_timestamp())
RETURNING id, company_id, type, recipient, locale, payload, retry_count, queued, attempting;

-- name: record_sent :exec
-- Only by who still holds the lease: `attempting` is when it was taken.
UPDATE notifications.transactional_emails
   SET status = 'sent', sent = clock_timestamp(), lease_expires = NULL, last_error = NULL,
       updated = clock_timestamp()
 WHERE tenant_id = %(tenant_id)s AND id = %(mail_id)s AND status = 'attempting' AND attempting = %(attempting)s;

-- name: record_failed :exec
-- For good.
UPDATE notifications.transactional_emails
   SET status = 'failed', failed = clock_timestamp(), lease_expires = NULL, last_error = %(reason)s,
       updated = clock_timestamp()
 WHERE tenant_id = %(tenant_id)s AND id = %(mail_id)s AND status = 'attempting' AND attempting = %(attempting)s;

-- name: record_later :exec
-- To be tried again after a pause, counted from the transaction's beginning, as the job's delay is.
UPDATE notifications.transactional_emails
   SET status = 'queued', next_attempt = now() + %(pause)s::interval, retry_count = retry_count + 1,
       lease_expires = NULL, last_error = %(reason)s, updated = clock_timestamp()
 WHERE tenant_id = %(tenant_id)s AND id = %(mail_id)s AND status = 'attempting' AND attempting = %(attempting)s;

-- name: overdue_mails :many DueMail
-- Those whose job is gone: there was no relay, or the worker died. Index: transactional_emails_due_idx.
-- role: worker
SELECT tenant_id, id
  FROM notifications.transactional_emails
 WHERE status IN ('queued', 'attempting') AND next_attempt <= now() - %(grace)s::interval
   AND (status = 'queued' OR lease_expires < now())
 ORDER BY next_attempt
 LIMIT %(batch)s;

-- name: waiting_mails :one WaitingMail
-- For `doctor`, over all tenants. Index: transactional_emails_due_idx.
-- role: worker
SELECT count(*) AS count, min(queued) AS oldest
  FROM notifications.transactional_emails
 WHERE status IN ('queued', 'attempting');

-- name: forget_mails :exec
-- All mail to an address: an erasure.
DELETE FROM notifications.transactional_emails WHERE tenant_id = %(tenant_id)s AND recipient = %(recipient)s;

-- name: forget_old_mails :exec
-- What is over and old. Index: transactional_emails_age_idx.
-- role: worker
DELETE FROM notifications.transactional_emails AS mail
 USING (SELECT tenant_id, id
          FROM notifications.transactional_emails
         WHERE created < now() - %(age)s::interval AND status NOT IN ('queued', 'attempting')
         ORDER BY created
         LIMIT %(batch)s) AS old
 WHERE mail.tenant_id = old.tenant_id AND mail.id = old.id;
