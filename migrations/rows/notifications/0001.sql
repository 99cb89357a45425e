-- Rows of two tenants, for the next migration to meet.

INSERT INTO notifications.notifications (tenant_id, id, user_id, type, title, message) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-006b00000a01',
     '01900000-0000-7000-8000-0000000000a1', 'campaign_started', 'title a1', 'message a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-006b00000b01',
     '01900000-0000-7000-8000-0000000000b1', 'campaign_started', 'title b1', 'message b1');
