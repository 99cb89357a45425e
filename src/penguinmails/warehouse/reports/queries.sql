-- A deleted campaign, step, mailbox or lead keeps its name here as long as facts name it.
-- What stands in braces is written out from the dictionary of metrics (metrics/statements.py). Which campaigns and
-- which company are asked for is put in the slot, so that each shape of question has a plan of its own.

-- name: timezone :value
-- The tenant's own time zone. Index: dim_tenants_pkey.
SELECT timezone FROM olap.dim_tenants WHERE tenant_id = %(tenant_id)s AND deleted IS NULL;

-- name: archived_months :many ArchivedMonth
-- What of these tables and days is in the archive and not live, the newest month first. Index: analytics_archive_pkey.
SELECT period_start AS first, period_end AS after, sum(row_count)::bigint AS rows
  FROM olap.analytics_archive
 WHERE tenant_id = %(tenant_id)s AND table_name = ANY (%(tables)s::text[]) AND removed IS NOT NULL
   AND (%(since)s::date IS NULL OR period_end > %(since)s::date) AND period_start < %(until)s::date
 GROUP BY period_start, period_end
 ORDER BY period_start DESC;

-- name: campaigns_called :many NamedCampaign
-- For people, who know campaigns by their names; two companies may use the same one. Index: dim_campaigns_pkey.
SELECT campaign_id, name
  FROM olap.dim_campaigns
 WHERE tenant_id = %(tenant_id)s
   AND (campaign_id = %(campaign_id)s::uuid OR (lower(name) = lower(%(name)s) AND deleted IS NULL))
 ORDER BY campaign_id
 LIMIT 2;

-- name: campaigns :many CampaignRow
-- Campaign performance: ranks, and what was sent on each day. Indexes: campaign_analytics_day_idx,
-- campaign_analytics_pkey.
WITH days AS (
    SELECT *
      FROM olap.campaign_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
), f AS (
    SELECT campaign_id, company_id,
       {sums}
      FROM days
     GROUP BY campaign_id, company_id
     ORDER BY sum(sent) DESC, campaign_id
     LIMIT %(limit)s
), trends AS (
    SELECT f.campaign_id, array_agg(coalesce(days.sent, 0) ORDER BY spans.day) AS trend
      FROM f
     CROSS JOIN generate_series(%(since)s::timestamp, %(until)s::timestamp - interval '1 day', interval '1 day')
                AS spans (day)
      LEFT JOIN days ON days.campaign_id = f.campaign_id AND days.activity_date = spans.day::date
     GROUP BY f.campaign_id
)
SELECT {figures:f},
       f.campaign_id, f.company_id, named.name, named.kind, named.status, named.deleted IS NOT NULL AS is_deleted,
       trends.trend,
       rank() OVER (ORDER BY f.sent DESC) AS rank_by_volume,
       rank() OVER (ORDER BY {open_rate:f} DESC NULLS LAST) AS rank_by_open_rate,
       rank() OVER (ORDER BY {reply_rate:f} DESC NULLS LAST) AS rank_by_reply_rate
  FROM f
  JOIN trends ON trends.campaign_id = f.campaign_id
  LEFT JOIN olap.dim_campaigns AS named
    ON named.tenant_id = %(tenant_id)s AND named.campaign_id = f.campaign_id
 ORDER BY f.sent DESC, f.campaign_id;

-- name: timeline :many TimelineRow
-- One row for each day, week or month, also where nothing was sent. Indexes: campaign_analytics_day_idx,
-- campaign_analytics_pkey.
WITH days AS (
    SELECT date_trunc(%(grain)s, activity_date::timestamp) AS span,
       {sums}
      FROM olap.campaign_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
     GROUP BY 1
), f AS (
    SELECT spans.span,
       {sums}
      FROM generate_series(date_trunc(%(grain)s, %(since)s::timestamp), %(until)s::timestamp - interval '1 day',
                           ('1 ' || %(grain)s)::interval) AS spans (span)
      LEFT JOIN days ON days.span = spans.span
     GROUP BY spans.span
)
SELECT {figures:f}, greatest(f.span::date, %(since)s::date) AS since
  FROM f
 ORDER BY f.span;

