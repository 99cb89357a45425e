-- Rows of two tenants, for the next migration to meet.

INSERT INTO queue.jobs (id, priority, execute_after, status, entrypoint, dedupe_key, payload, headers) VALUES
    (1001, 1, '2024-06-10 09:00+00', 'queued', 'campaigns.plan', '01900000-0000-7000-8000-00000000000a:campaigns.plan',
     '{}', '{"tenant_id": "01900000-0000-7000-8000-00000000000a"}'),
    (2001, 1, '2024-06-10 09:00+00', 'queued', 'campaigns.plan', '01900000-0000-7000-8000-00000000000b:campaigns.plan',
     '{}', '{"tenant_id": "01900000-0000-7000-8000-00000000000b"}');

INSERT INTO queue.job_logs (job_id, status, priority, entrypoint) VALUES
    (1001, 'queued', 1, 'campaigns.plan');

INSERT INTO queue.job_statistics (count, priority, status, entrypoint) VALUES
    (1, 1, 'successful', 'campaigns.plan');

INSERT INTO queue.scheduled_jobs (expression, entrypoint) VALUES
    ('0 2 * * *', 'maintenance.nightly');
