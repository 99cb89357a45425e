INSERT INTO content.mailbox_lanes (tenant_id, mailbox_id, company_id, email, sending_domain, daily_cap, used_today,
    used_day, version) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a1',
     '01900000-0000-7000-8000-0000000000a1', 'hello@bikes.example.com', 'bikes.example.com', 50, 2,
     current_date - 1, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a2',
     '01900000-0000-7000-8000-0000000000a2', 'hello@books.example.org', 'books.example.org', 30, 2,
     current_date - 1, 1),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005040b1',
     '01900000-0000-7000-8000-0000000000b1', 'hello@globex.example.net', 'globex.example.net', 40, 2,
     current_date - 1, 1);

INSERT INTO content.lane_backoffs (tenant_id, mailbox_id, receiving_provider, company_id, not_before,
    last_reply) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a1', 'yahoo',
     '01900000-0000-7000-8000-0000000000a1', now() + interval '15 minutes', '421 4.7.0 Try again later'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a2', 'yahoo',
     '01900000-0000-7000-8000-0000000000a2', now() + interval '15 minutes', '421 4.7.0 Try again later'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005040b1', 'yahoo',
     '01900000-0000-7000-8000-0000000000b1', now() + interval '15 minutes', '421 4.7.0 Try again later');
