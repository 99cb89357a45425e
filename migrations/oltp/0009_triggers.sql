-- The triggers that 004 asks for, all of them. A distributed engine refuses triggers: there this file is left out, and the
-- statements that change rows do the same work (they set `updated` anyway, and a nightly recount sets `contact_count`).
-- 004's third, update_campaign_stats(), has no counterpart: one campaign row that every event updates is a lock all senders
-- wait for, and it counts a repeated webhook twice. Its counters and rates are facts, computed from the ledger (olap).

CREATE FUNCTION oltp.update_updated_at_column() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.updated := now();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION oltp.update_updated_at_column() IS 'Sets updated to the time of the transaction.';

CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.users
    FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();
CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.lists
    FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();
CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.leads
    FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();
CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.templates
    FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();
CREATE TRIGGER update_updated_at BEFORE UPDATE ON oltp.campaigns
    FOR EACH ROW EXECUTE FUNCTION oltp.update_updated_at_column();

-- Once a statement, not once a row: an import of a million leads updates its list once, not a million times.
-- Lists are updated in the order of their key, so that two imports into the same lists wait and do not deadlock.
CREATE FUNCTION oltp.update_list_contact_count() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    change record;
BEGIN
    FOR change IN EXECUTE format(
        'SELECT tenant_id, list_id, sum(n)::bigint AS n FROM (%s) c GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 1, 2',
        CASE TG_OP
            WHEN 'INSERT' THEN 'SELECT tenant_id, list_id, 1 AS n FROM new_rows WHERE status = ''subscribed'' AND NOT lead_deleted'
            WHEN 'DELETE' THEN 'SELECT tenant_id, list_id, -1 AS n FROM old_rows WHERE status = ''subscribed'' AND NOT lead_deleted'
            ELSE 'SELECT tenant_id, list_id, 1 AS n FROM new_rows WHERE status = ''subscribed'' AND NOT lead_deleted UNION ALL '
                 'SELECT tenant_id, list_id, -1 FROM old_rows WHERE status = ''subscribed'' AND NOT lead_deleted'
        END)
    LOOP
        UPDATE oltp.lists SET contact_count = contact_count + change.n
         WHERE tenant_id = change.tenant_id AND id = change.list_id;
    END LOOP;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION oltp.update_list_contact_count() IS 'Keeps lists.contact_count: subscribed members whose lead is not deleted.';

CREATE TRIGGER update_list_contact_count_insert AFTER INSERT ON oltp.list_contacts
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION oltp.update_list_contact_count();
CREATE TRIGGER update_list_contact_count_update AFTER UPDATE ON oltp.list_contacts
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION oltp.update_list_contact_count();
CREATE TRIGGER update_list_contact_count_delete AFTER DELETE ON oltp.list_contacts
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION oltp.update_list_contact_count();

-- A soft-deleted lead leaves its lists' counts and comes back with its restore; the memberships stay.
CREATE FUNCTION oltp.mark_memberships_of_deleted_leads() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE oltp.list_contacts m
       SET lead_deleted = n.deleted IS NOT NULL, updated = now()
      FROM new_rows n JOIN old_rows o ON o.tenant_id = n.tenant_id AND o.id = n.id
     WHERE (n.deleted IS NULL) <> (o.deleted IS NULL)
       AND m.tenant_id = n.tenant_id AND m.lead_id = n.id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION oltp.mark_memberships_of_deleted_leads() IS 'Keeps list_contacts.lead_deleted.';

CREATE TRIGGER mark_memberships AFTER UPDATE ON oltp.leads
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION oltp.mark_memberships_of_deleted_leads();
