-- What a foreign key removes is not noted in list_count_changes.
--
-- A cascade runs as the owner of the tables, whom row level security binds too: the note of a member that went with its
-- lead, company or tenant was refused, and the whole removal with it ("new row violates row-level security policy", shown
-- by a test that purges a company with members). Whoever removes leads takes their memberships away first, which is noted;
-- where a company goes, the count of the tenant's shared lists is put right by the nightly recount.
CREATE OR REPLACE FUNCTION oltp.update_list_contact_count() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO oltp.list_count_changes (tenant_id, list_id, company_id, change)
        SELECT tenant_id, list_id, company_id, count(*) FROM new_rows
         WHERE status = 'subscribed' AND NOT lead_deleted GROUP BY 1, 2, 3;
    ELSIF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM pg_class WHERE oid = TG_RELID AND relowner = current_user::regrole) THEN
            RETURN NULL;
        END IF;
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