-- name: totals :many TotalsRow
-- All of a period in a row, also where nothing was sent. Indexes: campaign_analytics_day_idx,
-- campaign_analytics_pkey.
WITH f AS (
    SELECT {sums}
      FROM olap.campaign_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
)
SELECT {figures:f}
  FROM f;

-- name: change :many PeriodRow
-- A period and the one of the same length before it. Indexes: campaign_analytics_day_idx, campaign_analytics_pkey.
WITH days AS (
    SELECT activity_date >= %(since)s AS is_now,
       {sums}
      FROM olap.campaign_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(before)s AND activity_date < %(until)s
       AND /* condition */ true
     GROUP BY 1
), f AS (
    SELECT halves.is_now,
       {sums}
      FROM (VALUES (false), (true)) AS halves (is_now)
      LEFT JOIN days ON days.is_now = halves.is_now
     GROUP BY halves.is_now
)
SELECT {figures:f}, f.is_now
  FROM f
 ORDER BY f.is_now;

-- name: steps :many StepRow
-- Indexes: sequence_step_analytics_pkey, dim_steps_pkey.
WITH f AS (
    SELECT campaign_id, step_id,
       {sums}
      FROM olap.sequence_step_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
     GROUP BY campaign_id, step_id
)
SELECT {figures:f}, f.campaign_id, f.step_id, named.step_order, named.name,
       named.deleted IS NOT NULL AS is_deleted
  FROM f
  LEFT JOIN olap.dim_steps AS named
    ON named.tenant_id = %(tenant_id)s AND named.step_id = f.step_id
 ORDER BY f.campaign_id, named.step_order NULLS LAST, f.step_id;

-- name: variants :many VariantRow
-- Indexes: variant_analytics_pkey, dim_variants_pkey, dim_steps_pkey.
WITH f AS (
    SELECT campaign_id, step_id, variant_id,
       {sums}
      FROM olap.variant_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
     GROUP BY campaign_id, step_id, variant_id
)
SELECT {figures:f}, f.campaign_id, f.step_id, steps.step_order, f.variant_id, named.label, named.subject,
       named.deleted IS NOT NULL AS is_deleted
  FROM f
  LEFT JOIN olap.dim_variants AS named
    ON named.tenant_id = %(tenant_id)s AND named.variant_id = f.variant_id
  LEFT JOIN olap.dim_steps AS steps
    ON steps.tenant_id = %(tenant_id)s AND steps.step_id = f.step_id
 ORDER BY f.campaign_id, steps.step_order NULLS LAST, f.step_id, named.label NULLS LAST, f.variant_id;

-- name: compare :many ComparedRow
-- Campaigns in the order they were named, also those that sent nothing. Index: campaign_analytics_pkey.
WITH found AS (
    SELECT campaign_id,
       {sums}
      FROM olap.campaign_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
     GROUP BY campaign_id
), f AS (
    SELECT asked.campaign_id, asked.place,
       {sums}
      FROM unnest(%(campaigns)s::uuid[]) WITH ORDINALITY AS asked (campaign_id, place)
      LEFT JOIN found ON found.campaign_id = asked.campaign_id
     GROUP BY asked.campaign_id, asked.place
)
SELECT {figures:f}, f.campaign_id, named.name, named.deleted IS NOT NULL AS is_deleted
  FROM f
  LEFT JOIN olap.dim_campaigns AS named
    ON named.tenant_id = %(tenant_id)s AND named.campaign_id = f.campaign_id
 ORDER BY f.place;

