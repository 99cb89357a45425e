-- The period before, closed, and the one that runs.
INSERT INTO olap.billing_analytics (tenant_id, id, subscription_id, plan_id, period_start, period_end, emails_sent,
    mailboxes_used, domains_used, campaigns_used, leads_used, warmups_active, users_used, workspaces_used,
    bounced_hard, calculated, frozen) OVERRIDING SYSTEM VALUE VALUES
    ('01900000-0000-7000-8000-00000000000a', 1001, '01900000-0000-7000-8000-0000002010a0',
     '00000000-0000-7000-8000-000000000002', current_date - 35, current_date - 5, 120, 2, 2, 1, 60, 2, 3, 2, 1,
     now() - interval '4 days', now() - interval '4 days'),
    ('01900000-0000-7000-8000-00000000000b', 2001, '01900000-0000-7000-8000-0000002010b0',
     '00000000-0000-7000-8000-000000000001', current_date - 40, current_date - 10, 80, 1, 1, 1, 40, 1, 2, 1, 2,
     now() - interval '9 days', now() - interval '9 days'),
    ('01900000-0000-7000-8000-00000000000a', 1002, '01900000-0000-7000-8000-0000002010a0',
     '00000000-0000-7000-8000-000000000002', current_date - 5, current_date + 25, 2, 2, 2, 2, 2, 2, 3, 2, 0, now(),
     NULL),
    ('01900000-0000-7000-8000-00000000000b', 2002, '01900000-0000-7000-8000-0000002010b0',
     '00000000-0000-7000-8000-000000000001', current_date - 10, current_date + 20, 1, 1, 1, 1, 1, 1, 2, 1, 1, now(),
     NULL);

INSERT INTO olap.usage_statements (tenant_id, id, billing_id, subscription_id, plan_name, currency, total_minor,
    status, issued, content_hash) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001630a0', 1001,
     '01900000-0000-7000-8000-0000002010a0', 'Pro', 'USD', 0, 'issued', now() - interval '4 days',
     sha256('statement a0')),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001630b0', 2001,
     '01900000-0000-7000-8000-0000002010b0', 'Starter', 'USD', 0, 'issued', now() - interval '9 days',
     sha256('statement b0'));

INSERT INTO olap.usage_statement_lines (tenant_id, statement_id, line, metric, quantity, included) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001630a0', 1, 'emails_sent', 120, 50000),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001630b0', 1, 'emails_sent', 80, 10000);

INSERT INTO olap.billing_adjustments (tenant_id, id, billing_id, metric, delta,
    reason) OVERRIDING SYSTEM VALUE VALUES
    ('01900000-0000-7000-8000-00000000000a', 1001, 1001, 'bounced_hard', 1,
     'A bounce that came after the period was closed'),
    ('01900000-0000-7000-8000-00000000000b', 2001, 2001, 'bounced_hard', 1,
     'A bounce that came after the period was closed');
