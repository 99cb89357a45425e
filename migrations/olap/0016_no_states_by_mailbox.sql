-- No statement looks for states by mailbox: a mailbox's figures are facts. A state is written when its message is sent and
-- again with each piece of news. Of 28,000 states written from nothing, this index was 15 % of the records of the
-- write-ahead log (194,891 to 165,475), 10 % of its bytes and 14 % of the pages visited.
-- The table is partitioned: CONCURRENTLY is not to be had, and there is nothing to read but the catalogue.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX olap.message_states_mailbox_idx;
