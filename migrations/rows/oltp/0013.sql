-- Yesterday's messages: their ids begin with the day's first millisecond.
SELECT set_config('rows.day', '0' || to_hex(extract(epoch FROM current_date - 1)::bigint * 1000), true);

INSERT INTO oltp.custom_field_definitions (tenant_id, id, company_id, key, label, type, choices) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001310a0', NULL, 'vip_status', 'VIP',
     'boolean', '{}'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001310a1',
     '01900000-0000-7000-8000-0000000000a1', 'frame_size', 'Frame size', 'number', '{}'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001310a2',
     '01900000-0000-7000-8000-0000000000a2', 'favourite', 'Favourite', 'choice', '{fiction,poetry}'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001310b1',
     '01900000-0000-7000-8000-0000000000b1', 'instrument', 'Instrument', 'text', '{}');

INSERT INTO oltp.import_rejects (tenant_id, import_job_id, line, company_id, reason, raw) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003020a1', 3,
     '01900000-0000-7000-8000-0000000000a1', 'email_invalid', '{"E-Mail": "not an address"}'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000003020a2', 3,
     '01900000-0000-7000-8000-0000000000a2', 'email_invalid', '{"E-Mail": "not an address"}'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000003020b1', 3,
     '01900000-0000-7000-8000-0000000000b1', 'email_invalid', '{"E-Mail": "not an address"}');

INSERT INTO oltp.export_jobs (tenant_id, id, company_id, subject, format, filter, status, rows_written, size_bytes,
    file_ref, expires, created_by, started, finished) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001320a0', NULL, 'analytics', 'xlsx',
     '{}', 'completed', 1, 120, 'exports/a0', now() + interval '6 days', '01900000-0000-7000-8000-0000001010a1',
     now() - interval '1 day', now() - interval '1 day'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001320a1',
     '01900000-0000-7000-8000-0000000000a1', 'leads', 'csv', '{}', 'completed', 1, 120, 'exports/a1',
     now() + interval '6 days', '01900000-0000-7000-8000-0000001010a1', now() - interval '1 day',
     now() - interval '1 day'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001320a2',
     '01900000-0000-7000-8000-0000000000a2', 'leads', 'csv', '{}', 'completed', 1, 120, 'exports/a2',
     now() + interval '6 days', '01900000-0000-7000-8000-0000001010a1', now() - interval '1 day',
     now() - interval '1 day'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001320b1',
     '01900000-0000-7000-8000-0000000000b1', 'messages', 'json', '{}', 'completed', 1, 120, 'exports/b1',
     now() + interval '6 days', '01900000-0000-7000-8000-0000001010b1', now() - interval '1 day',
     now() - interval '1 day');

INSERT INTO oltp.consent_events (tenant_id, id, company_id, lead_id, list_id, address_hash, kind, source, ip, proof,
    occurred) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001330a0', NULL,
     '01900000-0000-7000-8000-0000003030a0', '01900000-0000-7000-8000-0000003010a0', sha256('address of lead a0'),
     'subscribed', 'api', NULL, '{}', now() - interval '3 days'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001330a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000003030a1',
     '01900000-0000-7000-8000-0000003010a1', sha256('address of lead a1'), 'subscribed', 'import', NULL, '{}',
     now() - interval '3 days'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001330a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000003030a2',
     '01900000-0000-7000-8000-0000003010a2', sha256('address of lead a2'), 'confirmed', 'form', '198.51.100.7',
     '{"double_opt_in": true}', now() - interval '3 days'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001330b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000003030b1',
     '01900000-0000-7000-8000-0000003010b1', sha256('address of lead b1'), 'subscribed', 'import', NULL, '{}',
     now() - interval '3 days');

INSERT INTO oltp.suppressions (tenant_id, id, company_id, scope, target_hash, hint, reason, source, message_id,
    created_by) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001340a0', NULL, 'tenant',
     sha256('suppressed a0'), 'n…@example.net', 'manual', 'member', NULL, '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001340a1',
     '01900000-0000-7000-8000-0000000000a1', 'company', sha256('suppressed a1'), 'm…@example.com', 'unsubscribed',
     'one_click', NULL, NULL),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001340a2',
     '01900000-0000-7000-8000-0000000000a2', 'company', sha256('suppressed a2'), 'l…@example.org', 'complained',
     'feedback_loop', NULL, NULL),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001340b1',
     '01900000-0000-7000-8000-0000000000b1', 'company', sha256('suppressed b1'), 'c…@example.net', 'hard_bounce',
     'bounce', (current_setting('rows.day') || '-7000-8000-0000000000b1')::uuid, NULL);
