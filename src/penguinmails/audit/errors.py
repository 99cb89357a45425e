"""What can go wrong with the audit log."""

from penguinmails.kernel.errors import PenguinError


class ValueNotPlain(PenguinError):
    """The audit log cannot keep {path}: {reason}."""

    code, status = "audit_value_not_plain", 422
    hint = "Record text, numbers, booleans, lists and objects with text keys."


class AuditRowNotFound(PenguinError):
    """The audit log of tenant {tenant_id} has no row {seq}."""

    code, status = "audit_row_not_found", 404
    hint = "See `penguinmails audit list --tenant {tenant_id}`."


class AnchorsUnreadable(PenguinError):
    """{path} does not hold the heads of audit logs: {reason}."""

    code, status = "audit_anchors_unreadable", 422
    hint = "Use what `penguinmails audit heads --json` printed."


class ErasureUnspecified(PenguinError):
    """An erasure names either an age, a resource or an actor."""

    code, status = "audit_erasure_unspecified", 422
    hint = "Give exactly one of --older-than, --due, --resource and --by."
