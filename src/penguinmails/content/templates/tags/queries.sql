-- name: list_tags :many Tag
-- All of a tenant: dozens. Index: tags_pkey, template_tags_tag_idx.
SELECT g.id, g.company_id, g.value, coalesce(g.name, g.value) AS name, g.description,
       (SELECT count(*) FROM oltp.template_tags tt
          JOIN oltp.templates t ON t.tenant_id = tt.tenant_id AND t.id = tt.template_id AND t.deleted IS NULL
         WHERE tt.tenant_id = g.tenant_id AND tt.tag_id = g.id) AS templates
  FROM oltp.tags g
 WHERE g.tenant_id = %(tenant_id)s
 ORDER BY g.value, g.id;

-- name: insert_tag :exec
-- Two who first use a tag at once use the same one. Index: tags_value_key.
INSERT INTO oltp.tags (tenant_id, company_id, value, name)
VALUES (%(tenant_id)s, %(company_id)s, %(value)s, %(name)s)
    ON CONFLICT (tenant_id, company_id, value) DO NOTHING;

-- name: tag_template :exec
-- By the tag of the template's own company, else the shared one. Index: tags_value_key.
INSERT INTO oltp.template_tags (tenant_id, company_id, template_id, tag_id)
SELECT g.tenant_id, %(company_id)s, %(template_id)s::uuid, g.id
  FROM oltp.tags g
 WHERE g.tenant_id = %(tenant_id)s AND g.value = %(value)s
   AND (g.company_id IS NULL OR g.company_id = %(company_id)s::uuid)
 ORDER BY g.company_id NULLS LAST
 LIMIT 1
    ON CONFLICT (tenant_id, template_id, tag_id) DO NOTHING;

-- name: untag_template :exec
-- Index: template_tags_pair_key.
DELETE FROM oltp.template_tags tt USING oltp.tags g
 WHERE tt.tenant_id = %(tenant_id)s AND tt.template_id = %(template_id)s
   AND g.tenant_id = tt.tenant_id AND g.id = tt.tag_id AND g.value = ANY (%(values)s::text[]);

-- name: delete_tag :exec
-- Takes it off every template, by foreign key.
DELETE FROM oltp.tags WHERE tenant_id = %(tenant_id)s AND id = %(tag_id)s;
