-- Rows of two tenants, for the next migration to meet.

INSERT INTO olap.analytics_archive (
    tenant_id, id, table_name, period_start, period_end, path, columns, row_count, size_bytes, checksum) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-009b00000a01', 'table_name a1', '2024-05-01',
     '2024-06-01', 'path a1', '{}', 1, 1, sha256('olap.analytics_archive checksum a1')),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-009b00000b01', 'table_name b1', '2024-05-01',
     '2024-06-01', 'path b1', '{}', 1, 1, sha256('olap.analytics_archive checksum b1'));
