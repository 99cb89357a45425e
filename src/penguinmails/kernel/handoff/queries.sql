-- name: insert_outbox :exec
-- role: app, worker
INSERT INTO {tier}.handoff_outbox (tenant_id, handoff_id, topic, payload)
VALUES (%(tenant_id)s, %(handoff_id)s, %(topic)s, %(payload)s);

-- name: tenants_with_due :many DueTenant
-- Cross-tenant on purpose; takes no lock (Citus refuses FOR UPDATE over tenants). Index: handoff_outbox_due_idx.
-- role: worker
SELECT DISTINCT tenant_id
  FROM {tier}.handoff_outbox
 WHERE not_before <= now() AND topic <> ALL (%(held)s);

-- name: claim :many Delivery
-- Claimed by deleting: uncommitted until the receiver has committed. A rival relay skips what is locked.
-- ARRAY, because a sub-select joined to the DELETE by a nested loop runs once a row: LIMIT 100 then took 500 of 500.
DELETE FROM {tier}.handoff_outbox
 WHERE tenant_id = %(tenant_id)s
   AND handoff_id = ANY (ARRAY(SELECT handoff_id
                                 FROM {tier}.handoff_outbox
                                WHERE tenant_id = %(tenant_id)s
                                  AND not_before <= now() AND topic <> ALL (%(held)s)
                                ORDER BY handoff_id
                                  FOR UPDATE SKIP LOCKED
                                LIMIT %(batch)s))
RETURNING tenant_id, handoff_id, topic, payload, created, attempts;

-- name: return_to_outbox :exec
-- A delivery that failed waits its turn again.
INSERT INTO {tier}.handoff_outbox (tenant_id, handoff_id, topic, payload, created, attempts, not_before, last_error)
VALUES (%(tenant_id)s, %(handoff_id)s, %(topic)s, %(payload)s, %(created)s, %(attempts)s,
        clock_timestamp() + %(pause)s, %(error)s);

-- name: park :exec
INSERT INTO {tier}.handoff_parked (tenant_id, handoff_id, topic, payload, created, attempts, error)
VALUES (%(tenant_id)s, %(handoff_id)s, %(topic)s, %(payload)s, %(created)s, %(attempts)s, %(error)s);

-- name: unpark :exec
-- Put a parked row back, with a fresh count of attempts.
-- role: worker
WITH parked AS (
    DELETE FROM {tier}.handoff_parked
     WHERE tenant_id = %(tenant_id)s AND handoff_id = %(handoff_id)s
 RETURNING tenant_id, handoff_id, topic, payload, created)
INSERT INTO {tier}.handoff_outbox (tenant_id, handoff_id, topic, payload, created)
SELECT tenant_id, handoff_id, topic, payload, created FROM parked;

-- name: list_parked :many Parked
-- role: worker
SELECT tenant_id, handoff_id, topic, attempts, error, parked
  FROM {tier}.handoff_parked
 ORDER BY parked
 LIMIT %(limit)s;

-- name: oldest_waiting :value
-- How long the oldest row has waited, in seconds; no row, no answer.
-- role: worker
SELECT extract(epoch FROM clock_timestamp() - min(created))::float8 FROM {tier}.handoff_outbox;

-- name: remember :many Remembered
-- The idempotency keys. Which are not answered were applied before.
INSERT INTO {tier}.handoff_inbox (tenant_id, handoff_id, topic)
SELECT %(tenant_id)s, handoff_id, %(topic)s FROM unnest(%(handoff_ids)s::uuid[]) AS handoff_id
    ON CONFLICT (tenant_id, handoff_id) DO NOTHING
RETURNING handoff_id;

-- name: forget_before :exec
-- Keys outlive any possible second delivery by far; a restored backup may bring back rows of days ago.
-- role: worker
DELETE FROM {tier}.handoff_inbox WHERE applied < %(before)s;
