-- name: find_domains :many Domain
-- Live domains by id or name. Indexes: domains_pkey, domains_domain_live_key, email_accounts_domain_idx.
SELECT d.id, d.company_id, c.name AS company, d.domain, d.verification_status, d.is_primary, d.tracking_host,
       d.return_path_host,
       (SELECT count(*) FROM oltp.email_accounts a
         WHERE a.tenant_id = d.tenant_id AND a.company_id = d.company_id AND a.domain_id = d.id
           AND a.deleted IS NULL) AS mailboxes,
       d.created
  FROM oltp.domains d
  JOIN oltp.companies c ON c.tenant_id = d.tenant_id AND c.id = d.company_id
 WHERE d.tenant_id = %(tenant_id)s AND (d.id = %(domain_id)s::uuid OR d.domain = %(domain)s::text) AND d.deleted IS NULL;

-- name: list_domains :many Domain
-- By name. Indexes: domains_domain_live_key, email_accounts_domain_idx.
SELECT d.id, d.company_id, c.name AS company, d.domain, d.verification_status, d.is_primary, d.tracking_host,
       d.return_path_host,
       (SELECT count(*) FROM oltp.email_accounts a
         WHERE a.tenant_id = d.tenant_id AND a.company_id = d.company_id AND a.domain_id = d.id
           AND a.deleted IS NULL) AS mailboxes,
       d.created
  FROM oltp.domains d
  JOIN oltp.companies c ON c.tenant_id = d.tenant_id AND c.id = d.company_id
 WHERE d.tenant_id = %(tenant_id)s AND (%(company_id)s::uuid IS NULL OR d.company_id = %(company_id)s::uuid)
   AND d.deleted IS NULL
 ORDER BY d.domain;

-- name: insert_domain :exec
-- Refused by domains_domain_live_key where the tenant has it. A company's first one is its primary.
INSERT INTO oltp.domains (tenant_id, id, company_id, domain, tracking_host, return_path_host, is_primary)
VALUES (%(tenant_id)s, %(domain_id)s, %(company_id)s, %(domain)s, %(tracking_host)s, %(return_path_host)s,
    NOT EXISTS (SELECT FROM oltp.domains WHERE tenant_id = %(tenant_id)s AND company_id = %(company_id)s
        AND is_primary AND deleted IS NULL));

-- name: adopt_mailboxes :many LinkedMailbox
-- The company's mailboxes at a new domain. Index: email_accounts_domain_idx.
UPDATE oltp.email_accounts
   SET domain_id = %(domain_id)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND company_id = %(company_id)s AND domain_id IS NULL
   AND split_part(email, '@', 2) = %(domain)s AND deleted IS NULL
RETURNING id;

-- name: adopt_from_addresses :exec
-- The same for From addresses. Index: mailbox_from_addresses_domain_idx.
UPDATE oltp.mailbox_from_addresses
   SET domain_id = %(domain_id)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND company_id = %(company_id)s AND domain_id IS NULL
   AND split_part(address, '@', 2) = %(domain)s;

-- name: change_domain :exec
-- Index: domains_pkey.
UPDATE oltp.domains
   SET tracking_host = %(tracking_host)s, return_path_host = %(return_path_host)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(domain_id)s AND deleted IS NULL;

-- name: mailboxes_of :many LinkedMailbox
-- Whose mail comes from the domain, as their own address or as one of many. Indexes: email_accounts_domain_idx,
-- mailbox_from_addresses_domain_idx.
SELECT a.id
  FROM oltp.email_accounts a
 WHERE a.tenant_id = %(tenant_id)s AND a.deleted IS NULL
   AND (a.domain_id = %(domain_id)s
        OR EXISTS (SELECT FROM oltp.mailbox_from_addresses f
                    WHERE f.tenant_id = a.tenant_id AND f.email_account_id = a.id AND f.domain_id = %(domain_id)s))
 ORDER BY a.id;

-- name: lock_domain :value
-- Until the transaction ends, nobody else changes it or its keys. Index: domains_pkey.
SELECT company_id FROM oltp.domains
 WHERE tenant_id = %(tenant_id)s AND id = %(domain_id)s AND deleted IS NULL
   FOR NO KEY UPDATE;

-- name: delete_domain :exec
-- Index: domains_pkey.
UPDATE oltp.domains SET deleted = now(), is_primary = false, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(domain_id)s AND deleted IS NULL;
