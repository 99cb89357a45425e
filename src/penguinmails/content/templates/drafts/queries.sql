-- name: find_template :one Template
-- A live template. Index: templates_pkey, email_templates_template_key.
SELECT t.id, t.company_id, t.name, t.engine, coalesce(e.subject, t.subject, '') AS subject,
       coalesce(e.body, t.content, '') AS html, t.text_content AS text, t.preheader, t.category, t.language,
       t.description,
       (SELECT min(f.folder_id) FROM oltp.template_folders f
         WHERE f.tenant_id = t.tenant_id AND f.template_id = t.id) AS folder_id,
       ARRAY(SELECT g.value FROM oltp.template_tags tt
               JOIN oltp.tags g ON g.tenant_id = tt.tenant_id AND g.id = tt.tag_id
              WHERE tt.tenant_id = t.tenant_id AND tt.template_id = t.id ORDER BY g.value) AS tags,
       t.is_starred, t.is_public, t.usage_count, t.current_version, t.created, t.updated, t.deleted
  FROM oltp.templates t
  LEFT JOIN oltp.email_templates e ON e.tenant_id = t.tenant_id AND e.template_id = t.id
 WHERE t.tenant_id = %(tenant_id)s AND t.id = %(template_id)s AND t.deleted IS NULL;

-- name: lock_template :value
-- Two who change the same template do it one after the other. Index: templates_pkey.
SELECT id FROM oltp.templates
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL
   FOR NO KEY UPDATE;

-- name: lock_names :exec
-- Names are given one after the other, so that "free" is a fact.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('oltp.templates ' || %(tenant_id)s::text, 0));

-- name: templates_named :many TemplateSummary
-- What somebody means by a name or an id; the latest deleted first. Index: templates_name_idx for the live.
SELECT t.id, t.company_id, t.name, t.engine, coalesce(e.subject, t.subject, '') AS subject, t.category,
       NULL::bigint AS folder_id, '{}'::text[] AS tags, t.is_starred, t.current_version, t.usage_count, t.updated,
       t.deleted
  FROM oltp.templates t
  LEFT JOIN oltp.email_templates e ON e.tenant_id = t.tenant_id AND e.template_id = t.id
 WHERE t.tenant_id = %(tenant_id)s AND (t.deleted IS NOT NULL) = %(deleted)s
   AND (t.id = %(template_id)s::uuid OR lower(t.name) = lower(%(name)s::text))
 ORDER BY t.deleted DESC, t.name, t.id;

-- name: count_same_name :value
-- Names are told apart as people read them, within a company or among the shared ones.
SELECT count(*) FROM oltp.templates
 WHERE tenant_id = %(tenant_id)s AND lower(name) = lower(%(name)s::text)
   AND company_id IS NOT DISTINCT FROM %(company_id)s::uuid
   AND id IS DISTINCT FROM %(besides)s::uuid AND deleted IS NULL;

