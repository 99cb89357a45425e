"""What can go wrong with leads."""

from penguinmails.audiences.errors import AudiencesError


class LeadUnknown(AudiencesError):
    """There is no lead {lead}."""

    code, status = "lead_unknown", 404
    hint = "`penguinmails lead list --tenant TENANT --search TEXT` finds leads by address or name."


class LeadAmbiguous(AudiencesError):
    """{count} leads have the address {lead}: {where}."""

    code, status = "lead_ambiguous", 409
    hint = "Name the company with --company, or give the id."


class LeadExists(AudiencesError):
    """There is a lead {lead} {where} already."""

    code, status = "lead_exists", 409
    hint = "Change that one, or delete it first."


class LeadSuppressed(AudiencesError):
    """{lead} must not be written to: {reason}."""

    code, status = "lead_suppressed", 409
    hint = "`penguinmails suppress check` shows every entry and what it reaches."


class LeadNotDeleted(AudiencesError):
    """{lead} is not deleted."""

    code, status = "lead_not_deleted", 409
    hint = "Only deleted leads can be restored; `penguinmails lead list --deleted` shows them."


class LeadRestoreTooLate(AudiencesError):
    """{lead} was deleted on {deleted:%Y-%m-%d}, more than 30 days ago, and is being purged."""

    code, status = "lead_restore_too_late", 410
    hint = "Add it anew."


class CompanyNeeded(AudiencesError):
    """Whoever is limited to some companies cannot add leads for all of them."""

    code, status = "company_needed", 403
    hint = "Name one of those companies."


class FieldUnknown(AudiencesError):
    """A lead has no field {field}."""

    code, status = "lead_field_unknown", 422
    hint = "{known}"


class FieldRefused(AudiencesError):
    """{field} cannot be {value}: {reason}."""

    code, status = "lead_field_refused", 422
    hint = "Nothing was changed."


class FieldMissing(AudiencesError):
    """A new lead needs a value for {fields}."""

    code, status = "lead_field_missing", 422
    hint = "Give it as custom_fields.KEY=VALUE."


class TagInvalid(AudiencesError):
    """{tag} cannot be a tag: {reason}."""

    code, status = "tag_invalid", 422
    hint = "A tag has 1 to 100 visible characters and no comma, semicolon or bar."


class TagsTooMany(AudiencesError):
    """A lead would carry more than {most} tags."""

    code, status = "tags_too_many", 422
    hint = "Put what has many values into a custom field, or who belongs together into a list."


class ErasureNeedsTenant(AudiencesError):
    """Whoever is limited to some companies cannot erase a person, who may be in the others too."""

    code, status = "erasure_needs_tenant", 403
    hint = "Ask an owner or admin of the tenant."
