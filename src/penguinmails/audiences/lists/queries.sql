-- name: find_lists :many MailingList
-- Live lists by id or name, the name as it was written first. Index: lists_pkey.
SELECT l.id, l.company_id, l.name, l.description, l.opt_in, l.is_public,
       l.contact_count + coalesce((SELECT sum(c.change)::bigint FROM oltp.list_count_changes c
                                    WHERE c.tenant_id = l.tenant_id AND c.list_id = l.id), 0) AS contact_count,
       l.created, l.deleted
  FROM oltp.lists l
 WHERE l.tenant_id = %(tenant_id)s AND (l.id = %(list_id)s::uuid OR lower(l.name) = lower(%(name)s::text))
   AND l.deleted IS NULL
 ORDER BY l.name = %(name)s::text DESC, l.id;

-- name: find_deleted_lists :many MailingList
-- For restore, the latest first. Index: lists_pkey.
SELECT l.id, l.company_id, l.name, l.description, l.opt_in, l.is_public,
       l.contact_count + coalesce((SELECT sum(c.change)::bigint FROM oltp.list_count_changes c
                                    WHERE c.tenant_id = l.tenant_id AND c.list_id = l.id), 0) AS contact_count,
       l.created, l.deleted
  FROM oltp.lists l
 WHERE l.tenant_id = %(tenant_id)s AND (l.id = %(list_id)s::uuid OR lower(l.name) = lower(%(name)s::text))
   AND l.deleted IS NOT NULL
 ORDER BY l.deleted DESC;

-- name: list_lists :many MailingList
-- Index: lists_pkey; list_count_changes_list_idx holds minutes of changes, not years.
SELECT l.id, l.company_id, l.name, l.description, l.opt_in, l.is_public,
       l.contact_count + coalesce(c.change, 0) AS contact_count, l.created, l.deleted
  FROM oltp.lists l
  LEFT JOIN (SELECT list_id, sum(change)::bigint AS change FROM oltp.list_count_changes
              WHERE tenant_id = %(tenant_id)s GROUP BY list_id) c ON c.list_id = l.id
 WHERE l.tenant_id = %(tenant_id)s AND (l.deleted IS NOT NULL) = %(deleted)s::boolean
   AND (%(company_id)s::uuid IS NULL OR l.company_id = %(company_id)s::uuid)
 ORDER BY l.name, l.id;

-- name: insert_list :exec
-- Refused by lists_name_live_key where the company has a live list of that name.
INSERT INTO oltp.lists (tenant_id, id, company_id, name, description, opt_in, is_public)
VALUES (%(tenant_id)s, %(list_id)s, %(company_id)s, %(name)s, %(description)s, %(opt_in)s, %(is_public)s);

-- name: rename_list :exec
-- Refused like insert_list.
UPDATE oltp.lists SET name = %(name)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(list_id)s AND deleted IS NULL;

-- name: describe_list :exec
UPDATE oltp.lists SET description = %(description)s, is_public = %(is_public)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(list_id)s AND deleted IS NULL;

-- name: delete_list :exec
UPDATE oltp.lists SET deleted = %(moment)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(list_id)s AND deleted IS NULL;

-- name: restore_list :exec
-- Refused like insert_list.
UPDATE oltp.lists SET deleted = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(list_id)s AND deleted IS NOT NULL;

-- name: find_leads :many Candidate
-- By id or address. For a company's list the company's leads, else all the transaction sees.
-- Indexes: leads_pkey, leads_email_live_key.
SELECT id AS lead_id, company_id, email, status
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND (id = ANY (%(ids)s::uuid[]) OR email = ANY (%(addresses)s::text[]))
   AND (%(company_id)s::uuid IS NULL OR company_id = %(company_id)s::uuid) AND deleted IS NULL;

-- name: lock_leads :many Candidate
-- Live leads, which cannot be deleted until the transaction ends; in the order in which everybody locks them.
-- Index: leads_pkey.
SELECT id AS lead_id, company_id, email, status
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL
 ORDER BY id
   FOR SHARE;

-- name: left_before :many LeadId
-- Who is unsubscribed from the list, or whose last word about it (or about all lists) was that they leave.
-- Indexes: list_contacts_pkey, consent_events_address_idx.
SELECT who.lead_id
  FROM unnest(%(lead_ids)s::uuid[], %(companies)s::uuid[], %(hashes)s::bytea[]) AS who (lead_id, company_id, hash)
 WHERE EXISTS (SELECT FROM oltp.list_contacts m
                WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND m.lead_id = who.lead_id
                  AND m.status = 'unsubscribed')
    OR (SELECT e.kind FROM oltp.consent_events e
         WHERE e.tenant_id = %(tenant_id)s AND e.address_hash = who.hash
           AND e.kind IN ('subscribed', 'confirmed', 'unsubscribed', 'resubscribed', 'objected', 'complained')
           AND (e.list_id = %(list_id)s
                OR e.list_id IS NULL AND (e.company_id IS NULL OR e.company_id = who.company_id))
         ORDER BY e.occurred DESC, e.id DESC LIMIT 1) IN ('unsubscribed', 'objected', 'complained');

