-- name: describe :many LeadCopy
-- Deleted ones too. In the transaction that changed them, so that the clock is a version. Index: leads_pkey.
-- role: app, worker
SELECT id AS lead_id, company_id, status, deleted,
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS version
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[])
 ORDER BY id;
