"""What can go wrong with suppressions."""

from penguinmails.audiences.errors import AudiencesError


class SuppressionUnknown(AudiencesError):
    """{target} is not suppressed {reach}."""

    code, status = "suppression_unknown", 404
    hint = "`penguinmails suppress check` shows which entries there are and what each reaches."


class SuppressionLasting(AudiencesError):
    """The entry of {target} says "{reason}", which only the person themselves can take back."""

    code, status = "suppression_lasting", 409
    hint = "If they asked to be written to again, say so: --consent 'How and when they asked.'"


class SuppressionScopeRefused(AudiencesError):
    """Whoever is limited to some companies cannot suppress anybody {reach}."""

    code, status = "suppression_scope_refused", 403
    hint = "Suppress it for one of those companies, or ask an owner or admin of the tenant."


class NoteNamesAddress(AudiencesError):
    """The note has an @ in it, and suppressions hold no address in clear."""

    code, status = "note_names_address", 422
    hint = "Write the note without addresses."


class DomainInvalid(AudiencesError):
    """{raw} is neither an e-mail address nor a domain: {reason}."""

    code, status = "domain_invalid", 422
    hint = "Give an address like name@example.com, or a domain like example.com."


class ExpiryPassed(AudiencesError):
    """A suppression cannot expire at {expires:%Y-%m-%d %H:%M} UTC, which has passed."""

    code, status = "expiry_passed", 422
    hint = "Give a time to come, or none for a suppression that lasts until it is withdrawn."


class SuppressionFileUnreadable(AudiencesError):
    """The file {path} cannot be read at line {line}: {reason}."""

    code, status = "suppression_file_unreadable", 422
    hint = "Give a text file with an address or domain a line, or a CSV file with a column email."
