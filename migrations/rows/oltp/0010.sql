-- Yesterday's messages: their ids begin with the day's first millisecond.
SELECT set_config('rows.day', '0' || to_hex(extract(epoch FROM current_date - 1)::bigint * 1000), true);

INSERT INTO oltp.vps_instances (id, hostwinds_instance_id, hostname, ip_address, region, status, monthly_cost,
    approximate_cost) VALUES
    ('01900000-0000-7000-8000-0000009010a0', 'hw-1', 'out1.example.net', '192.0.2.25', 'eu-west', 'active', 1200,
     600);

INSERT INTO oltp.smtp_ip_addresses (id, vps_instance_id, ip_address, hostname, status, dedicated_to,
    last_reputation_check) VALUES
    ('01900000-0000-7000-8000-0000009020a0', '01900000-0000-7000-8000-0000009010a0', '192.0.2.25',
     'out1.example.net', 'warmed', NULL, now() - interval '1 hour'),
    ('01900000-0000-7000-8000-0000009020b0', '01900000-0000-7000-8000-0000009010a0', '192.0.2.26',
     'out2.example.net', 'warming', '01900000-0000-7000-8000-00000000000b', now() - interval '1 hour');

INSERT INTO oltp.ip_blacklist_checks (smtp_ip_address_id, list_name, is_listed, listed_since) VALUES
    ('01900000-0000-7000-8000-0000009020a0', 'zen.spamhaus.org', false, NULL),
    ('01900000-0000-7000-8000-0000009020b0', 'zen.spamhaus.org', true, now() - interval '1 day');

INSERT INTO oltp.ip_reputation_days (smtp_ip_address_id, day, reputation_state, lists_checked, lists_listed, sent,
    bounced) VALUES
    ('01900000-0000-7000-8000-0000009020a0', current_date - 1, 'good', 1, 0, 2, 0),
    ('01900000-0000-7000-8000-0000009020b0', current_date - 1, 'poor', 1, 1, 1, 1);

INSERT INTO oltp.domain_ip_assignments (tenant_id, id, company_id, domain_id, smtp_ip_address_id, status, assigned,
    warmup_state, last_sent) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009030a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005010a1',
     '01900000-0000-7000-8000-0000009020a0', 'active', now() - interval '30 days', 'warmed',
     current_date - 1 + time '09:00'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009030a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005010a2',
     '01900000-0000-7000-8000-0000009020a0', 'active', now() - interval '30 days', 'warmed',
     current_date - 1 + time '09:00'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000009030b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005010b1',
     '01900000-0000-7000-8000-0000009020b0', 'warming', now() - interval '30 days', 'warming',
     current_date - 1 + time '09:00');

INSERT INTO oltp.domain_reputation (tenant_id, domain_id, day, company_id, score, formula, sent, delivered, opened,
    bounced) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a1', current_date - 1,
     '01900000-0000-7000-8000-0000000000a1', 92, 'domain/1', 1, 1, 1, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a2', current_date - 1,
     '01900000-0000-7000-8000-0000000000a2', 88, 'domain/1', 1, 1, 1, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005010b1', current_date - 1,
     '01900000-0000-7000-8000-0000000000b1', 55, 'domain/1', 1, 0, 0, 1);

INSERT INTO oltp.blacklist_checks (tenant_id, domain_id, list_name, company_id, is_listed, listed_since) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a1', 'dbl.spamhaus.org',
     '01900000-0000-7000-8000-0000000000a1', false, NULL),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a2', 'dbl.spamhaus.org',
     '01900000-0000-7000-8000-0000000000a2', false, NULL),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005010b1', 'dbl.spamhaus.org',
     '01900000-0000-7000-8000-0000000000b1', true, now() - interval '1 day');

INSERT INTO oltp.warmup_schedules (tenant_id, id, company_id, email_account_id, current_day, current_volume, status,
    next_run, started) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009040a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005040a1', 20, 243, 'active',
     current_date + 1 + time '06:00', now() - interval '20 days'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009040a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005040a2', 10, 126, 'active',
     current_date + 1 + time '06:00', now() - interval '10 days'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000009040b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005040b1', 5, 68, 'active',
     current_date + 1 + time '06:00', now() - interval '5 days');

INSERT INTO oltp.warmup_daily_logs (tenant_id, warmup_schedule_id, log_date, company_id, planned_volume, sent,
    delivered, opened, health_score, health_formula) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009040a1', current_date - 1,
     '01900000-0000-7000-8000-0000000000a1', 1, 1, 1, 1, 90, 'warmup-log/1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009040a2', current_date - 1,
     '01900000-0000-7000-8000-0000000000a2', 1, 1, 1, 1, 85, 'warmup-log/1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000009040b1', current_date - 1,
     '01900000-0000-7000-8000-0000000000b1', 1, 1, 1, 1, 60, 'warmup-log/1');

INSERT INTO oltp.warmup_pool_accounts (tenant_id, id, company_id, email, provider, credentials_sealed) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009050a0', NULL, 'pool-a0@example.net',
     'google', 'sealed credentials a0'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009050a1',
     '01900000-0000-7000-8000-0000000000a1', 'pool-a1@example.net', 'google', 'sealed credentials a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009050a2',
     '01900000-0000-7000-8000-0000000000a2', 'pool-a2@example.net', 'microsoft', 'sealed credentials a2'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000009050b1',
     '01900000-0000-7000-8000-0000000000b1', 'pool-b1@example.net', 'google', 'sealed credentials b1');

INSERT INTO oltp.warmup_events (tenant_id, id, company_id, warmup_schedule_id, kind, pool_account_id, message_id,
    occurred) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009060a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000009040a1', 'opened',
     '01900000-0000-7000-8000-0000009050a1', (current_setting('rows.day') || '-7000-8000-0000000001a1')::uuid,
     current_date - 1 + time '07:30'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000009060a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000009040a2', 'opened',
     '01900000-0000-7000-8000-0000009050a2', (current_setting('rows.day') || '-7000-8000-0000000001a2')::uuid,
     current_date - 1 + time '07:30'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000009060b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000009040b1', 'opened',
     '01900000-0000-7000-8000-0000009050b1', (current_setting('rows.day') || '-7000-8000-0000000001b1')::uuid,
     current_date - 1 + time '07:30');