-- name: mailboxes :many MailboxRow
-- Campaign, warm-up and other mail together, worst first. Indexes: mailbox_analytics_day_idx, dim_mailboxes_pkey.
WITH f AS (
    SELECT mailbox_id,
       {sums}
      FROM olap.mailbox_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
     GROUP BY mailbox_id
)
SELECT {figures:f}, f.mailbox_id, named.email, named.sending_domain, named.status, named.warmup_status,
       named.health_score,
       CASE WHEN named.health_score >= 80 THEN 'excellent' WHEN named.health_score >= 60 THEN 'good'
            WHEN named.health_score >= 40 THEN 'fair' WHEN named.health_score >= 0 THEN 'poor' END AS health,
       named.current_volume, named.deleted IS NOT NULL AS is_deleted
  FROM f
  LEFT JOIN olap.dim_mailboxes AS named
    ON named.tenant_id = %(tenant_id)s AND named.mailbox_id = f.mailbox_id
 ORDER BY {bounce_rate:f} DESC NULLS LAST, f.sent DESC, f.mailbox_id
 LIMIT %(limit)s;

-- name: domains :many DomainRow
-- Without warm-up mail, whose opens and answers we make ourselves. Indexes: provider_totals_pkey.
WITH f AS (
    SELECT sending_domain, receiving_provider,
       {sums}
      FROM olap.provider_totals
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND message_kind <> 'warmup' AND /* condition */ true
     GROUP BY sending_domain, receiving_provider
)
SELECT {figures:f}, f.sending_domain, f.receiving_provider
  FROM f
 ORDER BY f.sending_domain, f.sent DESC, f.receiving_provider
 LIMIT %(limit)s;

-- name: warmup :many WarmupRow
-- Bands as for health: 80, 60, 40. Indexes: warmup_analytics_day_idx, dim_mailboxes_pkey.
WITH f AS (
    SELECT mailbox_id, count(*) AS tracking_days,
           sum(sent)::bigint AS sent, sum(delivered)::bigint AS delivered,
           avg(health_score)::double precision AS health_score,
           avg(progress_percentage)::double precision AS progress_percentage,
           array_agg(progress_percentage ORDER BY activity_date)
               FILTER (WHERE progress_percentage IS NOT NULL) AS trend,
           max(activity_date) FILTER (WHERE progress_percentage IS NOT NULL)
               - min(activity_date) FILTER (WHERE progress_percentage IS NOT NULL) AS span
      FROM olap.warmup_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
     GROUP BY mailbox_id
    HAVING count(*) >= %(minimum_days)s
)
SELECT f.mailbox_id, named.email, f.tracking_days, f.sent, f.delivered, {delivery_rate:f} AS delivery_rate,
       f.health_score,
       CASE WHEN f.health_score >= 80 THEN 'excellent' WHEN f.health_score >= 60 THEN 'good'
            WHEN f.health_score >= 40 THEN 'fair' WHEN f.health_score >= 0 THEN 'poor' END AS health,
       f.progress_percentage,
       (f.trend[array_upper(f.trend, 1)] - f.trend[1])::double precision / nullif(f.span, 0) AS daily_progress,
       coalesce(f.trend, '{}') AS trend, named.deleted IS NOT NULL AS is_deleted
  FROM f
  LEFT JOIN olap.dim_mailboxes AS named
    ON named.tenant_id = %(tenant_id)s AND named.mailbox_id = f.mailbox_id
 ORDER BY f.health_score DESC NULLS LAST, f.progress_percentage DESC NULLS LAST, f.mailbox_id
 LIMIT %(limit)s;

