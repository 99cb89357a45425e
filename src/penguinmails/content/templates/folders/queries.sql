-- name: list_folders :many FolderRow
-- All of a tenant: dozens. Index: folders_pkey, template_folders_folder_idx.
SELECT f.id, f.company_id, f.parent_folder_id, f.name,
       (SELECT count(*) FROM oltp.template_folders tf
          JOIN oltp.templates t ON t.tenant_id = tf.tenant_id AND t.id = tf.template_id AND t.deleted IS NULL
         WHERE tf.tenant_id = f.tenant_id AND tf.folder_id = f.id) AS templates
  FROM oltp.folders f
 WHERE f.tenant_id = %(tenant_id)s
 ORDER BY f.id;

-- name: lock_tree :exec
-- The tree changes one step after the other, so that no two moves make a circle.
SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('oltp.folders ' || %(tenant_id)s::text, 0));

-- name: insert_folder :value
INSERT INTO oltp.folders (tenant_id, company_id, parent_folder_id, name)
VALUES (%(tenant_id)s, %(company_id)s, %(parent_id)s, %(name)s)
RETURNING id;

-- name: write_folder :exec
-- A new name, a new place, or both. Index: folders_pkey.
UPDATE oltp.folders SET name = %(name)s, parent_folder_id = %(parent_id)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(folder_id)s;

-- name: delete_folder :exec
-- Takes with it, by foreign key, the folders inside and the places of templates in them.
DELETE FROM oltp.folders WHERE tenant_id = %(tenant_id)s AND id = %(folder_id)s;

-- name: lift_templates :exec
-- What lies in any of these folders, the deleted too, lies in the one above. Index: template_folders_folder_idx.
UPDATE oltp.template_folders SET folder_id = %(above)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND folder_id = ANY (%(folder_ids)s::bigint[]);

-- name: take_out :exec
-- Index: template_folders_pair_key.
DELETE FROM oltp.template_folders WHERE tenant_id = %(tenant_id)s AND template_id = %(template_id)s;

-- name: put_in :exec
-- Of the company of its template.
INSERT INTO oltp.template_folders (tenant_id, company_id, template_id, folder_id)
VALUES (%(tenant_id)s, %(company_id)s, %(template_id)s, %(folder_id)s);
