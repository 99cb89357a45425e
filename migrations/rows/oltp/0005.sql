INSERT INTO oltp.domains (tenant_id, id, company_id, domain, verification_status, is_primary, verified,
    tracking_host, return_path_host, dns_last_verified_at) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a1',
     '01900000-0000-7000-8000-0000000000a1', 'bikes.example.com', 'verified', true, now() - interval '30 days',
     'track.bikes.example.com', 'bounce.bikes.example.com', now() - interval '1 hour'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a2',
     '01900000-0000-7000-8000-0000000000a2', 'books.example.org', 'verified', true, now() - interval '30 days',
     'track.books.example.org', 'bounce.books.example.org', now() - interval '1 hour'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005010b1',
     '01900000-0000-7000-8000-0000000000b1', 'globex.example.net', 'verified', true, now() - interval '30 days',
     'track.globex.example.net', 'bounce.globex.example.net', now() - interval '1 hour');

INSERT INTO oltp.verified_domains (domain, tenant_id, domain_id, verified) VALUES
    ('bikes.example.com', '01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a1',
     now() - interval '30 days'),
    ('books.example.org', '01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005010a2',
     now() - interval '30 days'),
    ('globex.example.net', '01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005010b1',
     now() - interval '30 days');

INSERT INTO oltp.dns_records (tenant_id, id, company_id, domain_id, record_type, name, value, selector, policy,
    verification_status, last_verified_at) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005020a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005010a1', 'SPF', '@',
     'v=spf1 ip4:192.0.2.25 -all', NULL, NULL, 'verified', now() - interval '1 hour'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005020a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005010a2', 'SPF', '@',
     'v=spf1 ip4:192.0.2.25 -all', NULL, NULL, 'verified', now() - interval '1 hour'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005020b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005010b1', 'SPF', '@',
     'v=spf1 ip4:192.0.2.25 -all', NULL, NULL, 'verified', now() - interval '1 hour'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005021a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005010a1', 'DKIM', 'pm1._domainkey',
     'v=DKIM1; k=rsa; p=public a1', 'pm1', NULL, 'verified', now() - interval '1 hour'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005021a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005010a2', 'DKIM', 'pm1._domainkey',
     'v=DKIM1; k=rsa; p=public a2', 'pm1', NULL, 'verified', now() - interval '1 hour'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005021b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005010b1', 'DKIM', 'pm1._domainkey',
     'v=DKIM1; k=rsa; p=public b1', 'pm1', NULL, 'verified', now() - interval '1 hour');

INSERT INTO oltp.dkim_keys (tenant_id, id, company_id, domain_id, selector, algorithm, public_key,
    private_key_sealed, status, activated) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005030a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005010a1', 'pm1', 'rsa-2048', 'public a1',
     'sealed private key a1', 'active', now() - interval '30 days'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005030a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005010a2', 'pm1', 'rsa-2048', 'public a2',
     'sealed private key a2', 'active', now() - interval '30 days'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005030b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005010b1', 'pm1', 'rsa-2048', 'public b1',
     'sealed private key b1', 'active', now() - interval '30 days');

INSERT INTO oltp.email_accounts (tenant_id, id, company_id, domain_id, email, display_name, provider,
    credentials_sealed, imap_settings, smtp_settings, status, daily_limit, health_score, health_formula) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005010a1', 'hello@bikes.example.com',
     'Riverside Bikes', 'smtp', 'sealed credentials a1',
     '{"host": "imap.example.net", "port": 993, "security": "tls"}',
     '{"host": "smtp.example.net", "port": 587, "security": "starttls"}', 'active', 50, 90, 'warmup-log/1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005010a2', 'hello@books.example.org',
     'Corner Books', 'smtp', 'sealed credentials a2',
     '{"host": "imap.example.net", "port": 993, "security": "tls"}',
     '{"host": "smtp.example.net", "port": 587, "security": "starttls"}', 'active', 30, 85, 'warmup-log/1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005040b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005010b1', 'hello@globex.example.net',
     'Globex Labs', 'smtp', 'sealed credentials b1', '{"host": "imap.example.net", "port": 993, "security": "tls"}',
     '{"host": "smtp.example.net", "port": 587, "security": "starttls"}', 'active', 40, 60, 'warmup-log/1');

INSERT INTO oltp.connected_mailboxes (address, tenant_id, email_account_id) VALUES
    ('hello@bikes.example.com', '01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a1'),
    ('hello@books.example.org', '01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a2'),
    ('hello@globex.example.net', '01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005040b1');

INSERT INTO oltp.mailbox_from_addresses (tenant_id, id, company_id, email_account_id, domain_id, address,
    display_name, is_default, verified) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005050a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005040a1',
     '01900000-0000-7000-8000-0000005010a1', 'team@bikes.example.com', 'The team', true,
     now() - interval '29 days'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005050a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005040a2',
     '01900000-0000-7000-8000-0000005010a2', 'team@books.example.org', 'The team', true,
     now() - interval '29 days'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005050b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005040b1',
     '01900000-0000-7000-8000-0000005010b1', 'team@globex.example.net', 'The team', true,
     now() - interval '29 days');

INSERT INTO oltp.email_account_days (tenant_id, email_account_id, day, company_id, version, planned, sent,
    warmup_sent, bounced_hard, replied) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a1', current_date - 1,
     '01900000-0000-7000-8000-0000000000a1', 1, 1, 1, 1, 0, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a2', current_date - 1,
     '01900000-0000-7000-8000-0000000000a2', 1, 1, 1, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005040b1', current_date - 1,
     '01900000-0000-7000-8000-0000000000b1', 1, 1, 1, 1, 1, 0);

INSERT INTO oltp.rotation_pools (tenant_id, id, company_id, name, strategy) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005060a1',
     '01900000-0000-7000-8000-0000000000a1', 'Shop', 'weighted'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005060a2',
     '01900000-0000-7000-8000-0000000000a2', 'Shop', 'round_robin'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005060b1',
     '01900000-0000-7000-8000-0000000000b1', 'Everyone', 'least_used');

INSERT INTO oltp.rotation_pool_members (tenant_id, rotation_pool_id, email_account_id, company_id, weight) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005060a1',
     '01900000-0000-7000-8000-0000005040a1', '01900000-0000-7000-8000-0000000000a1', 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005060a2',
     '01900000-0000-7000-8000-0000005040a2', '01900000-0000-7000-8000-0000000000a2', 1),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005060b1',
     '01900000-0000-7000-8000-0000005040b1', '01900000-0000-7000-8000-0000000000b1', 1);
