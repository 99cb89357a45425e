-- name: describe :many DescribedRow
-- Deleted ones too; all where none is named. The warm-up is the latest. Indexes: email_accounts_pkey,
-- warmup_schedules_account_idx.
SELECT a.id AS mailbox_id, a.company_id, a.email, a.status, a.daily_limit, a.ramp_started, a.ramp_start_limit,
       a.ramp_daily_increase, w.status AS warmup_status, w.current_day * 100 / w.total_days AS progress_percentage,
       a.health_score, a.health_formula, a.version, a.deleted
  FROM oltp.email_accounts a
  LEFT JOIN LATERAL (SELECT status, current_day, total_days
                       FROM oltp.warmup_schedules
                      WHERE tenant_id = a.tenant_id AND company_id = a.company_id AND email_account_id = a.id
                      ORDER BY created DESC, id DESC
                      LIMIT 1) w ON true
 WHERE a.tenant_id = %(tenant_id)s
   AND (%(mailbox_ids)s::uuid[] IS NULL OR a.id = ANY (%(mailbox_ids)s::uuid[]))
 ORDER BY a.id;

-- name: tenants :many TenantOfMailboxes
-- Cross-tenant on purpose: who has mailboxes. Reads the table once a day; it has a row a mailbox.
-- role: worker
SELECT DISTINCT tenant_id FROM oltp.email_accounts WHERE deleted IS NULL ORDER BY tenant_id;
