INSERT INTO queue.job_attempts (tenant_id, job_id, attempt_number, queue_name, job_type, status, log_message,
    started, finished) VALUES
    ('01900000-0000-7000-8000-00000000000a', 999, 1, 'webhook:process', 'webhook.deliver', 'retry_scheduled',
     'The receiver did not answer', now() - interval '2 hours', now() - interval '2 hours' + interval '15 seconds'),
    ('01900000-0000-7000-8000-00000000000b', 1999, 1, 'webhook:process', 'webhook.deliver', 'retry_scheduled',
     'The receiver did not answer', now() - interval '2 hours', now() - interval '2 hours' + interval '15 seconds'),
    ('01900000-0000-7000-8000-00000000000a', 999, 2, 'webhook:process', 'webhook.deliver', 'failed',
     'The receiver did not answer', now() - interval '1 hour', now() - interval '1 hour' + interval '15 seconds'),
    ('01900000-0000-7000-8000-00000000000b', 1999, 2, 'webhook:process', 'webhook.deliver', 'failed',
     'The receiver did not answer', now() - interval '1 hour', now() - interval '1 hour' + interval '15 seconds');

INSERT INTO queue.dead_letter_jobs (tenant_id, id, original_job_id, queue_name, job_type, final_attempt,
    failure_reason, error_details, payload, headers, priority) VALUES
    ('01900000-0000-7000-8000-00000000000a', '01900000-0000-7000-8000-0000001710a0', 999, 'webhook:process',
     'webhook.deliver', 2, 'The receiver did not answer', '{"type": "Timeout"}',
     '{"delivery_id": "01900000-0000-7000-8000-0000007020a2"}',
     '{"tenant_id": "01900000-0000-7000-8000-00000000000a", "queue": "webhook:process"}', 900),
    ('01900000-0000-7000-8000-00000000000b', '01900000-0000-7000-8000-0000001710b0', 1999, 'webhook:process',
     'webhook.deliver', 2, 'The receiver did not answer', '{"type": "Timeout"}',
     '{"delivery_id": "01900000-0000-7000-8000-0000007020b1"}',
     '{"tenant_id": "01900000-0000-7000-8000-00000000000b", "queue": "webhook:process"}', 900);
