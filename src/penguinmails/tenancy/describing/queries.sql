-- name: describe_tenant :one TenantCopy
-- Deleted or not; under its lock, so that the clock is a version. Indexes: tenants_pkey, tenant_config_pkey,
-- retention_policies_pkey.
SELECT t.name, t.status, c.ui_timezone AS timezone,
       (SELECT coalesce(retention_days, 0) FROM oltp.retention_policies
         WHERE tenant_id = %(tenant_id)s AND content_type = 'hits') AS hits_retention_days,
       (SELECT coalesce(retention_days, 0) FROM oltp.retention_policies
         WHERE tenant_id = %(tenant_id)s AND content_type = 'email_events') AS messages_retention_days,
       (SELECT coalesce(retention_days, 0) FROM oltp.retention_policies
         WHERE tenant_id = %(tenant_id)s AND content_type = 'analytics') AS facts_retention_days,
       t.deleted, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS version
  FROM oltp.tenants t
  LEFT JOIN oltp.tenant_config c ON c.tenant_id = t.id
 WHERE t.id = %(tenant_id)s;

-- name: describe_companies :many CompanyCopy
-- Deleted ones too; all where none is named. Under the tenant's lock. Index: companies_pkey.
SELECT id AS company_id, name, deleted, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS version
  FROM oltp.companies
 WHERE tenant_id = %(tenant_id)s AND (%(company_ids)s::uuid[] IS NULL OR id = ANY (%(company_ids)s::uuid[]))
 ORDER BY id;

-- name: hold :exec
-- Nobody changes the tenant or its companies meanwhile. Index: tenants_pkey.
SELECT FROM oltp.tenants WHERE id = %(tenant_id)s FOR NO KEY UPDATE;
