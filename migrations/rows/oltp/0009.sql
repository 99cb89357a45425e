-- What the nightly recount does: the memberships may have come before the trigger that counts them.
UPDATE oltp.lists SET contact_count = (
    SELECT count(*) FROM oltp.list_contacts
     WHERE list_contacts.tenant_id = lists.tenant_id AND list_id = lists.id
       AND status = 'subscribed' AND NOT lead_deleted);
