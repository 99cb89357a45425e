-- name: open_mailbox :one AccessRow
-- Index: email_accounts_pkey.
SELECT id, company_id, email, provider, credentials_sealed, smtp_settings, imap_settings, version
  FROM oltp.email_accounts
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND deleted IS NULL;

-- name: hosts_of :many DomainHosts
-- Index: domains_domain_live_key.
SELECT domain, tracking_host, return_path_host
  FROM oltp.domains
 WHERE tenant_id = %(tenant_id)s AND company_id = %(company_id)s AND domain = ANY (%(domains)s::text[])
   AND deleted IS NULL
 ORDER BY domain;

-- name: keep_token :exec
-- Only over the credentials it was made from: who changed them meanwhile wins. Index: email_accounts_pkey.
UPDATE oltp.email_accounts SET credentials_sealed = %(sealed)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(mailbox_id)s AND credentials_sealed = %(before)s AND deleted IS NULL;

-- name: mailboxes_to_poll :many PolledMailbox
-- role: worker
-- Over all tenants: whatever was signed in to once and has a server for incoming mail; a paused one too, for replies to
-- what it sent come later. The tables have a row a mailbox.
SELECT a.tenant_id, a.company_id, a.id AS mailbox_id, a.email, a.version
  FROM oltp.email_accounts a
  JOIN oltp.tenants t ON t.id = a.tenant_id
  JOIN oltp.companies c ON c.tenant_id = a.tenant_id AND c.id = a.company_id
 WHERE a.tenant_id IS NOT NULL AND a.status NOT IN ('pending', 'error') AND a.imap_settings ? 'host'
   AND a.deleted IS NULL AND t.deleted IS NULL AND c.deleted IS NULL
 ORDER BY a.tenant_id, a.id;

-- name: owner_of_address :one AddressOwner
-- role: worker
-- Over all tenants: whose an address is. Indexes: connected_mailboxes_pkey, email_accounts_pkey.
SELECT a.tenant_id, a.company_id, a.id AS mailbox_id
  FROM oltp.connected_mailboxes m
  JOIN oltp.email_accounts a ON a.tenant_id = m.tenant_id AND a.id = m.email_account_id
 WHERE m.address = %(address)s AND m.tenant_id = a.tenant_id AND a.deleted IS NULL;
