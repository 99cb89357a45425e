-- name: upsert_lanes :exec
-- Copies of mailboxes; an older version changes nothing. What the sender itself keeps (use, slot, lease) stays; a pause
-- of its own ends, because a later version is a mailbox that somebody has seen to. Index: mailbox_lanes_pkey.
INSERT INTO content.mailbox_lanes AS l (tenant_id, mailbox_id, company_id, email, sending_domain, daily_cap, timezone,
       window_days, window_start_minute, window_end_minute, min_gap_seconds, per_second_limit, rolling_limit,
       rolling_seconds, paused, paused_until, pause_reason, deleted, version, next_due)
SELECT %(tenant_id)s, c.mailbox_id, c.company_id, c.email, c.sending_domain, c.daily_cap, c.timezone, c.window_days,
       c.window_start_minute, c.window_end_minute, c.min_gap_seconds, c.per_second_limit, c.rolling_limit,
       c.rolling_seconds, c.paused, c.paused_until, c.pause_reason, c.deleted, c.version, now()
  FROM jsonb_to_recordset(%(lanes)s::jsonb) AS c (mailbox_id uuid, company_id uuid, email text, sending_domain text,
       daily_cap bigint, timezone text, window_days bigint, window_start_minute bigint, window_end_minute bigint,
       min_gap_seconds bigint, per_second_limit bigint, rolling_limit bigint, rolling_seconds bigint,
       paused timestamptz, paused_until timestamptz, pause_reason text, deleted timestamptz, version bigint)
 ORDER BY c.mailbox_id
    ON CONFLICT (tenant_id, mailbox_id) DO UPDATE
   SET company_id = excluded.company_id, email = excluded.email, sending_domain = excluded.sending_domain,
       daily_cap = excluded.daily_cap, timezone = excluded.timezone, window_days = excluded.window_days,
       window_start_minute = excluded.window_start_minute, window_end_minute = excluded.window_end_minute,
       min_gap_seconds = excluded.min_gap_seconds, per_second_limit = excluded.per_second_limit,
       rolling_limit = excluded.rolling_limit, rolling_seconds = excluded.rolling_seconds,
       paused = excluded.paused, paused_until = excluded.paused_until, pause_reason = excluded.pause_reason,
       deleted = excluded.deleted, version = excluded.version,
       next_slot = least(l.next_slot, now() + make_interval(secs => excluded.min_gap_seconds)), updated = now()
 WHERE l.version < excluded.version;

-- name: hold_campaign :exec
-- An older version changes nothing. Index: campaign_holds_pkey.
INSERT INTO content.campaign_holds AS h (tenant_id, campaign_id, held, version)
VALUES (%(tenant_id)s, %(campaign_id)s, %(held)s, %(version)s)
    ON CONFLICT (tenant_id, campaign_id) DO UPDATE
   SET held = excluded.held, version = excluded.version, updated = now()
 WHERE h.version < excluded.version;

-- name: wake_lanes_of_tenant :exec
-- After a campaign is let go: which lanes have messages of it, they find out themselves. Index: mailbox_lanes_pkey.
UPDATE content.mailbox_lanes
   SET next_due = now(), updated = now()
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL AND (next_due IS NULL OR next_due > now());

-- name: share_lanes :exec
-- Until the transaction ends, none of these lanes is found idle: a sender that lets one go waits for what comes in.
-- Not in the way of one that works. Index: mailbox_lanes_pkey.
SELECT FROM content.mailbox_lanes
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = ANY (%(mailboxes)s::uuid[]) AND deleted IS NULL
 ORDER BY mailbox_id
   FOR KEY SHARE;

-- name: lower_next_due :exec
-- Only lanes that would sleep past it are touched. Index: mailbox_lanes_pkey.
UPDATE content.mailbox_lanes l
   SET next_due = d.due, updated = now()
  FROM (SELECT * FROM unnest(%(mailboxes)s::uuid[], %(due)s::timestamptz[]) AS u (mailbox_id, due) ORDER BY 1) AS d
 WHERE l.tenant_id = %(tenant_id)s AND l.mailbox_id = d.mailbox_id AND l.deleted IS NULL
   AND (l.next_due IS NULL OR l.next_due > d.due);

