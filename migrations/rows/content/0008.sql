-- Leads who answered while their next message was planned.
INSERT INTO content.withdrawn_enrolments (tenant_id, enrolment_id, reason) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000008010a1', 'replied'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000008010b1', 'unsubscribed');
