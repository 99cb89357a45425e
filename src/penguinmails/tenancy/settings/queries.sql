-- name: find_config :one TenantConfig
-- Index: tenant_config_pkey.
SELECT billing_email, billing_address, notify_on_billing_changes, notify_on_system_updates,
       notify_on_security_alerts, theme_primary_color, theme_logo_url, theme_favicon_url,
       ui_sidebar_default_collapsed, ui_date_format, ui_timezone
  FROM oltp.tenant_config
 WHERE tenant_id = %(tenant_id)s;

-- name: write_config :exec
UPDATE oltp.tenant_config
   SET billing_email = %(billing_email)s, billing_address = %(billing_address)s,
       notify_on_billing_changes = %(notify_on_billing_changes)s,
       notify_on_system_updates = %(notify_on_system_updates)s,
       notify_on_security_alerts = %(notify_on_security_alerts)s,
       theme_primary_color = %(theme_primary_color)s, theme_logo_url = %(theme_logo_url)s,
       theme_favicon_url = %(theme_favicon_url)s,
       ui_sidebar_default_collapsed = %(ui_sidebar_default_collapsed)s,
       ui_date_format = %(ui_date_format)s, ui_timezone = %(ui_timezone)s, updated = now()
 WHERE tenant_id = %(tenant_id)s;

-- name: find_policies :one TenantPolicies
-- Index: tenant_policies_pkey.
SELECT password_min_length, password_require_uppercase, password_require_numbers, password_require_symbols,
       session_timeout_hours, max_login_attempts, two_factor_required, company_default_status,
       company_allow_member_invites, company_auto_approve_members, company_require_email_verification,
       campaigns_need_approval, max_emails_per_lead_per_day, min_hours_between_emails, default_tracking_consent
  FROM oltp.tenant_policies
 WHERE tenant_id = %(tenant_id)s;

-- name: write_policies :exec
UPDATE oltp.tenant_policies
   SET password_min_length = %(password_min_length)s,
       password_require_uppercase = %(password_require_uppercase)s,
       password_require_numbers = %(password_require_numbers)s,
       password_require_symbols = %(password_require_symbols)s,
       session_timeout_hours = %(session_timeout_hours)s, max_login_attempts = %(max_login_attempts)s,
       two_factor_required = %(two_factor_required)s, company_default_status = %(company_default_status)s,
       company_allow_member_invites = %(company_allow_member_invites)s,
       company_auto_approve_members = %(company_auto_approve_members)s,
       company_require_email_verification = %(company_require_email_verification)s,
       campaigns_need_approval = %(campaigns_need_approval)s,
       max_emails_per_lead_per_day = %(max_emails_per_lead_per_day)s,
       min_hours_between_emails = %(min_hours_between_emails)s,
       default_tracking_consent = %(default_tracking_consent)s, updated = now()
 WHERE tenant_id = %(tenant_id)s;

-- name: list_retention :many RetentionPolicy
-- What the tenant decided; the rest follows the reserved tenant's rows. Index: retention_policies_pkey.
SELECT content_type, retention_days, auto_archive, auto_delete, legal_hold
  FROM oltp.retention_policies
 WHERE tenant_id = %(tenant_id)s
 ORDER BY content_type;

-- name: write_retention :exec
INSERT INTO oltp.retention_policies
       (tenant_id, content_type, retention_days, auto_archive, auto_delete, legal_hold)
VALUES (%(tenant_id)s, %(content_type)s, %(retention_days)s, %(auto_archive)s, %(auto_delete)s, %(legal_hold)s)
ON CONFLICT (tenant_id, content_type) DO UPDATE
   SET retention_days = excluded.retention_days, auto_archive = excluded.auto_archive,
       auto_delete = excluded.auto_delete, legal_hold = excluded.legal_hold, updated = now();
