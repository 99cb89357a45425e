-- name: clear_hits :exec
-- A page of a tenant's hits lose address and user agent; the events stay, and the verdicts stand. Index:
-- email_events_personal_idx.
-- role: worker
UPDATE olap.email_events
   SET user_agent = NULL, ip_address = NULL, erased = coalesce(erased, now())
 WHERE tenant_id = %(tenant_id)s
   AND (message_id, event_id) IN (SELECT message_id, event_id
                                    FROM olap.email_events
                                   WHERE tenant_id = %(tenant_id)s AND received < %(before)s
                                     AND (ip_address IS NOT NULL OR user_agent IS NOT NULL)
                                   ORDER BY received
                                   LIMIT %(page)s);

-- name: clear_late_hits :exec
-- The same of events kept aside. A scan of the tenant's late events; index: late_events_pkey.
-- role: worker
UPDATE olap.late_events
   SET event = event - ARRAY['user_agent', 'ip_address']
 WHERE tenant_id = %(tenant_id)s AND received < %(before)s AND event ?| ARRAY['user_agent', 'ip_address'];

-- name: late :many Late
-- Of all tenants, or one. Index: late_events_pkey.
-- role: worker
SELECT tenant_id, to_char(to_timestamp((('x' || substr(replace(message_id::text, '-', ''), 1, 12))::bit(48)::bigint) / 1000.0)
           AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
       count(*) AS events, count(*) FILTER (WHERE reported IS NULL) AS unreported
  FROM olap.late_events
 WHERE %(tenant_id)s::uuid IS NULL OR tenant_id = %(tenant_id)s
 GROUP BY 1, 2
 ORDER BY 1, 2;

-- name: mark_reported :exec
-- Index: late_events_unreported_idx.
-- role: worker
UPDATE olap.late_events SET reported = now() WHERE tenant_id = %(tenant_id)s AND reported IS NULL;
