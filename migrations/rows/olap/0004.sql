INSERT INTO olap.campaign_analytics (tenant_id, company_id, campaign_id, activity_date, billing_id, sent, delivered,
    opened_tracked, opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard, opens_total,
    opens_machine, clicks_total, status, completed_leads) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', current_date - 1, 1002, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 'sending',
     1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', current_date - 1, 1002, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 'sending',
     0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', current_date - 1, 2002, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 'sending',
     1);

-- With the warm-up mail, which a machine opened.
INSERT INTO olap.mailbox_analytics (tenant_id, company_id, mailbox_id, activity_date, billing_id, sent, delivered,
    opened_tracked, opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard, opens_total,
    opens_machine, clicks_total, warmup_status, health_score, current_volume, campaign_status) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000005040a1', current_date - 1, 1002, 2, 2, 2, 1, 1, 1, 1, 0, 0, 2, 1, 1, 'active',
     90, 243, 'sending'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000005040a2', current_date - 1, 1002, 2, 2, 2, 1, 0, 0, 0, 0, 0, 2, 1, 0, 'active',
     85, 126, 'sending'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000005040b1', current_date - 1, 2002, 2, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 'active',
     60, 68, 'sending');

INSERT INTO olap.lead_analytics (tenant_id, company_id, lead_id, campaign_id, activity_date, billing_id, sent,
    delivered, opened_tracked, opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard,
    opens_total, opens_machine, clicks_total, status) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000003030a1', '01900000-0000-7000-8000-0000006010a1', current_date - 1, 1002, 1, 1,
     1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 'replied'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000003030a2', '01900000-0000-7000-8000-0000006010a2', current_date - 1, 1002, 1, 1,
     1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 'active'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000003030b1', '01900000-0000-7000-8000-0000006010b1', current_date - 1, 2002, 1, 0,
     0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 'bounced');

INSERT INTO olap.warmup_analytics (tenant_id, company_id, mailbox_id, activity_date, billing_id, sent, delivered,
    opened_tracked, opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard, opens_total,
    opens_machine, clicks_total, health_score, progress_percentage) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000005040a1', current_date - 1, 1002, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 90, 47),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000005040a2', current_date - 1, 1002, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 85, 23),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000005040b1', current_date - 1, 2002, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 60, 11);

INSERT INTO olap.sequence_step_analytics (tenant_id, company_id, campaign_id, step_id, activity_date, billing_id,
    sent, delivered, opened_tracked, opened_human, clicked_tracked, clicked_human, replied, bounced, bounced_hard,
    opens_total, opens_machine, clicks_total) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', '01900000-0000-7000-8000-0000006020a1', current_date - 1, 1002, 1, 1,
     1, 1, 1, 1, 1, 0, 0, 1, 0, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', '01900000-0000-7000-8000-0000006020a2', current_date - 1, 1002, 1, 1,
     1, 1, 0, 0, 0, 0, 0, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', '01900000-0000-7000-8000-0000006020b1', current_date - 1, 2002, 1, 0,
     0, 0, 0, 0, 0, 1, 1, 0, 0, 0);

INSERT INTO olap.variant_analytics (tenant_id, company_id, campaign_id, step_id, variant_id, activity_date,
    billing_id, sent, delivered, opened_tracked, opened_human, clicked_tracked, clicked_human, replied, bounced,
    bounced_hard, opens_total, opens_machine, clicks_total) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a1',
     '01900000-0000-7000-8000-0000006010a1', '01900000-0000-7000-8000-0000006020a1',
     '01900000-0000-7000-8000-0000001410a1', current_date - 1, 1002, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000000000a2',
     '01900000-0000-7000-8000-0000006010a2', '01900000-0000-7000-8000-0000006020a2',
     '01900000-0000-7000-8000-0000001410a2', current_date - 1, 1002, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000000000b1',
     '01900000-0000-7000-8000-0000006010b1', '01900000-0000-7000-8000-0000006020b1',
     '01900000-0000-7000-8000-0000001410b1', current_date - 1, 2002, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0);
