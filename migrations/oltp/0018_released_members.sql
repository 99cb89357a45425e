-- A lead or company that is removed takes its memberships along before the foreign keys do.
--
-- 0017 leaves a cascade's removals out of the counts of lists, for they run as the owner of the tables, whom row level
-- security binds. These two triggers run as whoever removes, in front of the cascade: nothing is left for it to remove, and
-- the counts stay exact, those of the tenant's shared lists when one of its companies goes too. (A list or tenant that goes
-- needs none: its counts go with it.)
CREATE FUNCTION oltp.release_memberships_of_lead() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM oltp.list_contacts WHERE tenant_id = OLD.tenant_id AND lead_id = OLD.id;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION oltp.release_memberships_of_lead() IS 'Takes a lead off its lists, in the counts too, before it is removed.';

CREATE TRIGGER release_memberships BEFORE DELETE ON oltp.leads
    FOR EACH ROW EXECUTE FUNCTION oltp.release_memberships_of_lead();

CREATE FUNCTION oltp.release_memberships_of_company() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM oltp.list_contacts WHERE tenant_id = OLD.tenant_id AND company_id = OLD.id;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION oltp.release_memberships_of_company() IS 'Takes a company''s leads off their lists, in the counts too, before it is removed.';

CREATE TRIGGER release_memberships BEFORE DELETE ON oltp.companies
    FOR EACH ROW EXECUTE FUNCTION oltp.release_memberships_of_company();
