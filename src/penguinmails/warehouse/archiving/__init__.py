"""The archive: months past their retention as Parquet files of one tenant and table, and the way back.

Nothing is deleted that a file has not been proven to hold: it is written under another name, synced,
renamed, read back, and its rows counted and summed alike by PostgreSQL and DuckDB. A page of messages is
deleted, under the lock that the rollup takes, by a statement that says the rows it deletes; it stands only
where they sum up to what the file holds of just these messages. Killed anywhere, the next run goes on. A
row that is live counts in place of the file's.

Events, verdicts and states of a month leave together, for a state is the fold of all its events. Facts follow
only when no state is left that could change them; by default they stay for ever, so reports need no file.
"""
