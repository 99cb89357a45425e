-- name: find_company :one Company
-- Index: companies_pkey.
SELECT id, name, slug, status, created, deleted
  FROM oltp.companies
 WHERE tenant_id = %(tenant_id)s AND id = %(company_id)s AND deleted IS NULL;

-- name: find_deleted_company :one Company
-- For restore and purge.
SELECT id, name, slug, status, created, deleted
  FROM oltp.companies
 WHERE tenant_id = %(tenant_id)s AND id = %(company_id)s AND deleted IS NOT NULL;

-- name: list_companies :many Company
-- Index: companies_pkey.
SELECT id, name, slug, status, created, deleted
  FROM oltp.companies
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
 ORDER BY name, id;

-- name: list_deleted_companies :many Company
-- What can be restored.
SELECT id, name, slug, status, created, deleted
  FROM oltp.companies
 WHERE tenant_id = %(tenant_id)s AND deleted IS NOT NULL
 ORDER BY deleted DESC, id;

-- name: taken_slugs :value
-- Index: companies_slug_live_key.
SELECT coalesce(array_agg(slug), '{}') FROM oltp.companies WHERE tenant_id = %(tenant_id)s AND deleted IS NULL;

-- name: count_same_name :value
-- Names are told apart as people read them.
SELECT count(*)
  FROM oltp.companies
 WHERE tenant_id = %(tenant_id)s AND lower(name) = lower(%(name)s)
   AND id IS DISTINCT FROM %(company_id)s::uuid AND deleted IS NULL;

-- name: insert_company :exec
INSERT INTO oltp.companies (tenant_id, id, name, workspace_name, slug, status)
VALUES (%(tenant_id)s, %(company_id)s, %(name)s, %(name)s, %(slug)s, %(status)s);

-- name: default_status :value
-- The tenant's rule for new companies.
SELECT company_default_status FROM oltp.tenant_policies WHERE tenant_id = %(tenant_id)s;

-- name: rename_company :exec
-- The slug stays: links to it exist.
UPDATE oltp.companies
   SET name = %(name)s, workspace_name = %(name)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(company_id)s AND deleted IS NULL;

-- name: set_company_status :exec
UPDATE oltp.companies
   SET status = %(status)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(company_id)s AND deleted IS NULL;

-- name: delete_company :exec
UPDATE oltp.companies
   SET deleted = %(moment)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(company_id)s AND deleted IS NULL;

-- name: restore_company :exec
UPDATE oltp.companies
   SET deleted = NULL, slug = %(slug)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(company_id)s AND deleted IS NOT NULL;

-- name: count_other_companies :value
-- Under the tenant's lock.
SELECT count(*) FROM oltp.companies
 WHERE tenant_id = %(tenant_id)s AND id <> %(company_id)s AND deleted IS NULL;

-- name: purge_company :exec
-- Takes with it, by foreign key, all that belongs to the company in this tier.
DELETE FROM oltp.companies WHERE tenant_id = %(tenant_id)s AND id = %(company_id)s AND deleted IS NOT NULL;