-- name: heatmap :many HourRow
-- The hours of the week in which something happened. Sums of int take half the time of sums of bigint, and nobody does
-- 2^31 of anything in a quarter of an hour. Index: company_engagement_pkey.
WITH quarters AS MATERIALIZED (
    SELECT bucket AT TIME ZONE %(timezone)s AS local, sent::int, opens_total::int, opens_human::int, clicks_total::int,
           clicks_human::int, replies::int
      FROM olap.company_engagement
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
)
SELECT date_part('isodow', local)::bigint AS weekday, date_part('hour', local)::bigint AS hour,
       sum(sent)::bigint AS sent, sum(opens_total)::bigint AS opens_total, sum(opens_human)::bigint AS opens_human,
       sum(clicks_total)::bigint AS clicks_total, sum(clicks_human)::bigint AS clicks_human, sum(replies)::bigint AS replies
  FROM quarters
 GROUP BY 1, 2;

-- name: heatmap_of_campaigns :many HourRow
-- The same of some campaigns. Index: engagement_buckets_pkey.
WITH quarters AS MATERIALIZED (
    SELECT bucket AT TIME ZONE %(timezone)s AS local, sent::int, opens_total::int, opens_human::int, clicks_total::int,
           clicks_human::int, replies::int
      FROM olap.engagement_buckets
     WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
       AND /* condition */ true
)
SELECT date_part('isodow', local)::bigint AS weekday, date_part('hour', local)::bigint AS hour,
       sum(sent)::bigint AS sent, sum(opens_total)::bigint AS opens_total, sum(opens_human)::bigint AS opens_human,
       sum(clicks_total)::bigint AS clicks_total, sum(clicks_human)::bigint AS clicks_human, sum(replies)::bigint AS replies
  FROM quarters
 GROUP BY 1, 2;

-- name: links :many LinkRow
-- Indexes: link_totals_pkey, link_totals_company_idx.
SELECT encode(link_digest, 'hex') AS link_digest, max(link_url) AS link_url, max(link_text) AS link_text,
       sum(clicked_tracked)::bigint AS clicked_tracked, sum(clicked_human)::bigint AS clicked_human,
       sum(clicks_total)::bigint AS clicks_total, sum(clicks_human)::bigint AS clicks_human,
       sum(clicked_human)::double precision / nullif(sum(sum(clicked_human)) OVER (), 0)::double precision AS share
  FROM olap.link_totals
 WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
   AND /* condition */ true
 GROUP BY link_digest
 ORDER BY sum(clicked_human) DESC, sum(clicked_tracked) DESC, link_digest
 LIMIT %(limit)s;

-- name: devices :many PlaceRow
-- Index: device_totals_pkey.
SELECT device_type AS name,
       sum(opened_tracked)::bigint AS opened_tracked, sum(opened_human)::bigint AS opened_human,
       sum(clicked_tracked)::bigint AS clicked_tracked, sum(clicked_human)::bigint AS clicked_human,
       sum(opens_total)::bigint AS opens_total, sum(opens_human)::bigint AS opens_human,
       sum(clicks_total)::bigint AS clicks_total, sum(clicks_human)::bigint AS clicks_human,
       sum(opened_human)::double precision / nullif(sum(sum(opened_human)) OVER (), 0)::double precision AS share
  FROM olap.device_totals
 WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
   AND /* condition */ true
 GROUP BY device_type
 ORDER BY sum(opened_human) DESC, sum(opened_tracked) DESC, device_type
 LIMIT %(limit)s;

-- name: clients :many PlaceRow
-- Index: client_totals_pkey.
SELECT client AS name,
       sum(opened_tracked)::bigint AS opened_tracked, sum(opened_human)::bigint AS opened_human,
       sum(clicked_tracked)::bigint AS clicked_tracked, sum(clicked_human)::bigint AS clicked_human,
       sum(opens_total)::bigint AS opens_total, sum(opens_human)::bigint AS opens_human,
       sum(clicks_total)::bigint AS clicks_total, sum(clicks_human)::bigint AS clicks_human,
       sum(opened_human)::double precision / nullif(sum(sum(opened_human)) OVER (), 0)::double precision AS share
  FROM olap.client_totals
 WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
   AND /* condition */ true
 GROUP BY client
 ORDER BY sum(opened_human) DESC, sum(opened_tracked) DESC, client
 LIMIT %(limit)s;

