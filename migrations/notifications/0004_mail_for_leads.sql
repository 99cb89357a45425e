-- System mail that is not to a user: the confirmation that a double opt-in asks of a lead, for the company whose list it is.

ALTER TABLE notifications.transactional_emails ADD COLUMN company_id uuid;
COMMENT ON COLUMN notifications.transactional_emails.company_id IS
    'The company on whose behalf it is sent; NULL = the tenant''s or the platform''s. Its members queue it, so they see it.';

-- The next statement puts it back, with one word more.
-- squawk-ignore ban-drop-constraint
ALTER TABLE notifications.transactional_emails DROP CONSTRAINT transactional_emails_type_known;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE notifications.transactional_emails ADD CONSTRAINT transactional_emails_type_known CHECK (
    type IN ('welcome', 'verification', 'reset', 'email_change', 'invitation', 'invoice', 'security',
             'maintenance', 'quota', 'notification', 'export', 'report', 'confirmation')
);

COMMENT ON TABLE notifications.transactional_emails IS
    'A mail of the platform: to one of its users, or to a lead who is asked to confirm a subscription. Queued with the change that caused it, sent by a job, sent again when in doubt.';
