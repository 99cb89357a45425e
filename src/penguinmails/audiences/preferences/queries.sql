-- name: consents_of :many Consenting
-- Deleted leads too, for they may come back. Index: leads_pkey.
SELECT id AS lead_id, tracking_consent
  FROM oltp.leads /* deleted ones too */
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]);

-- name: note_open_dates :exec
-- Of those who allow just that; the later day stays. Deleted leads are not noted (deleted IS NULL). In one order, so
-- that two batches do not deadlock. Indexes: leads_pkey, lead_engagement_pkey.
INSERT INTO oltp.lead_engagement AS known (tenant_id, lead_id, company_id, last_open_date)
SELECT l.tenant_id, l.id, l.company_id, max(opened.day)
  FROM unnest(%(lead_ids)s::uuid[], %(days)s::date[]) AS opened (lead_id, day)
  JOIN oltp.leads l ON l.tenant_id = %(tenant_id)s AND l.id = opened.lead_id
 WHERE l.deleted IS NULL AND l.tracking_consent = 'last_date_only'
 GROUP BY l.tenant_id, l.id, l.company_id
 ORDER BY l.id
    ON CONFLICT (tenant_id, lead_id) DO UPDATE
   SET last_open_date = greatest(known.last_open_date, excluded.last_open_date), updated = now();

-- name: addressees :many Addressee
-- The live leads of an address in a company and in what the tenant shares, or in all. Index: leads_email_live_key.
SELECT id, company_id, status, tracking_consent
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND email = %(email)s AND deleted IS NULL
   AND (%(company_id)s::uuid IS NULL OR company_id = %(company_id)s::uuid OR company_id IS NULL)
 ORDER BY id;

-- name: lock_addressees :many Addressee
-- The same, locked in the order in which everybody locks leads.
-- Index: leads_email_live_key.
SELECT id, company_id, status, tracking_consent
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND email = %(email)s AND deleted IS NULL
   AND (%(company_id)s::uuid IS NULL OR company_id = %(company_id)s::uuid OR company_id IS NULL)
 ORDER BY id
   FOR NO KEY UPDATE;

-- name: subscriptions_of :many Subscription
-- Index: list_contacts_lead_idx.
SELECT DISTINCT s.id AS list_id, s.name, s.description
  FROM oltp.list_contacts m
  JOIN oltp.lists s ON s.tenant_id = m.tenant_id AND s.id = m.list_id AND s.deleted IS NULL
 WHERE m.tenant_id = %(tenant_id)s AND m.lead_id = ANY (%(lead_ids)s::uuid[]) AND m.status = 'subscribed'
 ORDER BY s.name, s.id;

-- name: set_tracking :exec
-- Under the lock of the leads. Index: leads_pkey.
UPDATE oltp.leads SET tracking_consent = %(consent)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = ANY (%(lead_ids)s::uuid[]) AND deleted IS NULL
   AND tracking_consent <> %(consent)s;

-- name: forget_open_dates :exec
-- Index: lead_engagement_pkey.
UPDATE oltp.lead_engagement SET last_open_date = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND lead_id = ANY (%(lead_ids)s::uuid[]) AND last_open_date IS NOT NULL;

-- name: insert_consents :exec
-- What these leads said about being tracked.
INSERT INTO oltp.consent_events (tenant_id, company_id, lead_id, address_hash, kind, source, message_id, ip, user_agent)
SELECT %(tenant_id)s, said.company_id, said.lead_id, %(address_hash)s, %(kind)s, 'unsubscribe_page', %(message_id)s,
       %(ip)s::text::inet, %(user_agent)s
  FROM unnest(%(lead_ids)s::uuid[], %(companies)s::uuid[]) AS said (lead_id, company_id);
