-- name: list_offers :many Offer
-- What is public and published, of the platform and of the one tenant that asks; `app` sees neither the platform's
-- rows nor, for a member of some companies, the tenant's shared ones. Index: templates_public_idx.
-- role: worker
SELECT t.tenant_id, t.id, t.name, t.category, t.language, t.engine, v.subject, t.description, v.version
  FROM oltp.templates t
  JOIN oltp.template_versions v
    ON v.tenant_id = t.tenant_id AND v.template_id = t.id AND v.version = t.current_version
 WHERE t.tenant_id = ANY (%(tenant_ids)s::uuid[]) AND t.is_public AND t.deleted IS NULL
 ORDER BY t.tenant_id, t.category, t.name, t.id;

-- name: load_offer :one Offered
-- The version that is copied, if it is still offered. Index: templates_pkey.
-- role: worker
SELECT t.name, t.category, t.language, t.description, v.engine, v.subject, v.preheader, v.content AS html,
       v.text_content AS text, v.includes
  FROM oltp.templates t
  JOIN oltp.template_versions v
    ON v.tenant_id = t.tenant_id AND v.template_id = t.id AND v.version = t.current_version
 WHERE t.tenant_id = ANY (%(tenant_ids)s::uuid[]) AND t.id = %(template_id)s AND t.is_public AND t.deleted IS NULL;
