-- Acme, an agency with two clients, and Globex, which works for itself. The end of an id says whose it is:
-- a1 and a2 are Acme's companies, a0 what they share, b1 is Globex's company.
INSERT INTO oltp.tenants (id, name) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'Acme'),
    ('01900000-0000-7000-8000-00000000000b', 'Globex');

-- An owner each; at Acme a member for each company, at Globex one more.
INSERT INTO oltp.users (id, name, given_name, family_name, email, email_verified, metadata) VALUES
    ('01900000-0000-7000-8000-0000001010a1', 'Ada Owner', 'Ada', 'Owner', 'ada@acme.example.com',
     now() - interval '90 days', '{"referral_source": "search"}'),
    ('01900000-0000-7000-8000-0000001010a2', 'Ben Member', 'Ben', 'Member', 'ben@acme.example.com',
     now() - interval '60 days', '{}'),
    ('01900000-0000-7000-8000-0000001010a3', 'Cleo Client', 'Cleo', 'Client', 'cleo@books.example.org',
     now() - interval '30 days', '{}'),
    ('01900000-0000-7000-8000-0000001010b1', 'Gus Owner', 'Gus', 'Owner', 'gus@globex.example.net',
     now() - interval '40 days', '{"utm_campaign": "spring"}'),
    ('01900000-0000-7000-8000-0000001010b2', 'Hana Member', 'Hana', 'Member', 'hana@globex.example.net',
     now() - interval '20 days', '{}');

INSERT INTO oltp.companies (tenant_id, id, name, workspace_name, slug, industry, company_size, default_from_name,
    default_from_email) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1', 'Riverside Bikes', 'Bikes',
     'bikes', 'retail', '11-50', 'Riverside Bikes', 'hello@bikes.example.com'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2', 'Corner Books', 'Books',
     'books', 'retail', '1-10', 'Corner Books', 'hello@books.example.org'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1', 'Globex Labs', 'Labs', 'labs',
     'research', '51-200', 'Globex Labs', 'hello@globex.example.net');

INSERT INTO oltp.tenant_users (tenant_id, user_id, roles, all_companies) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001010a1', '{owner}', true),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001010a2', '{member}', false),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001010a3', '{client}', false),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001010b1', '{owner}', true),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001010b2', '{member}', false);

INSERT INTO oltp.member_companies (tenant_id, user_id, company_id) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001010a2',
     '01900000-0000-7000-8000-0000000000a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001010a3',
     '01900000-0000-7000-8000-0000000000a2'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001010b2',
     '01900000-0000-7000-8000-0000000000b1');

INSERT INTO oltp.invitations (tenant_id, id, email, roles, company_ids, token_hash, invited_by, expires) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001020a0', 'dora@acme.example.com',
     '{manager}', ARRAY['01900000-0000-7000-8000-0000000000a2']::uuid[], sha256('invitation a0'),
     '01900000-0000-7000-8000-0000001010a1', now() + interval '7 days'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001020b0', 'ivo@globex.example.net',
     '{manager}', ARRAY['01900000-0000-7000-8000-0000000000b1']::uuid[], sha256('invitation b0'),
     '01900000-0000-7000-8000-0000001010b1', now() + interval '7 days');

INSERT INTO oltp.user_passwords (user_id, password_hash) VALUES
    ('01900000-0000-7000-8000-0000001010a1',
     '$argon2id$v=19$m=65536,t=3,p=4$c2FsdCBvZiB7YTF9$bm90IGEgcmVhbCBoYXNo'),
    ('01900000-0000-7000-8000-0000001010a2',
     '$argon2id$v=19$m=65536,t=3,p=4$c2FsdCBvZiB7YTJ9$bm90IGEgcmVhbCBoYXNo'),
    ('01900000-0000-7000-8000-0000001010b1',
     '$argon2id$v=19$m=65536,t=3,p=4$c2FsdCBvZiB7YjF9$bm90IGEgcmVhbCBoYXNo');

INSERT INTO oltp.user_totp (user_id, secret_sealed, confirmed) VALUES
    ('01900000-0000-7000-8000-0000001010a1', 'sealed secret a1', now() - interval '10 days'),
    ('01900000-0000-7000-8000-0000001010b1', 'sealed secret b1', now() - interval '10 days');

INSERT INTO oltp.user_recovery_codes (user_id, code_hash, used) VALUES
    ('01900000-0000-7000-8000-0000001010a1', sha256('first code a1'), now() - interval '5 days'),
    ('01900000-0000-7000-8000-0000001010b1', sha256('first code b1'), now() - interval '5 days'),
    ('01900000-0000-7000-8000-0000001010a1', sha256('second code a1'), NULL),
    ('01900000-0000-7000-8000-0000001010b1', sha256('second code b1'), NULL);

INSERT INTO oltp.user_tokens (id, user_id, purpose, token_hash, email, expires) VALUES
    ('01900000-0000-7000-8000-0000001040a1', '01900000-0000-7000-8000-0000001010a1', 'change_email',
     sha256('token a1'), 'new@acme.example.com', now() + interval '1 day'),
    ('01900000-0000-7000-8000-0000001040b1', '01900000-0000-7000-8000-0000001010b1', 'change_email',
     sha256('token b1'), 'new@globex.example.net', now() + interval '1 day');

INSERT INTO oltp.sessions (id, user_id, token_hash, active_tenant, ip, user_agent, device_info, expires) VALUES
    ('01900000-0000-7000-8000-0000001030a1', '01900000-0000-7000-8000-0000001010a1', sha256('session a1'),
     '01900000-0000-7000-8000-00000000000a', '192.0.2.10', 'Mozilla/5.0', 'Firefox on Linux',
     now() + interval '8 hours'),
    ('01900000-0000-7000-8000-0000001030a2', '01900000-0000-7000-8000-0000001010a2', sha256('session a2'),
     '01900000-0000-7000-8000-00000000000a', '192.0.2.11', 'Mozilla/5.0', 'Firefox on Linux',
     now() + interval '8 hours'),
    ('01900000-0000-7000-8000-0000001030b1', '01900000-0000-7000-8000-0000001010b1', sha256('session b1'),
     '01900000-0000-7000-8000-00000000000b', '192.0.2.20', 'Mozilla/5.0', 'Firefox on Linux',
     now() + interval '8 hours');

INSERT INTO oltp.api_keys (tenant_id, id, company_id, name, prefix, key_hash, scopes, created_by) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001050a0', NULL, 'Reporting',
     'pm_live_a0', sha256('key a0'), '{analytics:read}', '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001050a1',
     '01900000-0000-7000-8000-0000000000a1', 'Shop', 'pm_live_a1', sha256('key a1'), '{leads:read,leads:write}',
     '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001050a2',
     '01900000-0000-7000-8000-0000000000a2', 'Shop', 'pm_live_a2', sha256('key a2'), '{messages:send}',
     '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001050b1',
     '01900000-0000-7000-8000-0000000000b1', 'Lab', 'pm_live_b1', sha256('key b1'), '{campaigns:read}',
     '01900000-0000-7000-8000-0000001010b1');

INSERT INTO oltp.user_preferences (id, user_id, theme, language, timezone) VALUES
    ('01900000-0000-7000-8000-0000001060a1', '01900000-0000-7000-8000-0000001010a1', 'dark', 'en', 'Europe/London'),
    ('01900000-0000-7000-8000-0000001060a2', '01900000-0000-7000-8000-0000001010a2', 'light', 'en', 'UTC'),
    ('01900000-0000-7000-8000-0000001060b1', '01900000-0000-7000-8000-0000001010b1', 'system', 'de',
     'Europe/Berlin');
