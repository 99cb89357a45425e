"""Judging: reads what the rules ask for, and adds a version where the answer differs. Nothing here commits.

The caller holds the tenant's lock (`engagement_tenants`), so that two judges never add the same version.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.ledger.verdicts import store
from penguinmails.ledger.verdicts.model import Hit, Judgement
from penguinmails.ledger.verdicts.networks import Networks
from penguinmails.ledger.verdicts.rules import RULES_VERSION, Case, Crowds, Rules, visits_of
from penguinmails.ledger.verdicts.spans import spans_around

PAGE: Final = 500
"""Messages judged together."""
_REVISIONS: Final = 1_000_000
"""`rule_version` is the version of the rules times this, plus how often later context changed the answer."""


@dataclass
class Judged:
    """What judging some messages came to."""

    hits: int = 0
    changed: int = 0
    renewed: int = 0


@dataclass(frozen=True)
class Judging:
    """The rules to judge by, and the networks they know."""

    rules: Rules = field(default_factory=Rules)
    networks: Networks = field(default_factory=Networks)
    version: int = RULES_VERSION

    async def judge_due(self, tx: Tx, settle: timedelta, *, batches: int) -> int:
        """Judge the messages of the oldest batches that are `settle` old; how many batches."""
        claimed = await store.claim(tx, settle, batches)
        if claimed:
            messages = await store.messages_of(tx, claimed)
            for start in range(0, len(messages), PAGE):
                await self.judge(tx, messages[start : start + PAGE])
        return len(claimed)

    async def judge(self, tx: Tx, message_ids: Collection[UUID], *, renew: bool = False) -> Judged:
        """Judge all hits of these messages, and of those that now turn out to stand in a crowd with them.

        A version is added where verdict or reason differs from the one that counts; with `renew` also where
        older rules said the same. What newer rules said stands.
        """
        hits = await store.hits_of(tx, message_ids)
        crowds = await self._crowds(tx, hits)
        if drawn := self._drawn_into_crowds(hits, crowds, set(message_ids)):
            hits += await store.hits_of(tx, drawn)
            crowds = await self._crowds(tx, hits)
        by_message: dict[UUID, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_message[hit.message_id].append(hit)
        acceptances = await store.acceptances_of(tx, by_message)
        judged, versions = Judged(hits=len(hits)), list[dict[str, Any]]()
        for message_id, own in by_message.items():
            case = Case(own, acceptances.get(message_id), crowds, self.networks, self.rules)
            answers = case.judge()
            versions += [
                row for hit in own if (row := self._version(hit, answers[hit.event_id], judged, renew=renew))
            ]
        if versions:
            await store.insert(tx, ids.uuid7(), versions)
        return judged

    async def _crowds(self, tx: Tx, hits: Sequence[Hit]) -> Crowds:
        spans = spans_around(visits_of(hits), self.rules.crowd)
        return Crowds(await store.visits_from(tx, spans) if spans else [])

    def _drawn_into_crowds(self, hits: Sequence[Hit], crowds: Crowds, asked: set[UUID]) -> set[UUID]:
        # Whoever was visited within reach of one of these hits may stand in a crowd because of it.
        drawn: set[UUID] = set()
        for visit in visits_of(hits):
            drawn |= crowds.around(visit.network, visit.occurred, self.rules.crowd) - asked
        return drawn

    def _version(
        self, hit: Hit, judgement: Judgement, judged: Judged, *, renew: bool
    ) -> dict[str, Any] | None:
        before = hit.rule_version
        if before is not None and (_forgotten(hit) or before // _REVISIONS > self.version):
            return None
        same = (hit.verdict, hit.reason) == (judgement.verdict.value, judgement.reason.value)
        older = before is not None and before // _REVISIONS < self.version
        if same and not (renew and older):
            return None
        if same:
            judged.renewed += 1
        else:
            judged.changed += 1
        first = self.version * _REVISIONS
        return {
            "message_id": str(hit.message_id),
            "event_id": str(hit.event_id),
            "company_id": None if hit.company_id is None else str(hit.company_id),
            "rule_version": first if before is None or older else before + 1,
            "verdict": judgement.verdict.value,
            "reason": judgement.reason.value,
        }


def _forgotten(hit: Hit) -> bool:
    # Retention has cleared what it was judged by: the judgement stands.
    return hit.source == "tracking" and hit.user_agent is None and hit.network is None
