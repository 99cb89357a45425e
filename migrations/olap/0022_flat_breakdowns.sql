-- penguinmails: worker
-- A breakdown is one object: what each name is of stands before it, and its five numbers are text. So it takes two
-- fifths of the room and half the time to fold.
UPDATE olap.message_states
   SET breakdown = (
        SELECT jsonb_object_agg(
                   CASE part.key WHEN 'buckets' THEN 'bucket:' WHEN 'devices' THEN 'device:' WHEN 'clients' THEN 'client:'
                                 WHEN 'locations' THEN 'location:' ELSE 'link:' END || named.key,
                   CASE part.key
                   WHEN 'links' THEN concat('0,0,', named.value ->> 0, ',', named.value ->> 1, ',0')
                   ELSE concat_ws(',', named.value ->> 0, named.value ->> 1, named.value ->> 2, named.value ->> 3,
                                  coalesce(named.value ->> 4, '0'))
                   END)
          FROM jsonb_each(breakdown) AS part, jsonb_each(part.value) AS named),
       updated = now()
 WHERE breakdown <> '{}';
