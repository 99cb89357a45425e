INSERT INTO queue.jobs (id, priority, status, entrypoint, dedupe_key, payload, headers, execute_after) VALUES
    (1001, 900, 'queued', 'campaign.plan', '01900000-0000-7000-8000-00000000000a' || ':plan',
     '{"campaign_id": "01900000-0000-7000-8000-0000006010a1"}',
     '{"tenant_id": "01900000-0000-7000-8000-00000000000a", "queue": "campaign:process"}',
     now() + interval '1 hour'),
    (2001, 900, 'queued', 'campaign.plan', '01900000-0000-7000-8000-00000000000b' || ':plan',
     '{"campaign_id": "01900000-0000-7000-8000-0000006010b1"}',
     '{"tenant_id": "01900000-0000-7000-8000-00000000000b", "queue": "campaign:process"}',
     now() + interval '1 hour');

INSERT INTO queue.job_logs (id, created, job_id, status, priority, entrypoint) VALUES
    (1001, now() - interval '1 minute', 1001, 'queued', 900, 'campaign.plan');

INSERT INTO queue.job_statistics (id, created, count, priority, status, entrypoint) VALUES
    (1001, date_trunc('second', now() - interval '1 hour'), 3, 900, 'successful', 'campaign.plan');

INSERT INTO queue.scheduled_jobs (id, expression, entrypoint) VALUES
    (1001, '0 3 * * *', 'partitions.ensure');
