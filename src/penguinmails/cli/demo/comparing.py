"""What the ledger says, held against what the recipients know they did. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_interface
from typing import Final
from uuid import UUID

from penguinmails.cli.demo.adding import Outcome
from penguinmails.delivery import SentMessage
from penguinmails.ledger import Hit, Stage
from penguinmails.sandbox import By, Done, Kind, Truth

EQUAL: Final = (
    "sent",
    "delivered",
    "bounced",
    "opened",
    "clicked",
    "answered",
    "complained",
    "unsubscribed",
)
"""What rests on no label, each message once."""
WHOLE: Final = "all"
"""The group of what is counted over both campaigns."""
_REDIRECTS: Final = range(300, 400)
LABELLED: Final = ("opened_human", "clicked_human", "replied", "auto_replied")


@dataclass(frozen=True)
class Line:
    """One number of a group of messages, by the platform and in truth. `is_exact`: it rests on no label."""

    group: str
    measure: str
    ledger: int
    truth: int
    is_exact: bool

    @property
    def differs(self) -> bool:
        """Whether it is what should never be."""
        return self.is_exact and self.ledger != self.truth


@dataclass(frozen=True)
class Labels:
    """How well a label was given: how many of those who are so got it, and how many of the others."""

    label: str
    caught: int
    of: int
    wrongly: int
    of_others: int

    @property
    def recall(self) -> float | None:
        """Share caught; None where there was nobody."""
        return self.caught / self.of if self.of else None

    @property
    def false_alarms(self) -> float | None:
        """Share of the others labelled so."""
        return self.wrongly / self.of_others if self.of_others else None


class Happened:
    """What happened to each message, in truth."""

    def __init__(self, truth: Truth, messages: Iterable[SentMessage]) -> None:
        """`messages`: all that the platform sent to this world, so that refusals at RCPT find theirs."""
        self._taken = {taken.renamed or taken.message_id for taken in truth.taken} | {
            taken.message_id for taken in truth.taken
        }
        # A refusal at RCPT names no message: whose mail was not taken and whose server said no was refused.
        turned = {each.recipient for each in truth.turned if each.recipient}
        self._refused = {
            message.message_id
            for message in messages
            if message.rfc_message_id not in self._taken
            and message.to_email in turned
            and message.state != "cancelled"
        }
        # A page of the platform's own, for preferences say, is no link of the message: it leads nowhere.
        self.hits = [
            act
            for act in truth.done
            if act.succeeded
            and (act.kind in (Kind.OPEN, Kind.HIDDEN) or (act.kind is Kind.CLICK and _leads(act)))
        ]
        self._often: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for act in self.hits:
            opens, clicks = self._often[act.message_id]
            opened = act.kind is Kind.OPEN
            self._often[act.message_id] = (opens + opened, clicks + (not opened))
        self._did = {
            "opened": {act.message_id for act in self.hits},
            "clicked": {act.message_id for act in self.hits if act.kind is not Kind.OPEN},
            "opened_human": {act.message_id for act in self.hits if act.by is By.HUMAN},
            "clicked_human": {
                act.message_id for act in self.hits if act.by is By.HUMAN and act.kind is Kind.CLICK
            },
            "replied": set(truth.by_message(Kind.REPLY)),
            "auto_replied": set(truth.by_message(Kind.AUTO_REPLY)),
            "complained": set(truth.by_message(Kind.COMPLAINT)),
            "unsubscribed": set(truth.by_message(Kind.UNSUBSCRIBE)),
            "late_bounced": set(truth.by_message(Kind.BOUNCE)),
        }

    def outcome(self, message: SentMessage) -> Outcome:
        """What facts count of a message: each measure, and its opens and clicks as often as they happened."""
        did: dict[str, int] = {**self.of(message)}
        did["answered"] = did["replied"] + did["auto_replied"]
        if did["delivered"]:
            did["opens"], did["clicks"] = self._often[message.rfc_message_id or ""]
        keys = {
            "campaign_id": message.campaign_id,
            "step_id": message.step_id,
            "variant_id": message.variant_id,
            "mailbox_id": message.mailbox_id,
            "lead_id": message.lead_id,
            "activity_date": message.settled.date(),
        }
        return Outcome(keys, did)

    def of(self, message: SentMessage) -> dict[str, bool]:
        """Each measure of a message."""
        name = message.rfc_message_id
        sent = name in self._taken or message.message_id in self._refused
        bounced = message.message_id in self._refused or name in self._did["late_bounced"]
        said = {"sent": sent, "bounced": bounced, "delivered": sent and not bounced}
        for measure, names in self._did.items():
            said[measure] = said["delivered"] and name in names
        return said


def _leads(act: Done) -> bool:
    return act.status in _REDIRECTS


def compare(group: str, stage: Stage, messages: Sequence[SentMessage], happened: Happened) -> list[Line]:
    """The numbers of a group, each beside the truth."""
    counts: Counter[str] = Counter()
    for message in messages:
        counts.update(measure for measure, is_so in happened.of(message).items() if is_so)
    counts["answered"] = counts["replied"] + counts["auto_replied"]
    ledger = numbers_of(stage)
    return [
        Line(group, measure, ledger[measure], counts[measure], measure in EQUAL)
        for measure in (*EQUAL, *LABELLED)
    ]


def numbers_of(stage: Stage) -> Mapping[str, int]:
    """A stage by measure."""
    plain = {name: getattr(stage, name) for name in (*EQUAL, *LABELLED) if name != "answered"}
    return {**plain, "answered": stage.replied + stage.auto_replied}


def compare_hits(hits: Sequence[Hit], happened: Happened) -> list[Line]:
    """Every open and click, as often as it happened."""
    counted = Counter(hit.kind for hit in hits)
    done = Counter(act.kind for act in happened.hits)
    clicks = done[Kind.CLICK] + done[Kind.HIDDEN]
    return [
        Line(WHOLE, "opens", counted["opened"], done[Kind.OPEN], is_exact=True),
        Line(WHOLE, "clicks", counted["clicked"], clicks, is_exact=True),
    ]


def hit_labels(hits: Sequence[Hit], happened: Happened, names: Mapping[UUID, str]) -> Labels:
    """How well machines were told from people, hit by hit.

    A hit is found by its message, kind and network, in the order of time; nobody else has these.
    """
    acts: dict[tuple[str, str, str], list[By]] = defaultdict(list)
    for act in sorted(happened.hits, key=lambda act: act.at):
        kind = "opened" if act.kind is Kind.OPEN else "clicked"
        acts[act.message_id, kind, _network(act.ip)].append(act.by)
    met: Counter[tuple[By, bool]] = Counter()
    for hit in sorted(hits, key=lambda hit: hit.occurred):
        queue = acts[names[hit.message_id], hit.kind, _network(hit.ip_address)]
        if queue:
            met[queue.pop(0), hit.verdict == "machine"] += 1
    machines = met[By.MACHINE, True] + met[By.MACHINE, False]
    people = met[By.HUMAN, True] + met[By.HUMAN, False]
    return Labels("machine", met[By.MACHINE, True], machines, met[By.HUMAN, True], people)


def answer_labels(lines: Sequence[Line]) -> Labels:
    """How well automatic answers were told from people's: of the whole, by counting."""
    ledger = Counter[str]()
    truth = Counter[str]()
    for line in lines:
        if line.measure in ("replied", "auto_replied"):
            ledger[line.measure] += line.ledger
            truth[line.measure] += line.truth
    missed = max(0, truth["auto_replied"] - ledger["auto_replied"])
    wrongly = max(0, ledger["auto_replied"] - truth["auto_replied"])
    of = truth["auto_replied"]
    return Labels("automatic answer", of - missed, of, wrongly, truth["replied"])


def _network(address: object) -> str:
    if not address:
        return ""
    wide = ip_interface(str(address).partition("/")[0])
    bits = 24 if wide.version == 4 else 48  # noqa: PLR2004 - as the ledger keeps them
    return str(ip_interface(f"{wide.ip}/{bits}").network)
