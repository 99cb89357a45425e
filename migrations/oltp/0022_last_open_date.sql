-- Who allows the date of their last open, and no more, has it here and nowhere else.

ALTER TABLE oltp.lead_engagement ADD COLUMN last_open_date date;
COMMENT ON COLUMN oltp.lead_engagement.last_open_date IS
    'Of leads with tracking_consent last_date_only: the UTC day of the last open, overwritten by the next; NULL for all others. Not part of the handed copy.';
