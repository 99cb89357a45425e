-- Rows of two tenants, for the next migration to meet.

INSERT INTO queue.job_attempts (tenant_id, job_id, attempt_number, queue_name, job_type, status) VALUES
    ('01900000-0000-7000-8000-00000000000a', 1001, 1, 'campaign:process', 'campaigns.plan', 'running'),
    ('01900000-0000-7000-8000-00000000000b', 2001, 1, 'campaign:process', 'campaigns.plan', 'running');

INSERT INTO queue.dead_letter_jobs (
    tenant_id, id, original_job_id, queue_name, job_type, final_attempt, failure_reason, priority) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-006a00000a01', 1001, 'campaign:process',
     'campaigns.plan', 1, 'failure_reason a1', 1),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-006a00000b01', 2001, 'campaign:process',
     'campaigns.plan', 1, 'failure_reason b1', 1);
