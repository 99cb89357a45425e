INSERT INTO content.handoff_outbox (tenant_id, handoff_id, topic, payload) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008013a0', 'message.sent',
     '{"messages": 1}'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008013b0', 'message.sent',
     '{"messages": 1}');

INSERT INTO content.handoff_inbox (tenant_id, handoff_id, topic) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008014a0', 'message.planned'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008014b0', 'message.planned');

INSERT INTO content.handoff_parked (tenant_id, handoff_id, topic, payload, created, attempts, error) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008015a0', 'message.planned',
     '{"messages": 1}', now() - interval '2 days', 20, 'no such lane'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008015b0', 'message.planned',
     '{"messages": 1}', now() - interval '2 days', 20, 'no such lane');