-- name: insert_members :many Joined
-- Puts (locked) leads on a list, and where that is wanted brings back who had left. Index: list_contacts_pkey.
INSERT INTO oltp.list_contacts AS m (tenant_id, list_id, lead_id, company_id, status, source)
SELECT %(tenant_id)s, %(list_id)s, who.lead_id, who.company_id, %(status)s, %(source)s
  FROM unnest(%(lead_ids)s::uuid[], %(companies)s::uuid[]) AS who (lead_id, company_id)
 ORDER BY who.lead_id
    ON CONFLICT (tenant_id, list_id, lead_id) DO UPDATE
   SET status = excluded.status, source = excluded.source, confirmed = NULL, confirmed_ip = NULL,
       confirm_token_hash = NULL, confirm_sent = NULL, confirm_mails = 0, updated = now()
 WHERE m.status = 'unsubscribed' AND %(again)s::boolean
RETURNING m.lead_id, m.unsubscribed IS NOT NULL AS again;

-- name: insert_consents :exec
-- What these leads said about a list.
INSERT INTO oltp.consent_events (tenant_id, company_id, lead_id, list_id, address_hash, kind, source, ip, user_agent, proof)
SELECT %(tenant_id)s, said.company_id, said.lead_id, %(list_id)s, said.hash, said.kind, %(source)s,
       %(ip)s::text::inet, %(user_agent)s, %(proof)s
  FROM unnest(%(lead_ids)s::uuid[], %(companies)s::uuid[], %(hashes)s::bytea[], %(kinds)s::text[])
       AS said (lead_id, company_id, hash, kind);

-- name: remove_members :many LeadId
-- Under the lock of their leads. Index: list_contacts_pkey.
DELETE FROM oltp.list_contacts
 WHERE tenant_id = %(tenant_id)s AND list_id = %(list_id)s AND lead_id = ANY (%(lead_ids)s::uuid[])
RETURNING lead_id;

-- name: leave_list :many Left
-- Under the lock of their leads. Index: list_contacts_pkey.
UPDATE oltp.list_contacts m
   SET status = 'unsubscribed', unsubscribed = clock_timestamp(), updated = now()
  FROM oltp.leads l
 WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND m.lead_id = ANY (%(lead_ids)s::uuid[])
   AND l.tenant_id = m.tenant_id AND l.id = m.lead_id AND l.deleted IS NULL AND m.status <> 'unsubscribed'
RETURNING m.lead_id, m.company_id, l.email;

-- name: list_members :many ListMember
-- A page, in the order in which leads were made. Index: list_contacts_pkey.
SELECT m.lead_id, l.email, m.status, m.source, m.created AS joined, m.confirm_mails, m.confirm_sent, m.confirmed,
       m.unsubscribed
  FROM oltp.list_contacts m
  JOIN oltp.leads l ON l.tenant_id = m.tenant_id AND l.id = m.lead_id
 WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND l.deleted IS NULL
   AND (%(status)s::text IS NULL OR m.status = %(status)s::text)
   AND (%(after)s::uuid IS NULL OR m.lead_id > %(after)s::uuid)
 ORDER BY m.lead_id
 LIMIT %(page)s;

-- name: find_member :one ListMember
-- Index: list_contacts_pkey.
SELECT m.lead_id, l.email, m.status, m.source, m.created AS joined, m.confirm_mails, m.confirm_sent, m.confirmed,
       m.unsubscribed
  FROM oltp.list_contacts m
  JOIN oltp.leads l ON l.tenant_id = m.tenant_id AND l.id = m.lead_id
 WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND m.lead_id = %(lead_id)s AND l.deleted IS NULL;