-- name: list_templates :many TemplateSummary
-- A page, by name. Reads the tenant's templates: hundreds. Index: templates_name_idx.
SELECT t.id, t.company_id, t.name, t.engine, coalesce(e.subject, t.subject, '') AS subject, t.category,
       (SELECT min(f.folder_id) FROM oltp.template_folders f
         WHERE f.tenant_id = t.tenant_id AND f.template_id = t.id) AS folder_id,
       ARRAY(SELECT g.value FROM oltp.template_tags tt
               JOIN oltp.tags g ON g.tenant_id = tt.tenant_id AND g.id = tt.tag_id
              WHERE tt.tenant_id = t.tenant_id AND tt.template_id = t.id ORDER BY g.value) AS tags,
       t.is_starred, t.current_version, t.usage_count, t.updated, t.deleted
  FROM oltp.templates t
  LEFT JOIN oltp.email_templates e ON e.tenant_id = t.tenant_id AND e.template_id = t.id
 WHERE t.tenant_id = %(tenant_id)s AND (t.deleted IS NOT NULL) = %(deleted)s
   AND (%(category)s::text IS NULL OR t.category = %(category)s)
   AND (%(starred)s::boolean IS NULL OR t.is_starred = %(starred)s)
   AND (%(folder_id)s::bigint IS NULL OR EXISTS (
        SELECT FROM oltp.template_folders f
         WHERE f.tenant_id = t.tenant_id AND f.template_id = t.id AND f.folder_id = %(folder_id)s))
   AND (%(tag)s::text IS NULL OR EXISTS (
        SELECT FROM oltp.template_tags tt JOIN oltp.tags g ON g.tenant_id = tt.tenant_id AND g.id = tt.tag_id
         WHERE tt.tenant_id = t.tenant_id AND tt.template_id = t.id AND g.value = %(tag)s))
   AND (%(search)s::text IS NULL OR position(lower(%(search)s) IN lower(concat_ws(E'\n', t.name, t.description,
        e.subject, t.subject, t.preheader, e.body, t.content, t.text_content))) > 0)
   AND (%(after_name)s::text IS NULL OR (lower(t.name), t.id) > (lower(%(after_name)s), %(after_id)s::uuid))
 ORDER BY lower(t.name), t.id
 LIMIT %(page)s;

-- name: list_categories :many Category
-- What the list can be narrowed to.
SELECT category, count(*) AS templates
  FROM oltp.templates
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
 GROUP BY category
 ORDER BY category NULLS LAST;

-- name: insert_template :exec
-- The source of an Eta template is another row.
INSERT INTO oltp.templates (tenant_id, id, company_id, name, engine, subject, content, text_content, preheader,
                            category, language, description)
VALUES (%(tenant_id)s, %(template_id)s, %(company_id)s, %(name)s, %(engine)s, %(subject)s, %(html)s, %(text)s,
        %(preheader)s, %(category)s, %(language)s, %(description)s);

-- name: write_draft :exec
-- Index: templates_pkey.
UPDATE oltp.templates
   SET subject = %(subject)s, content = %(html)s, text_content = %(text)s, preheader = %(preheader)s,
       category = %(category)s, language = %(language)s, description = %(description)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL;

-- name: write_eta_source :exec
-- The draft of an Eta template; its name is only for its own row, so it is the template's id.
INSERT INTO oltp.email_templates AS e (tenant_id, company_id, template_id, name, subject, body, async)
VALUES (%(tenant_id)s, %(company_id)s, %(template_id)s::uuid, %(template_id)s::text, %(subject)s, %(body)s,
        %(awaits)s)
    ON CONFLICT (tenant_id, template_id) DO UPDATE
   SET subject = excluded.subject, body = excluded.body, async = excluded.async, updated = now();

-- name: rename_template :exec
-- Index: templates_pkey.
UPDATE oltp.templates SET name = %(name)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL;

-- name: star_template :exec
-- Index: templates_pkey.
UPDATE oltp.templates SET is_starred = %(starred)s
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL;

-- name: share_template :exec
-- Index: templates_pkey.
UPDATE oltp.templates SET is_public = %(public)s
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL;

-- name: count_use :exec
-- A campaign was launched with it. Index: templates_pkey.
UPDATE oltp.templates SET usage_count = usage_count + 1
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL;

-- name: delete_template :exec
-- Index: templates_pkey.
UPDATE oltp.templates SET deleted = %(moment)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL;

-- name: restore_template :exec
-- Index: templates_pkey.
UPDATE oltp.templates SET deleted = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NOT NULL;

-- name: deleted_before :many TemplateKey
-- Cross-tenant on purpose: what the purge may take away. A used one stays: messages are shown again from it.
-- role: worker
SELECT tenant_id, id
  FROM oltp.templates
 WHERE deleted < %(before)s AND usage_count = 0
 ORDER BY tenant_id, id;

-- name: purge_template :exec
-- Takes with it its versions, its Eta source and its places in folders and tags. Index: templates_pkey.
DELETE FROM oltp.templates
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted < %(before)s AND usage_count = 0;
