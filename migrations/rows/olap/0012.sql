INSERT INTO olap.billing_terms (tenant_id, subscription_id, period_start, period_end, plan_id, plan_name, currency,
    allowances, overage_unit, overage_price_minor, version) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000002010a0', current_date - 5,
     current_date + 25, '00000000-0000-7000-8000-000000000002', 'Pro', 'USD', '{"emails_sent": 50000}', 10000, 1000, 1),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000002010b0', current_date - 10,
     current_date + 20, '00000000-0000-7000-8000-000000000001', 'Starter', 'USD', '{"emails_sent": 10000}', 10000,
     1000, 1);

INSERT INTO olap.usage_samples (tenant_id, day, users_used, workspaces_used, contacts_used, storage_bytes) VALUES
    ('01900000-0000-7000-8000-00000000000a', current_date, 3, 2, 60, 4096),
    ('01900000-0000-7000-8000-00000000000b', current_date, 2, 1, 40, 2048);
