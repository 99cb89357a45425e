-- The same leaflet at each company.
INSERT INTO content.attachment_contents (tenant_id, content_key, company_id, content, size_bytes, compressed_size_bytes) VALUES
    ('01900000-0000-7000-8000-00000000000a', 'file-a0', NULL, 'leaflet', 7, 7),
    ('01900000-0000-7000-8000-00000000000a', 'file-a1', '01900000-0000-7000-8000-0000000000a1', 'leaflet', 7, 7),
    ('01900000-0000-7000-8000-00000000000a', 'file-a2', '01900000-0000-7000-8000-0000000000a2', 'leaflet', 7, 7),
    ('01900000-0000-7000-8000-00000000000b', 'file-b1', '01900000-0000-7000-8000-0000000000b1', 'leaflet', 7, 7);
