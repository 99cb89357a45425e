-- Rows of two tenants, for the next migration to meet.

INSERT INTO notifications.admin_system_events (tenant_id, event_type, severity, message) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'system_alert', 'low', 'message a1'),
    ('01900000-0000-7000-8000-00000000000b', 'system_alert', 'low', 'message b1');
