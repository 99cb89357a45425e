-- name: flag_state :one FlagState
-- Index: feature_flags_key_key, tenant_feature_overrides_pkey.
SELECT f.is_enabled, f.rollout_percentage, o.is_enabled AS override
  FROM oltp.feature_flags f
  LEFT JOIN oltp.tenant_feature_overrides o
    ON o.tenant_id = %(tenant_id)s AND o.feature_flag_id = f.id AND (o.expires IS NULL OR o.expires > now())
 WHERE f.key = %(key)s;

-- name: list_flags :many Flag
SELECT key, description, is_enabled, rollout_percentage, updated FROM oltp.feature_flags ORDER BY key;

-- name: find_flag :one Flag
-- Locked by whoever changes it.
-- role: worker
SELECT key, description, is_enabled, rollout_percentage, updated
  FROM oltp.feature_flags
 WHERE key = %(key)s
   FOR NO KEY UPDATE;

-- name: write_flag :exec
-- Flags are the platform's, not a tenant's.
-- role: worker
INSERT INTO oltp.feature_flags (key, description, is_enabled, rollout_percentage)
VALUES (%(key)s, %(description)s, %(is_enabled)s, %(rollout_percentage)s)
ON CONFLICT (key) DO UPDATE
   SET description = coalesce(excluded.description, feature_flags.description),
       is_enabled = excluded.is_enabled, rollout_percentage = excluded.rollout_percentage, updated = now();

-- name: list_overrides :many Override
-- Index: tenant_feature_overrides_pkey.
SELECT f.key, o.is_enabled, o.reason, o.expires
  FROM oltp.tenant_feature_overrides o
  JOIN oltp.feature_flags f ON f.id = o.feature_flag_id
 WHERE o.tenant_id = %(tenant_id)s
 ORDER BY f.key;

-- name: write_override :exec
-- No row: there is no such flag.
INSERT INTO oltp.tenant_feature_overrides (tenant_id, feature_flag_id, is_enabled, reason, expires)
SELECT %(tenant_id)s, f.id, %(is_enabled)s, %(reason)s, %(expires)s
  FROM oltp.feature_flags f
 WHERE f.key = %(key)s
ON CONFLICT (tenant_id, feature_flag_id) DO UPDATE
   SET is_enabled = excluded.is_enabled, reason = excluded.reason, expires = excluded.expires, updated = now();

-- name: clear_override :exec
DELETE FROM oltp.tenant_feature_overrides o
 USING oltp.feature_flags f
 WHERE o.tenant_id = %(tenant_id)s AND f.id = o.feature_flag_id AND f.key = %(key)s;
