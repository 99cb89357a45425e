COMMENT ON COLUMN olap.analytics_archive.rows_digest IS
    'Sums over all rows of the halves of MD5(line that COPY says of the row as CSV, text and jsonb in quotes): the same in any order, counted alike by both engines. NULL where a file is older than this.';

-- No file goes by itself: nothing ever said when one should. The catalogue has a row for each file, and is small.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX olap.analytics_archive_expiry_idx;
-- squawk-ignore ban-drop-column
ALTER TABLE olap.analytics_archive DROP COLUMN expires;
