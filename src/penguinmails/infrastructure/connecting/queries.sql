-- name: owners :many Claim
-- role: worker
-- Over all tenants: whose these addresses are. Index: connected_mailboxes_pkey.
SELECT address, tenant_id FROM oltp.connected_mailboxes
 WHERE tenant_id IS NOT NULL AND address = ANY (%(addresses)s::text[])
 ORDER BY address;

-- name: claim :exec
-- role: worker
-- A mailbox's addresses become the tenant's where they are nobody's, or its own from before. A From address only
-- where its domain is not another tenant's. Indexes: connected_mailboxes_pkey, verified_domains_pkey.
INSERT INTO oltp.connected_mailboxes AS known (address, tenant_id, email_account_id)
SELECT wanted.address, %(tenant_id)s, %(mailbox_id)s
  FROM unnest(%(addresses)s::text[]) AS wanted (address)
 WHERE NOT EXISTS (SELECT FROM oltp.verified_domains v
                    WHERE v.domain = split_part(wanted.address, '@', 2) AND v.tenant_id <> %(tenant_id)s)
 ORDER BY wanted.address
    ON CONFLICT (address) DO UPDATE SET email_account_id = excluded.email_account_id, connected = now()
 WHERE known.tenant_id = excluded.tenant_id
   AND NOT EXISTS (SELECT FROM oltp.email_accounts a
                    WHERE a.tenant_id = %(tenant_id)s AND a.id = known.email_account_id
                      AND a.id <> %(mailbox_id)s AND a.email = known.address AND a.deleted IS NULL);

-- name: release :exec
-- role: worker
-- What a mailbox no longer has. Index: connected_mailboxes_tenant_idx.
DELETE FROM oltp.connected_mailboxes m
 WHERE m.tenant_id = %(tenant_id)s AND m.email_account_id = %(mailbox_id)s
   AND NOT EXISTS (SELECT FROM oltp.email_accounts a
                    WHERE a.tenant_id = m.tenant_id AND a.id = m.email_account_id AND a.deleted IS NULL
                      AND (a.email = m.address
                           OR EXISTS (SELECT FROM oltp.mailbox_from_addresses f
                                       WHERE f.tenant_id = a.tenant_id AND f.email_account_id = a.id
                                         AND f.address = m.address)));

-- name: release_orphans :exec
-- role: worker
-- Over all tenants, once a day: addresses of mailboxes that were deleted or purged, or of From addresses that were
-- taken away. A row a mailbox.
DELETE FROM oltp.connected_mailboxes m
 WHERE m.tenant_id IS NOT NULL AND m.connected < %(before)s
   AND NOT EXISTS (SELECT FROM oltp.email_accounts a
                    WHERE a.tenant_id = m.tenant_id AND a.id = m.email_account_id AND a.deleted IS NULL
                      AND (a.email = m.address
                           OR EXISTS (SELECT FROM oltp.mailbox_from_addresses f
                                       WHERE f.tenant_id = a.tenant_id AND f.email_account_id = a.id
                                         AND f.address = m.address)));
