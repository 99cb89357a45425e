-- Of tables with a row a message. No statement reads the first: a lead's mail is found by email_events_lead_idx. The second
-- leads to most of a tenant's rows, which the days of the period do as well.
-- Both tables are partitioned: CONCURRENTLY is not to be had, and there is nothing to read but the catalogue.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX olap.message_states_lead_idx;
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX olap.lead_analytics_billing_idx;
