-- A batch that cannot be counted (an event of a year for which there is no partition) must not keep the tenant's others
-- waiting, and must not be lost.

ALTER TABLE olap.rollup_queue ADD COLUMN set_aside timestamptz, ADD COLUMN error text;

COMMENT ON COLUMN olap.rollup_queue.set_aside IS
    'When it could not be counted last, though it was alone; it is tried again after ten minutes. Operators are told.';
COMMENT ON COLUMN olap.rollup_queue.error IS 'Why it could not be counted.';
