-- name: insert_lead :exec
-- Does nothing where the address is there. Index: leads_email_live_key.
INSERT INTO oltp.leads (tenant_id, id, company_id, email, name, first_name, last_name, company, title, phone, country,
    timezone, language, source, custom_fields, tags, is_role, is_disposable)
VALUES (%(tenant_id)s, %(lead_id)s, %(company_id)s, %(email)s, %(name)s, %(first_name)s, %(last_name)s, %(company)s,
    %(title)s, %(phone)s, %(country)s, %(timezone)s, %(language)s, %(source)s, %(custom_fields)s::jsonb,
    %(tags)s::text[], %(is_role)s, %(is_disposable)s)
ON CONFLICT (tenant_id, email, company_id) WHERE deleted IS NULL DO NOTHING;

-- name: find_lead :one Lead
-- Index: leads_pkey.
SELECT id, company_id, email, name, first_name, last_name, company, title, phone, status, stage, custom_fields, tags,
       source, timezone, language, country, tracking_consent, mx_status, receiving_provider, is_role, is_disposable,
       created, updated, deleted
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = %(lead_id)s AND deleted IS NULL;

-- name: lock_lead :one Lead
-- The same, until the end of the transaction for whoever changes it. Index: leads_pkey.
SELECT id, company_id, email, name, first_name, last_name, company, title, phone, status, stage, custom_fields, tags,
       source, timezone, language, country, tracking_consent, mx_status, receiving_provider, is_role, is_disposable,
       created, updated, deleted
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = %(lead_id)s AND deleted IS NULL
   FOR NO KEY UPDATE;

-- name: find_by_address :many Lead
-- One a company, and one of what the tenant shares. Index: leads_email_live_key.
SELECT id, company_id, email, name, first_name, last_name, company, title, phone, status, stage, custom_fields, tags,
       source, timezone, language, country, tracking_consent, mx_status, receiving_provider, is_role, is_disposable,
       created, updated, deleted
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND email = %(email)s AND deleted IS NULL
   AND (%(any_company)s OR company_id IS NOT DISTINCT FROM %(company_id)s::uuid)
 ORDER BY company_id NULLS FIRST;

-- name: find_deleted :many Lead
-- For restore: by id, or the deleted ones of an address. Indexes: leads_pkey, leads_email_domain_idx.
SELECT id, company_id, email, name, first_name, last_name, company, title, phone, status, stage, custom_fields, tags,
       source, timezone, language, country, tracking_consent, mx_status, receiving_provider, is_role, is_disposable,
       created, updated, deleted
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND deleted IS NOT NULL
   AND (id = %(lead_id)s::uuid OR (email_domain = %(domain)s::text AND email = %(email)s::text))
   AND (%(any_company)s OR company_id IS NOT DISTINCT FROM %(company_id)s::uuid)
 ORDER BY deleted DESC, id;

-- name: list_deleted :many LeadLine
-- What can be restored, a page. Index: leads_pkey.
SELECT id, email, coalesce(name, nullif(concat_ws(' ', first_name, last_name), '')) AS name, company, status, stage, tags
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND deleted > %(since)s AND id > %(after)s
 ORDER BY id
 LIMIT %(page)s;

-- name: update_lead :exec
-- Index: leads_pkey.
UPDATE oltp.leads
   SET name = %(name)s, first_name = %(first_name)s, last_name = %(last_name)s, company = %(company)s, title = %(title)s,
       phone = %(phone)s, country = %(country)s, timezone = %(timezone)s, language = %(language)s, source = %(source)s,
       custom_fields = %(custom_fields)s::jsonb, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(lead_id)s AND deleted IS NULL;

-- name: set_stage :exec
-- Index: leads_pkey.
UPDATE oltp.leads
   SET stage = %(stage)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(lead_id)s AND deleted IS NULL;