-- name: due_lanes :many LaneName
-- Over all tenants, without locks; each is then claimed for itself. Index: mailbox_lanes_ready_idx.
-- role: worker
SELECT l.tenant_id, l.mailbox_id
  FROM content.mailbox_lanes l
 WHERE l.next_slot <= now() AND l.next_due <= now() AND l.paused IS NULL AND l.deleted IS NULL AND l.leased_by IS NULL
   AND NOT EXISTS (SELECT FROM content.send_stops s WHERE s.tenant_id IN (l.tenant_id, %(platform)s))
 ORDER BY l.next_slot
 LIMIT %(most)s;

-- name: claim_lane :one Lane
-- Under a new fence, unless a rival has it or is about to. Index: mailbox_lanes_pkey.
-- role: worker
UPDATE content.mailbox_lanes l
   SET fence = l.fence + 1, leased_by = %(holder)s, lease_expires = now() + %(lease)s, updated = now()
  FROM (SELECT mailbox_id FROM content.mailbox_lanes
         WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND next_slot <= now() AND next_due <= now()
           AND paused IS NULL AND deleted IS NULL AND leased_by IS NULL
           FOR NO KEY UPDATE SKIP LOCKED) AS free
 WHERE l.tenant_id = %(tenant_id)s AND l.mailbox_id = free.mailbox_id AND l.deleted IS NULL
RETURNING l.tenant_id, l.mailbox_id, l.company_id, l.email, l.sending_domain, l.daily_cap, l.used_today, l.used_day,
          l.timezone, l.window_days, l.window_start_minute, l.window_end_minute, l.min_gap_seconds,
          l.per_second_limit, l.rolling_limit, l.rolling_seconds, l.rolling_used, l.rolling_started, l.next_slot,
          l.fence, l.version, true AS may_begin, now() AS now;

-- name: hold_lane :one Lane
-- The lane as it is now, locked, if it is still held under that fence. Index: mailbox_lanes_pkey.
-- role: worker
SELECT l.tenant_id, l.mailbox_id, l.company_id, l.email, l.sending_domain, l.daily_cap, l.used_today, l.used_day,
       l.timezone, l.window_days, l.window_start_minute, l.window_end_minute, l.min_gap_seconds, l.per_second_limit,
       l.rolling_limit, l.rolling_seconds, l.rolling_used, l.rolling_started, l.next_slot, l.fence, l.version,
       l.paused IS NULL AND l.deleted IS NULL
       AND NOT EXISTS (SELECT FROM content.send_stops s WHERE s.tenant_id IN (l.tenant_id, %(platform)s)) AS may_begin,
       clock_timestamp() AS now
  FROM content.mailbox_lanes l
 WHERE l.tenant_id = %(tenant_id)s AND l.mailbox_id = %(mailbox_id)s AND l.fence = %(fence)s
   AND l.leased_by IS NOT NULL
   FOR NO KEY UPDATE OF l;

-- name: save_lane :exec
-- Under hold_lane: what is about to begin counts, and the lease begins anew. Index: mailbox_lanes_pkey.
-- role: worker
UPDATE content.mailbox_lanes
   SET used_today = %(used_today)s, used_day = %(used_day)s, rolling_used = %(rolling_used)s,
       rolling_started = %(rolling_started)s, next_slot = %(next_slot)s, lease_expires = clock_timestamp() + %(lease)s,
       updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND fence = %(fence)s
  ;

-- name: prolong_lease :exec
-- While a transmission takes long. Index: mailbox_lanes_pkey.
-- role: worker
UPDATE content.mailbox_lanes
   SET lease_expires = clock_timestamp() + %(lease)s
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND fence = %(fence)s AND leased_by IS NOT NULL
  ;

-- name: settle_lane :value
-- Before a lane is let go: nobody brings messages to it until the transaction ends. None where somebody just does.
-- Index: mailbox_lanes_pkey.
-- role: worker
SELECT mailbox_id FROM content.mailbox_lanes
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND fence = %(fence)s AND leased_by IS NOT NULL
  
   FOR UPDATE SKIP LOCKED;

-- name: release_lane :exec
-- `asleep`: it has nothing to do before next_due; else that stays as it is. Index: mailbox_lanes_pkey.
-- role: worker
UPDATE content.mailbox_lanes
   SET leased_by = NULL, lease_expires = NULL, next_slot = %(next_slot)s,
       next_due = CASE WHEN %(asleep)s THEN %(next_due)s ELSE next_due END, updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND fence = %(fence)s
  ;

