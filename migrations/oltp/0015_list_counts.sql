-- How many members a list has is exact at any moment, and no list is a lock that everybody waits for.
--
-- 0009's trigger updated the list's row. Two faults, both shown by tests: a member of some companies does not see the
-- lists of the whole tenant, so that deleting a lead of theirs left such a list's count as it was, without an error; and
-- whatever changed the members of a list held its row until it committed, in whatever order the statements came, so that
-- imports waited for each other and sometimes deadlocked. Now the trigger notes the change in a row of its own. The count
-- is contact_count and the changes noted since, read in one statement; a job adds them up.

CREATE TABLE oltp.list_count_changes (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    list_id uuid NOT NULL,
    company_id uuid,
    change bigint NOT NULL,
    created timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT list_count_changes_pkey PRIMARY KEY (tenant_id, id)
);
CREATE INDEX list_count_changes_list_idx ON oltp.list_count_changes (tenant_id, list_id) INCLUDE (change);
COMMENT ON TABLE oltp.list_count_changes IS
    'By how much a list''s members became more or fewer; added to lists.contact_count every few minutes. No foreign keys: a list that is purged takes its members with it, which is noted here when the list is gone.';
COMMENT ON COLUMN oltp.list_count_changes.company_id IS 'The leads'' company: who changes a lead''s memberships may write it down, whoever sees the list.';

COMMENT ON COLUMN oltp.lists.contact_count IS
    'Subscribed members whose lead is not deleted, but for the changes that still wait in list_count_changes; recounted nightly.';

-- Once a statement, not once a row: an import of a million leads notes a thousand changes, not a million.
CREATE OR REPLACE FUNCTION oltp.update_list_contact_count() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
        SELECT tenant_id, list_id, company_id, count(*) FROM new_rows
         WHERE status = 'subscribed' AND NOT lead_deleted GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
        SELECT tenant_id, list_id, company_id, -count(*) FROM old_rows
         WHERE status = 'subscribed' AND NOT lead_deleted GROUP BY 1, 2, 3;
    ELSE
        INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
        SELECT tenant_id, list_id, company_id, sum(n)
          FROM (SELECT tenant_id, list_id, company_id, 1 AS n FROM new_rows WHERE status = 'subscribed' AND NOT lead_deleted
                UNION ALL
                SELECT tenant_id, list_id, company_id, -1 FROM old_rows WHERE status = 'subscribed' AND NOT lead_deleted) AS both_rows
         GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION oltp.update_list_contact_count() IS 'Notes in list_count_changes by how much lists.contact_count changed: subscribed members whose lead is not deleted.';

-- How often somebody has been asked to confirm a double opt-in; confirm_sent is the last time.
ALTER TABLE oltp.list_contacts ADD COLUMN confirm_mails bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN oltp.list_contacts.confirm_mails IS 'Confirmation mails asked for since the lead was added or came back; three at most.';
COMMENT ON COLUMN oltp.list_contacts.confirm_token_hash IS 'SHA-256 of the link''s token; the token itself is made anew from a key when the mail is sent.';

-- For the nightly removal of those who never confirmed.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX list_contacts_pending_idx ON oltp.list_contacts (created) WHERE status = 'pending';