-- name: reachable :many Reachable
-- A page of whom a broadcast may go to; nobody of a deleted list. Index: list_contacts_pkey.
SELECT m.lead_id, m.company_id, l.email
  FROM oltp.list_contacts m
  JOIN oltp.lists s ON s.tenant_id = m.tenant_id AND s.id = m.list_id
  JOIN oltp.leads l ON l.tenant_id = m.tenant_id AND l.id = m.lead_id
 WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND m.status = 'subscribed' AND NOT m.lead_deleted
   AND (s.opt_in = 'single' OR m.confirmed IS NOT NULL) AND s.deleted IS NULL
   AND l.status IN ('active', 'replied') AND l.deleted IS NULL
   AND (%(after)s::uuid IS NULL OR m.lead_id > %(after)s::uuid)
 ORDER BY m.lead_id
 LIMIT %(page)s;

-- name: ask_members :many Asked
-- Marks pending members as asked to confirm: three times at most, an hour apart. Index: list_contacts_pkey.
UPDATE oltp.list_contacts m
   SET confirm_sent = now(), confirm_mails = m.confirm_mails + 1, updated = now()
  FROM oltp.leads l
 WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND m.lead_id = ANY (%(lead_ids)s::uuid[])
   AND l.tenant_id = m.tenant_id AND l.id = m.lead_id AND l.deleted IS NULL AND l.status IN ('active', 'replied')
   AND m.status = 'pending' AND m.confirm_mails < %(most)s
   AND (m.confirm_sent IS NULL OR m.confirm_sent <= now() - %(apart)s::interval)
RETURNING m.lead_id, l.email, m.confirm_mails, coalesce(m.unsubscribed, m.created) AS round;

-- name: find_standing :one Standing
-- All that a confirmation depends on, deleted or not, so that the answer can say so; to restore nothing.
-- Indexes: list_contacts_pkey and the keys of what it refers to.
SELECT s.id AS list_id, s.name AS list_name, s.description AS list_description, s.deleted AS list_deleted,
       t.name AS tenant_name, c.name AS company_name, l.id AS lead_id, l.company_id, l.email,
       l.status AS lead_status, l.deleted IS NOT NULL AS lead_deleted, m.status, m.confirm_token_hash,
       m.confirm_sent, m.confirmed, coalesce(m.unsubscribed, m.created) AS round
  FROM oltp.list_contacts m
  JOIN oltp.lists s ON s.tenant_id = m.tenant_id AND s.id = m.list_id
  JOIN oltp.leads l ON l.tenant_id = m.tenant_id AND l.id = m.lead_id
  JOIN oltp.tenants t ON t.id = m.tenant_id
  LEFT JOIN oltp.companies c ON c.tenant_id = s.tenant_id AND c.id = s.company_id
 WHERE m.tenant_id = %(tenant_id)s AND m.list_id = %(list_id)s AND m.lead_id = %(lead_id)s AND t.deleted IS NULL;

-- name: set_token_hash :exec
-- Once the token exists: when its mail is written. Index: list_contacts_pkey.
UPDATE oltp.list_contacts SET confirm_token_hash = %(token_hash)s
 WHERE tenant_id = %(tenant_id)s AND list_id = %(list_id)s AND lead_id = %(lead_id)s AND status = 'pending'
   AND confirm_token_hash IS DISTINCT FROM %(token_hash)s;

-- name: confirm_member :value
-- When; nothing where somebody else was first. Index: list_contacts_pkey.
UPDATE oltp.list_contacts
   SET status = 'subscribed', confirmed = clock_timestamp(), confirmed_ip = %(ip)s::text::inet, updated = now()
 WHERE tenant_id = %(tenant_id)s AND list_id = %(list_id)s AND lead_id = %(lead_id)s AND status = 'pending'
   AND confirm_token_hash = %(token_hash)s
RETURNING confirmed;

-- name: tenants_with_changes :many TenantOfLists
-- Index: list_count_changes_pkey.
-- role: worker
SELECT DISTINCT tenant_id FROM oltp.list_count_changes;

-- name: tenants_with_lists :many TenantOfLists
-- Deleted lists are counted too: they may be restored, or purged.
-- role: worker
SELECT DISTINCT tenant_id FROM oltp.lists /* deleted ones too */;

-- name: lock_folding :exec
-- Two that add up the same tenant's changes follow each other.
SELECT pg_advisory_xact_lock(hashtextextended('lists.fold ' || min(tenant_id::text), 0))
  FROM oltp.list_count_changes WHERE tenant_id = %(tenant_id)s;

-- name: fold_counts :exec
-- Adds up what is noted; what is noted of lists that are gone goes with it. Deleted lists may be restored.
WITH noted AS (
    DELETE FROM oltp.list_count_changes WHERE tenant_id = %(tenant_id)s RETURNING list_id, change)
UPDATE oltp.lists l
   SET contact_count = l.contact_count + summed.change
  FROM (SELECT list_id, sum(change)::bigint AS change FROM noted GROUP BY list_id) AS summed
 WHERE l.tenant_id = %(tenant_id)s AND l.id = summed.list_id /* deleted ones too */;

