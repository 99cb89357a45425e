"""The ledger: what happened to every message, and what was judged of it. Both only ever grow.

`ingest` takes events in; across tiers they come under `EVENTS`. A repeated report is the same row. `Judge` is
the loop that tells people from machines once a hit's burst is over, and hands on what people did: to leads
(`lead.engaged`) and to campaigns (`MESSAGE_ENGAGED`); to delivery, what arrived though nobody knew it was
sent (`MESSAGE_SEEN`). `funnel` recounts a campaign from the ledger, `story` tells a message's.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.ledger.engagement.model import (
        MESSAGE_ENGAGED,
        MESSAGE_SEEN,
        MessageEngaged,
        MessageSeen,
    )
    from penguinmails.ledger.events.model import (
        EVENTS,
        BounceType,
        Event,
        EventKind,
        EventSource,
        Ingested,
        event_id_of,
    )
    from penguinmails.ledger.events.service import RECEIVERS, ingest
    from penguinmails.ledger.jobs import JOBS, PERIODIC
    from penguinmails.ledger.judge import Judge, waiting_for_judgement
    from penguinmails.ledger.reading.model import Funnel, Hit, LedgerLine, Stage, StepStage
    from penguinmails.ledger.reading.service import funnel, hits_of_campaign, story
    from penguinmails.ledger.settings import LedgerSettings
    from penguinmails.ledger.verdicts.model import Replayed, Verdict
    from penguinmails.ledger.verdicts.networks import Networks
    from penguinmails.ledger.verdicts.replaying import replay
    from penguinmails.ledger.verdicts.service import Judging
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "EVENTS",
    "JOBS",
    "MESSAGE_ENGAGED",
    "MESSAGE_SEEN",
    "PERIODIC",
    "RECEIVERS",
    "BounceType",
    "Event",
    "EventKind",
    "EventSource",
    "Funnel",
    "Hit",
    "Ingested",
    "Judge",
    "Judging",
    "LedgerLine",
    "LedgerSettings",
    "MessageEngaged",
    "MessageSeen",
    "Networks",
    "Replayed",
    "Stage",
    "StepStage",
    "Verdict",
    "event_id_of",
    "funnel",
    "hits_of_campaign",
    "ingest",
    "replay",
    "story",
    "waiting_for_judgement",
]
