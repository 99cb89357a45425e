-- name: periods :many Period
-- A tenant has a dozen a year. Index: billing_analytics_period_key.
SELECT emails_sent, emails_overage, mailboxes_used, domains_used, campaigns_used, leads_used, warmups_active, users_used,
       workspaces_used, contacts_used, storage_bytes, api_calls, bounced_hard, bounced_soft, bounced_block,
       spam_complaints, id, subscription_id, plan_id, (period_start AT TIME ZONE 'UTC')::date AS starts,
       (period_end AT TIME ZONE 'UTC')::date AS ends, calculated, frozen
  FROM olap.billing_analytics
 WHERE tenant_id = %(tenant_id)s
 ORDER BY period_start;

-- name: count_facts :one Counted
-- What the facts of a period and the samples of its days say. A fact of nothing stays as a row: only sent counts.
-- Indexes: campaign_analytics_billing_idx, mailbox_analytics_billing_idx, lead_analytics_pkey, warmup_analytics_billing_idx,
-- provider_totals_domain_idx, usage_samples_pkey.
SELECT c.emails_sent,
       (SELECT count(DISTINCT mailbox_id) FROM olap.mailbox_analytics
         WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s AND sent > 0) AS mailboxes_used,
       (SELECT count(DISTINCT sending_domain) FROM olap.provider_totals
         WHERE tenant_id = %(tenant_id)s AND sending_domain > '' AND sent > 0
           AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date) AS domains_used,
       c.campaigns_used,
       (SELECT count(DISTINCT lead_id) FROM olap.lead_analytics
         WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s AND sent > 0
           AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date) AS leads_used,
       (SELECT count(DISTINCT mailbox_id) FROM olap.warmup_analytics
         WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s AND sent > 0) AS warmups_active,
       s.users_used, s.workspaces_used, s.contacts_used, s.storage_bytes,
       c.bounced_hard, c.bounced_soft, c.bounced_block, c.spam_complaints
  FROM (SELECT coalesce(sum(sent), 0)::bigint AS emails_sent,
               count(DISTINCT campaign_id) FILTER (WHERE sent > 0) AS campaigns_used,
               coalesce(sum(bounced_hard), 0)::bigint AS bounced_hard,
               coalesce(sum(bounced_soft), 0)::bigint AS bounced_soft,
               coalesce(sum(bounced_block), 0)::bigint AS bounced_block,
               coalesce(sum(spam_complaints), 0)::bigint AS spam_complaints
          FROM olap.campaign_analytics
         WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s) c
 CROSS JOIN (SELECT coalesce(max(users_used), 0) AS users_used, coalesce(max(workspaces_used), 0) AS workspaces_used,
                    coalesce(max(contacts_used), 0) AS contacts_used, coalesce(max(storage_bytes), 0) AS storage_bytes
               FROM olap.usage_samples
              WHERE tenant_id = %(tenant_id)s AND day >= %(starts)s::date AND day < %(ends)s::date) s;

