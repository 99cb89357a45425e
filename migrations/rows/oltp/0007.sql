INSERT INTO oltp.webhooks (tenant_id, id, company_id, name, url, events, secret_sealed, last_delivered,
    created_by) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007010a0', NULL, 'Everything',
     'https://acme.example.com/hook', '{*}', 'sealed secret a0', now() - interval '1 hour',
     '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007010a1',
     '01900000-0000-7000-8000-0000000000a1', 'Till', 'https://bikes.example.com/hook', '{message.replied}',
     'sealed secret a1', now() - interval '1 hour', '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007010a2',
     '01900000-0000-7000-8000-0000000000a2', 'Shelf', 'https://books.example.org/hook', '{lead.unsubscribed}',
     'sealed secret a2', now() - interval '1 hour', '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000007010b1',
     '01900000-0000-7000-8000-0000000000b1', 'Notebook', 'https://globex.example.net/hook', '{message.bounced}',
     'sealed secret b1', now() - interval '1 hour', '01900000-0000-7000-8000-0000001010b1');

INSERT INTO oltp.webhook_deliveries (tenant_id, id, company_id, webhook_id, event_type, event_key, payload, status,
    attempts, next_attempt, response_status, duration_ms, delivered) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007020a0', NULL,
     '01900000-0000-7000-8000-0000007010a0', 'message.replied', 'event-a0', '{"type": "message", "data": {}}',
     'delivered', 1, NULL, 200, 80, now()),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007020a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000007010a1', 'message.replied', 'event-a1',
     '{"type": "message", "data": {}}', 'delivered', 1, NULL, 200, 75, now()),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007020a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000007010a2', 'lead.unsubscribed',
     'event-a2', '{"type": "message", "data": {}}', 'pending', 1, now() + interval '5 minutes', 503, 900, NULL),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000007020b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000007010b1', 'message.bounced', 'event-b1',
     '{"type": "message", "data": {}}', 'delivered', 1, NULL, 200, 60, now());

INSERT INTO oltp.scheduled_reports (tenant_id, id, company_id, name, report, options, frequency, timezone,
    recipients, next_run, created_by) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007030a0', NULL, 'Agency report',
     'campaigns', '{"range": "30d", "group_by": "week"}', 'monthly', 'Europe/London', '{ada@acme.example.com}',
     now() + interval '1 day', '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007030a1',
     '01900000-0000-7000-8000-0000000000a1', 'Shop report', 'campaigns', '{"range": "30d", "group_by": "week"}',
     'weekly', 'Europe/London', '{shop@bikes.example.com}', now() + interval '1 day',
     '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007030a2',
     '01900000-0000-7000-8000-0000000000a2', 'Shop report', 'campaigns', '{"range": "30d", "group_by": "week"}',
     'weekly', 'Europe/London', '{cleo@books.example.org}', now() + interval '1 day',
     '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000007030b1',
     '01900000-0000-7000-8000-0000000000b1', 'Lab report', 'campaigns', '{"range": "30d", "group_by": "week"}',
     'daily', 'Europe/Berlin', '{gus@globex.example.net}', now() + interval '1 day',
     '01900000-0000-7000-8000-0000001010b1');

INSERT INTO oltp.report_runs (tenant_id, id, company_id, scheduled_report_id, due, status, file_ref,
    finished) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007040a0', NULL,
     '01900000-0000-7000-8000-0000007030a0', current_date - 1 + time '08:00', 'sent', 'reports/a0.pdf',
     current_date - 1 + time '08:02'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007040a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000007030a1',
     current_date - 1 + time '08:00', 'sent', 'reports/a1.pdf', current_date - 1 + time '08:02'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007040a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000007030a2',
     current_date - 1 + time '08:00', 'sent', 'reports/a2.pdf', current_date - 1 + time '08:02'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000007040b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000007030b1',
     current_date - 1 + time '08:00', 'sent', 'reports/b1.pdf', current_date - 1 + time '08:02');

INSERT INTO oltp.inbox_tags (tenant_id, id, company_id, value, color) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007050a0', NULL, 'urgent', '#cc0000'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007050a1',
     '01900000-0000-7000-8000-0000000000a1', 'repair', '#00cc00'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000007050a2',
     '01900000-0000-7000-8000-0000000000a2', 'order', '#0000cc'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000007050b1',
     '01900000-0000-7000-8000-0000000000b1', 'sample', '#cccc00');