-- name: count_leads :value
-- What a plan limits. Index: leads_status_idx.
SELECT count(*) FROM oltp.leads WHERE tenant_id = %(tenant_id)s AND deleted IS NULL;

-- name: lock_leads :value
-- In one order, so that two who change many at once wait instead of deadlocking. Index: leads_pkey.
SELECT count(*)
  FROM (SELECT id FROM oltp.leads
         WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL
         ORDER BY id FOR NO KEY UPDATE) AS locked;

-- name: most_tags :value
-- How many tags the fullest of these leads would carry. Index: leads_pkey.
SELECT coalesce(max((SELECT count(DISTINCT tag) FROM unnest(tags || %(tags)s::text[]) AS tag)), 0)
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL;

-- name: add_tags :exec
-- Leads that carry them all stay untouched. Index: leads_pkey.
UPDATE oltp.leads
   SET tags = tags || ARRAY(SELECT tag FROM unnest(%(tags)s::text[]) AS tag WHERE tag <> ALL (tags)), updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL AND NOT tags @> %(tags)s::text[];

-- name: remove_tags :exec
-- Index: leads_pkey.
UPDATE oltp.leads
   SET tags = ARRAY(SELECT tag FROM unnest(tags) WITH ORDINALITY AS had (tag, place)
                     WHERE tag <> ALL (%(tags)s::text[]) ORDER BY place),
       updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL AND tags && %(tags)s::text[];

-- name: count_tags :many TagCount
-- A scan of the tenant's leads.
SELECT tag, count(*) AS leads
  FROM oltp.leads, unnest(tags) AS tag
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
 GROUP BY tag
 ORDER BY leads DESC, tag;

-- name: delete_leads :exec
-- Their memberships are marked by trigger, and the lists count without them. Index: leads_pkey.
UPDATE oltp.leads
   SET deleted = %(moment)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL;

-- name: restore_lead :exec
-- Index: leads_pkey.
UPDATE oltp.leads
   SET deleted = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(lead_id)s AND deleted IS NOT NULL;

-- name: memberships :many Membership
-- Lists the reader may not see, the tenant's shared ones, stand there without a name. Index: list_contacts_lead_idx.
SELECT m.list_id, l.name AS list, m.status, m.source, m.confirmed, m.unsubscribed, m.created
  FROM oltp.list_contacts m
  LEFT JOIN oltp.lists l ON l.tenant_id = m.tenant_id AND l.id = m.list_id AND l.deleted IS NULL
 WHERE m.tenant_id = %(tenant_id)s AND m.lead_id = %(lead_id)s
 ORDER BY m.created, m.list_id;

-- name: consents :many Consent
-- Index: consent_events_lead_idx.
SELECT kind, source, list_id, ip, occurred
  FROM oltp.consent_events
 WHERE tenant_id = %(tenant_id)s AND lead_id = %(lead_id)s
 ORDER BY occurred, id;

-- name: tenants_to_purge :many TenantKey
-- Index: leads_deleted_idx.
-- role: worker
SELECT DISTINCT tenant_id FROM oltp.leads WHERE deleted < %(before)s ORDER BY tenant_id;

-- name: purge_leads :exec
-- A batch, with all that hangs on them. Index: leads_deleted_idx.
DELETE FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s
   AND id IN (SELECT id FROM oltp.leads
               WHERE tenant_id = %(tenant_id)s AND deleted < %(before)s
               ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED);

-- name: lock_person :many LeadKey
-- Everybody with an address, deleted or not: for erasure. Index: leads_email_domain_idx.
SELECT id FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND email_domain = %(domain)s AND email = %(email)s
 ORDER BY id FOR UPDATE;

-- name: find_any :one Lead
-- Deleted or not: for erasure. Index: leads_pkey.
SELECT id, company_id, email, name, first_name, last_name, company, title, phone, status, stage, custom_fields, tags,
       source, timezone, language, country, tracking_consent, mx_status, receiving_provider, is_role, is_disposable,
       created, updated, deleted
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = %(lead_id)s;

