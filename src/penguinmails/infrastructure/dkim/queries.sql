-- name: list_keys :many DkimKey
-- Index: dkim_keys_selector_key.
SELECT k.id, k.domain_id, d.domain, k.selector, k.algorithm, k.public_key, k.status, k.activated, k.retired, k.created
  FROM oltp.dkim_keys k
  JOIN oltp.domains d ON d.tenant_id = k.tenant_id AND d.id = k.domain_id
 WHERE k.tenant_id = %(tenant_id)s AND k.domain_id = %(domain_id)s AND d.deleted IS NULL
 ORDER BY k.created, k.id;

-- name: insert_key :exec
-- Refused by dkim_keys_selector_key where the domain has had the selector.
INSERT INTO oltp.dkim_keys (tenant_id, id, company_id, domain_id, selector, algorithm, public_key, private_key_sealed)
VALUES (%(tenant_id)s, %(key_id)s, %(company_id)s, %(domain_id)s, %(selector)s, %(algorithm)s, %(public_key)s,
    %(private_key_sealed)s);

-- name: retire_active :exec
-- What signed until now. Index: dkim_keys_active_key.
UPDATE oltp.dkim_keys SET status = 'retiring', retired = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND domain_id = %(domain_id)s AND algorithm = %(algorithm)s AND status = 'active';

-- name: activate :exec
-- After retire_active. Index: dkim_keys_pkey.
UPDATE oltp.dkim_keys SET status = 'active', activated = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(key_id)s AND status = 'pending';

-- name: forget_retiring :exec
-- role: worker
-- Over all tenants, once a day: the secrets of keys that no mail on its way was signed by. The table has a few rows a
-- domain.
UPDATE oltp.dkim_keys SET status = 'retired', private_key_sealed = NULL, updated = now()
 WHERE tenant_id IS NOT NULL AND status = 'retiring' AND retired < %(before)s;

-- name: signing_keys :many SealedKey
-- What signs for these domains. Indexes: domains_domain_live_key, dkim_keys_active_key.
SELECT k.id, d.domain, k.selector, k.algorithm, k.private_key_sealed
  FROM oltp.domains d
  JOIN oltp.dkim_keys k ON k.tenant_id = d.tenant_id AND k.domain_id = d.id
 WHERE d.tenant_id = %(tenant_id)s AND d.company_id = %(company_id)s AND d.domain = ANY (%(domains)s::text[])
   AND d.deleted IS NULL AND k.status = 'active' AND k.private_key_sealed IS NOT NULL
 ORDER BY d.domain, k.algorithm DESC;