-- name: locations :many PlaceRow
-- Index: location_totals_pkey.
SELECT location AS name,
       sum(opened_tracked)::bigint AS opened_tracked, sum(opened_human)::bigint AS opened_human,
       sum(clicked_tracked)::bigint AS clicked_tracked, sum(clicked_human)::bigint AS clicked_human,
       sum(opens_total)::bigint AS opens_total, sum(opens_human)::bigint AS opens_human,
       sum(clicks_total)::bigint AS clicks_total, sum(clicks_human)::bigint AS clicks_human,
       sum(opened_human)::double precision / nullif(sum(sum(opened_human)) OVER (), 0)::double precision AS share
  FROM olap.location_totals
 WHERE tenant_id = %(tenant_id)s AND activity_date >= %(since)s AND activity_date < %(until)s
   AND /* condition */ true
 GROUP BY location
 ORDER BY sum(opened_human) DESC, sum(opened_tracked) DESC, location
 LIMIT %(limit)s;

-- name: of_messages :many MessageFigures
-- What became of these messages. Index: message_states_pkey.
SELECT message_id, first_sent, delivered, bounced, opened_tracked, opened_human, clicked_tracked, clicked_human, replied,
       auto_replied, unsubscribed, spam_complaints, failed, last_event
  FROM olap.message_states
 WHERE tenant_id = %(tenant_id)s AND message_id = ANY (%(message_ids)s::uuid[]);

-- name: reach :many ReachRow
-- Different leads of whole campaigns: leads of single days cannot be added up. Index: campaign_lead_counts_pkey.
WITH f AS (
    SELECT campaign_id, sent AS leads_sent, delivered AS leads_delivered, opened_human AS leads_opened,
           clicked_human AS leads_clicked, replied AS leads_replied, bounced AS leads_bounced,
           unsubscribed AS leads_unsubscribed
      FROM olap.campaign_lead_counts
     WHERE tenant_id = %(tenant_id)s AND /* condition */ true
     ORDER BY sent DESC, campaign_id
     LIMIT %(limit)s
)
SELECT f.campaign_id, named.name, named.deleted IS NOT NULL AS is_deleted, f.leads_sent, f.leads_delivered, f.leads_opened, f.leads_clicked, f.leads_replied,
       f.leads_bounced, f.leads_unsubscribed, {lead_open_rate:f} AS lead_open_rate,
       {lead_click_rate:f} AS lead_click_rate, {lead_reply_rate:f} AS lead_reply_rate
  FROM f
  LEFT JOIN olap.dim_campaigns AS named
    ON named.tenant_id = %(tenant_id)s AND named.campaign_id = f.campaign_id
 ORDER BY f.leads_sent DESC, f.campaign_id;

-- name: leads :many LeadRow
-- One campaign's leads by score, of its whole life: an index has them in this order. Each lead's status is looked up by
-- itself, for a tenant without statistics is taken to have one lead. Indexes: campaign_lead_totals_score_idx,
-- dim_leads_pkey.
WITH f AS (
    SELECT lead_id, sent, delivered, opened_human, clicked_human, replied, unsubscribed, spam_complaints,
           least(100, greatest(0, opened_human + 5 * clicked_human + 10 * replied
               - CASE WHEN unsubscribed + spam_complaints > 0 THEN 50 ELSE 0 END)) AS lead_score
      FROM olap.campaign_lead_totals
     WHERE tenant_id = %(tenant_id)s AND sent > 0 AND /* condition */ true
     ORDER BY lead_score DESC, replied DESC, lead_id
     LIMIT %(limit)s
)
SELECT f.lead_id, leads.status, leads.deleted IS NOT NULL AS is_deleted, f.lead_score,
       CASE WHEN f.lead_score >= 50 THEN 'hot' WHEN f.lead_score >= 10 THEN 'warm'
            WHEN f.lead_score > 0 THEN 'cool' ELSE 'cold' END AS warmth,
       f.sent, f.delivered, f.opened_human, f.clicked_human, f.replied, f.unsubscribed, f.spam_complaints
  FROM f
  LEFT JOIN LATERAL (SELECT status, deleted
                       FROM olap.dim_leads
                      WHERE tenant_id = %(tenant_id)s AND lead_id = f.lead_id
                      LIMIT 1) AS leads ON true
 ORDER BY f.lead_score DESC, f.replied DESC, f.lead_id;

