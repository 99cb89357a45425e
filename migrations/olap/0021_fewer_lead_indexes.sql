-- Nothing asks for a status, or for a company's leads without a campaign, and each index here is written with each message.
-- The table is partitioned: CONCURRENTLY is not to be had, and there is nothing to read but the catalogue.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX olap.lead_analytics_status_idx;
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX olap.lead_analytics_company_idx;
