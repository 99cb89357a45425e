INSERT INTO olap.erasures (tenant_id, subject, subject_digest, subject_id, surrogate) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'lead', sha256('lead a0'), '01900000-0000-7000-8000-0000002640a0',
     '7e4bb2a5-98b1-4d6e-9d1f-5f1b9f0d52a0'),
    ('01900000-0000-7000-8000-00000000000b', 'lead', sha256('lead b0'), '01900000-0000-7000-8000-0000002640b0',
     '7e4bb2a5-98b1-4d6e-9d1f-5f1b9f0d52b0');
