-- name: find_mailboxes :many Mailbox
-- Live mailboxes by id or address. Indexes: email_accounts_pkey, email_accounts_email_live_key.
SELECT a.id, a.company_id, c.name AS company, a.domain_id, a.email, a.display_name, a.signature_html, a.provider,
       a.purpose, a.status, a.status_cause, a.status_reason, a.status_since, a.paused_until, a.timezone, a.daily_limit,
       a.min_gap_seconds, a.ramp_started, a.ramp_start_limit, a.ramp_daily_increase, a.max_per_second, a.rolling_limit,
       a.rolling_window_seconds, a.smtp_settings, a.imap_settings, a.failures_in_row, a.version, a.last_verified,
       a.created
  FROM oltp.email_accounts a
  JOIN oltp.companies c ON c.tenant_id = a.tenant_id AND c.id = a.company_id
 WHERE a.tenant_id = %(tenant_id)s AND (a.id = %(mailbox_id)s::uuid OR a.email = %(email)s::text) AND a.deleted IS NULL;

-- name: list_mailboxes :many Mailbox
-- By address. Index: email_accounts_pkey; a tenant has thousands at most.
SELECT a.id, a.company_id, c.name AS company, a.domain_id, a.email, a.display_name, a.signature_html, a.provider,
       a.purpose, a.status, a.status_cause, a.status_reason, a.status_since, a.paused_until, a.timezone, a.daily_limit,
       a.min_gap_seconds, a.ramp_started, a.ramp_start_limit, a.ramp_daily_increase, a.max_per_second, a.rolling_limit,
       a.rolling_window_seconds, a.smtp_settings, a.imap_settings, a.failures_in_row, a.version, a.last_verified,
       a.created
  FROM oltp.email_accounts a
  JOIN oltp.companies c ON c.tenant_id = a.tenant_id AND c.id = a.company_id
 WHERE a.tenant_id = %(tenant_id)s AND a.deleted IS NULL
   AND (%(company_id)s::uuid IS NULL OR a.company_id = %(company_id)s::uuid)
   AND (%(status)s::text IS NULL OR a.status = %(status)s::text)
 ORDER BY a.email;

-- name: lock_mailbox :value
-- Until the transaction ends, nobody else changes it. Index: email_accounts_pkey.
SELECT version FROM oltp.email_accounts
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL
   FOR NO KEY UPDATE;

-- name: insert_mailbox :exec
-- Refused by email_accounts_email_live_key where the tenant has a live mailbox of that address. Its domain is the
-- company's of that name, if it has one.
INSERT INTO oltp.email_accounts (tenant_id, id, company_id, domain_id, email, display_name, signature_html, provider,
    purpose, credentials_sealed, smtp_settings, imap_settings, status, timezone, daily_limit, min_gap_seconds,
    ramp_started, ramp_start_limit, ramp_daily_increase, max_per_second, rolling_limit, rolling_window_seconds)
VALUES (%(tenant_id)s, %(mailbox_id)s, %(company_id)s,
    (SELECT id FROM oltp.domains WHERE tenant_id = %(tenant_id)s AND company_id = %(company_id)s
        AND domain = %(domain)s AND deleted IS NULL),
    %(email)s, %(display_name)s, %(signature_html)s, %(provider)s, %(purpose)s, %(credentials_sealed)s,
    %(smtp_settings)s, %(imap_settings)s, %(status)s, %(timezone)s, %(daily_limit)s, %(min_gap_seconds)s,
    %(ramp_started)s, %(ramp_start_limit)s, %(ramp_daily_increase)s, %(max_per_second)s, %(rolling_limit)s,
    %(rolling_window_seconds)s);

-- name: update_mailbox :exec
-- All that a person may change, at once. Index: email_accounts_pkey.
UPDATE oltp.email_accounts
   SET display_name = %(display_name)s, signature_html = %(signature_html)s, purpose = %(purpose)s,
       smtp_settings = %(smtp_settings)s, imap_settings = %(imap_settings)s, timezone = %(timezone)s,
       daily_limit = %(daily_limit)s, min_gap_seconds = %(min_gap_seconds)s, ramp_started = %(ramp_started)s,
       ramp_start_limit = %(ramp_start_limit)s, ramp_daily_increase = %(ramp_daily_increase)s,
       max_per_second = %(max_per_second)s, rolling_limit = %(rolling_limit)s,
       rolling_window_seconds = %(rolling_window_seconds)s, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL;

