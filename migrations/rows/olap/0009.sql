INSERT INTO olap.handoff_outbox (tenant_id, handoff_id, topic, payload) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008016a0', 'lead.engaged',
     '{"leads": 1}'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008016b0', 'lead.engaged',
     '{"leads": 1}');

INSERT INTO olap.handoff_inbox (tenant_id, handoff_id, topic) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008017a0', 'message.sent'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008017b0', 'message.sent');

INSERT INTO olap.handoff_parked (tenant_id, handoff_id, topic, payload, created, attempts, error) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008018a0', 'message.sent',
     '{"messages": 1}', now() - interval '2 days', 20, 'no partition'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008018b0', 'message.sent',
     '{"messages": 1}', now() - interval '2 days', 20, 'no partition');
