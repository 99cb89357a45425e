INSERT INTO olap.company_engagement (tenant_id, company_id, bucket, activity_date, sent, opens_total, opens_human,
    clicks_total, clicks_human, replies) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     current_date - 1 + time '09:00', current_date - 1, 1, 0, 0, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     current_date - 1 + time '09:00', current_date - 1, 1, 0, 0, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     current_date - 1 + time '09:00', current_date - 1, 1, 0, 0, 0, 0, 0);
