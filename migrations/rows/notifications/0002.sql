INSERT INTO notifications.transactional_emails (tenant_id, id, user_id, type, recipient, payload, status,
    idempotency_key, sent) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001820a1',
     '01900000-0000-7000-8000-0000001010a1', 'welcome', 'ada@acme.example.com', '{"name": "Ada"}', 'sent',
     'welcome:a1', now() - interval '90 days'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001820b1',
     '01900000-0000-7000-8000-0000001010b1', 'welcome', 'gus@globex.example.net', '{"name": "Gus"}', 'sent',
     'welcome:b1', now() - interval '40 days');
