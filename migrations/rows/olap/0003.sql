-- Rows of two tenants, for the next migration to meet.

INSERT INTO olap.billing_analytics (tenant_id, id, period_start, period_end) OVERRIDING SYSTEM VALUE VALUES
    ('01900000-0000-7000-8000-00000000000a', 1001, '2024-06-01 00:00+00', '2024-07-01 00:00+00'),
    ('01900000-0000-7000-8000-00000000000b', 2001, '2024-06-01 00:00+00', '2024-07-01 00:00+00');

INSERT INTO olap.billing_adjustments (tenant_id, id, billing_id, metric, delta, reason) OVERRIDING SYSTEM VALUE VALUES
    ('01900000-0000-7000-8000-00000000000a', 1001, 1001, 'emails_sent', 1, 'reason a1'),
    ('01900000-0000-7000-8000-00000000000b', 2001, 2001, 'emails_sent', 1, 'reason b1');

INSERT INTO olap.usage_statements (tenant_id, id, billing_id, plan_name, currency) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-008400000a01', 1001, 'plan_name a1', 'USD'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-008400000b01', 2001, 'plan_name b1', 'USD');

INSERT INTO olap.usage_statement_lines (tenant_id, statement_id, line, metric, adjusted_billing_id, quantity) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-008400000a01', 1, 'metric a1', 1001, 1),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-008400000b01', 1, 'metric b1', 2001, 1);
