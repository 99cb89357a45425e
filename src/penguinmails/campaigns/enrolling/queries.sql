-- name: audiences_due :many DueAudience
-- Campaigns that send and whose audience has not been looked through lately, over all tenants.
-- Index: campaigns_sending_idx.
-- role: worker
SELECT c.tenant_id, c.id AS campaign_id
  FROM oltp.campaigns c
  JOIN oltp.tenants t ON t.id = c.tenant_id AND t.status = 'active' AND t.deleted IS NULL
 WHERE c.status = 'sending' AND c.deleted IS NULL
   AND (c.enrol_after IS NULL OR c.enrol_after <= %(now)s::timestamptz)
 ORDER BY c.priority, c.tenant_id, c.id
 LIMIT 1000;

-- name: audience_of :one AudienceRow
-- Lists and segments that were deleted add nobody; those left out are named all the same, so that nobody is written to
-- because one of them is gone. Indexes: campaigns_pkey, campaign_lists_pkey, campaign_segments_pkey.
SELECT c.id, c.company_id, c.enrolled, c.enrolled_to,
       ARRAY(SELECT f.list_id FROM oltp.campaign_lists f
               JOIN oltp.lists l ON l.tenant_id = f.tenant_id AND l.id = f.list_id AND l.deleted IS NULL
              WHERE f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND NOT f.is_excluded) AS lists,
       ARRAY(SELECT f.segment_id FROM oltp.campaign_segments f
               JOIN oltp.segments s ON s.tenant_id = f.tenant_id AND s.id = f.segment_id AND s.deleted IS NULL
              WHERE f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND NOT f.is_excluded) AS segments,
       ARRAY(SELECT f.segment_id FROM oltp.campaign_segments f
               JOIN oltp.segments s ON s.tenant_id = f.tenant_id AND s.id = f.segment_id AND s.deleted IS NULL
              WHERE f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND NOT f.is_excluded AND f.keep_adding)
           AS newcomers,
       ARRAY(SELECT f.list_id FROM oltp.campaign_lists f
              WHERE f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND f.is_excluded) AS without_lists,
       ARRAY(SELECT f.segment_id FROM oltp.campaign_segments f
              WHERE f.tenant_id = c.tenant_id AND f.campaign_id = c.id AND f.is_excluded) AS without_segments
  FROM oltp.campaigns c
 WHERE c.tenant_id = %(tenant_id)s AND c.id = %(campaign_id)s AND c.status = 'sending' AND c.deleted IS NULL;

-- name: status_of :one CampaignStatus
-- Nobody changes it before the transaction ends. Index: campaigns_pkey.
SELECT status
  FROM oltp.campaigns
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL
   FOR SHARE;

-- name: enrol :exec
-- Leads of the campaign's company, and what the tenant shares; of an address the company's own, and nobody whose
-- address is in the campaign already under another lead. Those are found for the page at once: one lead after the other,
-- of a tenant without statistics, all that is enrolled was read through for each (30 s and more for 1,000 leads).
-- Indexes: leads_pkey, leads_email_live_key, enrolments_lead_key, list_contacts_lead_idx.
WITH one AS MATERIALIZED (
    SELECT DISTINCT ON (l.email) l.id, l.email, c.company_id AS campaign_company
      FROM oltp.campaigns c
     CROSS JOIN unnest(%(lead_ids)s::uuid[]) AS wanted (id)
      JOIN oltp.leads l ON l.tenant_id = c.tenant_id AND l.id = wanted.id AND l.deleted IS NULL
       AND l.status IN ('active', 'replied') AND (l.company_id IS NULL OR l.company_id = c.company_id)
     WHERE c.tenant_id = %(tenant_id)s AND c.id = %(campaign_id)s AND c.deleted IS NULL
     ORDER BY l.email, l.company_id NULLS LAST
), others AS MATERIALIZED (
    SELECT o.id, o.email
      FROM oltp.leads o
     WHERE o.tenant_id = %(tenant_id)s AND o.deleted IS NULL AND o.email = ANY (ARRAY(SELECT email FROM one))
       AND o.id <> ALL (ARRAY(SELECT id FROM one))
)
INSERT INTO oltp.enrolments (tenant_id, company_id, campaign_id, lead_id, list_id, next_due)
SELECT %(tenant_id)s, one.campaign_company, %(campaign_id)s, one.id,
       (SELECT m.list_id FROM oltp.list_contacts m
         WHERE m.tenant_id = %(tenant_id)s AND m.lead_id = one.id AND m.list_id = ANY (%(list_ids)s::uuid[])
           AND m.status = 'subscribed'
         ORDER BY m.created, m.list_id LIMIT 1),
       %(now)s
  FROM one
 WHERE one.email NOT IN (SELECT others.email FROM others
                          WHERE (SELECT true FROM oltp.enrolments e
                                  WHERE e.tenant_id = %(tenant_id)s AND e.campaign_id = %(campaign_id)s
                                    AND e.lead_id = others.id
                                  LIMIT 1))
    ON CONFLICT (tenant_id, campaign_id, lead_id) DO NOTHING;

-- name: advance_pass :exec
-- The pass has come further, if nobody else took it further. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET enrolled_to = %(reached)s
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL AND status = 'sending'
   AND enrolled_to IS NOT DISTINCT FROM %(before)s::uuid;

-- name: finish_pass :exec
-- The whole audience was looked through. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET enrolled_to = NULL, enrolled = coalesce(enrolled, %(now)s), enrol_after = %(enrol_after)s, enrol_error = NULL
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL AND status = 'sending'
   AND enrolled_to IS NOT DISTINCT FROM %(before)s::uuid;

-- name: break_pass :exec
-- The audience cannot be read; people are told why. Index: campaigns_pkey.
UPDATE oltp.campaigns
   SET enrol_after = %(enrol_after)s, enrol_error = %(error)s
 WHERE tenant_id = %(tenant_id)s AND id = %(campaign_id)s AND deleted IS NULL;
