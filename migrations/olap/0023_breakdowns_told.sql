COMMENT ON COLUMN olap.message_states.breakdown IS
    'What it adds to the breakdown tables, so that it can be taken back. Names are bucket:START, device:, client: and location:NAME and link:DIGEST; of each "opens,opens_human,clicks,clicks_human,replies".';
