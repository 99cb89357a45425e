INSERT INTO content.imap_cursors (tenant_id, mailbox_id, folder, company_id, purpose, uid_validity, last_uid,
    polled) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a1', 'INBOX',
     '01900000-0000-7000-8000-0000000000a1', 'inbox', 1, 7, now() - interval '1 minute'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000005040a2', 'INBOX',
     '01900000-0000-7000-8000-0000000000a2', 'inbox', 1, 8, now() - interval '1 minute'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000005040b1', 'INBOX',
     '01900000-0000-7000-8000-0000000000b1', 'inbox', 1, 9, now() - interval '1 minute');

INSERT INTO content.unmatched_inbound (tenant_id, id, company_id, mailbox_id, kind, reason, from_email, recipient,
    subject, received, storage_key, details) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001550a0', NULL, NULL, 'other',
     'no_mailbox', 'partner@example.net', 'hello@acme.example.com', 'An offer', current_date - 1 + time '12:00',
     'body-a0', '{"status": ""}'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001550a1',
     '01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000005040a1', 'reply', 'no_message',
     'stranger@example.com', 'hello@bikes.example.com', 'A question', current_date - 1 + time '12:00', 'body-a1',
     '{"status": ""}'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001550a2',
     '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000005040a2', 'complaint', 'bad_token',
     'abuse@example.org', 'hello@books.example.org', 'Complaint', current_date - 1 + time '12:00', 'body-a2',
     '{"status": ""}'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001550b1',
     '01900000-0000-7000-8000-0000000000b1', '01900000-0000-7000-8000-0000005040b1', 'bounce', 'no_message',
     'postmaster@example.net', 'hello@globex.example.net', 'Undelivered mail', current_date - 1 + time '12:00',
     'body-b1', '{"status": "5.1.1"}');
