INSERT INTO oltp.plan_prices (id, plan_id, billing_interval, amount, currency, stripe_price_id) VALUES
    ('01900000-0000-7000-8000-0000002040a0', '00000000-0000-7000-8000-000000000002', 'month', 14900, 'USD',
     'price_pro_month');

INSERT INTO oltp.stripe_customers (stripe_customer_id, tenant_id) VALUES
    ('cus_acme', '01900000-0000-7000-8000-00000000000a'),
    ('cus_globex', '01900000-0000-7000-8000-00000000000b');

-- Acme's period began five days ago, Globex's ten.
INSERT INTO oltp.subscriptions (tenant_id, id, plan_id, status, current_period_start, current_period_end,
    overage_allowed, billing_contact_user_id, stripe_subscription_id) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000002010a0',
     '00000000-0000-7000-8000-000000000002', 'active', current_date - 5, current_date + 25, true,
     '01900000-0000-7000-8000-0000001010a1', 'sub_acme'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000002010b0',
     '00000000-0000-7000-8000-000000000001', 'active', current_date - 10, current_date + 20, false,
     '01900000-0000-7000-8000-0000001010b1', 'sub_globex');

INSERT INTO oltp.subscription_addons (tenant_id, id, subscription_id, addon_type, quantity, price_monthly,
    stripe_price_id) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'si_acme', '01900000-0000-7000-8000-0000002010a0', 'dedicated_ip', 2,
     3000, 'price_dedicated_ip'),
    ('01900000-0000-7000-8000-00000000000b', 'si_globex', '01900000-0000-7000-8000-0000002010b0', 'emails', 1, 1000,
     'price_emails');

INSERT INTO oltp.payments (tenant_id, id, subscription_id, initiated_by_user_id, amount, status, processed,
    stripe_payment_intent_id, stripe_invoice_id, billing_period_start, billing_period_end) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000002020a0',
     '01900000-0000-7000-8000-0000002010a0', '01900000-0000-7000-8000-0000001010a1', 20900, 'succeeded',
     now() - interval '5 days', 'pi_acme', 'in_acme', current_date - 5, current_date + 25),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000002020b0',
     '01900000-0000-7000-8000-0000002010b0', '01900000-0000-7000-8000-0000001010b1', 5900, 'succeeded',
     now() - interval '10 days', 'pi_globex', 'in_globex', current_date - 10, current_date + 20);

INSERT INTO oltp.stripe_events (id, type, livemode, stripe_customer_id, occurred, payload, applied, attempts) VALUES
    ('evt_acme', 'invoice.paid', false, 'cus_acme', now() - interval '5 days',
     '{"id": "evt_acme", "object": "event", "type": "invoice.paid"}', now() - interval '5 days', 1);

INSERT INTO oltp.stripe_syncs (id, started, finished, checked) VALUES
    ('01900000-0000-7000-8000-0000002050a0', now() - interval '6 hours', now() - interval '6 hours', 2);

INSERT INTO oltp.usage_counters (tenant_id, meter, period_start, period_end, used, reserved) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'emails', current_date - 5, current_date + 25, 2, 1),
    ('01900000-0000-7000-8000-00000000000b', 'emails', current_date - 10, current_date + 20, 1, 1);

INSERT INTO oltp.usage_reservations (tenant_id, id, meter, period_start, amount, purpose, expires) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000002030a0', 'emails', current_date - 5, 1,
     'campaign:' || '01900000-0000-7000-8000-0000006010a1', now() + interval '1 day'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000002030b0', 'emails', current_date - 10, 1,
     'campaign:' || '01900000-0000-7000-8000-0000006010b1', now() + interval '1 day');
