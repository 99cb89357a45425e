-- name: fields_of_tenant :many FieldRow
-- The tenant's fields and those of the companies in the scope; of a key in several the tenant's. Who is limited to some
-- companies needs the types of the tenant's too, because their leads have values of them.
-- Index: custom_field_definitions_key_key.
-- role: worker
SELECT DISTINCT ON (key) key, type, choices
  FROM oltp.custom_field_definitions
 WHERE tenant_id = %(tenant_id)s
   AND (company_id IS NULL OR %(all_companies)s OR company_id = ANY (%(companies)s::uuid[]))
 ORDER BY key, company_id = %(company_id)s::uuid DESC NULLS LAST, company_id NULLS FIRST;

-- name: lists_of_tenant :many ListRow
-- Those the scope may see. Index: lists_company_idx.
-- role: worker
SELECT id, name, opt_in
  FROM oltp.lists
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
   AND (%(all_companies)s OR company_id = ANY (%(companies)s::uuid[]))
 ORDER BY name, id;

-- name: count_leads :value
-- Whatever index the condition has a use for: leads_tags_idx, leads_custom_fields_idx, leads_status_idx …
-- role: worker
SELECT count(*)
  FROM oltp.leads l
  LEFT JOIN oltp.lead_engagement e ON e.tenant_id = l.tenant_id AND e.lead_id = l.id AND e.lead_id > %(after)s
 WHERE l.tenant_id = %(tenant_id)s AND l.deleted IS NULL AND l.id > %(after)s
   AND (%(all_companies)s OR l.company_id = ANY (%(companies)s::uuid[]))
   AND /* condition */ true;

-- name: page_leads :many LeadLine
-- As count_leads, or along leads_pkey where many meet the condition. The join says `after` too: it is not inferred, and
-- a page far behind would read all engagement before it (257 ms instead of 3).
-- role: worker
SELECT l.id, l.email, coalesce(l.name, nullif(concat_ws(' ', l.first_name, l.last_name), '')) AS name, l.company,
       l.status, l.stage, l.tags
  FROM oltp.leads l
  LEFT JOIN oltp.lead_engagement e ON e.tenant_id = l.tenant_id AND e.lead_id = l.id AND e.lead_id > %(after)s
 WHERE l.tenant_id = %(tenant_id)s AND l.deleted IS NULL AND l.id > %(after)s
   AND (%(all_companies)s OR l.company_id = ANY (%(companies)s::uuid[]))
   AND /* condition */ true
 ORDER BY l.id
 LIMIT %(page)s;

-- name: page_recipients :many Recipient
-- As page_leads, of those who may be written to.
-- role: worker
SELECT l.id, l.company_id, l.email
  FROM oltp.leads l
  LEFT JOIN oltp.lead_engagement e ON e.tenant_id = l.tenant_id AND e.lead_id = l.id AND e.lead_id > %(after)s
 WHERE l.tenant_id = %(tenant_id)s AND l.deleted IS NULL AND l.id > %(after)s
   AND l.status IN ('active', 'replied')
   AND (%(all_companies)s OR l.company_id = ANY (%(companies)s::uuid[]) OR (%(shared)s AND l.company_id IS NULL))
   AND /* condition */ true
 ORDER BY l.id
 LIMIT %(page)s;

-- name: count_recipients :value
-- As page_recipients.
-- role: worker
SELECT count(*)
  FROM oltp.leads l
  LEFT JOIN oltp.lead_engagement e ON e.tenant_id = l.tenant_id AND e.lead_id = l.id AND e.lead_id > %(after)s
 WHERE l.tenant_id = %(tenant_id)s AND l.deleted IS NULL AND l.id > %(after)s
   AND l.status IN ('active', 'replied')
   AND (%(all_companies)s OR l.company_id = ANY (%(companies)s::uuid[]) OR (%(shared)s AND l.company_id IS NULL))
   AND /* condition */ true;

-- name: list_segments :many Segment
-- Index: segments_company_idx.
SELECT id, company_id, name, description, filter, created, updated
  FROM oltp.segments
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
 ORDER BY name, id;

-- name: find_segment :one Segment
-- Index: segments_pkey.
SELECT id, company_id, name, description, filter, created, updated
  FROM oltp.segments
 WHERE tenant_id = %(tenant_id)s AND id = %(segment_id)s AND deleted IS NULL;

-- name: insert_segment :exec
-- Does nothing where the name is taken. Index: segments_name_live_key.
INSERT INTO oltp.segments (tenant_id, id, company_id, name, description, filter)
VALUES (%(tenant_id)s, %(segment_id)s, %(company_id)s, %(name)s, %(description)s, %(filter)s::jsonb)
ON CONFLICT (tenant_id, company_id, name) WHERE deleted IS NULL DO NOTHING;

-- name: update_segment :exec
-- Index: segments_pkey.
UPDATE oltp.segments
   SET name = %(name)s, description = %(description)s, filter = %(filter)s::jsonb, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(segment_id)s AND deleted IS NULL;

-- name: delete_segment :exec
-- Index: segments_pkey.
UPDATE oltp.segments
   SET deleted = %(moment)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(segment_id)s AND deleted IS NULL;