-- name: count_states :one Counted
-- The same from the messages themselves, for a proof. Indexes: message_states_day_idx, usage_samples_pkey.
SELECT m.emails_sent, m.mailboxes_used, m.domains_used, m.campaigns_used, m.leads_used, m.warmups_active,
       s.users_used, s.workspaces_used, s.contacts_used, s.storage_bytes,
       m.bounced_hard, m.bounced_soft, m.bounced_block, m.spam_complaints
  FROM (SELECT count(*) FILTER (WHERE message_kind = 'campaign') AS emails_sent,
               count(DISTINCT mailbox_id) AS mailboxes_used,
               count(DISTINCT nullif(sending_domain, '')) AS domains_used,
               count(DISTINCT campaign_id) FILTER (WHERE message_kind = 'campaign') AS campaigns_used,
               count(DISTINCT lead_id) FILTER (WHERE message_kind = 'campaign') AS leads_used,
               count(DISTINCT mailbox_id) FILTER (WHERE message_kind = 'warmup') AS warmups_active,
               count(*) FILTER (WHERE message_kind = 'campaign' AND bounced_hard) AS bounced_hard,
               count(*) FILTER (WHERE message_kind = 'campaign' AND bounced_soft) AS bounced_soft,
               count(*) FILTER (WHERE message_kind = 'campaign' AND bounced_block) AS bounced_block,
               count(*) FILTER (WHERE message_kind = 'campaign' AND spam_complaints) AS spam_complaints
          FROM olap.message_states
         WHERE tenant_id = %(tenant_id)s AND activity_date >= %(starts)s::date AND activity_date < %(ends)s::date
           AND sent AND message_kind <> 'test') m
 CROSS JOIN (SELECT coalesce(max(users_used), 0) AS users_used, coalesce(max(workspaces_used), 0) AS workspaces_used,
                    coalesce(max(contacts_used), 0) AS contacts_used, coalesce(max(storage_bytes), 0) AS storage_bytes
               FROM olap.usage_samples
              WHERE tenant_id = %(tenant_id)s AND day >= %(starts)s::date AND day < %(ends)s::date) s;

-- name: terms_of :one TermsRow
-- The subscription's period that a period of the hub is cut from. Index: billing_terms_pkey.
SELECT plan_name, currency, allowances, overage_unit, overage_price_minor
  FROM olap.billing_terms
 WHERE tenant_id = %(tenant_id)s AND subscription_id = %(subscription_id)s AND period_start <= %(starts)s::date
 ORDER BY period_start DESC
 LIMIT 1;

-- name: told :one Told
-- What a period's statement holds messages against, and what those beyond it cost. Indexes:
-- usage_statements_billing_key, usage_statement_lines_pkey.
SELECT sent.included, beyond.unit_size, beyond.unit_price_minor
  FROM olap.usage_statements s
  JOIN olap.usage_statement_lines sent
    ON sent.tenant_id = s.tenant_id AND sent.statement_id = s.id AND sent.metric = 'emails_sent'
   AND sent.adjusted_billing_id IS NULL
  JOIN olap.usage_statement_lines beyond
    ON beyond.tenant_id = s.tenant_id AND beyond.statement_id = s.id AND beyond.metric = 'emails_overage'
   AND beyond.adjusted_billing_id IS NULL
 WHERE s.tenant_id = %(tenant_id)s AND s.billing_id = %(billing_id)s;

-- name: archived_between :value
-- Whether facts or messages of these days lie in files only: then nothing can be counted again. Reads the tenant's
-- archives. Index: analytics_archive_pkey.
SELECT EXISTS (SELECT FROM olap.analytics_archive
                WHERE tenant_id = %(tenant_id)s AND removed IS NOT NULL AND table_name = ANY (%(tables)s::text[])
                  AND period_start < %(ends)s::date AND period_end > %(starts)s::date);

-- name: facts_changed :value
-- Whether a fact of a period was written since it was last counted, or while that went on. Indexes:
-- mailbox_analytics_billing_idx, campaign_analytics_billing_idx.
SELECT EXISTS (SELECT FROM olap.mailbox_analytics
                WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s AND updated > %(since)s::timestamptz)
    OR EXISTS (SELECT FROM olap.campaign_analytics
                WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s AND updated > %(since)s::timestamptz);