-- name: retention :many RetentionRow
-- Leads by the week of their first mail in one campaign, and how many were still reached and engaged by the mail of
-- each week since. Weeks of the calendar are looked up for each day, not for each lead. Index:
-- lead_analytics_campaign_idx.
WITH days AS (
    SELECT lead_id, activity_date, delivered > 0 AS reached, opened_human + clicked_human + replied > 0 AS engaged,
           min(activity_date) OVER (PARTITION BY lead_id) AS first
      FROM olap.lead_analytics
     WHERE tenant_id = %(tenant_id)s AND activity_date < %(until)s AND /* condition */ true
), leads AS (
    SELECT first, (activity_date - first) / 7 AS week, bool_or(reached) AS reached, bool_or(engaged) AS engaged
      FROM days
     WHERE first >= %(since)s
     GROUP BY lead_id, first, 2
), firsts AS (
    SELECT first, week, count(*) AS sent, count(*) FILTER (WHERE reached) AS delivered,
           count(*) FILTER (WHERE engaged) AS engaged
      FROM leads
     GROUP BY first, week
), f AS (
    SELECT date_trunc('week', first::timestamp)::date AS cohort, week::bigint AS week,
           sum(sent)::bigint AS leads_sent, sum(delivered)::bigint AS leads_delivered,
           sum(engaged)::bigint AS leads_engaged
      FROM firsts
     GROUP BY 1, 2
)
SELECT f.cohort, f.week, f.leads_sent, f.leads_delivered, f.leads_engaged, {retention_rate:f} AS retention_rate
  FROM f
 ORDER BY f.cohort, f.week;

