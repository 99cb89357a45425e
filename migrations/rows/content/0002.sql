-- Rows of two tenants, for the next migration to meet.

INSERT INTO content.email_content (tenant_id, storage_key, company_id, raw_size_bytes, content_hash) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'storage_key a1', '01900000-0000-7000-8000-000000000a01', 1,
     sha256('content.email_content content_hash a1')),
    ('01900000-0000-7000-8000-00000000000a', 'storage_key a2', '01900000-0000-7000-8000-000000000a02', 1,
     sha256('content.email_content content_hash a2')),
    ('01900000-0000-7000-8000-00000000000b', 'storage_key b1', '01900000-0000-7000-8000-000000000b01', 1,
     sha256('content.email_content content_hash b1'));

INSERT INTO content.attachments (
    tenant_id, id, company_id, parent_storage_key, filename, mime_type, size_bytes, content_hash) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-007100000a01',
     '01900000-0000-7000-8000-000000000a01', 'storage_key a1', 'filename a1', 'mime_type a1', 1,
     sha256('content.attachments content_hash a1')),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-007100000a02',
     '01900000-0000-7000-8000-000000000a02', 'storage_key a2', 'filename a2', 'mime_type a2', 1,
     sha256('content.attachments content_hash a2')),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-007100000b01',
     '01900000-0000-7000-8000-000000000b01', 'storage_key b1', 'filename b1', 'mime_type b1', 1,
     sha256('content.attachments content_hash b1'));

INSERT INTO content.legal_holds (tenant_id, id, company_id, scope, scope_id, reason, placed_by) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-007200000a01',
     '01900000-0000-7000-8000-000000000a01', 'tenant', '01900000-0000-7000-8000-007200000a01', 'reason a1',
     '01900000-0000-7000-8000-007200000a01'),
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-007200000a02',
     '01900000-0000-7000-8000-000000000a02', 'tenant', '01900000-0000-7000-8000-007200000a02', 'reason a2',
     '01900000-0000-7000-8000-007200000a02'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-007200000b01',
     '01900000-0000-7000-8000-000000000b01', 'tenant', '01900000-0000-7000-8000-007200000b01', 'reason b1',
     '01900000-0000-7000-8000-007200000b01');
