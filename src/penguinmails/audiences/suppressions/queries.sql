-- name: hits :many Hit
-- Which of these hashes forbid a message to a company's lead. The platform's entries are those of its own tenant.
-- They come in one value, 32 bytes each: an array of 10,000 takes ten times as long to write. Joined, because
-- ANY (array) is compared one by one where the planner prefers reading a small table whole.
-- Index: suppressions_target_key.
-- role: worker
SELECT DISTINCT s.target_hash
  FROM generate_series(0, octet_length(%(hashes)s::bytea) / 32 - 1) AS n
  JOIN oltp.suppressions s ON s.tenant_id = %(tenant_id)s AND s.target_hash = substring(%(hashes)s::bytea FROM n * 32 + 1 FOR 32)
 WHERE (s.company_id IS NULL OR s.company_id = %(company_id)s::uuid)
   AND (s.campaign_type IS NULL OR s.campaign_type = %(campaign_type)s::text)
   AND (s.expires IS NULL OR s.expires > now());

-- name: matches :many Suppression
-- The same, told whole, for one address. Index: suppressions_target_key.
-- role: worker
SELECT id, scope, company_id, campaign_type, target, hint, reason, source, note, expires, created
  FROM oltp.suppressions
 WHERE tenant_id = %(tenant_id)s AND target_hash = ANY (%(hashes)s::bytea[])
   AND (%(any_company)s OR company_id IS NULL OR company_id = %(company_id)s::uuid)
   AND (%(any_type)s OR campaign_type IS NULL OR campaign_type = %(campaign_type)s::text)
   AND (expires IS NULL OR expires > now())
 ORDER BY id;

-- name: entries_with_reach :many Entry
-- What there is for these targets with exactly this reach, expired or not. Index: suppressions_target_key.
-- role: app, worker
SELECT id, target_hash, reason, expires
  FROM oltp.suppressions
 WHERE tenant_id = %(tenant_id)s AND target_hash = ANY (%(hashes)s::bytea[])
   AND company_id IS NOT DISTINCT FROM %(company_id)s::uuid
   AND campaign_type IS NOT DISTINCT FROM %(campaign_type)s::text;

-- name: insert_entries :exec
-- role: app, worker
INSERT INTO oltp.suppressions
       (tenant_id, id, company_id, scope, campaign_type, target, target_hash, hint, reason, source, message_id, note,
        expires, created_by)
SELECT %(tenant_id)s, id, %(company_id)s::uuid, %(scope)s, %(campaign_type)s::text, target, target_hash, hint,
       %(reason)s, %(source)s, %(message_id)s::uuid, %(note)s::text, %(expires)s::timestamptz, %(created_by)s::uuid
  FROM unnest(%(ids)s::uuid[], %(targets)s::text[], %(hashes)s::bytea[], %(hints)s::text[])
       AS new (id, target, target_hash, hint);

-- name: strengthen_entries :exec
-- A stronger reason takes the place of what was there. Index: suppressions_pkey.
-- role: app, worker
UPDATE oltp.suppressions
   SET reason = %(reason)s, source = %(source)s, message_id = %(message_id)s::uuid, note = %(note)s::text, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(ids)s::uuid[]);

-- name: prolong_entries :exec
-- Index: suppressions_pkey.
-- role: app, worker
UPDATE oltp.suppressions
   SET expires = %(expires)s::timestamptz, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(ids)s::uuid[]);

-- name: find_entry :one Suppression
-- Index: suppressions_pkey.
-- role: app, worker
SELECT id, scope, company_id, campaign_type, target, hint, reason, source, note, expires, created
  FROM oltp.suppressions
 WHERE tenant_id = %(tenant_id)s AND id = %(id)s;

-- name: list_entries :many Suppression
-- A page, the newest first. Index: suppressions_pkey, backwards.
-- role: app, worker
SELECT id, scope, company_id, campaign_type, target, hint, reason, source, note, expires, created
  FROM oltp.suppressions
 WHERE tenant_id = %(tenant_id)s
   AND (%(before)s::uuid IS NULL OR id < %(before)s::uuid)
   AND (%(reason)s::text IS NULL OR reason = %(reason)s::text)
   AND (%(company_id)s::uuid IS NULL OR company_id = %(company_id)s::uuid)
 ORDER BY id DESC
 LIMIT %(page)s;

-- name: delete_entry :exec
-- Index: suppressions_pkey.
-- role: app, worker
DELETE FROM oltp.suppressions WHERE tenant_id = %(tenant_id)s AND id = %(id)s;

-- name: empty_hints :exec
-- For an address that was erased: nothing is left of it but the hash. Index: suppressions_target_key.
-- role: app, worker
UPDATE oltp.suppressions
   SET hint = NULL, note = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND target_hash = ANY (%(hashes)s::bytea[])
   AND (hint IS NOT NULL OR note IS NOT NULL);

-- name: mark_leads :many MarkedLead
-- A deleted one that is restored keeps its status; whoever sends asks for suppressions anyway. Index: leads_email_live_key.
UPDATE oltp.leads
   SET status = %(status)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND email = ANY (%(addresses)s::text[])
   AND (%(company_id)s::uuid IS NULL OR company_id = %(company_id)s::uuid)
   AND status = ANY (%(weaker)s::text[]) AND deleted IS NULL
RETURNING id;

-- name: release_leads :many MarkedLead
-- A withdrawn entry lets its leads be written to again, where no other entry of theirs is left that can be seen.
-- Index: leads_email_live_key.
UPDATE oltp.leads AS l
   SET status = 'active', updated = now()
 WHERE l.tenant_id = %(tenant_id)s AND l.email = %(address)s AND l.status = %(status)s AND l.deleted IS NULL
   AND (%(company_id)s::uuid IS NULL OR l.company_id = %(company_id)s::uuid)
   AND NOT EXISTS (SELECT FROM oltp.suppressions AS s
                    WHERE s.tenant_id = l.tenant_id AND s.target_hash = %(hash)s AND s.campaign_type IS NULL
                      AND s.expires IS NULL AND (s.company_id IS NULL OR s.company_id = l.company_id))
RETURNING l.id;

-- name: end_memberships :exec
-- Indexes: leads_email_live_key, list_contacts_lead_idx.
UPDATE oltp.list_contacts AS m
   SET status = 'unsubscribed', unsubscribed = now(), updated = now()
  FROM oltp.leads AS l
 WHERE m.tenant_id = %(tenant_id)s AND l.tenant_id = m.tenant_id AND l.id = m.lead_id
   AND l.email = ANY (%(addresses)s::text[]) AND l.deleted IS NULL
   AND (%(company_id)s::uuid IS NULL OR l.company_id = %(company_id)s::uuid)
   AND m.status <> 'unsubscribed';

-- name: insert_consents :exec
-- That these addresses took a consent back, or gave it again.
INSERT INTO oltp.consent_events (tenant_id, company_id, address_hash, kind, source, message_id, proof)
SELECT %(tenant_id)s, %(company_id)s::uuid, address_hash, %(kind)s, %(source)s, %(message_id)s::uuid, %(proof)s
  FROM unnest(%(hashes)s::bytea[]) AS address_hash;

-- name: delete_expired :exec
-- Of all tenants; what has expired forbids nothing any more. Index: suppressions_expires_idx.
-- role: worker
DELETE FROM oltp.suppressions AS s
 USING (SELECT tenant_id, id FROM oltp.suppressions WHERE expires <= %(moment)s LIMIT %(batch)s) AS over
 WHERE s.tenant_id = over.tenant_id AND s.id = over.id;
