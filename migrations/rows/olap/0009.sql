-- Rows of two tenants, for the next migration to meet.

INSERT INTO olap.handoff_outbox (tenant_id, topic, payload) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'topic a1', '{}'),
    ('01900000-0000-7000-8000-00000000000b', 'topic b1', '{}');

INSERT INTO olap.handoff_inbox (tenant_id, handoff_id, topic) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-009f00000a01', 'topic a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-009f00000b01', 'topic b1');

INSERT INTO olap.handoff_parked (tenant_id, handoff_id, topic, payload, created, attempts, error) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-00a000000a01', 'topic a1', '{}',
     '2024-06-10 09:00+00', 1, 'error a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-00a000000b01', 'topic b1', '{}',
     '2024-06-10 09:00+00', 1, 'error b1');
