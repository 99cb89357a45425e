-- Addresses and user agents of opens and clicks have a time of their own.

-- The next statement puts it back, with one word more.
-- squawk-ignore ban-drop-constraint
ALTER TABLE oltp.retention_policies DROP CONSTRAINT retention_policies_content_type_known;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE oltp.retention_policies ADD CONSTRAINT retention_policies_content_type_known CHECK (content_type IN (
    'email_content', 'attachments', 'email_messages', 'email_events', 'hits', 'analytics', 'inactive_leads', 'exports',
    'inbox_trash', 'notifications', 'audit_log', 'logs'));
COMMENT ON COLUMN oltp.retention_policies.content_type IS
    'email_events: events, verdicts and states, then archived; hits: addresses and user agents in them, then cleared; analytics: facts, then archived.';
COMMENT ON COLUMN oltp.retention_policies.auto_archive IS 'Events and facts leave for the archive after their days; false: they stay.';
