-- name: count_day :exec
-- Deleted mailboxes too: what they sent goes on being answered, and restores nothing. Indexes: email_accounts_pkey,
-- email_account_days_pkey.
INSERT INTO oltp.email_account_days AS known (tenant_id, email_account_id, day, company_id, version, planned, sent, deferred,
    bounced_hard, bounced_soft, complained, replied, failed)
SELECT a.tenant_id, a.id, %(day)s, a.company_id, 1, %(planned)s, %(sent)s, %(deferred)s, %(bounced_hard)s,
       %(bounced_soft)s, %(complained)s, %(replied)s, %(failed)s
  FROM oltp.email_accounts a
 WHERE a.tenant_id = %(tenant_id)s AND a.id = %(mailbox_id)s
    ON CONFLICT (tenant_id, email_account_id, day) DO UPDATE
   SET version = known.version + 1, planned = known.planned + excluded.planned, sent = known.sent + excluded.sent,
       deferred = known.deferred + excluded.deferred, bounced_hard = known.bounced_hard + excluded.bounced_hard,
       bounced_soft = known.bounced_soft + excluded.bounced_soft, complained = known.complained + excluded.complained,
       replied = known.replied + excluded.replied, failed = known.failed + excluded.failed, updated = now();

-- name: count_planned :exec
-- What the scheduler gave several mailboxes, in one order. Indexes: email_accounts_pkey, email_account_days_pkey.
INSERT INTO oltp.email_account_days AS known (tenant_id, email_account_id, day, company_id, version, planned)
SELECT a.tenant_id, a.id, %(day)s, a.company_id, 1, given.planned
  FROM unnest(%(mailbox_ids)s::uuid[], %(planned)s::bigint[]) AS given (mailbox_id, planned)
  JOIN oltp.email_accounts a ON a.tenant_id = %(tenant_id)s AND a.id = given.mailbox_id
 WHERE a.tenant_id = %(tenant_id)s
 ORDER BY a.id
    ON CONFLICT (tenant_id, email_account_id, day) DO UPDATE
   SET version = known.version + 1, planned = known.planned + excluded.planned, updated = now();

-- name: forget_failures :exec
-- A message went out. Index: email_accounts_pkey.
UPDATE oltp.email_accounts SET failures_in_row = 0, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND failures_in_row > 0 AND deleted IS NULL;

-- name: one_more_failure :value
-- Index: email_accounts_pkey.
UPDATE oltp.email_accounts SET failures_in_row = failures_in_row + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL
RETURNING failures_in_row;

-- name: lock_standing :one Standing
-- What it did since its status changed last, a week at most: who came back is judged anew. Indexes:
-- email_accounts_pkey, email_account_days_pkey.
SELECT a.email, a.status, a.status_cause, a.status_since, a.paused_until, a.failures_in_row,
       coalesce(d.sent, 0) AS sent, coalesce(d.bounced, 0) AS bounced, coalesce(d.complained, 0) AS complained
  FROM oltp.email_accounts a
  LEFT JOIN LATERAL (
        SELECT sum(d.sent)::bigint AS sent, sum(d.bounced_hard + d.bounced_soft)::bigint AS bounced,
               sum(d.complained)::bigint AS complained
          FROM oltp.email_account_days d
         WHERE d.tenant_id = a.tenant_id AND d.email_account_id = a.id
           AND d.day >= greatest(%(since)s::date, (a.status_since AT TIME ZONE 'UTC')::date)) AS d ON true
 WHERE a.tenant_id = %(tenant_id)s AND a.id = %(mailbox_id)s AND a.deleted IS NULL
   FOR NO KEY UPDATE OF a;

-- name: rested :many DueMailbox
-- role: worker
-- Over all tenants: those whose rest or pause is over. Index: email_accounts_paused_until_idx.
SELECT tenant_id, id FROM oltp.email_accounts
 WHERE tenant_id IS NOT NULL AND paused_until <= %(now)s AND deleted IS NULL
 ORDER BY tenant_id, id
 LIMIT %(most)s;

-- name: list_days :many MailboxDay
-- The latest first. Index: email_account_days_pkey.
SELECT day, planned, sent, deferred, bounced_hard, bounced_soft, complained, replied, failed
  FROM oltp.email_account_days
 WHERE tenant_id = %(tenant_id)s AND email_account_id = %(mailbox_id)s
 ORDER BY day DESC
 LIMIT %(most)s;
