-- A received answer at each company: a reply, an order, a bounce; and a mail to all of Acme.
INSERT INTO content.email_content (tenant_id, storage_key, company_id, content_text, headers, raw_size_bytes,
    content_hash, expires) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'body-a0', NULL, 'To whom it may concern',
     '{"from": ["partner@example.net"]}', 1200, sha256('body a0'), now() + interval '365 days'),
    ('01900000-0000-7000-8000-00000000000a', 'body-a1', '01900000-0000-7000-8000-0000000000a1',
     'Yes, Saturday is fine', '{"from": ["rider@example.com"]}', 900, sha256('body a1'),
     now() + interval '365 days'),
    ('01900000-0000-7000-8000-00000000000a', 'body-a2', '01900000-0000-7000-8000-0000000000a2',
     'Please send me two', '{"from": ["reader@example.org"]}', 950, sha256('body a2'), now() + interval '365 days'),
    ('01900000-0000-7000-8000-00000000000b', 'body-b1', '01900000-0000-7000-8000-0000000000b1',
     'The address does not exist', '{"from": ["postmaster@example.net"]}', 2100, sha256('body b1'),
     now() + interval '365 days');

INSERT INTO content.attachments (tenant_id, id, company_id, parent_storage_key, filename, original_filename,
    mime_type, size_bytes, content_hash, is_scanned, virus_scan_result, scanned) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001520a0', NULL, 'body-a0', 'offer.txt',
     'offer.txt', 'text/plain', 2, sha256('hi'), true, 'clean', now() - interval '20 hours'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001520a1',
     '01900000-0000-7000-8000-0000000000a1', 'body-a1', 'bike.txt', 'my bike.txt', 'text/plain', 2,
     sha256('hi'), true, 'clean', now() - interval '20 hours'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001520a2',
     '01900000-0000-7000-8000-0000000000a2', 'body-a2', 'wishes.txt', 'wishes.txt', 'text/plain', 2,
     sha256('hi'), true, 'clean', now() - interval '20 hours'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001520b1',
     '01900000-0000-7000-8000-0000000000b1', 'body-b1', 'report.txt', 'delivery report.txt', 'text/plain', 2,
     sha256('hi'), true, 'clean', now() - interval '20 hours');

INSERT INTO content.legal_holds (tenant_id, id, company_id, scope, scope_id, reason, placed_by) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001530a0', NULL, 'tenant',
     '01900000-0000-7000-8000-00000000000a', 'Audit', '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001530a1',
     '01900000-0000-7000-8000-0000000000a1', 'lead', '01900000-0000-7000-8000-0000003030a1', 'Dispute',
     '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001530a2',
     '01900000-0000-7000-8000-0000000000a2', 'lead', '01900000-0000-7000-8000-0000003030a2', 'Warranty',
     '01900000-0000-7000-8000-0000001010a1'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001530b1',
     '01900000-0000-7000-8000-0000000000b1', 'company', '01900000-0000-7000-8000-0000000000b1', 'Patent',
     '01900000-0000-7000-8000-0000001010b1');
