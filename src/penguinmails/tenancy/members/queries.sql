-- name: lock_tenant :value
-- Changes of a tenant's members and companies happen one after the other, so that "the last one" is a fact.
-- Not FOR UPDATE: that would hold up every insert that refers to the tenant.
SELECT name FROM oltp.tenants WHERE id = %(tenant_id)s AND deleted IS NULL FOR NO KEY UPDATE;

-- name: find_member :one MemberRow
-- Index: tenant_users_pkey, member_companies_pkey.
SELECT m.user_id, m.email, m.roles, m.all_companies,
       ARRAY(SELECT mc.company_id
               FROM oltp.member_companies mc
               JOIN oltp.companies c ON c.tenant_id = mc.tenant_id AND c.id = mc.company_id AND c.deleted IS NULL
              WHERE mc.tenant_id = m.tenant_id AND mc.user_id = m.user_id
              ORDER BY mc.company_id) AS company_ids,
       m.created, m.deleted
  FROM oltp.tenant_users m
 WHERE m.tenant_id = %(tenant_id)s AND m.user_id = %(user_id)s AND m.deleted IS NULL;

-- name: find_removed_member :one MemberRow
-- For restore.
SELECT m.user_id, m.email, m.roles, m.all_companies,
       ARRAY(SELECT mc.company_id
               FROM oltp.member_companies mc
              WHERE mc.tenant_id = m.tenant_id AND mc.user_id = m.user_id
              ORDER BY mc.company_id) AS company_ids,
       m.created, m.deleted
  FROM oltp.tenant_users m
 WHERE m.tenant_id = %(tenant_id)s AND m.user_id = %(user_id)s AND m.deleted IS NOT NULL;

-- name: list_members :many MemberRow
-- Index: tenant_users_pkey.
SELECT m.user_id, m.email, m.roles, m.all_companies,
       ARRAY(SELECT mc.company_id
               FROM oltp.member_companies mc
               JOIN oltp.companies c ON c.tenant_id = mc.tenant_id AND c.id = mc.company_id AND c.deleted IS NULL
              WHERE mc.tenant_id = m.tenant_id AND mc.user_id = m.user_id
              ORDER BY mc.company_id) AS company_ids,
       m.created, m.deleted
  FROM oltp.tenant_users m
 WHERE m.tenant_id = %(tenant_id)s AND m.deleted IS NULL
 ORDER BY m.email, m.user_id;

-- name: member_by_email :value
-- Index: tenant_users_pkey; a tenant has few members.
SELECT user_id FROM oltp.tenant_users WHERE tenant_id = %(tenant_id)s AND email = %(email)s AND deleted IS NULL;

-- name: put_member :exec
-- A new member, or a removed one again. No row: it is a member.
INSERT INTO oltp.tenant_users (tenant_id, user_id, email, roles, all_companies)
VALUES (%(tenant_id)s, %(user_id)s, %(email)s, %(roles)s, %(all_companies)s)
ON CONFLICT (tenant_id, user_id) DO UPDATE
   SET email = excluded.email, roles = excluded.roles, all_companies = excluded.all_companies,
       deleted = NULL, updated = now()
 WHERE tenant_users.deleted IS NOT NULL;

-- name: change_member :exec
UPDATE oltp.tenant_users
   SET roles = %(roles)s, all_companies = %(all_companies)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND user_id = %(user_id)s AND deleted IS NULL;

-- name: clear_companies :exec
DELETE FROM oltp.member_companies WHERE tenant_id = %(tenant_id)s AND user_id = %(user_id)s;

-- name: give_companies :exec
-- Only live companies of this tenant: fewer rows than ids means that some are not.
INSERT INTO oltp.member_companies (tenant_id, user_id, company_id)
SELECT c.tenant_id, %(user_id)s, c.id
  FROM oltp.companies c
 WHERE c.tenant_id = %(tenant_id)s AND c.id = ANY (%(company_ids)s) AND c.deleted IS NULL;

-- name: live_companies :value
-- Index: companies_pkey.
SELECT coalesce(array_agg(id), '{}') FROM oltp.companies WHERE tenant_id = %(tenant_id)s AND deleted IS NULL;

-- name: remove_member :exec
UPDATE oltp.tenant_users
   SET deleted = %(moment)s, updated = now()
 WHERE tenant_id = %(tenant_id)s AND user_id = %(user_id)s AND deleted IS NULL;

-- name: count_other_owners :value
-- Under the tenant's lock.
SELECT count(*) FROM oltp.tenant_users
 WHERE tenant_id = %(tenant_id)s AND user_id <> %(user_id)s AND deleted IS NULL AND 'owner' = ANY (roles);

-- name: purge_members :exec
-- Removed memberships, for good.
DELETE FROM oltp.tenant_users WHERE tenant_id = %(tenant_id)s AND deleted < %(before)s;

-- name: own_member :one MemberRow
-- What somebody who has proven who they are may see: the membership lives only as long as its tenant and user.
SELECT m.user_id, m.email, m.roles, m.all_companies,
       ARRAY(SELECT mc.company_id
               FROM oltp.member_companies mc
               JOIN oltp.companies c ON c.tenant_id = mc.tenant_id AND c.id = mc.company_id AND c.deleted IS NULL
              WHERE mc.tenant_id = m.tenant_id AND mc.user_id = m.user_id
              ORDER BY mc.company_id) AS company_ids,
       m.created, m.deleted
  FROM oltp.tenant_users m
  JOIN oltp.tenants t ON t.id = m.tenant_id AND t.deleted IS NULL
  JOIN oltp.users u ON u.id = m.user_id AND u.deleted IS NULL
 WHERE m.tenant_id = %(tenant_id)s AND m.user_id = %(user_id)s AND m.deleted IS NULL;

-- name: count_seats :one Seats
-- What a plan limits; members and companies that are not deleted. Indexes: tenant_users_pkey, companies_pkey.
SELECT (SELECT count(*) FROM oltp.tenant_users WHERE tenant_id = %(tenant_id)s AND deleted IS NULL) AS members,
       (SELECT count(*) FROM oltp.companies WHERE tenant_id = %(tenant_id)s AND deleted IS NULL) AS companies;
