-- name: list_snippets :many Snippet
-- Index: snippets_key_key.
SELECT id, company_id, key, content, updated FROM oltp.snippets
 WHERE tenant_id = %(tenant_id)s
 ORDER BY key, company_id NULLS FIRST;

-- name: write_snippet :exec
-- Index: snippets_key_key.
INSERT INTO oltp.snippets AS s (tenant_id, company_id, key, content)
VALUES (%(tenant_id)s, %(company_id)s, %(key)s, %(content)s)
    ON CONFLICT (tenant_id, company_id, key) DO UPDATE SET content = excluded.content, updated = now();

-- name: delete_snippet :exec
-- Index: snippets_pkey.
DELETE FROM oltp.snippets WHERE tenant_id = %(tenant_id)s AND id = %(piece_id)s;

-- name: list_dictionaries :many Dictionary
-- Index: template_dictionaries_key_key.
SELECT id, company_id, key, value, updated FROM oltp.template_dictionaries
 WHERE tenant_id = %(tenant_id)s
 ORDER BY key, company_id NULLS FIRST;

-- name: write_dictionary :exec
-- Index: template_dictionaries_key_key.
INSERT INTO oltp.template_dictionaries AS d (tenant_id, company_id, key, value)
VALUES (%(tenant_id)s, %(company_id)s, %(key)s, %(value)s)
    ON CONFLICT (tenant_id, company_id, key) DO UPDATE SET value = excluded.value, updated = now();

-- name: delete_dictionary :exec
-- Index: template_dictionaries_pkey.
DELETE FROM oltp.template_dictionaries WHERE tenant_id = %(tenant_id)s AND id = %(piece_id)s;

-- name: list_partials :many Partial
-- Those that are no template's own source. Index: email_templates_name_key.
SELECT id, company_id, name, body, updated FROM oltp.email_templates
 WHERE tenant_id = %(tenant_id)s AND template_id IS NULL
 ORDER BY name, company_id NULLS FIRST;

-- name: write_partial :exec
-- Index: email_templates_name_key.
INSERT INTO oltp.email_templates AS e (tenant_id, company_id, name, subject, body, async)
VALUES (%(tenant_id)s, %(company_id)s, %(name)s, '', %(body)s, %(awaits)s)
    ON CONFLICT (tenant_id, company_id, name) DO UPDATE
   SET body = excluded.body, async = excluded.async, updated = now()
 WHERE e.template_id IS NULL;

-- name: delete_partial :exec
-- Index: email_templates_pkey.
DELETE FROM oltp.email_templates
 WHERE tenant_id = %(tenant_id)s AND id = %(piece_id)s AND template_id IS NULL;
