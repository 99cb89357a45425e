-- A campaign of each company that was held once.
INSERT INTO content.campaign_holds (tenant_id, campaign_id, held, version) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000006010a1', false, 2),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000006010a2', true, 3),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000006010b1', false, 2);

INSERT INTO content.send_stops (tenant_id, reason, stopped_by) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'The price list is wrong', 'operator'),
    ('01900000-0000-7000-8000-00000000000b', 'The invoice is not paid', 'operator');
