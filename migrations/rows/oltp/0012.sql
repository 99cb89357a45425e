INSERT INTO oltp.tenant_config (tenant_id, billing_email, billing_address, theme_primary_color, ui_timezone) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'bills@acme.example.com',
     '{"line1": "1 High Street", "city": "Leeds", "country": "GB"}', '#336699', 'Europe/London'),
    ('01900000-0000-7000-8000-00000000000b', 'bills@globex.example.net',
     '{"line1": "Hauptstr. 2", "city": "Jena", "country": "DE"}', '#993366', 'Europe/Berlin');

INSERT INTO oltp.tenant_policies (tenant_id, password_min_length, two_factor_required,
    campaigns_need_approval) VALUES
    ('01900000-0000-7000-8000-00000000000a', 12, true, true),
    ('01900000-0000-7000-8000-00000000000b', 8, false, false);

INSERT INTO oltp.retention_policies (tenant_id, content_type, retention_days, auto_archive) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'email_content', 365, true),
    ('01900000-0000-7000-8000-00000000000b', 'email_content', 90, true);

INSERT INTO oltp.tenant_keys (tenant_id, id, purpose, key_sealed) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001210a0', 'seal', 'sealed key of Acme'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001210b0', 'seal',
     'sealed key of Globex'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001211a0', 'address_hash',
     'sealed hash key of Acme'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001211b0', 'address_hash',
     'sealed hash key of Globex');

INSERT INTO oltp.privacy_requests (tenant_id, id, kind, subject, subject_id, address_hash, status, requested_by,
    report, completed) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001220a0', 'export', 'lead',
     '01900000-0000-7000-8000-0000003030a1', sha256('lead a0'), 'completed', '01900000-0000-7000-8000-0000001010a1',
     '{"oltp.leads": 1}', now() - interval '1 day'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001220b0', 'erase', 'lead',
     '01900000-0000-7000-8000-0000003030b1', sha256('lead b0'), 'received', '01900000-0000-7000-8000-0000001010b1',
     '{}', NULL);
