-- name: find_version :one Version
-- Also of a deleted template: sent messages are shown again from it. Index: template_versions_pkey.
SELECT template_id, version, engine, subject, preheader, content AS html, text_content AS text, includes, note,
       created_by, created
  FROM oltp.template_versions
 WHERE tenant_id = %(tenant_id)s AND template_id = %(template_id)s AND version = %(version)s;

-- name: list_versions :many VersionSummary
-- Newest first. Index: template_versions_pkey.
SELECT version, subject, note, created_by, created
  FROM oltp.template_versions
 WHERE tenant_id = %(tenant_id)s AND template_id = %(template_id)s
 ORDER BY version DESC;

-- name: insert_version :exec
-- Under the template's lock, so that the number is the next.
INSERT INTO oltp.template_versions (tenant_id, template_id, version, company_id, engine, subject, preheader, content,
                                    text_content, async, includes, note, created_by)
VALUES (%(tenant_id)s, %(template_id)s, %(version)s, %(company_id)s, %(engine)s, %(subject)s, %(preheader)s, %(html)s,
        %(text)s, %(awaits)s, %(includes)s, %(note)s, %(created_by)s);

-- name: set_current_version :exec
-- Index: templates_pkey.
UPDATE oltp.templates SET current_version = %(version)s
 WHERE tenant_id = %(tenant_id)s AND id = %(template_id)s AND deleted IS NULL;
