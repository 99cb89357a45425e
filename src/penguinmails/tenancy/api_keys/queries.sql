-- name: presented_key :many PresentedKey
-- Who presents a key: it, its company, its tenant live. Index: api_keys_lookup_idx.
-- role: auth
SELECT k.tenant_id, k.id, k.company_id, k.key_hash, k.scopes, k.last_used
  FROM oltp.api_keys k
  JOIN oltp.tenants t ON t.id = k.tenant_id AND t.deleted IS NULL
 WHERE k.key_hash = %(key_hash)s
   AND k.revoked IS NULL
   AND (k.expires IS NULL OR k.expires > %(now)s)
   AND (k.company_id IS NULL
        OR EXISTS (SELECT FROM oltp.companies c
                    WHERE c.tenant_id = k.tenant_id AND c.id = k.company_id AND c.deleted IS NULL));

-- name: touch_key :exec
-- At most once in the pause, however many requests there are.
UPDATE oltp.api_keys
   SET last_used = %(now)s, last_ip = %(ip)s::inet
 WHERE tenant_id = %(tenant_id)s AND id = %(key_id)s AND (last_used IS NULL OR last_used < %(before)s);

-- name: insert_key :exec
INSERT INTO oltp.api_keys (tenant_id, id, company_id, name, prefix, key_hash, scopes, expires, created_by, created)
VALUES (%(tenant_id)s, %(key_id)s, %(company_id)s, %(name)s, %(prefix)s, %(key_hash)s, %(scopes)s, %(expires)s,
        %(created_by)s, %(created)s);

-- name: find_key :one ApiKey
-- Locked: a key is rotated or revoked once. Index: api_keys_pkey.
SELECT id, name, prefix, scopes, company_id, created, expires, last_used, revoked
  FROM oltp.api_keys
 WHERE tenant_id = %(tenant_id)s AND id = %(key_id)s
   FOR NO KEY UPDATE;

-- name: list_keys :many ApiKey
-- Index: api_keys_pkey, whose ids are in the order of making.
SELECT id, name, prefix, scopes, company_id, created, expires, last_used, revoked
  FROM oltp.api_keys
 WHERE tenant_id = %(tenant_id)s AND (revoked IS NULL OR %(revoked)s)
 ORDER BY id;

-- name: revoke_key :exec
UPDATE oltp.api_keys
   SET revoked = %(moment)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(key_id)s AND revoked IS NULL;

-- name: expire_key :exec
-- What was to end sooner still does.
UPDATE oltp.api_keys
   SET expires = least(expires, %(expires)s), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(key_id)s AND revoked IS NULL;
