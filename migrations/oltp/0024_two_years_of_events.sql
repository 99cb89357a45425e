-- penguinmails: worker
-- Events leave for the archive after two years, where a tenant does not say otherwise; addresses after 90 days.
UPDATE oltp.retention_policies SET retention_days = 730, updated = now()
 WHERE tenant_id = '00000000-0000-0000-0000-000000000000' AND content_type = 'email_events' AND retention_days = 1095;
INSERT INTO oltp.retention_policies (tenant_id, content_type, retention_days, auto_archive)
VALUES ('00000000-0000-0000-0000-000000000000', 'hits', 90, false)
ON CONFLICT (tenant_id, content_type) DO NOTHING;
