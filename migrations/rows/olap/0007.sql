INSERT INTO olap.analytics_archive (tenant_id, id, table_name, period_start, period_end, path, columns, row_count,
    size_bytes, checksum, verified, removed) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001640a0', 'email_events', '2023-01-01',
     '2023-02-01', 'archive/acme/email_events/2023-01.parquet', '{"message_id": "uuid", "kind": "text"}', 40, 4096,
     sha256('archive a0'), '2026-02-01 03:00+00', '2026-02-01 03:05+00'),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001640b0', 'email_events', '2023-01-01',
     '2023-02-01', 'archive/globex/email_events/2023-01.parquet', '{"message_id": "uuid", "kind": "text"}', 20,
     2048, sha256('archive b0'), '2026-02-01 03:00+00', '2026-02-01 03:05+00');
