-- name: lock_head :one Head
-- The end of the chain, made on the tenant's first row; whoever adds to the chain holds it until it commits.
-- role: app, worker
INSERT INTO olap.audit_heads AS head (tenant_id, seq, hash)
VALUES (%(tenant_id)s, 0, %(genesis)s)
ON CONFLICT (tenant_id) DO UPDATE SET updated = clock_timestamp()
RETURNING head.tenant_id, head.seq, head.hash;

-- name: move_head :exec
-- role: app, worker
UPDATE olap.audit_heads SET seq = %(seq)s, hash = %(hash)s, updated = clock_timestamp()
 WHERE tenant_id = %(tenant_id)s;

-- name: append :exec
-- role: app, worker
INSERT INTO olap.admin_audit_log
       (tenant_id, seq, handoff_id, created, actor, admin_user_id, action, resource_type, resource_id,
        old_values, new_values, ip_address, user_agent, notes, metadata, data_classification, retention_category,
        values_digest, salt, prev_hash, hash)
VALUES (%(tenant_id)s, %(seq)s, %(handoff_id)s, %(created)s, %(actor)s, %(admin_user_id)s, %(action)s,
        %(resource_type)s, %(resource_id)s, %(old_values)s, %(new_values)s, %(ip_address)s, %(user_agent)s,
        %(notes)s, %(metadata)s, %(data_classification)s, %(retention_category)s,
        %(values_digest)s, %(salt)s, %(prev_hash)s, %(hash)s);

-- name: tenants_of_log :many TenantOfLog
-- A chain that lost its head, or a head that lost its chain, is found too. Both by primary key.
-- role: worker
SELECT tenant_id FROM olap.audit_heads
UNION
SELECT DISTINCT tenant_id FROM olap.admin_audit_log
 ORDER BY 1;

-- name: head :one Head
-- role: app, worker
SELECT tenant_id, seq, hash FROM olap.audit_heads WHERE tenant_id = %(tenant_id)s;

-- name: heads :many Head
-- role: worker
SELECT tenant_id, seq, hash FROM olap.audit_heads WHERE seq > 0 ORDER BY tenant_id;

-- name: chain_page :many AuditRow
-- By primary key.
-- role: worker
SELECT tenant_id, seq, handoff_id, extract(epoch FROM created) AS created, actor, admin_user_id, action,
       resource_type, resource_id, old_values::text AS old_values, new_values::text AS new_values, ip_address,
       user_agent, notes, metadata::text AS metadata, data_classification, retention_category, values_digest,
       salt, prev_hash, hash, extract(epoch FROM erased) AS erased
  FROM olap.admin_audit_log
 WHERE tenant_id = %(tenant_id)s AND seq > %(after)s
 ORDER BY seq
 LIMIT %(page)s;

-- name: erasure_records :many ErasureRecord
-- Index: admin_audit_log_action_idx.
-- role: worker
SELECT coalesce(new_values ->> 'seqs', '') AS seqs, extract(epoch FROM created) AS created
  FROM olap.admin_audit_log
 WHERE tenant_id = %(tenant_id)s AND action = %(action)s;

-- name: seq_of_hash :value
-- Only asked where a chain is broken: where does the row stand that this one once followed?
-- role: worker
SELECT seq FROM olap.admin_audit_log WHERE tenant_id = %(tenant_id)s AND hash = %(hash)s ORDER BY seq LIMIT 1;

-- name: tenants_to_erase :many TenantOfLog
-- Index: admin_audit_log_age_idx, admin_audit_log_resource_idx.
-- role: worker
SELECT DISTINCT tenant_id
  FROM olap.admin_audit_log
 WHERE erased IS NULL AND retention_category = ANY (%(categories)s)
   AND (%(tenant_id)s::uuid IS NULL OR tenant_id = %(tenant_id)s)
   AND (%(before)s::timestamptz IS NULL OR created < %(before)s)
   AND (%(resource_type)s::text IS NULL OR (resource_type = %(resource_type)s AND resource_id = %(resource_id)s))
   AND (%(actor_id)s::text IS NULL OR admin_user_id = %(actor_id)s)
 ORDER BY 1;

-- name: erase :many ErasedSeq
-- The values go and their salt with them; digest and hashes stay.
-- role: worker
UPDATE olap.admin_audit_log
   SET old_values = NULL, new_values = NULL, ip_address = NULL, user_agent = NULL, notes = NULL, metadata = NULL,
       salt = NULL, erased = %(erased)s
 WHERE tenant_id = %(tenant_id)s
   AND seq = ANY (ARRAY(SELECT seq
                          FROM olap.admin_audit_log
                         WHERE tenant_id = %(tenant_id)s AND erased IS NULL
                           AND retention_category = ANY (%(categories)s)
                           AND (%(before)s::timestamptz IS NULL OR created < %(before)s)
                           AND (%(resource_type)s::text IS NULL
                                OR (resource_type = %(resource_type)s AND resource_id = %(resource_id)s))
                           AND (%(actor_id)s::text IS NULL OR admin_user_id = %(actor_id)s)
                         ORDER BY seq
                         LIMIT %(batch)s))
RETURNING seq;

-- name: entry :one AuditEntry
-- role: app, worker
SELECT tenant_id, seq, created, actor, admin_user_id, action, resource_type, resource_id, old_values, new_values,
       ip_address, user_agent, notes, metadata, data_classification, retention_category, erased
  FROM olap.admin_audit_log
 WHERE tenant_id = %(tenant_id)s AND seq = %(seq)s;

-- name: list_of_tenant :many AuditEntry
-- Newest first: by primary key backwards, or the index of the narrowest filter.
SELECT tenant_id, seq, created, actor, admin_user_id, action, resource_type, resource_id, old_values, new_values,
       ip_address, user_agent, notes, metadata, data_classification, retention_category, erased
  FROM olap.admin_audit_log
 WHERE tenant_id = %(tenant_id)s
   AND (%(resource_type)s::text IS NULL OR resource_type = %(resource_type)s)
   AND (%(resource_id)s::text IS NULL OR resource_id = %(resource_id)s)
   AND (%(action)s::text IS NULL OR action = %(action)s)
   AND (%(since)s::timestamptz IS NULL OR created >= %(since)s)
   AND (%(before_seq)s::bigint IS NULL OR seq < %(before_seq)s)
 ORDER BY seq DESC
 LIMIT %(page)s;

-- name: list_everywhere :many AuditEntry
-- For operators, over all tenants, newest first. Index: admin_audit_log_age_idx.
-- role: worker
SELECT tenant_id, seq, created, actor, admin_user_id, action, resource_type, resource_id, old_values, new_values,
       ip_address, user_agent, notes, metadata, data_classification, retention_category, erased
  FROM olap.admin_audit_log
 WHERE (%(tenant_id)s::uuid IS NULL OR tenant_id = %(tenant_id)s)
   AND (%(resource_type)s::text IS NULL OR resource_type = %(resource_type)s)
   AND (%(resource_id)s::text IS NULL OR resource_id = %(resource_id)s)
   AND (%(action)s::text IS NULL OR action = %(action)s)
   AND (%(since)s::timestamptz IS NULL OR created >= %(since)s)
   AND (%(after_created)s::timestamptz IS NULL
        OR (created, tenant_id, seq) < (%(after_created)s, %(after_tenant_id)s::uuid, %(after_seq)s::bigint))
 ORDER BY created DESC, tenant_id DESC, seq DESC
 LIMIT %(page)s;
