INSERT INTO olap.campaign_lead_totals (tenant_id, company_id, campaign_id, lead_id, sent, delivered, opened_tracked,
    opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', '01900000-0000-7000-8000-0000003030a1', 1, 1, 1, 1, 1, 1, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', '01900000-0000-7000-8000-0000003030a2', 1, 1, 1, 1, 0, 0, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', '01900000-0000-7000-8000-0000003030b1', 1, 0, 0, 0, 0, 0, 0, 1, 1);

INSERT INTO olap.campaign_lead_counts (tenant_id, company_id, campaign_id, sent, delivered, opened_tracked,
    opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', 1, 1, 1, 1, 1, 1, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', 1, 1, 1, 1, 0, 0, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', 1, 0, 0, 0, 0, 0, 0, 1, 1);

INSERT INTO olap.engagement_buckets (tenant_id, company_id, campaign_id, bucket, activity_date, sent, opens_total,
    opens_human, clicks_total, clicks_human, replies) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', current_date - 1 + time '09:00', current_date - 1, 1, 0, 0, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', current_date - 1 + time '09:00', current_date - 1, 1, 0, 0, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', current_date - 1 + time '09:00', current_date - 1, 1, 0, 0, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', current_date - 1 + time '09:30', current_date - 1, 0, 1, 1, 1, 1, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', current_date - 1 + time '09:30', current_date - 1, 0, 1, 1, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', current_date - 1 + time '10:00', current_date - 1, 0, 0, 0, 0, 0, 1);

-- Nobody opened Globex's mail: its rows are what a withdrawn open left behind.
INSERT INTO olap.link_totals (tenant_id, company_id, campaign_id, step_id, link_digest, activity_date, link_url,
    link_text, clicked_tracked, clicked_human, clicks_total, clicks_human) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', '01900000-0000-7000-8000-0000006020a1',
     sha256('https://bikes.example.com/book'), current_date - 1, 'https://bikes.example.com/book', 'Book a day', 1,
     1, 1, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', '01900000-0000-7000-8000-0000006020a2',
     sha256('https://books.example.org/new'), current_date - 1, 'https://books.example.org/new', 'Look inside', 0,
     0, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', '01900000-0000-7000-8000-0000006020b1',
     sha256('https://globex.example.net/study'), current_date - 1, 'https://globex.example.net/study', 'Take part',
     0, 0, 0, 0);

INSERT INTO olap.device_totals (tenant_id, company_id, campaign_id, device_type, activity_date, opened_tracked,
    opened_human, clicked_tracked, clicked_human, opens_total, opens_human, clicks_total, clicks_human) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', 'mobile', current_date - 1, 1, 1, 1, 1, 1, 1, 1, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', 'desktop', current_date - 1, 1, 1, 0, 0, 1, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', 'desktop', current_date - 1, 0, 0, 0, 0, 0, 0, 0, 0);

INSERT INTO olap.client_totals (tenant_id, company_id, campaign_id, client, activity_date, opened_tracked,
    opened_human, clicked_tracked, clicked_human, opens_total, opens_human, clicks_total, clicks_human) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', 'gmail', current_date - 1, 1, 1, 1, 1, 1, 1, 1, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', 'outlook', current_date - 1, 1, 1, 0, 0, 1, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', 'gmail_proxy', current_date - 1, 0, 0, 0, 0, 0, 0, 0, 0);

INSERT INTO olap.location_totals (tenant_id, company_id, campaign_id, location, activity_date, opened_tracked,
    opened_human, clicked_tracked, clicked_human, opens_total, opens_human, clicks_total, clicks_human) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', 'GB', current_date - 1, 1, 1, 1, 1, 1, 1, 1, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', 'GB', current_date - 1, 1, 1, 0, 0, 1, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', 'DE', current_date - 1, 0, 0, 0, 0, 0, 0, 0, 0);

INSERT INTO olap.provider_totals (tenant_id, company_id, mailbox_id, message_kind, receiving_provider,
    activity_date, sending_domain, sent, delivered, opened_tracked, opened_human, clicked_tracked, clicked_human,
    replied, bounced, bounced_hard, opens_total, opens_machine, clicks_total) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000005040a1', 'campaign', 'google', current_date - 1, 'bikes.example.com', 1, 1, 1,
     1, 1, 1, 1, 0, 0, 1, 0, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000005040a2', 'campaign', 'microsoft', current_date - 1, 'books.example.org', 1, 1,
     1, 1, 0, 0, 0, 0, 0, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000005040b1', 'campaign', 'google', current_date - 1, 'globex.example.net', 1, 0, 0,
     0, 0, 0, 0, 1, 1, 0, 0, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000005040a1', 'warmup', 'google', current_date - 1, 'bikes.example.com', 1, 1, 1, 0,
     0, 0, 0, 0, 0, 1, 1, 0),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000005040a2', 'warmup', 'microsoft', current_date - 1, 'books.example.org', 1, 1, 1,
     0, 0, 0, 0, 0, 0, 1, 1, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000005040b1', 'warmup', 'google', current_date - 1, 'globex.example.net', 1, 1, 1, 0,
     0, 0, 0, 0, 0, 1, 1, 0);
