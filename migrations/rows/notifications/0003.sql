INSERT INTO notifications.admin_system_events (tenant_id, id, event_type, severity, message, details, dedupe_key,
    user_id) OVERRIDING SYSTEM VALUE VALUES
    ('01900000-0000-7000-8000-00000000000a', 1001, 'job_dead', 'low', 'A webhook could not be told',
     '{"job_id": 999}', 'job:999', '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000b', 2001, 'job_dead', 'medium', 'A webhook could not be told',
     '{"job_id": 1999}', 'job:1999', '01900000-0000-7000-8000-0000001010b1');