-- name: count_anew :many Drift
-- The lists whose count differs from counting their members by the leads themselves. One statement, one snapshot.
-- Deleted lists may be restored. Indexes: list_contacts_pkey, leads_pkey.
SELECT l.id AS list_id, l.contact_count + coalesce(noted.change, 0) AS kept, coalesce(found.members, 0) AS counted
  FROM oltp.lists l
  LEFT JOIN (SELECT list_id, sum(change)::bigint AS change FROM oltp.list_count_changes
              WHERE tenant_id = %(tenant_id)s GROUP BY list_id) AS noted ON noted.list_id = l.id
  LEFT JOIN (SELECT m.list_id, count(*) AS members FROM oltp.list_contacts m
               JOIN oltp.leads d ON d.tenant_id = m.tenant_id AND d.id = m.lead_id AND d.deleted IS NULL
              WHERE m.tenant_id = %(tenant_id)s AND m.status = 'subscribed' GROUP BY m.list_id) AS found
         ON found.list_id = l.id
 WHERE l.tenant_id = %(tenant_id)s
   AND l.contact_count + coalesce(noted.change, 0) <> coalesce(found.members, 0);

-- name: mend_marks :exec
-- Memberships whose copy of their lead's deletion (leads.deleted IS NULL) is wrong; the trigger notes the change.
UPDATE oltp.list_contacts m
   SET lead_deleted = d.deleted IS NOT NULL, updated = now()
  FROM oltp.leads d
 WHERE m.tenant_id = %(tenant_id)s AND d.tenant_id = m.tenant_id AND d.id = m.lead_id
   AND m.lead_deleted <> (d.deleted IS NOT NULL);

-- name: mend_counts :exec
-- Notes what is missing for the counts to be right; as count_anew, one snapshot, so others may go on. Deleted
-- lists may be restored.
INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
SELECT l.tenant_id, l.id, l.company_id,
       coalesce(found.members, 0) - l.contact_count - coalesce(noted.change, 0)
  FROM oltp.lists l
  LEFT JOIN (SELECT list_id, sum(change)::bigint AS change FROM oltp.list_count_changes
              WHERE tenant_id = %(tenant_id)s GROUP BY list_id) AS noted ON noted.list_id = l.id
  LEFT JOIN (SELECT list_id, count(*) AS members FROM oltp.list_contacts
              WHERE tenant_id = %(tenant_id)s AND status = 'subscribed' AND NOT lead_deleted
              GROUP BY list_id) AS found ON found.list_id = l.id
 WHERE l.tenant_id = %(tenant_id)s
   AND l.contact_count + coalesce(noted.change, 0) <> coalesce(found.members, 0);

-- name: delete_unconfirmed :exec
-- Of all tenants, a batch of those who never answered; who is at work on one is left in peace until tomorrow.
-- Index: list_contacts_pending_idx.
-- role: worker
DELETE FROM oltp.list_contacts m
 USING (SELECT p.tenant_id, p.list_id, p.lead_id FROM oltp.list_contacts p
         WHERE p.status = 'pending' AND p.created < %(before)s
           AND coalesce(p.confirm_sent, p.unsubscribed, p.created) < %(before)s
         ORDER BY p.created LIMIT %(batch)s FOR UPDATE SKIP LOCKED) AS old
 WHERE m.tenant_id = old.tenant_id AND m.list_id = old.list_id AND m.lead_id = old.lead_id;

-- name: purge_lists :exec
-- Of all tenants, what was deleted too long ago to be restored, with its members.
-- role: worker
DELETE FROM oltp.lists l
 USING (SELECT tenant_id, id FROM oltp.lists WHERE deleted < %(before)s LIMIT %(batch)s) AS old
 WHERE l.tenant_id = old.tenant_id AND l.id = old.id;

-- name: memberships_among :many MembershipIn
-- For the scheduler: whether leads may be written to as members of lists. Index: list_contacts_lead_idx.
SELECT m.lead_id, m.list_id,
       m.status = 'subscribed' AND (m.confirmed IS NOT NULL OR l.opt_in = 'single') AS consenting
  FROM oltp.list_contacts m
  JOIN oltp.lists l ON l.tenant_id = m.tenant_id AND l.id = m.list_id AND l.deleted IS NULL
 WHERE m.tenant_id = %(tenant_id)s AND m.lead_id = ANY (%(lead_ids)s::uuid[])
   AND m.list_id = ANY (%(list_ids)s::uuid[]);
