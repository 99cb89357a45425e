INSERT INTO olap.admin_audit_log (tenant_id, seq, handoff_id, created, actor, admin_user_id, action, resource_type,
    resource_id, old_values, new_values, values_digest, salt, prev_hash, hash) VALUES
    ('01900000-0000-7000-8000-00000000000a', 1, '01900000-0000-7000-8000-0000008011a0',
     current_date - 1 + time '08:00', 'user', '01900000-0000-7000-8000-0000001010a1', 'campaign.started',
     'campaign', '01900000-0000-7000-8000-0000006010a1', '{"status": "draft"}', '{"status": "sending"}',
     sha256('values a0'), sha256('salt a0'), decode(repeat('00', 32), 'hex'), sha256('entry a0')),
    ('01900000-0000-7000-8000-00000000000b', 1, '01900000-0000-7000-8000-0000008011b0',
     current_date - 1 + time '08:00', 'user', '01900000-0000-7000-8000-0000001010b1', 'campaign.started',
     'campaign', '01900000-0000-7000-8000-0000006010b1', '{"status": "draft"}', '{"status": "sending"}',
     sha256('values b0'), sha256('salt b0'), decode(repeat('00', 32), 'hex'), sha256('entry b0'));

INSERT INTO olap.audit_heads (tenant_id, seq, hash) VALUES
    ('01900000-0000-7000-8000-00000000000a', 1, sha256('entry a0')),
    ('01900000-0000-7000-8000-00000000000b', 1, sha256('entry b0'));
