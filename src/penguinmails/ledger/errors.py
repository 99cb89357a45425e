"""What can go wrong with the ledger."""

from penguinmails.kernel.errors import PenguinError


class EventRefused(PenguinError):
    """The ledger cannot hold this event: {reason}"""

    code, status = "event_refused", 422
    hint = "Correct what made it; it waits among the parked handoffs (`penguinmails jobs parked`)."


class MonthMissing(PenguinError):
    """The ledger has no partition for {month} yet."""

    code, status, transient = "ledger_month_missing", 503, True
    hint = "Run `penguinmails migrate`, which makes the partitions of the coming months."


class MessageUnknown(PenguinError):
    """The ledger knows nothing of a message {message}."""

    code, status = "ledger_message_unknown", 404
    hint = "See `penguinmails ledger funnel CAMPAIGN` for what a campaign sent."


class NetworksInvalid(PenguinError):
    """The list of networks {file} cannot be used: {reason}."""

    code, status = "ledger_networks_invalid", 500
    hint = "PENGUINMAILS_JUDGE_NETWORKS names a text file with one network (192.0.2.0/24) a line."


class CampaignUnclear(PenguinError):
    """There is {many} campaign called {campaign}."""

    code, status = "ledger_campaign_unclear", 404
    hint = "Give its id."