-- name: usage :many UsageRow
-- What was used in each period that begins before the end of what is asked for, with what was adjusted after it was
-- closed; against the period before. Indexes: billing_analytics_period_key, billing_adjustments_billing_idx.
WITH adjusted AS (
    SELECT billing_id,
           coalesce(sum(delta) FILTER (WHERE metric = 'emails_sent'), 0)::bigint AS emails_sent,
           coalesce(sum(delta) FILTER (WHERE metric = 'emails_overage'), 0)::bigint AS emails_overage,
           coalesce(sum(delta) FILTER (WHERE metric = 'mailboxes_used'), 0)::bigint AS mailboxes_used,
           coalesce(sum(delta) FILTER (WHERE metric = 'domains_used'), 0)::bigint AS domains_used,
           coalesce(sum(delta) FILTER (WHERE metric = 'campaigns_used'), 0)::bigint AS campaigns_used,
           coalesce(sum(delta) FILTER (WHERE metric = 'leads_used'), 0)::bigint AS leads_used,
           coalesce(sum(delta) FILTER (WHERE metric = 'warmups_active'), 0)::bigint AS warmups_active,
           coalesce(sum(delta) FILTER (WHERE metric = 'users_used'), 0)::bigint AS users_used,
           coalesce(sum(delta) FILTER (WHERE metric = 'workspaces_used'), 0)::bigint AS workspaces_used,
           coalesce(sum(delta) FILTER (WHERE metric = 'contacts_used'), 0)::bigint AS contacts_used,
           coalesce(sum(delta) FILTER (WHERE metric = 'storage_bytes'), 0)::bigint AS storage_bytes,
           coalesce(sum(delta) FILTER (WHERE metric = 'api_calls'), 0)::bigint AS api_calls
      FROM olap.billing_adjustments
     WHERE tenant_id = %(tenant_id)s
     GROUP BY billing_id
), all_periods AS (
    SELECT periods.period_start, periods.period_end, periods.frozen,
           periods.emails_sent + coalesce(adjusted.emails_sent, 0) AS emails_sent,
           periods.emails_overage + coalesce(adjusted.emails_overage, 0) AS emails_overage,
           periods.mailboxes_used + coalesce(adjusted.mailboxes_used, 0) AS mailboxes_used,
           periods.domains_used + coalesce(adjusted.domains_used, 0) AS domains_used,
           periods.campaigns_used + coalesce(adjusted.campaigns_used, 0) AS campaigns_used,
           periods.leads_used + coalesce(adjusted.leads_used, 0) AS leads_used,
           periods.warmups_active + coalesce(adjusted.warmups_active, 0) AS warmups_active,
           periods.users_used + coalesce(adjusted.users_used, 0) AS users_used,
           periods.workspaces_used + coalesce(adjusted.workspaces_used, 0) AS workspaces_used,
           periods.contacts_used + coalesce(adjusted.contacts_used, 0) AS contacts_used,
           periods.storage_bytes + coalesce(adjusted.storage_bytes, 0) AS storage_bytes,
           periods.api_calls + coalesce(adjusted.api_calls, 0) AS api_calls
      FROM olap.billing_analytics AS periods
      LEFT JOIN adjusted ON adjusted.billing_id = periods.id
     WHERE periods.tenant_id = %(tenant_id)s AND periods.period_start < %(until)s::timestamp AT TIME ZONE 'UTC'
), f AS (
    SELECT *, lag(emails_sent) OVER (ORDER BY period_start) AS emails_sent_before FROM all_periods
)
SELECT f.period_start, f.period_end, f.frozen IS NOT NULL AS is_closed, f.emails_sent, f.emails_sent_before,
       (f.emails_sent - f.emails_sent_before)::double precision / nullif(f.emails_sent_before, 0) AS growth,
       f.emails_overage, f.mailboxes_used, f.domains_used, f.campaigns_used, f.leads_used, f.warmups_active,
       f.users_used, f.workspaces_used, f.contacts_used, f.storage_bytes, f.api_calls,
       {emails_per_mailbox:f} AS emails_per_mailbox, {emails_per_campaign:f} AS emails_per_campaign
  FROM f
 WHERE f.period_end > %(since)s::timestamp AT TIME ZONE 'UTC'
 ORDER BY f.period_start;

-- name: activity :many ActivityRow
-- Who changed how much of what, and at what time of the day where the tenant is. Index: admin_audit_log_recent_idx.
WITH told AS (
    SELECT actor, admin_user_id, action, resource_type, resource_id, ip_address,
           created AT TIME ZONE %(timezone)s AS local
      FROM olap.admin_audit_log
     WHERE tenant_id = %(tenant_id)s AND created >= %(since)s::timestamp AT TIME ZONE 'UTC'
       AND created < %(until)s::timestamp AT TIME ZONE 'UTC'
)
SELECT actor, admin_user_id, action, resource_type, local::date AS day,
       CASE WHEN extract(hour FROM local) BETWEEN 9 AND 17 THEN 'business hours'
            WHEN extract(hour FROM local) BETWEEN 18 AND 22 THEN 'after hours' ELSE 'night' END AS time_of_day,
       count(*) AS actions, count(DISTINCT resource_id) AS resources, count(DISTINCT ip_address) AS unique_ips
  FROM told
 GROUP BY actor, admin_user_id, action, resource_type, local::date, time_of_day
 ORDER BY count(*) DESC, local::date DESC, action, admin_user_id, time_of_day
 LIMIT %(limit)s;
