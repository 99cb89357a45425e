INSERT INTO oltp.handoff_outbox (tenant_id, handoff_id, topic, payload) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008010a0', 'audit.recorded',
     '{"action": "campaign.started", "resource_type": "campaign"}'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008010b0', 'audit.recorded',
     '{"action": "campaign.started", "resource_type": "campaign"}');

INSERT INTO oltp.handoff_inbox (tenant_id, handoff_id, topic) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008011a0', 'message.replied'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008011b0', 'message.replied');

INSERT INTO oltp.handoff_parked (tenant_id, handoff_id, topic, payload, created, attempts, error) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008012a0', 'audit.recorded',
     '{"action": "lead.deleted"}', now() - interval '2 days', 20, 'no such partition'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008012b0', 'audit.recorded',
     '{"action": "lead.deleted"}', now() - interval '2 days', 20, 'no such partition');
