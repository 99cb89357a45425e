-- name: current_key :one SealedKey
-- The key in force. Index: tenant_keys_current_key. As worker for the keys of the platform itself.
-- role: app, worker
SELECT id, key_sealed FROM oltp.tenant_keys
 WHERE tenant_id = %(tenant_id)s AND purpose = %(purpose)s AND retired IS NULL;

-- name: insert_key :exec
-- The first key of a purpose; of two made at once the earlier stays.
-- role: app, worker
INSERT INTO oltp.tenant_keys (tenant_id, purpose, key_sealed)
VALUES (%(tenant_id)s, %(purpose)s, %(key_sealed)s)
ON CONFLICT (tenant_id, purpose) WHERE retired IS NULL DO NOTHING;
