-- name: of_campaign :many SentMessage
-- In the order they were planned. Index: email_messages_campaign_idx.
SELECT message_id, rfc_message_id, campaign_id, step_id, variant_id, mailbox_id, lead_id, to_email, state, reason,
       coalesce(accepted, rejected, updated) AS settled
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND direction = 'outbound' AND kind = 'campaign'
 ORDER BY message_id;

-- name: page_of_campaign :many SentMessage
-- The newest first, before a message. Index: email_messages_campaign_idx.
SELECT message_id, rfc_message_id, campaign_id, step_id, variant_id, mailbox_id, lead_id, to_email, state, reason,
       coalesce(accepted, rejected, updated) AS settled
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND direction = 'outbound' AND kind = 'campaign'
   AND message_id < coalesce(%(before)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
 ORDER BY message_id DESC
 LIMIT %(limit)s;

-- name: states :many StateCount
-- Index: email_messages_campaign_idx.
SELECT state, count(*) AS messages
  FROM content.email_messages
 WHERE tenant_id = %(tenant_id)s AND campaign_id = %(campaign_id)s AND direction = 'outbound' AND kind = 'campaign'
 GROUP BY state
 ORDER BY state;
