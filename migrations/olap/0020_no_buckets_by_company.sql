-- A company's activity is read from company_engagement, a campaign's by the primary key: nothing looks for quarters of an hour
-- of campaigns by company any more. Of 96,400 rows inserted, of which a quarter is then updated, this index was 26 % of the
-- bytes of the write-ahead log (49.7 MB to 36.8).
-- The table is partitioned: CONCURRENTLY is not to be had, and there is nothing to read but the catalogue.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX olap.engagement_buckets_company_idx;