-- name: rows_of_leads :many TableRows
-- What goes with them by foreign key; every table that refers to leads ON DELETE CASCADE is here (a test compares).
SELECT 'oltp.lead_engagement' AS name, count(*) AS rows
  FROM oltp.lead_engagement WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[])
UNION ALL
SELECT 'oltp.lead_keys', count(*)
  FROM oltp.lead_keys WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[])
UNION ALL
SELECT 'oltp.list_contacts', count(*)
  FROM oltp.list_contacts WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[])
UNION ALL
SELECT 'oltp.enrolments', count(*)
  FROM oltp.enrolments WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[])
UNION ALL
SELECT 'oltp.lead_send_days', count(*)
  FROM oltp.lead_send_days WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[])
UNION ALL
SELECT 'oltp.import_changes', count(*)
  FROM oltp.import_changes WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[]);

-- name: delete_memberships :exec
-- Before the leads: what a foreign key removes is not noted in the counts of lists. Index: list_contacts_lead_idx.
DELETE FROM oltp.list_contacts WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[]);

-- name: erase_leads :exec
-- Index: leads_pkey.
DELETE FROM oltp.leads WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]);

-- name: erase_consents :exec
-- What they gave and took back stays under the hash; from where, with what and in which words goes.
-- Indexes: consent_events_address_idx, consent_events_lead_idx.
UPDATE oltp.consent_events
   SET lead_id = NULL, message_id = NULL, ip = NULL, user_agent = NULL, proof = '{}'
 WHERE tenant_id = %(tenant_id)s AND (address_hash = %(address_hash)s OR lead_id = ANY (%(lead_ids)s::uuid[]));

-- name: erase_rejects :exec
-- Rows of imported files in which the address stands, with what it says beside it. A scan of the tenant's rejected
-- rows; index: import_rejects_pkey.
DELETE FROM oltp.import_rejects
 WHERE tenant_id = %(tenant_id)s
   AND EXISTS (SELECT FROM jsonb_each_text(raw) AS cell WHERE strpos(lower(cell.value), %(email)s) > 0);

-- name: insert_request :exec
-- The journal that is replayed after a restore.
INSERT INTO oltp.privacy_requests
    (tenant_id, id, kind, subject, subject_id, address_hash, status, requested_by, report, completed)
VALUES (%(tenant_id)s, %(request_id)s, 'erase', 'lead', %(lead_id)s, %(address_hash)s, 'completed', %(requested_by)s,
    %(report)s::jsonb, %(moment)s);

-- name: hold_leads :many Lead
-- For the scheduler: not erased until the end of the transaction. Who is being changed so is left out, never waited
-- for. Index: leads_pkey.
SELECT id, company_id, email, name, first_name, last_name, company, title, phone, status, stage, custom_fields, tags,
       source, timezone, language, country, tracking_consent, mx_status, receiving_provider, is_role, is_disposable,
       created, updated, deleted
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL
 ORDER BY id FOR KEY SHARE SKIP LOCKED;

-- name: deleted_among :many LeadKey
-- Index: leads_pkey.
SELECT id FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NOT NULL;

-- name: addresses_of :many LeadAddress
-- Index: leads_pkey.
SELECT id, email FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL;

-- name: mark_replied :exec
-- Locked in one order. A stage that a person has set further on stays. Index: leads_pkey.
UPDATE oltp.leads AS l
   SET status = CASE WHEN l.status = 'active' THEN 'replied' ELSE l.status END,
       stage = CASE WHEN l.stage IN ('new', 'contacted') THEN 'replied' ELSE l.stage END, updated = now()
  FROM (SELECT id FROM oltp.leads
         WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL
           AND (status = 'active' OR stage IN ('new', 'contacted'))
         ORDER BY id FOR NO KEY UPDATE) AS answered
 WHERE l.tenant_id = %(tenant_id)s AND l.id = answered.id AND l.deleted IS NULL;
