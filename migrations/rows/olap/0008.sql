-- Rows of two tenants, for the next migration to meet.

INSERT INTO olap.admin_audit_log (
    tenant_id, seq, handoff_id, created, actor, admin_user_id, action, resource_type, resource_id, values_digest,
    salt, prev_hash, hash) VALUES
    ('01900000-0000-7000-8000-00000000000a', 1, '01900000-0000-7000-8000-009c00000a01', '2024-06-10 09:00+00', 'user',
     'admin_user_id a1', 'campaign.paused', 'resource_type a1', 'resource_id a1',
     sha256('olap.admin_audit_log values_digest a1'), sha256('salt of a1'), sha256('olap.admin_audit_log prev_hash a1'),
     sha256('olap.admin_audit_log hash a1')),
    ('01900000-0000-7000-8000-00000000000b', 1, '01900000-0000-7000-8000-009c00000b01', '2024-06-10 09:00+00', 'user',
     'admin_user_id b1', 'campaign.paused', 'resource_type b1', 'resource_id b1',
     sha256('olap.admin_audit_log values_digest b1'), sha256('salt of b1'), sha256('olap.admin_audit_log prev_hash b1'),
     sha256('olap.admin_audit_log hash b1'));

INSERT INTO olap.audit_heads (tenant_id, seq, hash) VALUES
    ('01900000-0000-7000-8000-00000000000a', 1, sha256('olap.audit_heads hash a1')),
    ('01900000-0000-7000-8000-00000000000b', 1, sha256('olap.audit_heads hash b1'));