-- name: pause_lane :exec
-- For a while, because its server does not let it in; a newer copy of the mailbox ends it. Index: mailbox_lanes_pkey.
-- role: worker
UPDATE content.mailbox_lanes
   SET paused = now(), paused_until = now() + %(pause)s, pause_reason = %(reason)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND fence = %(fence)s AND paused IS NULL
   AND deleted IS NULL;

-- name: resume_lanes :exec
-- Pauses that ended by themselves, over all tenants. Index: mailbox_lanes_resume_idx.
-- role: worker
UPDATE content.mailbox_lanes
   SET paused = NULL, paused_until = NULL, pause_reason = NULL, updated = now()
 WHERE (tenant_id, mailbox_id) IN (SELECT tenant_id, mailbox_id FROM content.mailbox_lanes
                                    WHERE paused_until <= now() AND deleted IS NULL
                                    LIMIT 1000 FOR NO KEY UPDATE SKIP LOCKED)
   AND paused_until <= now() AND deleted IS NULL;

-- name: wake_lanes :exec
-- Lanes that sleep over messages: the lane and its first messages may have come in at once. Over all tenants.
-- Index: mailbox_lanes_pkey, email_messages_waiting_idx.
-- role: worker
UPDATE content.mailbox_lanes l
   SET next_due = now(), updated = now()
 WHERE l.next_due IS NULL AND l.deleted IS NULL
   AND EXISTS (SELECT FROM content.email_messages m
                WHERE m.tenant_id = l.tenant_id AND m.mailbox_id = l.mailbox_id AND m.state IN ('queued', 'deferred')
                  AND NOT EXISTS (SELECT FROM content.campaign_holds h
                                   WHERE h.tenant_id = m.tenant_id AND h.campaign_id = m.campaign_id AND h.held));

-- name: abandoned_lanes :many Abandoned
-- Over all tenants, without locks. Index: mailbox_lanes_lease_idx.
-- role: worker
SELECT tenant_id, mailbox_id, fence FROM content.mailbox_lanes
 WHERE lease_expires < now()
 ORDER BY lease_expires
 LIMIT 1000;

-- name: take_back :value
-- Whoever held it writes nothing any more: the fence is another. Index: mailbox_lanes_pkey.
-- role: worker
UPDATE content.mailbox_lanes
   SET fence = fence + 1, leased_by = NULL, lease_expires = NULL, updated = now()
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND fence = %(fence)s AND lease_expires < now()
  
RETURNING mailbox_id;

-- name: backoffs :many Backoff
-- Index: lane_backoffs_pkey.
-- role: worker
SELECT receiving_provider, not_before, failures
  FROM content.lane_backoffs
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s;

-- name: back_off :exec
-- Later and later, as they fail in a row. Index: lane_backoffs_pkey.
-- role: worker
INSERT INTO content.lane_backoffs AS b (tenant_id, mailbox_id, receiving_provider, company_id, not_before, failures, last_reply)
SELECT %(tenant_id)s, %(mailbox_id)s, u.provider, %(company_id)s, u.not_before, u.failures, u.last_reply
  FROM unnest(%(providers)s::text[], %(not_before)s::timestamptz[], %(failures)s::bigint[], %(replies)s::text[])
       AS u (provider, not_before, failures, last_reply)
 ORDER BY u.provider
    ON CONFLICT (tenant_id, mailbox_id, receiving_provider) DO UPDATE
   SET not_before = excluded.not_before, failures = excluded.failures, last_reply = excluded.last_reply, updated = now();

-- name: forget_backoffs :exec
-- They take mail again. Index: lane_backoffs_pkey.
-- role: worker
DELETE FROM content.lane_backoffs
 WHERE tenant_id = %(tenant_id)s AND mailbox_id = %(mailbox_id)s AND receiving_provider = ANY (%(providers)s::text[]);

-- name: lane_states :many LaneState
-- A tenant's lanes, for people. Index: mailbox_lanes_pkey.
SELECT email, used_today, daily_cap, next_slot, next_due, pause_reason, paused_until, leased_by IS NOT NULL AS working
  FROM content.mailbox_lanes
 WHERE tenant_id = %(tenant_id)s AND deleted IS NULL
 ORDER BY email;

-- name: lane_figures :one LaneFigures
-- Of all tenants, for operators; there are few enough lanes to count.
-- role: worker
SELECT count(*) AS lanes, count(leased_by) AS working, count(paused) AS paused,
       count(*) FILTER (WHERE next_due <= now()) AS due
  FROM content.mailbox_lanes
 WHERE deleted IS NULL;
