-- name: stop :exec
-- A second stop replaces the reason of the first. Index: send_stops_pkey.
-- role: worker
INSERT INTO content.send_stops (tenant_id, reason, stopped_by)
VALUES (%(tenant_id)s, %(reason)s, %(stopped_by)s)
    ON CONFLICT (tenant_id) DO UPDATE
   SET reason = excluded.reason, stopped_by = excluded.stopped_by, created = now();

-- name: resume :exec
-- Index: send_stops_pkey.
-- role: worker
DELETE FROM content.send_stops WHERE tenant_id = %(tenant_id)s;

-- name: list_stops :many SendStop
-- Over all tenants; there are few.
-- role: worker
SELECT tenant_id, reason, stopped_by, created FROM content.send_stops ORDER BY created;