-- name: write_figures :exec
-- Of an open period; closes it where a moment is given. Index: billing_analytics_pkey.
UPDATE olap.billing_analytics b
   SET emails_sent = f.emails_sent, emails_overage = f.emails_overage, mailboxes_used = f.mailboxes_used,
       domains_used = f.domains_used, campaigns_used = f.campaigns_used, leads_used = f.leads_used,
       warmups_active = f.warmups_active, users_used = f.users_used, workspaces_used = f.workspaces_used,
       contacts_used = f.contacts_used, storage_bytes = f.storage_bytes, api_calls = f.api_calls,
       bounced_hard = f.bounced_hard, bounced_soft = f.bounced_soft, bounced_block = f.bounced_block,
       spam_complaints = f.spam_complaints, calculated = %(moment)s, frozen = %(frozen)s::timestamptz, updated = now()
  FROM jsonb_to_record(%(figures)s::jsonb) AS f (
           emails_sent bigint, emails_overage bigint, mailboxes_used bigint, domains_used bigint, campaigns_used bigint,
           leads_used bigint, warmups_active bigint, users_used bigint, workspaces_used bigint, contacts_used bigint,
           storage_bytes bigint, api_calls bigint, bounced_hard bigint, bounced_soft bigint, bounced_block bigint,
           spam_complaints bigint)
 WHERE b.tenant_id = %(tenant_id)s AND b.id = %(billing_id)s AND b.frozen IS NULL;

-- name: note_recounted :exec
-- A frozen period was compared with its facts. Index: billing_analytics_pkey.
UPDATE olap.billing_analytics SET calculated = %(moment)s
 WHERE tenant_id = %(tenant_id)s AND id = %(billing_id)s;

-- name: adjustments_of :many Adjusted
-- All of a period, carried or not. Index: billing_adjustments_billing_idx.
SELECT billing_id, metric, sum(delta)::bigint AS delta
  FROM olap.billing_adjustments
 WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s
 GROUP BY billing_id, metric;

-- name: adjustments_carried :many Adjusted
-- Those of a period that statements have told of. Index: billing_adjustments_billing_idx.
SELECT billing_id, metric, sum(delta)::bigint AS delta
  FROM olap.billing_adjustments
 WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s AND statement_id IS NOT NULL
 GROUP BY billing_id, metric;

-- name: adjustments_open :many Adjusted
-- What no statement has told of yet; a change and its taking back are nothing. Index: billing_adjustments_uninvoiced_idx.
SELECT billing_id, metric, sum(delta)::bigint AS delta
  FROM olap.billing_adjustments
 WHERE tenant_id = %(tenant_id)s AND statement_id IS NULL
 GROUP BY billing_id, metric
 ORDER BY billing_id, metric;

-- name: insert_adjustments :exec
-- Index: billing_adjustments_pkey.
INSERT INTO olap.billing_adjustments (tenant_id, billing_id, metric, delta, reason)
SELECT %(tenant_id)s, %(billing_id)s, metric, delta, %(reason)s
  FROM unnest(%(metrics)s::text[], %(deltas)s::bigint[]) AS a (metric, delta);

-- name: carry_adjustments :exec
-- Index: billing_adjustments_uninvoiced_idx.
UPDATE olap.billing_adjustments SET statement_id = %(statement_id)s
 WHERE tenant_id = %(tenant_id)s AND statement_id IS NULL;

-- name: add_sample :exec
-- Index: usage_samples_pkey.
INSERT INTO olap.usage_samples AS s (tenant_id, day, users_used, workspaces_used, contacts_used, storage_bytes)
VALUES (%(tenant_id)s, %(day)s, %(users_used)s, %(workspaces_used)s, %(contacts_used)s, %(storage_bytes)s)
    ON CONFLICT (tenant_id, day) DO UPDATE
   SET users_used = greatest(s.users_used, excluded.users_used),
       workspaces_used = greatest(s.workspaces_used, excluded.workspaces_used),
       contacts_used = greatest(s.contacts_used, excluded.contacts_used),
       storage_bytes = greatest(s.storage_bytes, excluded.storage_bytes), updated = now();

-- name: days_of :many Day
-- The campaign mail of each day of a period that has any. Index: campaign_analytics_billing_idx.
SELECT activity_date AS day, sum(sent)::bigint AS emails_sent
  FROM olap.campaign_analytics
 WHERE tenant_id = %(tenant_id)s AND billing_id = %(billing_id)s
 GROUP BY activity_date
 ORDER BY activity_date;

