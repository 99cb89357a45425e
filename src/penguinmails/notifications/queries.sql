-- name: insert_event :exec
-- An alarm that is still open is counted, not repeated. Index: admin_system_events_open_key.
INSERT INTO notifications.admin_system_events AS event
       (tenant_id, event_type, severity, message, details, dedupe_key, user_id, created, last_seen)
VALUES (%(tenant_id)s, %(event_type)s, %(severity)s, %(message)s, %(details)s, %(about)s, %(user_id)s,
        %(created)s, %(created)s)
ON CONFLICT (tenant_id, event_type, dedupe_key) WHERE resolved IS NULL AND dedupe_key IS NOT NULL
DO UPDATE SET occurrences = event.occurrences + 1,
              severity = CASE WHEN event.last_seen <= excluded.last_seen
                              THEN excluded.severity ELSE event.severity END,
              message = CASE WHEN event.last_seen <= excluded.last_seen
                             THEN excluded.message ELSE event.message END,
              details = CASE WHEN event.last_seen <= excluded.last_seen
                             THEN excluded.details ELSE event.details END,
              last_seen = greatest(event.last_seen, excluded.last_seen),
              updated = clock_timestamp();

-- name: list_events :many SystemEvent
-- For operators, over all tenants, newest first. Index: admin_system_events_unresolved_idx, …_severity_idx.
-- role: worker
SELECT tenant_id, id, event_type, severity, message, details, occurrences, created, last_seen,
       resolved, resolved_by, resolution
  FROM notifications.admin_system_events
 WHERE severity = ANY (%(severities)s)
   AND (%(resolved_too)s::boolean OR resolved IS NULL)
   AND (%(tenant_id)s::uuid IS NULL OR tenant_id = %(tenant_id)s)
   AND (%(before_id)s::bigint IS NULL OR id < %(before_id)s)
 ORDER BY id DESC
 LIMIT %(page)s;

-- name: resolve_event :one SystemEvent
-- Ids count over all tenants, so this is one row.
-- role: worker
UPDATE notifications.admin_system_events
   SET resolved = clock_timestamp(), resolved_by = %(resolved_by)s, resolution = %(resolution)s,
       updated = clock_timestamp()
 WHERE id = %(event_id)s AND resolved IS NULL
RETURNING tenant_id, id, event_type, severity, message, details, occurrences, created, last_seen,
          resolved, resolved_by, resolution;

-- name: insert_notification :value
-- Nobody is told of the same occasion twice. Index: notifications_dedupe_key.
INSERT INTO notifications.notifications
       (tenant_id, user_id, type, title, message, channel, path, details, dedupe_key, expires)
VALUES (%(tenant_id)s, %(user_id)s, %(type)s, %(title)s, %(message)s, %(channel)s, %(path)s, %(details)s,
        %(occasion)s, %(expires)s)
ON CONFLICT (tenant_id, user_id, channel, dedupe_key) WHERE dedupe_key IS NOT NULL AND deleted IS NULL
DO NOTHING
RETURNING id;

-- name: list_notifications :many Notification
-- Newest first: ids are time-ordered. Index: notifications_recent_idx.
SELECT id, type, title, message, channel, path, details, created, read, expires, user_id IS NULL AS for_everybody
  FROM notifications.notifications
 WHERE tenant_id = %(tenant_id)s AND (user_id = %(user_id)s OR user_id IS NULL)
   AND channel = 'in_app' AND deleted IS NULL AND (expires IS NULL OR expires > now())
   AND (NOT %(unread_only)s::boolean OR read IS NULL)
   AND (%(before)s::uuid IS NULL OR id < %(before)s)
 ORDER BY id DESC
 LIMIT %(page)s;

-- name: count_unread :value
-- Index: notifications_unread_idx.
SELECT count(*)
  FROM notifications.notifications
 WHERE tenant_id = %(tenant_id)s AND user_id = %(user_id)s
   AND channel = 'in_app' AND read IS NULL AND deleted IS NULL AND (expires IS NULL OR expires > now());

-- name: mark_read :exec
-- The first reading counts.
UPDATE notifications.notifications
   SET read = clock_timestamp(), updated = clock_timestamp()
 WHERE tenant_id = %(tenant_id)s AND user_id = %(user_id)s AND id = ANY (%(ids)s)
   AND read IS NULL AND deleted IS NULL;

-- name: forget_tenant :exec
-- All that a tenant, which is purged, was told and mailed; its operators' events stay until they are old. Indexes:
-- notifications_pkey, transactional_emails_pkey.
WITH told AS (
    DELETE FROM notifications.notifications WHERE tenant_id = %(tenant_id)s
)
DELETE FROM notifications.transactional_emails WHERE tenant_id = %(tenant_id)s;

-- name: settle_event :exec
-- What an alarm was about is well again. Index: admin_system_events_open_key.
-- role: worker
UPDATE notifications.admin_system_events
   SET resolved = clock_timestamp(), resolved_by = 'system', resolution = %(resolution)s, updated = clock_timestamp()
 WHERE tenant_id = %(tenant_id)s AND event_type = %(event_type)s AND dedupe_key = %(about)s AND resolved IS NULL;
