-- Yesterday's messages: their ids begin with the day's first millisecond.
SELECT set_config('rows.day', '0' || to_hex(extract(epoch FROM current_date - 1)::bigint * 1000), true);

-- At the bike shop a mail was opened, clicked and answered; at the bookshop opened; at Globex it bounced.
INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, batch_id, source,
    message_kind, campaign_id, step_id, variant_id, mailbox_id, sending_domain, receiving_provider, lead_id) VALUES
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a1')::uuid,
     '01900000-0000-7000-8000-0000001610a1', '01900000-0000-7000-8000-0000000000a1', 'sent',
     current_date - 1 + time '09:00', '01900000-0000-7000-8000-0000001620a1', 'delivery', 'campaign',
     '01900000-0000-7000-8000-0000006010a1', '01900000-0000-7000-8000-0000006020a1',
     '01900000-0000-7000-8000-0000001410a1', '01900000-0000-7000-8000-0000005040a1', 'bikes.example.com', 'google',
     '01900000-0000-7000-8000-0000003030a1'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a2')::uuid,
     '01900000-0000-7000-8000-0000001610a2', '01900000-0000-7000-8000-0000000000a2', 'sent',
     current_date - 1 + time '09:00', '01900000-0000-7000-8000-0000001620a2', 'delivery', 'campaign',
     '01900000-0000-7000-8000-0000006010a2', '01900000-0000-7000-8000-0000006020a2',
     '01900000-0000-7000-8000-0000001410a2', '01900000-0000-7000-8000-0000005040a2', 'books.example.org',
     'microsoft', '01900000-0000-7000-8000-0000003030a2'),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000000b1')::uuid,
     '01900000-0000-7000-8000-0000001610b1', '01900000-0000-7000-8000-0000000000b1', 'sent',
     current_date - 1 + time '09:00', '01900000-0000-7000-8000-0000001620b1', 'delivery', 'campaign',
     '01900000-0000-7000-8000-0000006010b1', '01900000-0000-7000-8000-0000006020b1',
     '01900000-0000-7000-8000-0000001410b1', '01900000-0000-7000-8000-0000005040b1', 'globex.example.net', 'google',
     '01900000-0000-7000-8000-0000003030b1'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a1')::uuid,
     '01900000-0000-7000-8000-0000001611a1', '01900000-0000-7000-8000-0000000000a1', 'sent',
     current_date - 1 + time '07:00', '01900000-0000-7000-8000-0000001620a1', 'delivery', 'warmup', NULL, NULL,
     NULL, '01900000-0000-7000-8000-0000005040a1', 'bikes.example.com', 'google', NULL),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a2')::uuid,
     '01900000-0000-7000-8000-0000001611a2', '01900000-0000-7000-8000-0000000000a2', 'sent',
     current_date - 1 + time '07:00', '01900000-0000-7000-8000-0000001620a2', 'delivery', 'warmup', NULL, NULL,
     NULL, '01900000-0000-7000-8000-0000005040a2', 'books.example.org', 'microsoft', NULL),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000001b1')::uuid,
     '01900000-0000-7000-8000-0000001611b1', '01900000-0000-7000-8000-0000000000b1', 'sent',
     current_date - 1 + time '07:00', '01900000-0000-7000-8000-0000001620b1', 'delivery', 'warmup', NULL, NULL,
     NULL, '01900000-0000-7000-8000-0000005040b1', 'globex.example.net', 'google', NULL);

INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, batch_id, source,
    user_agent, ip_address, location, device_type, client) VALUES
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a1')::uuid,
     '01900000-0000-7000-8000-0000001612a1', '01900000-0000-7000-8000-0000000000a1', 'opened',
     current_date - 1 + time '07:30', '01900000-0000-7000-8000-0000001620a1', 'tracking', 'Mozilla/5.0',
     '203.0.113.0/24', 'GB', 'desktop', 'gmail_proxy'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a2')::uuid,
     '01900000-0000-7000-8000-0000001612a2', '01900000-0000-7000-8000-0000000000a2', 'opened',
     current_date - 1 + time '07:30', '01900000-0000-7000-8000-0000001620a2', 'tracking', 'Mozilla/5.0',
     '203.0.113.0/24', 'GB', 'desktop', 'gmail_proxy'),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000001b1')::uuid,
     '01900000-0000-7000-8000-0000001612b1', '01900000-0000-7000-8000-0000000000b1', 'opened',
     current_date - 1 + time '07:30', '01900000-0000-7000-8000-0000001620b1', 'tracking', 'Mozilla/5.0',
     '203.0.113.0/24', 'DE', 'desktop', 'gmail_proxy'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a1')::uuid,
     '01900000-0000-7000-8000-0000001613a1', '01900000-0000-7000-8000-0000000000a1', 'opened',
     current_date - 1 + time '09:30', '01900000-0000-7000-8000-0000001620a1', 'tracking', 'Mozilla/5.0',
     '198.51.100.0/24', 'GB', 'mobile', 'gmail'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a2')::uuid,
     '01900000-0000-7000-8000-0000001613a2', '01900000-0000-7000-8000-0000000000a2', 'opened',
     current_date - 1 + time '09:30', '01900000-0000-7000-8000-0000001620a2', 'tracking', 'Mozilla/5.0',
     '198.51.100.0/24', 'GB', 'desktop', 'outlook');

INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, batch_id, source,
    device_type, client, location, link_url, link_text) VALUES
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a1')::uuid,
     '01900000-0000-7000-8000-0000001614a1', '01900000-0000-7000-8000-0000000000a1', 'clicked',
     current_date - 1 + time '09:31', '01900000-0000-7000-8000-0000001620a1', 'tracking', 'mobile', 'gmail', 'GB',
     'https://bikes.example.com/book', 'Book a day');

INSERT INTO olap.email_events (tenant_id, message_id, event_id, company_id, kind, occurred, batch_id, source,
    bounce_type, bounce_reason, smtp_code, smtp_enhanced) VALUES
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a1')::uuid,
     '01900000-0000-7000-8000-0000001615a1', '01900000-0000-7000-8000-0000000000a1', 'replied',
     current_date - 1 + time '10:02', '01900000-0000-7000-8000-0000001620a1', 'inbound', NULL, NULL, NULL, NULL),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000000b1')::uuid,
     '01900000-0000-7000-8000-0000001615b1', '01900000-0000-7000-8000-0000000000b1', 'bounced',
     current_date - 1 + time '09:01', '01900000-0000-7000-8000-0000001620b1', 'inbound', 'hard',
     'The address does not exist', 550, '5.1.1');

-- The second judgements are not in the facts yet.
INSERT INTO olap.event_verdicts (tenant_id, message_id, event_id, rule_version, company_id, verdict, reason,
    batch_id) VALUES
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a1')::uuid,
     '01900000-0000-7000-8000-0000001612a1', 1, '01900000-0000-7000-8000-0000000000a1', 'machine', 'known_pool',
     '01900000-0000-7000-8000-0000001620a1'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a2')::uuid,
     '01900000-0000-7000-8000-0000001612a2', 1, '01900000-0000-7000-8000-0000000000a2', 'machine', 'known_pool',
     '01900000-0000-7000-8000-0000001620a2'),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000001b1')::uuid,
     '01900000-0000-7000-8000-0000001612b1', 1, '01900000-0000-7000-8000-0000000000b1', 'machine', 'known_pool',
     '01900000-0000-7000-8000-0000001620b1'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a1')::uuid,
     '01900000-0000-7000-8000-0000001613a1', 1, '01900000-0000-7000-8000-0000000000a1', 'human', 'plausible',
     '01900000-0000-7000-8000-0000001620a1'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a2')::uuid,
     '01900000-0000-7000-8000-0000001613a2', 1, '01900000-0000-7000-8000-0000000000a2', 'human', 'plausible',
     '01900000-0000-7000-8000-0000001620a2'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a1')::uuid,
     '01900000-0000-7000-8000-0000001614a1', 1, '01900000-0000-7000-8000-0000000000a1', 'human', 'plausible',
     '01900000-0000-7000-8000-0000001620a1'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a1')::uuid,
     '01900000-0000-7000-8000-0000001612a1', 2, '01900000-0000-7000-8000-0000000000a1', 'machine', 'known_pool',
     '01900000-0000-7000-8000-0000001621a1'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a2')::uuid,
     '01900000-0000-7000-8000-0000001612a2', 2, '01900000-0000-7000-8000-0000000000a2', 'machine', 'known_pool',
     '01900000-0000-7000-8000-0000001621a2'),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000001b1')::uuid,
     '01900000-0000-7000-8000-0000001612b1', 2, '01900000-0000-7000-8000-0000000000b1', 'machine', 'known_pool',
     '01900000-0000-7000-8000-0000001621b1');

INSERT INTO olap.late_events (tenant_id, message_id, event_id, company_id, kind, occurred, event) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01840000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000001616a1', '01900000-0000-7000-8000-0000000000a1', 'opened',
     now() - interval '2 days', '{"kind": "opened", "source": "tracking"}'),
    ('01900000-0000-7000-8000-00000000000a', '01840000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000001616a2', '01900000-0000-7000-8000-0000000000a2', 'opened',
     now() - interval '2 days', '{"kind": "opened", "source": "tracking"}'),
    ('01900000-0000-7000-8000-00000000000b', '01840000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000001616b1', '01900000-0000-7000-8000-0000000000b1', 'opened',
     now() - interval '2 days', '{"kind": "opened", "source": "tracking"}');

INSERT INTO olap.rollup_queue (tenant_id, batch_id, rows) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001621a1', 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001621a2', 1),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001621b1', 1);

INSERT INTO olap.rollup_tenants (tenant_id, rolled, batches, messages) VALUES
    ('01900000-0000-7000-8000-00000000000a', now() - interval '1 minute', 2, 4),
    ('01900000-0000-7000-8000-00000000000b', now() - interval '1 minute', 1, 2);
