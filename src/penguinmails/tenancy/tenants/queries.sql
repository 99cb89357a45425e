-- name: insert_tenant :exec
INSERT INTO oltp.tenants (id, name) VALUES (%(tenant_id)s, %(name)s);

-- name: insert_config :exec
INSERT INTO oltp.tenant_config (tenant_id, billing_email) VALUES (%(tenant_id)s, %(billing_email)s);

-- name: insert_policies :exec
INSERT INTO oltp.tenant_policies (tenant_id) VALUES (%(tenant_id)s);

-- name: find_tenant :one Tenant
-- Index: tenants_pkey.
SELECT id, name, status, status_reason, created, deleted
  FROM oltp.tenants
 WHERE id = %(tenant_id)s AND deleted IS NULL;

-- name: find_deleted_tenant :one Tenant
-- For restore and purge, which wait for each other.
SELECT id, name, status, status_reason, created, deleted
  FROM oltp.tenants
 WHERE id = %(tenant_id)s AND deleted IS NOT NULL
   FOR NO KEY UPDATE;

-- name: rename_tenant :exec
UPDATE oltp.tenants SET name = %(name)s, updated = now() WHERE id = %(tenant_id)s AND deleted IS NULL;

-- name: set_tenant_status :exec
UPDATE oltp.tenants
   SET status = %(status)s, status_reason = %(reason)s, status_since = now(), updated = now()
 WHERE id = %(tenant_id)s AND deleted IS NULL;

-- name: delete_tenant :exec
UPDATE oltp.tenants SET deleted = %(moment)s, updated = now() WHERE id = %(tenant_id)s AND deleted IS NULL;

-- name: restore_tenant :exec
UPDATE oltp.tenants SET deleted = NULL, updated = now() WHERE id = %(tenant_id)s AND deleted IS NOT NULL;

-- name: purge_tenant :exec
-- Takes with it, by foreign key, all the tenant has in this tier.
DELETE FROM oltp.tenants WHERE id = %(tenant_id)s AND deleted IS NOT NULL;

-- name: list_tenants :many TenantSummary
-- Cross-tenant on purpose: the operators' list.
-- role: worker
SELECT t.id, t.name, t.status,
       (SELECT count(*) FROM oltp.companies c WHERE c.tenant_id = t.id AND c.deleted IS NULL) AS companies,
       (SELECT count(*) FROM oltp.tenant_users m WHERE m.tenant_id = t.id AND m.deleted IS NULL) AS members,
       t.created, t.deleted
  FROM oltp.tenants t
 WHERE t.id <> '00000000-0000-0000-0000-000000000000' AND (t.deleted IS NOT NULL) = %(deleted)s
 ORDER BY t.name, t.id;

-- name: tenants_named :many TenantId
-- Cross-tenant on purpose: an operator types a name. Reads the table; it has a row a customer.
-- role: worker
SELECT id
  FROM oltp.tenants
 WHERE lower(name) = lower(%(name)s) AND (deleted IS NOT NULL) = %(deleted)s
 ORDER BY id;

-- name: tenant_exists :value
-- Index: tenants_pkey.
-- role: worker
SELECT id FROM oltp.tenants WHERE id = %(tenant_id)s AND (deleted IS NOT NULL) = %(deleted)s;

-- name: tenants_deleted_before :many TenantId
-- Cross-tenant on purpose: what the purge takes.
-- role: worker
SELECT id FROM oltp.tenants WHERE deleted < %(before)s ORDER BY deleted, id;

-- name: tenants_with_deleted_parts :many TenantId
-- Cross-tenant on purpose: live tenants with a company or a membership for the purge.
-- role: worker
SELECT id
  FROM oltp.tenants t
 WHERE t.deleted IS NULL
   AND (EXISTS (SELECT FROM oltp.companies c WHERE c.tenant_id = t.id AND c.deleted < %(before)s)
        OR EXISTS (SELECT FROM oltp.tenant_users m WHERE m.tenant_id = t.id AND m.deleted < %(before)s))
 ORDER BY id;