-- name: set_credentials :exec
-- Index: email_accounts_pkey.
UPDATE oltp.email_accounts
   SET credentials_sealed = %(credentials_sealed)s, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL;

-- name: set_status :exec
-- Index: email_accounts_pkey.
UPDATE oltp.email_accounts
   SET status = %(status)s, status_cause = %(cause)s, status_reason = %(reason)s, status_since = now(),
       paused_until = %(paused_until)s, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL;

-- name: set_connected :exec
-- Somebody signed in: it sends, unless a person or a brake stopped it for another reason. Index: email_accounts_pkey.
UPDATE oltp.email_accounts
   SET status = CASE WHEN status IN ('pending', 'error') THEN 'active' ELSE status END,
       status_cause = CASE WHEN status IN ('pending', 'error') THEN NULL ELSE status_cause END,
       status_reason = CASE WHEN status IN ('pending', 'error') THEN NULL ELSE status_reason END,
       status_since = CASE WHEN status IN ('pending', 'error') THEN now() ELSE status_since END,
       paused_until = CASE WHEN status = 'error' THEN NULL ELSE paused_until END,
       failures_in_row = 0, last_verified = now(), version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL;

-- name: delete_mailbox :exec
-- Its credentials go at once. Index: email_accounts_pkey.
UPDATE oltp.email_accounts
   SET deleted = now(), credentials_sealed = NULL, version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL;

-- name: leave_pools :exec
-- Index: rotation_pool_members_account_idx.
DELETE FROM oltp.rotation_pool_members WHERE tenant_id = %(tenant_id)s AND email_account_id = %(mailbox_id)s;

-- name: raise_versions :many MailboxId
-- For what changed around mailboxes: their domain's keys, the day of their ramp. Index: email_accounts_pkey.
UPDATE oltp.email_accounts
   SET version = version + 1, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(mailbox_ids)s::uuid[]) AND deleted IS NULL
RETURNING id;

-- name: lanes :many LaneRow
-- Deleted ones too: their lanes must learn of it. Index: email_accounts_pkey.
SELECT id, company_id, email, status, status_cause, status_since, paused_until, timezone, daily_limit, min_gap_seconds,
       ramp_started, ramp_start_limit, ramp_daily_increase, max_per_second, rolling_limit, rolling_window_seconds,
       version, deleted
  FROM oltp.email_accounts
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(mailbox_ids)s::uuid[])
 ORDER BY id;

-- name: ramping :many TenantMailbox
-- role: worker
-- Over all tenants: whose cap is another today than it was some day of the last week, should a day have been missed.
-- Read once a day; the table has a row a mailbox.
SELECT tenant_id, id
  FROM oltp.email_accounts
 WHERE tenant_id IS NOT NULL AND ramp_started IS NOT NULL AND ramp_started < %(today)s
   AND ramp_start_limit + greatest(0, %(today)s - ramp_started - 8) * ramp_daily_increase < daily_limit
   AND deleted IS NULL
 ORDER BY tenant_id, id;

-- name: list_from_addresses :many FromAddress
-- The default first. Index: mailbox_from_addresses_address_key.
SELECT id, email_account_id AS mailbox_id, address, display_name, reply_to, is_default, domain_id
  FROM oltp.mailbox_from_addresses
 WHERE tenant_id = %(tenant_id)s AND email_account_id = %(mailbox_id)s
 ORDER BY is_default DESC, address;

-- name: put_from_address :exec
-- Added, or changed where the mailbox has it. Under the lock of its mailbox. Index:
-- mailbox_from_addresses_address_key.
INSERT INTO oltp.mailbox_from_addresses AS known (tenant_id, id, company_id, email_account_id, domain_id, address,
    display_name, reply_to, is_default)
