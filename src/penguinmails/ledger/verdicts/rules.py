"""The rules: what tells a machine from a person. Pure, and the same answer for the same hits in any order.

Timing alone fails: scanners come a median of 43 s after the mail, later than some people, but follow ten
links within one second. And to filter Gmail's image proxy is as wrong as to count what it prefetches: it is
how Gmail's readers open.
A rule that changes an answer raises `RULES_VERSION`.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import UUID

from penguinmails.ledger.events.agents import APPLE_PRIVACY, PROXIES
from penguinmails.ledger.verdicts.model import Acceptance, Hit, Judgement, Reason, Verdict, Visit
from penguinmails.ledger.verdicts.networks import Networks, says_something

RULES_VERSION: Final = 1

_WEBMAIL_PROXIES: Final = PROXIES - {APPLE_PRIVACY}
# A Chrome is renewed by itself every month; these were current in 2020.
_OUTDATED: Final = re.compile(r"Chrome/(?:[1-7]?\d)\.|Firefox/(?:[1-6]?\d)\.|MSIE |Windows NT (?:5|6\.[01])")


@dataclass(frozen=True)
class Rules:
    """The figures of the rules."""

    prefetch: timedelta = timedelta(seconds=5)
    """An image proxy sooner than this after acceptance fetches for nobody."""
    fastest_open: timedelta = timedelta(seconds=2)
    fastest_click: timedelta = timedelta(seconds=3)
    burst: timedelta = timedelta(seconds=2)
    """Three different links within this, or two within half of it."""
    burst_links: int = 3
    honeypot_reach: timedelta = timedelta(seconds=10)
    scanner_reach: timedelta = timedelta(seconds=60)
    crowd: timedelta = timedelta(seconds=10)
    """One network at `crowd_messages` messages within this, before or after."""
    crowd_messages: int = 6
    click_check: timedelta = timedelta(seconds=3)
    """How long before a person's click a filter looks at the link."""
    unseen_click: timedelta = timedelta(seconds=120)
    """Sooner than this nobody clicks in a message without displaying it."""
    unseen_click_scanned: timedelta = timedelta(seconds=240)
    """The same where the receiver's filter follows links."""
    unseen_doubt: timedelta = timedelta(seconds=600)
    """Until then such a click of theirs is nobody's for sure."""
    flood: int = 1000
    """Hits of one message that are still compared with each other."""
    outdated_reach: timedelta = timedelta(hours=1)
    scanning: frozenset[str] = frozenset(
        {
            "microsoft", "proofpoint", "mimecast", "barracuda", "cisco", "trendmicro", "sophos",
            "messagelabs", "hornetsecurity", "forcepoint", "spamexperts",
        }
    )  # fmt: skip
    """Receiving providers whose filters follow links."""


@dataclass(frozen=True)
class Crowds:
    """Who was visited from which network, and when."""

    visits: Sequence[Visit]

    @cached_property
    def _by_network(self) -> Mapping[str, list[tuple[datetime, UUID]]]:
        found: dict[str, list[tuple[datetime, UUID]]] = defaultdict(list)
        for visit in self.visits:
            found[visit.network].append((visit.occurred, visit.message_id))
        return {network: sorted(times) for network, times in found.items()}

    def around(self, network: str, moment: datetime, reach: timedelta) -> set[UUID]:
        """The messages visited from a network within `reach` of a moment."""
        times = self._by_network.get(network, [])
        low = bisect_left(times, moment - reach, key=lambda each: each[0])
        high = bisect_right(times, moment + reach, key=lambda each: each[0])
        return {message for _, message in times[low:high]}


