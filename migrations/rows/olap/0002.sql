-- Yesterday's messages: their ids begin with the day's first millisecond.
SELECT set_config('rows.day', '0' || to_hex(extract(epoch FROM current_date - 1)::bigint * 1000), true);

INSERT INTO olap.message_states (tenant_id, message_id, company_id, activity_date, message_kind, campaign_id,
    step_id, variant_id, mailbox_id, sending_domain, receiving_provider, lead_id, sent, delivered, opened_tracked,
    opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard, opens_total, opens_human,
    clicks_total, clicks_human, first_sent, first_opened, first_opened_human, first_clicked, first_clicked_human,
    first_replied, first_bounced, last_event) VALUES
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a1')::uuid,
     '01900000-0000-7000-8000-0000000000a1', current_date - 1, 'campaign', '01900000-0000-7000-8000-0000006010a1',
     '01900000-0000-7000-8000-0000006020a1', '01900000-0000-7000-8000-0000001410a1',
     '01900000-0000-7000-8000-0000005040a1', 'bikes.example.com', 'google', '01900000-0000-7000-8000-0000003030a1',
     true, true, true, true, true, true, true, false, false, 1, 1, 1, 1, current_date - 1 + time '09:00',
     current_date - 1 + time '09:30', current_date - 1 + time '09:30', current_date - 1 + time '09:31',
     current_date - 1 + time '09:31', current_date - 1 + time '10:02', NULL, current_date - 1 + time '10:02'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000000a2')::uuid,
     '01900000-0000-7000-8000-0000000000a2', current_date - 1, 'campaign', '01900000-0000-7000-8000-0000006010a2',
     '01900000-0000-7000-8000-0000006020a2', '01900000-0000-7000-8000-0000001410a2',
     '01900000-0000-7000-8000-0000005040a2', 'books.example.org', 'microsoft',
     '01900000-0000-7000-8000-0000003030a2', true, true, true, true, false, false, false, false, false, 1, 1, 0, 0,
     current_date - 1 + time '09:00', current_date - 1 + time '09:30', current_date - 1 + time '09:30', NULL, NULL,
     NULL, NULL, current_date - 1 + time '09:30'),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000000b1')::uuid,
     '01900000-0000-7000-8000-0000000000b1', current_date - 1, 'campaign', '01900000-0000-7000-8000-0000006010b1',
     '01900000-0000-7000-8000-0000006020b1', '01900000-0000-7000-8000-0000001410b1',
     '01900000-0000-7000-8000-0000005040b1', 'globex.example.net', 'google', '01900000-0000-7000-8000-0000003030b1',
     true, false, false, false, false, false, false, true, true, 0, 0, 0, 0, current_date - 1 + time '09:00', NULL,
     NULL, NULL, NULL, NULL, current_date - 1 + time '09:01', current_date - 1 + time '09:01');

INSERT INTO olap.message_states (tenant_id, message_id, company_id, activity_date, message_kind, mailbox_id,
    sending_domain, receiving_provider, sent, delivered, opened_tracked, opens_total, opens_machine, first_sent,
    first_opened, last_event) VALUES
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a1')::uuid,
     '01900000-0000-7000-8000-0000000000a1', current_date - 1, 'warmup', '01900000-0000-7000-8000-0000005040a1',
     'bikes.example.com', 'google', true, true, true, 1, 1, current_date - 1 + time '07:00',
     current_date - 1 + time '07:30', current_date - 1 + time '07:30'),
    ('01900000-0000-7000-8000-00000000000a', (current_setting('rows.day') || '-7000-8000-0000000001a2')::uuid,
     '01900000-0000-7000-8000-0000000000a2', current_date - 1, 'warmup', '01900000-0000-7000-8000-0000005040a2',
     'books.example.org', 'microsoft', true, true, true, 1, 1, current_date - 1 + time '07:00',
     current_date - 1 + time '07:30', current_date - 1 + time '07:30'),
    ('01900000-0000-7000-8000-00000000000b', (current_setting('rows.day') || '-7000-8000-0000000001b1')::uuid,
     '01900000-0000-7000-8000-0000000000b1', current_date - 1, 'warmup', '01900000-0000-7000-8000-0000005040b1',
     'globex.example.net', 'google', true, true, true, 1, 1, current_date - 1 + time '07:00',
     current_date - 1 + time '07:30', current_date - 1 + time '07:30');
