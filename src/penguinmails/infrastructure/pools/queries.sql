-- name: find_pools :many Pool
-- By id or name. Indexes: rotation_pools_pkey, rotation_pools_name_key.
SELECT p.id, p.company_id, c.name AS company, p.name, p.strategy,
       (SELECT count(*) FROM oltp.rotation_pool_members m
         WHERE m.tenant_id = p.tenant_id AND m.rotation_pool_id = p.id) AS mailboxes,
       p.created
  FROM oltp.rotation_pools p
  JOIN oltp.companies c ON c.tenant_id = p.tenant_id AND c.id = p.company_id
 WHERE p.tenant_id = %(tenant_id)s AND (p.id = %(pool_id)s::uuid OR lower(p.name) = lower(%(name)s::text))
   AND c.deleted IS NULL
 ORDER BY p.id;

-- name: list_pools :many Pool
-- By name. Index: rotation_pools_name_key.
SELECT p.id, p.company_id, c.name AS company, p.name, p.strategy,
       (SELECT count(*) FROM oltp.rotation_pool_members m
         WHERE m.tenant_id = p.tenant_id AND m.rotation_pool_id = p.id) AS mailboxes,
       p.created
  FROM oltp.rotation_pools p
  JOIN oltp.companies c ON c.tenant_id = p.tenant_id AND c.id = p.company_id
 WHERE p.tenant_id = %(tenant_id)s AND (%(company_id)s::uuid IS NULL OR p.company_id = %(company_id)s::uuid)
   AND c.deleted IS NULL
 ORDER BY p.name, p.id;

-- name: insert_pool :exec
-- Refused by rotation_pools_name_key where the company has one of that name.
INSERT INTO oltp.rotation_pools (tenant_id, id, company_id, name, strategy)
VALUES (%(tenant_id)s, %(pool_id)s, %(company_id)s, %(name)s, %(strategy)s);

-- name: change_pool :exec
-- Refused like insert_pool. Index: rotation_pools_pkey.
UPDATE oltp.rotation_pools SET name = %(name)s, strategy = %(strategy)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(pool_id)s;

-- name: pool_used :value
-- Whether campaigns that are not over send by it. Index: campaign_pools_pool_idx.
SELECT EXISTS (
    SELECT FROM oltp.campaign_pools u
      JOIN oltp.campaigns c ON c.tenant_id = u.tenant_id AND c.id = u.campaign_id
     WHERE u.tenant_id = %(tenant_id)s AND u.rotation_pool_id = %(pool_id)s
       AND c.status IN ('draft', 'scheduled', 'sending', 'paused') AND c.deleted IS NULL);

-- name: delete_pool :exec
-- Index: rotation_pools_pkey.
DELETE FROM oltp.rotation_pools WHERE tenant_id = %(tenant_id)s AND id = %(pool_id)s;

-- name: put_member :exec
-- Added, or its weight changed. Index: rotation_pool_members_pkey.
INSERT INTO oltp.rotation_pool_members AS known (tenant_id, rotation_pool_id, email_account_id, company_id, weight)
VALUES (%(tenant_id)s, %(pool_id)s, %(mailbox_id)s, %(company_id)s, %(weight)s)
    ON CONFLICT (tenant_id, rotation_pool_id, email_account_id) DO UPDATE
   SET weight = excluded.weight, updated = now();

-- name: remove_member :exec
-- Index: rotation_pool_members_pkey.
DELETE FROM oltp.rotation_pool_members
 WHERE tenant_id = %(tenant_id)s AND rotation_pool_id = %(pool_id)s AND email_account_id = %(mailbox_id)s;

-- name: list_members :many PoolMember
-- By address. Indexes: rotation_pool_members_pkey, email_accounts_pkey.
SELECT a.id AS mailbox_id, a.email, m.weight, a.status, a.status_reason, a.daily_limit
  FROM oltp.rotation_pool_members m
  JOIN oltp.email_accounts a ON a.tenant_id = m.tenant_id AND a.id = m.email_account_id
 WHERE m.tenant_id = %(tenant_id)s AND m.rotation_pool_id = %(pool_id)s AND a.deleted IS NULL
 ORDER BY a.email;
