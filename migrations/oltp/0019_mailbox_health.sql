-- Why a mailbox rests, in a word that the lane understands, and how often in a row it could not be reached.

ALTER TABLE oltp.email_accounts ADD COLUMN status_cause text;
ALTER TABLE oltp.email_accounts ADD COLUMN failures_in_row bigint NOT NULL DEFAULT 0;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE oltp.email_accounts ADD CONSTRAINT email_accounts_status_cause_known
    CHECK (status_cause IN ('person', 'bounces', 'complaints', 'authentication', 'connection'));

COMMENT ON COLUMN oltp.email_accounts.status_cause IS 'Who or what stopped it, for the lane; status_reason says it in words.';
COMMENT ON COLUMN oltp.email_accounts.failures_in_row IS 'Failures to connect or sign in since the last message that went out; the third stops the mailbox.';
COMMENT ON TABLE oltp.email_account_days IS 'What a mailbox did on a UTC day, for limits and brakes: each count is added once, with what caused it.';
COMMENT ON COLUMN oltp.email_account_days.sent IS 'Messages that got an answer, the refused ones too.';
COMMENT ON COLUMN oltp.email_account_days.version IS 'How often it was added to.';
