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

-- name: remember_withdrawn :exec
-- Enrolments that are over; the first reason stays. Index: withdrawn_enrolments_pkey.
INSERT INTO content.withdrawn_enrolments (tenant_id, enrolment_id, reason)
SELECT %(tenant_id)s, enrolment_id, %(reason)s
  FROM unnest(%(enrolments)s::uuid[]) AS enrolment_id
 ORDER BY enrolment_id
    ON CONFLICT (tenant_id, enrolment_id) DO NOTHING;

-- name: forget_withdrawn :exec
-- Those of whom nothing can arrive any more. Index: withdrawn_enrolments_age_idx.
DELETE FROM content.withdrawn_enrolments
 WHERE tenant_id = %(tenant_id)s AND created < now() - %(older_than)s::interval;

-- name: withdrawn_among :many Withdrawn
-- Which of these enrolments are over. Index: withdrawn_enrolments_pkey.
-- role: app, worker
SELECT enrolment_id, reason
  FROM content.withdrawn_enrolments
 WHERE tenant_id = %(tenant_id)s AND enrolment_id = ANY (%(enrolments)s::uuid[]);
