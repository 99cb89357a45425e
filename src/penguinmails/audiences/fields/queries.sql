-- name: list_fields :many Field
-- Of a company's leads: the tenant's fields and the company's own, which goes before where a key is in both.
-- Index: custom_field_definitions_key_key.
SELECT DISTINCT ON (key) key, label, type, choices, is_required, is_personal, company_id, id
  FROM oltp.custom_field_definitions
 WHERE tenant_id = %(tenant_id)s AND (company_id IS NULL OR company_id = %(company_id)s::uuid)
 ORDER BY key, company_id NULLS LAST;

-- name: list_all_fields :many Field
-- Index: custom_field_definitions_key_key.
SELECT key, label, type, choices, is_required, is_personal, company_id, id
  FROM oltp.custom_field_definitions
 WHERE tenant_id = %(tenant_id)s
 ORDER BY key, company_id NULLS FIRST;

-- name: insert_field :value
-- The id; nothing where the key is taken. Index: custom_field_definitions_key_key.
INSERT INTO oltp.custom_field_definitions
       (tenant_id, id, company_id, key, label, type, choices, is_required, is_personal)
VALUES (%(tenant_id)s, %(field_id)s, %(company_id)s, %(key)s, %(label)s, %(type)s, %(choices)s::text[],
        %(is_required)s, %(is_personal)s)
    ON CONFLICT DO NOTHING
RETURNING id;

-- name: rename_field :exec
-- The key stays: leads hold their values under it. Index: custom_field_definitions_pkey.
UPDATE oltp.custom_field_definitions
   SET label = %(label)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(field_id)s;

-- name: delete_field :exec
-- Index: custom_field_definitions_pkey.
DELETE FROM oltp.custom_field_definitions WHERE tenant_id = %(tenant_id)s AND id = %(field_id)s;
