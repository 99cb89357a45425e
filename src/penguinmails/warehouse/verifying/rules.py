"""What must hold within a row."""

from dataclasses import dataclass
from typing import Final

from penguinmails.warehouse.facts.model import FactTable


@dataclass(frozen=True)
class Rule:
    """`left` is not more than `right`; where `exact`, it is the same."""

    left: str
    right: str
    exact: bool = False

    @property
    def words(self) -> str:
        """As people read it."""
        return f"{self.left} {'=' if self.exact else '<='} {self.right}"

    def about(self) -> set[str]:
        """The columns it names."""
        return {word for word in f"{self.left} {self.right}".split() if word not in ("+", "0")}


_OF_ONE_MESSAGE: Final = (
    Rule("delivered", "sent"),
    Rule("opened_tracked", "delivered"),
    Rule("replied", "delivered"),
    Rule("auto_replied", "delivered"),
    Rule("unsubscribed", "delivered"),
    Rule("spam_complaints", "delivered"),
    Rule("clicked_tracked", "opened_tracked"),
    Rule("opened_human", "opened_tracked"),
    Rule("clicked_human", "opened_human"),
    Rule("clicked_human", "clicked_tracked"),
)
_OF_MESSAGES: Final = (
    Rule("delivered + bounced", "sent", exact=True),
    Rule("bounced_hard + bounced_soft + bounced_block", "bounced", exact=True),
)
_OF_EVENTS: Final = (
    Rule("opens_machine", "opens_total"),
    Rule("clicks_machine", "clicks_total"),
    Rule("opens_human", "opens_total"),
    Rule("clicks_human", "clicks_total"),
    Rule("clicked_tracked", "clicks_total"),
    Rule("clicked_human", "clicks_human"),
)
# Leads are counted once for each thing that happened to any of their messages, and those may have fared
# differently. A breakdown has no flags to compare: a click through one device opened nothing there.
_LEADS: Final = frozenset({"campaign_lead_counts"})


def rules_of(fact: FactTable) -> list[Rule]:
    """The rules for the columns a table has."""
    known = (*_OF_ONE_MESSAGE, *_OF_EVENTS) if fact.part is None else _OF_EVENTS
    if fact.table not in _LEADS:
        known = (*known, *_OF_MESSAGES)
    return [
        *(Rule("0", measure) for measure in fact.measures),
        *(rule for rule in known if rule.about() <= set(fact.measures)),
    ]
