"""What can go wrong with tenants and their people. Every code is stable."""

from penguinmails.kernel.errors import PenguinError


class TenancyError(PenguinError):
    """Something about a tenant went wrong."""

    code = "tenancy_error"


class NameInvalid(TenancyError):
    """The {what} cannot be used: {reason}."""

    code, status = "name_invalid", 422
    hint = "Give one of 1 to 100 characters, in letters and digits of any script."


class EmailInvalid(TenancyError):
    """The e-mail address {email} cannot be used: {reason}."""

    code, status = "email_invalid", 422
    hint = "Write it like name@example.com, an international domain in its xn-- form."


class TenantUnknown(TenancyError):
    """There is no tenant {tenant}."""

    code, status = "tenant_unknown", 404
    hint = "`penguinmails tenant list` shows them all; `--deleted` the deleted ones."


class TenantAmbiguous(TenancyError):
    """{count} tenants are named {tenant}."""

    code, status = "tenant_ambiguous", 409
    hint = "Give the id, which `penguinmails tenant list` shows."


class TenantReserved(TenancyError):
    """The platform's own tenant is no customer and cannot be changed like one."""

    code, status = "tenant_reserved", 409
    hint = "Name another tenant; `penguinmails tenant list` shows them."


class PurgeRefused(TenancyError):
    """The {what} {name} cannot be purged: rows of {table} that must be kept refer to it."""

    code, status = "purge_refused", 409
    hint = "It stays deleted and hidden. Purge it once those rows have reached the end of their retention."


class NotDeleted(TenancyError):
    """The {what} {name} is not deleted."""

    code, status = "not_deleted", 409
    hint = "Delete it first; it can be restored for 30 days."


class RestoreTooLate(TenancyError):
    """The {what} {name} was deleted on {deleted:%Y-%m-%d}, more than 30 days ago, and is being purged."""

    code, status = "restore_too_late", 410
    hint = "Make a new one, or restore a backup."


class CompanyUnknown(TenancyError):
    """There is no company {company} in this tenant."""

    code, status = "company_unknown", 404
    hint = "`penguinmails company list --tenant TENANT` shows them."


class CompanyNameTaken(TenancyError):
    """A company of this tenant is called {name} already."""

    code, status = "company_name_taken", 409
    hint = "Choose another name, or rename or delete the other company first."


class LastCompany(TenancyError):
    """{name} is the only company of its tenant."""

    code, status = "last_company", 409
    hint = "Add another company first, or delete the tenant."


class UserUnknown(TenancyError):
    """There is no user {user}."""

    code, status = "user_unknown", 404
    hint = "`penguinmails user list --tenant TENANT` shows a tenant's users."


class EmailTaken(TenancyError):
    """Another user has the address {email}."""

    code, status = "email_taken", 409
    hint = "Give that user the membership instead, or delete it first."


class MemberUnknown(TenancyError):
    """{user} is no member of this tenant."""

    code, status = "member_unknown", 404
    hint = "`penguinmails user add EMAIL --tenant TENANT --role ROLE` makes them one."


class MemberExists(TenancyError):
    """{user} is a member of this tenant already."""

    code, status = "member_exists", 409
    hint = "Change what they may do with `penguinmails user role`."


class LastOwner(TenancyError):
    """{user} is the only owner of {tenant}."""

    code, status = "last_owner", 409
    hint = "Make another member an owner first, or delete the tenant."


class RoleUnknown(TenancyError):
    """{role} is no role."""

    code, status = "role_unknown", 422
    hint = "The roles are owner, admin, manager, member, client and viewer."


class CompaniesInvalid(TenancyError):
    """A member with these roles and companies cannot be: {reason}."""

    code, status = "companies_invalid", 422
    hint = "Owners and admins have all companies; everybody else all of them or at least one."


class NotAllowed(TenancyError):
    """You may not {what}."""

    code, status = "not_allowed", 403
    hint = "Ask an owner of the tenant."


class KeyUnknown(TenancyError):
    """There is no API key {key} in this tenant."""

    code, status = "api_key_unknown", 404
    hint = "`penguinmails apikey list --tenant TENANT` shows them."


class KeyRefused(TenancyError):
    """The API key is not valid."""

    code, status = "api_key_refused", 401
    hint = "It may be mistyped, expired or revoked. An admin of the tenant can make a new one."


class KeyOver(TenancyError):
    """The API key {key} is revoked or expired."""

    code, status = "api_key_over", 409
    hint = "Make a new one with `penguinmails apikey create`."


class ScopeUnknown(TenancyError):
    """{scope} is no scope of an API key."""

    code, status = "scope_unknown", 422
    hint = "The scopes are {known}."


class ExpiryInvalid(TenancyError):
    """An API key cannot expire at {expires}: it must be in the future."""

    code, status = "expiry_invalid", 422
    hint = "Give a number of days from 1 on, or none for a key that does not expire."


class SettingUnknown(TenancyError):
    """There is no setting {key}."""

    code, status = "setting_unknown", 422
    hint = "The settings are {known}."


class SettingInvalid(TenancyError):
    """The setting {key} cannot be {value}: {reason}."""

    code, status = "setting_invalid", 422
    hint = "Nothing was changed."


class FlagUnknown(TenancyError):
    """There is no feature flag {key}."""

    code, status = "flag_unknown", 404
    hint = "Flags are made by `flags.set_flag`, before anything asks for them."
