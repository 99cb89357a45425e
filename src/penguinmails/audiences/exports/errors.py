"""What can go wrong with exports."""

from penguinmails.audiences.errors import AudiencesError


class ExportUnknown(AudiencesError):
    """There is no export {export_id}."""

    code, status = "export_unknown", 404
    hint = "`penguinmails export list --tenant TENANT` shows them."


class ExportNotReady(AudiencesError):
    """The export {export_id} is {state}."""

    code, status = "export_not_ready", 409
    hint = (
        "`penguinmails export show` says how far it is, and why where it failed. Start another where it did."
    )


class ExportFailed(AudiencesError):
    """The export {export_id} failed: {reason}"""

    code, status = "export_failed", 409
    hint = "Start it again once that is put right."


class ExportGone(AudiencesError):
    """The file of the export {export_id} is gone."""

    code, status = "export_gone", 410
    hint = "Start the export again."


class ExportListUnknown(AudiencesError):
    """There is no list {wanted} here."""

    code, status = "export_list_unknown", 404
    hint = "`penguinmails list list --tenant TENANT` shows them."


class ExportScopeRefused(AudiencesError):
    """Whoever is limited to some companies exports one of them at a time."""

    code, status = "export_scope_refused", 403
    hint = "Name the company."


class ExportSelectionInvalid(AudiencesError):
    """An export of {subject} cannot be selected by {what}."""

    code, status = "export_selection_invalid", 422
    hint = "Select leads by list, tag, segment or filter, members by list, and suppressions not at all."


class ExportTargetUnusable(AudiencesError):
    """The file {path} cannot be written: {reason}."""

    code, status = "export_target_unusable", 422
    hint = "Give a file in a folder that is there and that you may write to."
