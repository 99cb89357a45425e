"""What can go wrong with segments."""

from penguinmails.audiences.errors import AudiencesError


class FilterInvalid(AudiencesError):
    """The filter is wrong at {where}: {reason}."""

    code, status = "filter_invalid", 422
    hint = "`penguinmails segment fields --tenant TENANT` shows what can be asked."

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where=where, reason=reason)
        self.where = where
        self.reason = reason


class SegmentUnknown(AudiencesError):
    """There is no segment {segment}."""

    code, status = "segment_unknown", 404
    hint = "`penguinmails segment list --tenant TENANT` shows them."


class SegmentAmbiguous(AudiencesError):
    """{count} segments are named {segment}."""

    code, status = "segment_ambiguous", 409
    hint = "Give the id, which `penguinmails segment list` shows."


class SegmentNameTaken(AudiencesError):
    """There is a segment {name} already."""

    code, status = "segment_name_taken", 409
    hint = "Choose another name, or change that one."


class SegmentNeedsCompany(AudiencesError):
    """Whoever is limited to some companies cannot make or change segments of all of them."""

    code, status = "segment_needs_company", 403
    hint = "Name one of those companies."


class SegmentBroken(AudiencesError):
    """The segment {segment} cannot be answered any more: at {where}, {reason}."""

    code, status = "segment_broken", 409
    hint = (
        "Something it names was deleted or changed since. Change the segment: `penguinmails segment change`."
    )