@dataclass(frozen=True)
class Case:
    """All that is known of one message: its hits, its acceptance, the crowds of their networks."""

    hits: Sequence[Hit]
    acceptance: Acceptance | None
    crowds: Crowds
    networks: Networks
    rules: Rules = field(default_factory=Rules)

    def judge(self) -> dict[UUID, Judgement]:
        """A judgement for each hit."""
        return {hit.event_id: self._judge(hit) for hit in self.hits}

    def _judge(self, hit: Hit) -> Judgement:
        if (reason := self._surely_machine.get(hit.event_id) or self._beside(hit)) is not None:
            return Judgement(Verdict.MACHINE, reason)
        if not hit.user_agent and hit.network is None:
            return Judgement(Verdict.UNKNOWN, Reason.NO_EVIDENCE)
        if self.acceptance is None:
            return Judgement(Verdict.UNKNOWN, Reason.NOT_SENT_YET)
        after = hit.occurred - self.acceptance.occurred
        return self._open(hit, after) if hit.kind == "opened" else self._click(hit, after)

    @cached_property
    def _surely_machine(self) -> Mapping[UUID, Reason]:
        """Hits that give themselves away, whatever else happened."""
        burst = self._burst
        found: dict[UUID, Reason] = {}
        for hit in self.hits:
            if (reason := self._gives_itself_away(hit)) is not None:
                found[hit.event_id] = reason
            elif hit.event_id in burst:
                found[hit.event_id] = Reason.BURST
        return found

    def _gives_itself_away(self, hit: Hit) -> Reason | None:
        if hit.honeypot:
            return Reason.HONEYPOT
        if (hit.method or "").lower() == "head":
            return Reason.HEAD_REQUEST
        if hit.device_type == "bot":
            return Reason.KNOWN_SCANNER
        if hit.client == "none" or (hit.user_agent is None and hit.network is not None):
            return Reason.NO_USER_AGENT
        if hit.client == APPLE_PRIVACY:
            return Reason.APPLE_MAIL_PRIVACY if hit.kind == "opened" else Reason.BARE_AGENT
        if hit.client in PROXIES or hit.network is None:
            return None
        if self.networks.known(hit.network):
            return Reason.KNOWN_NETWORK
        if says_something(hit.network):
            around = self.crowds.around(hit.network, hit.occurred, self.rules.crowd)
            if len(around | {hit.message_id}) >= self.rules.crowd_messages:
                return Reason.CROWD
        return None

    @cached_property
    def _burst(self) -> set[UUID]:
        clicks = sorted(
            (hit for hit in self.hits if hit.kind == "clicked"), key=lambda hit: (hit.occurred, hit.event_id)
        )
        return _dense(clicks, self.rules.burst, self.rules.burst_links) | _dense(
            clicks, self.rules.burst / 2, 2
        )

    def _beside(self, hit: Hit) -> Reason | None:
        """What a scanner's visit to the same message says of a hit that does not give itself away."""
        if hit.client in PROXIES or self._flooded:
            return None
        beside = {
            reason
            for other in self.hits
            if (sure := self._surely_machine.get(other.event_id)) is not None
            and (reason := self._together(hit, other, sure)) is not None
        }
        if Reason.BESIDE_HONEYPOT in beside:
            return Reason.BESIDE_HONEYPOT
        return Reason.BESIDE_SCANNER if beside else None

    def _together(self, hit: Hit, scanner: Hit, sure: Reason) -> Reason | None:
        apart = abs(hit.occurred - scanner.occurred)
        if scanner.client in PROXIES:
            return None
        if sure is Reason.HONEYPOT and apart <= self.rules.honeypot_reach:
            return Reason.BESIDE_HONEYPOT
        alike = sure is Reason.BURST and hit.user_agent == scanner.user_agent
        if (apart <= self.rules.scanner_reach and _same(hit.network, scanner.network)) or (
            apart <= self.rules.burst and alike
        ):
            return Reason.BESIDE_SCANNER
        return None

    def _open(self, hit: Hit, after: timedelta) -> Judgement:
        if hit.client in _WEBMAIL_PROXIES:
            if after < self.rules.prefetch:
                return Judgement(Verdict.MACHINE, Reason.PREFETCH)
            return Judgement(Verdict.HUMAN, Reason.IMAGE_PROXY)
        if after < self.rules.fastest_open:
            return Judgement(Verdict.MACHINE, Reason.TOO_FAST)
        return Judgement(Verdict.HUMAN, Reason.MAIL_CLIENT)

    def _click(self, hit: Hit, after: timedelta) -> Judgement:
        if after < self.rules.fastest_click:
            return Judgement(Verdict.MACHINE, Reason.TOO_FAST)
        if self._is_click_time_check(hit):
            return Judgement(Verdict.MACHINE, Reason.CLICK_TIME_CHECK)
        if hit.without_pixel or self._displayed_before(hit):
            return Judgement(Verdict.HUMAN, Reason.BROWSER)
        if after < self.rules.outdated_reach and _OUTDATED.search(hit.user_agent or ""):
            return Judgement(Verdict.MACHINE, Reason.OUTDATED_BROWSER)
        soon = self.rules.unseen_click_scanned if self._scanned else self.rules.unseen_click
        if after < soon:
            return Judgement(Verdict.MACHINE, Reason.CLICK_WITHOUT_IMAGES)
        if self._scanned and after < self.rules.unseen_doubt:
            return Judgement(Verdict.UNKNOWN, Reason.CLICK_WITHOUT_IMAGES)
        return Judgement(Verdict.HUMAN, Reason.BROWSER)

    @property
    def _flooded(self) -> bool:
        """Whether somebody visits without end: to compare each hit with each would have none either."""
        return len(self.hits) > self.rules.flood

    @property
    def _scanned(self) -> bool:
        return self.acceptance is not None and self.acceptance.receiving_provider in self.rules.scanning

    def _displayed_before(self, click: Hit) -> bool:
        return self._first_display is not None and self._first_display <= click.occurred + self.rules.burst

    @cached_property
    def _first_display(self) -> datetime | None:
        """When images were first loaded, not by a scanner; nor by Apple, where filters follow links."""
        return min((hit.occurred for hit in self.hits if self._is_display(hit)), default=None)

    def _is_display(self, hit: Hit) -> bool:
        if hit.kind != "opened":
            return False
        reason = self._surely_machine.get(hit.event_id) or self._beside(hit)
        return reason is None or (reason is Reason.APPLE_MAIL_PRIVACY and not self._scanned)

    def _is_click_time_check(self, click: Hit) -> bool:
        return (self._scanned and not self._flooded) and any(
            hit.kind == "clicked"
            and hit.link_url == click.link_url
            and timedelta(0) < hit.occurred - click.occurred <= self.rules.click_check
            and _differ(hit.network, click.network)
            for hit in self.hits
        )


def _dense(clicks: Sequence[Hit], window: timedelta, links: int) -> set[UUID]:
    """The clicks, in order of time, that lie in some window with so many different links."""
    found: set[UUID] = set()
    inside: Counter[str | None] = Counter()
    end = marked = 0
    for start, first in enumerate(clicks):
        while end < len(clicks) and clicks[end].occurred - first.occurred <= window:
            inside[clicks[end].link_url] += 1
            end += 1
        if len(inside) >= links:
            found |= {hit.event_id for hit in clicks[max(start, marked) : end]}
            marked = end
        inside[first.link_url] -= 1
        if not inside[first.link_url]:
            del inside[first.link_url]
    return found


def visits_of(hits: Iterable[Hit]) -> list[Visit]:
    """The hits whose network says something about who came."""
    return [
        Visit(hit.message_id, hit.network, hit.occurred)
        for hit in hits
        if hit.network is not None and hit.client not in PROXIES and says_something(hit.network)
    ]


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other and says_something(one)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other
