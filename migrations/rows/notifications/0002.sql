-- Rows of two tenants, for the next migration to meet.

INSERT INTO notifications.transactional_emails (tenant_id, id, type, recipient, idempotency_key) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-006c00000a01', 'welcome',
     'transactional-emails@a1.example', 'idempotency_key a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-006c00000b01', 'welcome',
     'transactional-emails@b1.example', 'idempotency_key b1');