VALUES (%(tenant_id)s, %(id)s, %(company_id)s, %(mailbox_id)s,
    (SELECT id FROM oltp.domains WHERE tenant_id = %(tenant_id)s AND company_id = %(company_id)s
        AND domain = %(domain)s AND deleted IS NULL),
    %(address)s, %(display_name)s, %(reply_to)s, %(is_default)s)
    ON CONFLICT (tenant_id, email_account_id, address) DO UPDATE
   SET display_name = excluded.display_name, reply_to = excluded.reply_to, is_default = excluded.is_default,
       domain_id = excluded.domain_id, updated = now();

-- name: no_default :exec
-- Makes room for another default. Index: mailbox_from_addresses_default_key.
UPDATE oltp.mailbox_from_addresses SET is_default = false, updated = now()
 WHERE tenant_id = %(tenant_id)s AND email_account_id = %(mailbox_id)s AND is_default;

-- name: delete_from_address :exec
-- Index: mailbox_from_addresses_address_key.
DELETE FROM oltp.mailbox_from_addresses
 WHERE tenant_id = %(tenant_id)s AND email_account_id = %(mailbox_id)s AND address = %(address)s;

-- name: sendable :many SendableRow
-- Mailboxes named, and those of pools, each once (named goes before pooled), with what is used of the day.
-- Indexes: rotation_pool_members_pkey, email_accounts_pkey, email_account_days_pkey, mailbox_from_addresses_pkey.
WITH chosen AS (
    SELECT DISTINCT ON (id) id, from_address_id, weight, strategy, resting_until, rest_reason
      FROM (SELECT named.id, named.from_address_id, named.weight, NULL AS strategy,
                   NULL::timestamptz AS resting_until, NULL AS rest_reason, 0 AS rank
              FROM unnest(%(mailbox_ids)s::uuid[], %(from_address_ids)s::uuid[], %(weights)s::bigint[])
                   AS named (id, from_address_id, weight)
             UNION ALL
            SELECT m.email_account_id, NULL, m.weight, p.strategy, m.resting_until, m.rest_reason, 1
              FROM oltp.rotation_pool_members m
              JOIN oltp.rotation_pools p ON p.tenant_id = m.tenant_id AND p.id = m.rotation_pool_id
             WHERE m.tenant_id = %(tenant_id)s AND m.rotation_pool_id = ANY (%(pool_ids)s::uuid[])) AS either
     ORDER BY id, rank, weight DESC)
SELECT a.id, a.company_id, a.email, a.display_name, f.address AS from_address, f.display_name AS from_name, f.reply_to,
       c.weight, c.strategy, a.provider, a.timezone, a.min_gap_seconds, a.daily_limit, a.ramp_started,
       a.ramp_start_limit, a.ramp_daily_increase, greatest(coalesce(d.planned, 0), coalesce(d.sent, 0)) AS used,
       CASE WHEN a.status = 'active' AND c.resting_until > now() THEN 'resting' ELSE a.status END AS status,
       a.status_cause,
       CASE WHEN a.status = 'active' AND c.resting_until > now() THEN c.rest_reason ELSE a.status_reason END
           AS status_reason,
       CASE WHEN a.status = 'active' THEN c.resting_until ELSE a.paused_until END AS paused_until
  FROM chosen c
  JOIN oltp.email_accounts a ON a.tenant_id = %(tenant_id)s AND a.id = c.id AND a.deleted IS NULL
  LEFT JOIN oltp.email_account_days d
    ON d.tenant_id = a.tenant_id AND d.email_account_id = a.id AND d.day = %(day)s
  LEFT JOIN LATERAL (
        SELECT address, display_name, reply_to FROM oltp.mailbox_from_addresses f
         WHERE f.tenant_id = a.tenant_id AND f.email_account_id = a.id
           AND (f.id = c.from_address_id OR c.from_address_id IS NULL AND f.is_default)) AS f ON true
 WHERE a.tenant_id = %(tenant_id)s
 ORDER BY a.id;
