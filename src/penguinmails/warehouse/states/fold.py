"""The fold as text to put into statements, and the columns of what it gives."""

from importlib import resources
from typing import Final

DIMENSIONS: Final = (
    "company_id", "activity_date", "message_kind", "campaign_id", "step_id", "variant_id", "mailbox_id",
    "sending_domain", "receiving_provider", "lead_id",
)  # fmt: skip
"""What a message is counted for, as its earliest sent event says it."""
FLAGS: Final = (
    "sent", "delivered", "opened_tracked", "opened_human", "clicked_tracked", "clicked_human", "replied",
    "auto_replied", "bounced", "bounced_hard", "bounced_soft", "bounced_block", "unsubscribed",
    "spam_complaints",
)  # fmt: skip
"""What it adds one of, to the fact columns of the same names."""
COUNTERS: Final = ("opens_total", "opens_machine", "clicks_total", "clicks_machine")
"""What it adds any number of."""
_UNCOUNTED: Final = ("failed", "opens_human", "clicks_human")
_TIMES: Final = (
    "first_sent", "first_delivered", "first_deferred", "first_opened", "first_opened_human", "first_clicked",
    "first_clicked_human", "first_replied", "first_auto_replied", "first_bounced", "first_unsubscribed",
    "first_complained", "first_failed", "last_event",
)  # fmt: skip
STATE: Final = (*DIMENSIONS, *FLAGS, *COUNTERS, *_UNCOUNTED, *_TIMES, "breakdown")
"""The columns of a state beside `tenant_id`, `message_id` and `updated`."""

_SLOT: Final = "/* messages */ true"
_TEXT: Final = "\n".join(
    line
    for line in resources.files(__name__.rpartition(".")[0])
    .joinpath("fold.sql")
    .read_text("utf-8")
    .splitlines()
    if not line.lstrip().startswith("--")
)


def fold(messages: str) -> str:
    """Common table expressions, the last of them `folded`: `message_id` and `STATE`, a row a message.

    `messages` is the condition on `message_id` that says which; the statement has a parameter `tenant_id`.
    Reads `email_events` and `event_verdicts` and nothing else. A message without events is not in it.
    """
    return _TEXT.replace(_SLOT, messages)
