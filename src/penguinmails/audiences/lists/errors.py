"""What can go wrong with lists. Every code is stable."""

from penguinmails.audiences.errors import AudiencesError


class ListUnknown(AudiencesError):
    """There is no list {list}."""

    code, status = "list_unknown", 404
    hint = "`penguinmails list list --tenant TENANT` shows them."


class ListAmbiguous(AudiencesError):
    """{count} lists are named {list}."""

    code, status = "list_ambiguous", 409
    hint = "Give the id, which `penguinmails list list` shows."


class ListNameTaken(AudiencesError):
    """A list of the same company is called {name} already."""

    code, status = "list_name_taken", 409
    hint = "Choose another name, or rename or delete the other list first."


class ListNotDeleted(AudiencesError):
    """The list {list} is not deleted."""

    code, status = "list_not_deleted", 409
    hint = "`penguinmails list list --deleted` shows those that can be restored."


class ListRestoreTooLate(AudiencesError):
    """The list {name} was deleted on {deleted:%Y-%m-%d}, more than 30 days ago, and is being purged."""

    code, status = "list_restore_too_late", 410
    hint = "Make a new one."


class LeadsUnknown(AudiencesError):
    """There is no lead {first}{more}."""

    code, status = "leads_unknown", 404
    hint = "Nothing was changed. Add or import the leads first."

    def __init__(self, unknown: list[str]) -> None:
        more = f", nor {len(unknown) - 1} others of those named" if len(unknown) > 1 else ""
        super().__init__(first=unknown[0], more=more)


class LeadsOfOtherCompany(AudiencesError):
    """{count} of these leads belong to another company than the list {list}."""

    code, status = "leads_of_other_company", 422
    hint = "Nothing was changed. A company's list takes its own leads; one of the whole tenant takes all."


class MembersUnnamed(AudiencesError):
    """It is not said which leads are meant."""

    code, status = "list_members_unnamed", 422
    hint = "Name them by --lead (repeatable); or, to add, by one of --lead, --segment and --from-file."


class MembersUnreadable(AudiencesError):
    """The file {path} cannot be read: {reason}."""

    code, status = "list_members_unreadable", 422
    hint = (
        "Give a text file in UTF-8 with an address or id on each line; for tables use `penguinmails import`."
    )


class MemberUnknown(AudiencesError):
    """The lead {lead} is not on the list {list}."""

    code, status = "list_member_unknown", 404
    hint = "`penguinmails list members LIST` shows who is."


class NotPending(AudiencesError):
    """The lead {lead} is {status} on the list {list}: there is nothing to confirm."""

    code, status = "list_member_not_pending", 409
    hint = "Only who is pending is asked."


class AskedTooOften(AudiencesError):
    """The lead {lead} has been asked to confirm {mails} times already."""

    code, status = "confirmation_asked_too_often", 429
    hint = "That is the most. Whoever does not answer does not want to be on the list."


class AskedJustNow(AudiencesError):
    """The lead {lead} was asked to confirm at {sent:%Y-%m-%d %H:%M} UTC, less than an hour ago."""

    code, status = "confirmation_asked_just_now", 429
    hint = "Let them look for that mail first, then try again."


class ConsentUnexplained(AudiencesError):
    """It takes a sentence that says how they asked to be on the list again."""

    code, status = "consent_unexplained", 422
    hint = "Write it like: They asked for it at the fair, on 3 May."


class ConfirmationInvalid(AudiencesError):
    """The confirmation link is not valid."""

    code, status = "confirmation_invalid", 404
    hint = "It may have been cut off: copy the whole of it from the mail, or subscribe again."


class ConfirmationExpired(AudiencesError):
    """The confirmation link was good until {until:%Y-%m-%d %H:%M} UTC."""

    code, status = "confirmation_expired", 410
    hint = "Subscribe again to get a new one."


class ConfirmationOver(AudiencesError):
    """The subscription that this link confirms has been ended since."""

    code, status = "confirmation_over", 410
    hint = "Subscribe again if you want to be on the list."


class ConfirmationListGone(AudiencesError):
    """The list that this link leads to is no more."""

    code, status = "confirmation_list_gone", 410
    hint = "There is nothing to do: nobody will write to you because of it."


class ConfirmationRefused(AudiencesError):
    """The address is among those that must not be written to."""

    code, status = "confirmation_refused", 409
    hint = "Write to the sender if you want to hear from them again."
