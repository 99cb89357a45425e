-- name: domains_to_check :value
-- The next domains of leads that nobody has asked about, or got no answer long ago, an array in order.
-- Index: leads_email_domain_idx.
SELECT coalesce(array_agg(email_domain ORDER BY email_domain), '{}')
  FROM (SELECT DISTINCT email_domain
          FROM oltp.leads
         WHERE tenant_id = %(tenant_id)s AND deleted IS NULL AND email_domain > %(after)s
           AND (mx_status = 'unknown' OR (mx_status = 'error' AND address_checked < %(error_before)s))
           AND (%(import_id)s::uuid IS NULL OR import_job_id = %(import_id)s::uuid)
         ORDER BY email_domain
         LIMIT %(most)s) AS domains;

-- name: write_answers :value
-- To leads of these domains after an id that have none yet; the last id, nothing where there was no lead.
-- `updated` and `address_checked` are the same moment: that tells a check from a change somebody made.
-- Index: leads_email_domain_idx, leads_pkey.
WITH due AS (
    SELECT id
      FROM oltp.leads
     WHERE tenant_id = %(tenant_id)s AND email_domain = ANY(%(domains)s::text[]) AND deleted IS NULL
       AND mx_status IN ('unknown', 'error') AND (%(after)s::uuid IS NULL OR id > %(after)s::uuid)
     ORDER BY id
     LIMIT %(most)s
       FOR NO KEY UPDATE
), written AS (
    UPDATE oltp.leads AS l
       SET mx_status = a.status, receiving_provider = a.provider, is_disposable = a.is_disposable,
           address_checked = now(), updated = now()
      FROM due, unnest(%(domains)s::text[], %(statuses)s::text[], %(providers)s::text[], %(disposables)s::boolean[])
           AS a (domain, status, provider, is_disposable)
     WHERE l.tenant_id = %(tenant_id)s AND l.id = due.id AND l.email_domain = a.domain AND l.deleted IS NULL
    RETURNING l.id
)
SELECT id FROM written ORDER BY id DESC LIMIT 1;

-- name: warnings_of_import :many DomainWarning
-- Domains of an import's leads that take no mail or give addresses away, the largest first.
-- Index: leads_import_job_idx.
SELECT email_domain AS domain, CASE WHEN mx_status = 'missing' THEN 'no_mx' ELSE 'disposable' END AS reason,
       count(*) AS leads
  FROM oltp.leads
 WHERE tenant_id = %(tenant_id)s AND import_job_id = %(import_id)s AND deleted IS NULL
   AND (mx_status = 'missing' OR is_disposable)
 GROUP BY 1, 2
 ORDER BY count(*) DESC, email_domain
 LIMIT %(most)s;

-- name: tenants_to_check :many TenantId
-- Each night, over all leads.
-- role: worker
SELECT DISTINCT tenant_id
  FROM oltp.leads
 WHERE deleted IS NULL AND (mx_status = 'unknown' OR (mx_status = 'error' AND address_checked < %(error_before)s))
 ORDER BY tenant_id;