-- name: statements :many Statement
-- A tenant has a dozen a year, the newest first. Index: usage_statements_billing_key.
SELECT s.id, s.billing_id, s.subscription_id, (b.period_start AT TIME ZONE 'UTC')::date AS starts,
       (b.period_end AT TIME ZONE 'UTC')::date AS ends, s.plan_name, s.currency, s.total_minor, s.status, s.issued,
       s.content_hash
  FROM olap.usage_statements s
  JOIN olap.billing_analytics b ON b.tenant_id = s.tenant_id AND b.id = s.billing_id
 WHERE s.tenant_id = %(tenant_id)s
 ORDER BY b.period_start DESC;

-- name: lines_of :many Line
-- Index: usage_statement_lines_pkey.
SELECT line, metric, quantity, adjusted_billing_id, included, overage, unit_size, unit_price_minor, amount_minor
  FROM olap.usage_statement_lines
 WHERE tenant_id = %(tenant_id)s AND statement_id = %(statement_id)s
 ORDER BY line;

-- name: put_statement :value
-- A period's draft, new or written again; NULL where it is issued. Index: usage_statements_billing_key.
INSERT INTO olap.usage_statements AS s (tenant_id, billing_id, subscription_id, plan_name, currency, total_minor)
VALUES (%(tenant_id)s, %(billing_id)s, %(subscription_id)s::uuid, %(plan_name)s, %(currency)s, %(total_minor)s)
    ON CONFLICT (tenant_id, billing_id) DO UPDATE
   SET subscription_id = excluded.subscription_id, plan_name = excluded.plan_name, currency = excluded.currency,
       total_minor = excluded.total_minor, updated = now()
 WHERE s.status = 'draft'
RETURNING id;

-- name: delete_lines :exec
-- Of a draft. Index: usage_statement_lines_pkey.
DELETE FROM olap.usage_statement_lines WHERE tenant_id = %(tenant_id)s AND statement_id = %(statement_id)s;

-- name: insert_lines :exec
-- Index: usage_statement_lines_pkey.
INSERT INTO olap.usage_statement_lines (tenant_id, statement_id, line, metric, adjusted_billing_id, quantity, included,
    overage, unit_size, unit_price_minor, amount_minor)
SELECT %(tenant_id)s, %(statement_id)s, line, metric, adjusted_billing_id, quantity, included, overage, unit_size,
       unit_price_minor, amount_minor
  FROM jsonb_to_recordset(%(lines)s::jsonb) AS l (
           line bigint, metric text, adjusted_billing_id bigint, quantity bigint, included bigint, overage bigint,
           unit_size bigint, unit_price_minor bigint, amount_minor bigint);

-- name: issue_statement :exec
-- Index: usage_statements_pkey.
UPDATE olap.usage_statements
   SET status = 'issued', issued = %(moment)s, content_hash = %(content_hash)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND id = %(statement_id)s AND status = 'draft';

-- name: current_of_all :many TenantUsage
-- Cross-tenant on purpose: the operators' list of open periods. Index: billing_analytics_open_idx.
-- role: worker
SELECT b.tenant_id, t.name AS tenant, t.plan_name AS plan, (b.period_start AT TIME ZONE 'UTC')::date AS starts,
       (b.period_end AT TIME ZONE 'UTC')::date AS ends, b.emails_sent, b.emails_overage, b.mailboxes_used, b.leads_used,
       b.users_used, b.contacts_used, b.storage_bytes, b.calculated
  FROM olap.billing_analytics b
  LEFT JOIN olap.dim_tenants t ON t.tenant_id = b.tenant_id
 WHERE b.frozen IS NULL AND b.period_end > %(moment)s::timestamptz AND b.period_start <= %(moment)s::timestamptz
   AND t.deleted IS NULL
 ORDER BY b.emails_sent DESC, b.tenant_id;
