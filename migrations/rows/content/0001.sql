-- Rows of two tenants, for the next migration to meet.

INSERT INTO content.mailbox_lanes (tenant_id, mailbox_id, company_id, email, sending_domain, daily_cap, version) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-002c00000a01',
     '01900000-0000-7000-8000-000000000a01', 'mailbox-lanes@a1.example', 'a1.example', 1, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-002c00000a02',
     '01900000-0000-7000-8000-000000000a02', 'mailbox-lanes@a2.example', 'a2.example', 1, 1),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-002c00000b01',
     '01900000-0000-7000-8000-000000000b01', 'mailbox-lanes@b1.example', 'b1.example', 1, 1);

INSERT INTO content.lane_backoffs (tenant_id, mailbox_id, receiving_provider, company_id, not_before) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-002c00000a01', 'receiving_provider a1',
     '01900000-0000-7000-8000-000000000a01', '2024-06-10 09:00+00'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-002c00000a02', 'receiving_provider a2',
     '01900000-0000-7000-8000-000000000a02', '2024-06-10 09:00+00'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-002c00000b01', 'receiving_provider b1',
     '01900000-0000-7000-8000-000000000b01', '2024-06-10 09:00+00');
