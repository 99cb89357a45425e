"""Tenancy: tenants, their companies, their people, and what lets somebody in.

A tenant is a customer and everything that is isolated from other customers. A company is one of its
workspaces. A user is a person, global; a membership says what a user may do in a tenant and in which of its
companies.

Where things are: `tenants`, `companies`, `users`, `members`, `api_keys`, `settings` (configuration, policies,
retention) and `flags` each have their statements, rows and use cases; `access` says who may change what and
what somebody who got in may touch; `purging` takes away what nobody can restore any more; `names` is the one
form of names, slugs and addresses.

What takes a `Tx` joins its transaction and never commits; what takes `Databases` commits. Every change writes
the audit log in the same transaction. Whatever depends on "the last owner" or "the last company" holds a lock
on the tenant's row until it commits. Deleted means hidden everywhere, its name free, restorable for 30 days.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.tenancy.access import own_membership, principal_for_user, require_manager, require_owner
    from penguinmails.tenancy.api_keys.model import ApiKey, ApiScope, NewKey, Principal
    from penguinmails.tenancy.api_keys.service import (
        authenticate,
        create_key,
        find_key,
        list_keys,
        parse_scopes,
        revoke_key,
        rotate_key,
    )
    from penguinmails.tenancy.companies.model import Company, CompanyStatus
    from penguinmails.tenancy.companies.service import (
        add_company,
        delete_company,
        find_company,
        list_companies,
        purge_company,
        rename_company,
        restore_company,
        set_company_status,
    )
    from penguinmails.tenancy.describing.model import COMPANIES, TENANTS
    from penguinmails.tenancy.errors import CompanyUnknown, TenantUnknown
    from penguinmails.tenancy.flags.model import Flag, Override
    from penguinmails.tenancy.flags.service import (
        clear_override,
        is_enabled,
        list_flags,
        list_overrides,
        set_flag,
        set_override,
    )
    from penguinmails.tenancy.jobs import JOBS, PERIODIC
    from penguinmails.tenancy.keys.model import KeyPurpose
    from penguinmails.tenancy.keys.service import platform_key, tenant_key
    from penguinmails.tenancy.members.model import Companies, Member, MemberRole, Seats, parse_roles
    from penguinmails.tenancy.members.service import (
        add_member,
        change_member,
        count_seats,
        find_member,
        leave_tenant,
        list_members,
        remove_member,
    )
    from penguinmails.tenancy.names import clean_name, free_slug, normalise_email, slug
    from penguinmails.tenancy.operating import TenantOption, Yes, companies_named, for_tenant, in_tenant
    from penguinmails.tenancy.purging import Purged, purge_deleted
    from penguinmails.tenancy.restoring import RESTORABLE
    from penguinmails.tenancy.settings.model import ContentType, RetentionPolicy, TenantConfig, TenantPolicies
    from penguinmails.tenancy.settings.service import (
        get_config,
        get_policies,
        get_retention,
        set_config,
        set_policies,
        set_retention,
    )
    from penguinmails.tenancy.tenants.model import Created, Tenant, TenantStatus, TenantSummary
    from penguinmails.tenancy.tenants.service import (
        TENANT_EMPTIED,
        TENANT_PURGED,
        create_tenant,
        delete_tenant,
        find_tenant,
        list_tenants,
        purge_tenant,
        rename_tenant,
        resolve_tenant,
        restore_tenant,
        set_tenant_status,
    )
    from penguinmails.tenancy.users.model import Membership, User
    from penguinmails.tenancy.users.service import (
        delete_user,
        ensure_user,
        find_user,
        find_user_id,
        list_memberships,
        rename_user,
        restore_user,
    )
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "COMPANIES",
    "JOBS",
    "PERIODIC",
    "RESTORABLE",
    "TENANTS",
    "TENANT_EMPTIED",
    "TENANT_PURGED",
    "ApiKey",
    "ApiScope",
    "Companies",
    "Company",
    "CompanyStatus",
    "CompanyUnknown",
    "ContentType",
    "Created",
    "Flag",
    "KeyPurpose",
    "Member",
    "MemberRole",
    "Membership",
    "NewKey",
    "Override",
    "Principal",
    "Purged",
    "RetentionPolicy",
    "Seats",
    "Tenant",
    "TenantConfig",
    "TenantOption",
    "TenantPolicies",
    "TenantStatus",
    "TenantSummary",
    "TenantUnknown",
    "User",
    "Yes",
    "add_company",
    "add_member",
    "authenticate",
    "change_member",
    "clean_name",
    "clear_override",
    "companies_named",
    "count_seats",
    "create_key",
    "create_tenant",
    "delete_company",
    "delete_tenant",
    "delete_user",
    "ensure_user",
    "find_company",
    "find_key",
    "find_member",
    "find_tenant",
    "find_user",
    "find_user_id",
    "for_tenant",
    "free_slug",
    "get_config",
    "get_policies",
    "get_retention",
    "in_tenant",
    "is_enabled",
    "leave_tenant",
    "list_companies",
    "list_flags",
    "list_keys",
    "list_members",
    "list_memberships",
    "list_overrides",
    "list_tenants",
    "normalise_email",
    "own_membership",
    "parse_roles",
    "parse_scopes",
    "platform_key",
    "principal_for_user",
    "purge_company",
    "purge_deleted",
    "purge_tenant",
    "remove_member",
    "rename_company",
    "rename_tenant",
    "rename_user",
    "require_manager",
    "require_owner",
    "resolve_tenant",
    "restore_company",
    "restore_tenant",
    "restore_user",
    "revoke_key",
    "rotate_key",
    "set_company_status",
    "set_config",
    "set_flag",
    "set_override",
    "set_policies",
    "set_retention",
    "set_tenant_status",
    "slug",
    "tenant_key",
]
