-- Both owners also lend the platform a hand.
INSERT INTO oltp.staff_members (user_id, role_id, notes) VALUES
    ('01900000-0000-7000-8000-0000001010a1', 3, 'Weekends'),
    ('01900000-0000-7000-8000-0000001010b1', 6, NULL);

INSERT INTO oltp.feature_flags (id, key, description, is_enabled, rollout_percentage) VALUES
    ('01900000-0000-7000-8000-0000001110a0', 'new_editor', 'The editor with blocks.', true, 10);

INSERT INTO oltp.tenant_feature_overrides (tenant_id, feature_flag_id, is_enabled, reason) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001110a0', true, 'Asked for it'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001110a0', false, 'Asked to wait');
