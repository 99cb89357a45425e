-- name: user_id_by_email :value
-- Who signs in or is invited. Index: users_email_live_key.
-- role: auth
SELECT id FROM oltp.users WHERE email = %(email)s AND deleted IS NULL;

-- name: deleted_user_id_by_email :value
-- Whom to restore: the one deleted last. Small: deleted users are purged after 30 days.
-- role: worker
SELECT id FROM oltp.users WHERE email = %(email)s AND deleted IS NOT NULL ORDER BY deleted DESC LIMIT 1;

-- name: find_user :one User
-- One's own row. Index: users_pkey.
SELECT id, email, name, email_verified, created, deleted
  FROM oltp.users
 WHERE id = %(user_id)s AND deleted IS NULL;

-- name: find_deleted_user :one User
-- For restore.
SELECT id, email, name, email_verified, created, deleted
  FROM oltp.users
 WHERE id = %(user_id)s AND deleted IS NOT NULL
   FOR NO KEY UPDATE;

-- name: insert_user :exec
-- No row: the address is taken, by somebody this transaction cannot see. Index: users_email_live_key.
INSERT INTO oltp.users (id, email, name)
VALUES (%(user_id)s, %(email)s, %(name)s)
ON CONFLICT (email) WHERE deleted IS NULL DO NOTHING;

-- name: rename_user :exec
UPDATE oltp.users SET name = %(name)s, updated = now() WHERE id = %(user_id)s AND deleted IS NULL;

-- name: delete_user :exec
UPDATE oltp.users SET deleted = %(moment)s, updated = now() WHERE id = %(user_id)s AND deleted IS NULL;

-- name: restore_user :exec
-- Violates users_email_live_key where somebody has the address by now.
UPDATE oltp.users SET deleted = NULL, updated = now() WHERE id = %(user_id)s AND deleted IS NOT NULL;

-- name: memberships_of :many Membership
-- Cross-tenant on purpose: all tenants of one person. Index: tenant_users_user_idx.
-- role: worker
SELECT m.tenant_id, t.name AS tenant, m.roles, m.all_companies
  FROM oltp.tenant_users m
  JOIN oltp.tenants t ON t.id = m.tenant_id AND t.deleted IS NULL
 WHERE m.user_id = %(user_id)s AND m.deleted IS NULL
 ORDER BY t.name, m.tenant_id;

-- name: memberships_deleted_at :many Membership
-- What a user lost by being deleted, to give it back. Index: tenant_users_user_idx.
-- role: worker
SELECT m.tenant_id, t.name AS tenant, m.roles, m.all_companies
  FROM oltp.tenant_users m
  JOIN oltp.tenants t ON t.id = m.tenant_id AND t.deleted IS NULL
 WHERE m.user_id = %(user_id)s AND m.deleted = %(moment)s
 ORDER BY t.name, m.tenant_id;

-- name: owned_alone :many OwnedAlone
-- The live tenants whose only owner this is. Index: tenant_users_user_idx, then tenant_users_pkey.
-- role: worker
SELECT m.tenant_id, t.name AS tenant
  FROM oltp.tenant_users m
  JOIN oltp.tenants t ON t.id = m.tenant_id AND t.deleted IS NULL
 WHERE m.user_id = %(user_id)s AND m.deleted IS NULL AND 'owner' = ANY (m.roles)
   AND NOT EXISTS (SELECT FROM oltp.tenant_users other
                    WHERE other.tenant_id = m.tenant_id AND other.user_id <> m.user_id
                      AND other.deleted IS NULL AND 'owner' = ANY (other.roles))
 ORDER BY t.name;

-- name: users_deleted_before :many User
-- What the purge takes.
-- role: worker
SELECT id, email, name, email_verified, created, deleted
  FROM oltp.users
 WHERE deleted < %(before)s
 ORDER BY deleted
 LIMIT %(limit)s;

-- name: purge_user :exec
DELETE FROM oltp.users WHERE id = %(user_id)s AND deleted IS NOT NULL;
