INSERT INTO oltp.lists (tenant_id, id, company_id, name, description, opt_in) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003010a0', NULL, 'Partners',
     'For both shops', 'single'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003010a1',
     '01900000-0000-7000-8000-0000000000a1', 'Spring customers', 'Bought a bike last year', 'single'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003010a2',
     '01900000-0000-7000-8000-0000000000a2', 'Readers', 'Asked for the newsletter', 'double'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003010b1',
     '01900000-0000-7000-8000-0000000000b1', 'Pilot laboratories', 'Met at the fair', 'single');

INSERT INTO oltp.import_jobs (tenant_id, id, company_id, filename, format, mapping, list_id, status, total_rows,
    processed_rows, created_rows, rejected_rows, created_by, started, finished) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003020a1',
     '01900000-0000-7000-8000-0000000000a1', 'customers.csv', 'csv', '{"E-Mail": "email", "Name": "name"}',
     '01900000-0000-7000-8000-0000003010a1', 'completed', 2, 2, 1, 1, '01900000-0000-7000-8000-0000001010a1',
     now() - interval '3 days', now() - interval '3 days'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003020a2',
     '01900000-0000-7000-8000-0000000000a2', 'readers.csv', 'csv', '{"E-Mail": "email", "Name": "name"}',
     '01900000-0000-7000-8000-0000003010a2', 'completed', 2, 2, 1, 1, '01900000-0000-7000-8000-0000001010a1',
     now() - interval '3 days', now() - interval '3 days'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003020b1',
     '01900000-0000-7000-8000-0000000000b1', 'laboratories.csv', 'csv', '{"E-Mail": "email", "Name": "name"}',
     '01900000-0000-7000-8000-0000003010b1', 'completed', 2, 2, 1, 1, '01900000-0000-7000-8000-0000001010b1',
     now() - interval '3 days', now() - interval '3 days');

INSERT INTO oltp.leads (tenant_id, id, company_id, email, name, status, stage, custom_fields, tags, source,
    import_job_id, timezone, country, mx_status, receiving_provider) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a0', NULL, 'partner@example.net',
     'Pat Partner', 'active', 'new', '{"vip_status": true}', '{partner}', 'import', NULL, 'UTC', 'GB', 'found',
     'unknown'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a1',
     '01900000-0000-7000-8000-0000000000a1', 'rider@example.com', 'Robin Rider', 'replied', 'replied',
     '{"vip_status": false}', '{spring}', 'import', '01900000-0000-7000-8000-0000003020a1', 'Europe/London', 'GB',
     'found', 'google'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a2',
     '01900000-0000-7000-8000-0000000000a2', 'reader@example.org', 'Reese Reader', 'active', 'contacted',
     '{"vip_status": false}', '{fiction}', 'import', '01900000-0000-7000-8000-0000003020a2', 'Europe/London', 'GB',
     'found', 'microsoft'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003030b1',
     '01900000-0000-7000-8000-0000000000b1', 'chemist@example.net', 'Chris Chemist', 'bounced', 'contacted',
     '{"vip_status": true}', '{pilot}', 'import', '01900000-0000-7000-8000-0000003020b1', 'Europe/Berlin', 'DE',
     'found', 'google');

INSERT INTO oltp.lead_engagement (tenant_id, lead_id, company_id, version, sent, opened_human, clicked_human,
    replied, score, last_sent, last_bounced, last_engaged) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a0', NULL, 0, 0, 0, 0, 0, 0, NULL,
     NULL, NULL),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a1',
     '01900000-0000-7000-8000-0000000000a1', 3, 1, 1, 1, 1, 80, current_date - 1 + time '09:00', NULL,
     current_date - 1 + time '10:02'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a2',
     '01900000-0000-7000-8000-0000000000a2', 2, 1, 1, 0, 0, 40, current_date - 1 + time '09:00', NULL,
     current_date - 1 + time '09:30'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003030b1',
     '01900000-0000-7000-8000-0000000000b1', 1, 1, 0, 0, 0, 0, current_date - 1 + time '09:00',
     current_date - 1 + time '09:01', NULL);

INSERT INTO oltp.lead_keys (tenant_id, lead_id, company_id, key_sealed) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a0', NULL, 'sealed key of lead a0'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a1',
     '01900000-0000-7000-8000-0000000000a1', 'sealed key of lead a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003030a2',
     '01900000-0000-7000-8000-0000000000a2', 'sealed key of lead a2'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003030b1',
     '01900000-0000-7000-8000-0000000000b1', 'sealed key of lead b1');

INSERT INTO oltp.list_contacts (tenant_id, list_id, lead_id, company_id, status, source, confirmed,
    confirmed_ip) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003010a0',
     '01900000-0000-7000-8000-0000003030a0', NULL, 'subscribed', 'api', NULL, NULL),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003010a1',
     '01900000-0000-7000-8000-0000003030a1', '01900000-0000-7000-8000-0000000000a1', 'subscribed', 'import', NULL,
     NULL),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003010a2',
     '01900000-0000-7000-8000-0000003030a2', '01900000-0000-7000-8000-0000000000a2', 'subscribed', 'form',
     now() - interval '3 days', '198.51.100.7'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003010b1',
     '01900000-0000-7000-8000-0000003030b1', '01900000-0000-7000-8000-0000000000b1', 'subscribed', 'import', NULL,
     NULL);

INSERT INTO oltp.segments (tenant_id, id, company_id, name, filter) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003040a0', NULL, 'Partners',
     '{"all": [{"field": "tags", "op": "has", "value": "partner"}]}'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003040a1',
     '01900000-0000-7000-8000-0000000000a1', 'Spring',
     '{"all": [{"field": "tags", "op": "has", "value": "spring"}]}'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003040a2',
     '01900000-0000-7000-8000-0000000000a2', 'Fiction',
     '{"all": [{"field": "tags", "op": "has", "value": "fiction"}]}'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003040b1',
     '01900000-0000-7000-8000-0000000000b1', 'Pilots',
     '{"all": [{"field": "tags", "op": "has", "value": "pilot"}]}');
