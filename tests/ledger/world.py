"""Recipients, their clients and their filters, made up from a seed: hits of which we know who made them.

Populations and their habits are after what is published: SafeLinks a median of 43 s after the mail, bursts of all
links within a second or two, scanners with browsers' user agents from clouds, filters' own ranges, honeypots
followed more often than not; Apple fetching for all, Google's proxy at once for some and otherwise when somebody
reads. People open minutes to days later, block images, sit in one office, click one link or two.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from penguinmails.kernel import ids
from penguinmails.ledger import Event, EventKind, EventSource, event_id_of
from tests.ledger.factories import COMPANY, moment, sent

GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
YAHOO = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
MAIL_APP = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT}"
IPHONE_MAIL = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) {WEBKIT} Mobile/15E148"
OUTLOOK = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.19127; Pro)"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.5.0"
ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
SAFARI = (
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) {WEBKIT} Version/18.7 Mobile/15E148 Safari/604.1"
)


def chrome(version: int, system: str = "Windows NT 10.0; Win64; x64") -> str:
    return (
        f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    )


BROWSERS = [
    chrome(142),
    chrome(141),
    chrome(142, "Macintosh; Intel Mac OS X 10_15_7"),
    f"{chrome(142)} Edg/142.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    ANDROID,
    SAFARI,
]
OLD_BROWSERS = [
    chrome(48),
    chrome(41, "Windows NT 6.1"),
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1)",
]
NAMED = [
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "python-requests/2.32.5",
    "curl/8.16.0",
]


@dataclass(frozen=True)
class Made:
    """A hit, and who really made it."""

    event: Event
    by_person: bool
    population: str


@dataclass
class World:
    """A broadcast to some recipients, and everything that came of it."""

    seed: int
    recipients: int = 1500
    sent: list[Event] = field(default_factory=list[Event])
    hits: list[Made] = field(default_factory=list[Made])

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._start = moment()
        self._azure = [f"20.{n}.{self._chance.randrange(256)}" for n in range(40, 64)]
        self._amazon = [f"54.{n}.{self._chance.randrange(256)}" for n in range(144, 160)]
        self._offices = [(self._home(), self._later(9000)) for _ in range(12)]
        for number in range(self.recipients):
            self._recipient(number)

    def _recipient(self, number: int) -> None:
        at = self._start + timedelta(seconds=number * 0.4 + self._chance.random())
        # Ids as the clock of yesterday would have made them: the ledger has that month.
        message = UUID(
            int=ids.uuid7_floor(at).int | self.seed % 4096 << 64 | number << 16 | self.seed % 65536
        )
        kinds: list[tuple[float, str, Callable[[Mail], None]]] = [
            (0.36, "google", self._gmail),
            (0.14, "apple", self._apple_private),
            (0.05, "ionos", self._apple_mail),
            (0.06, "yahoo", self._yahoo),
            (0.04, "hetzner", self._thunderbird),
            (0.05, "gmx", self._phone),
            (0.20, "microsoft", self._microsoft),
            (0.04, "proofpoint", self._proofpoint),
            (0.03, "barracuda", self._barracuda),
            (0.03, "mimecast", self._mimecast),
        ]
        (_, provider, live) = self._chance.choices(kinds, [share for share, *_ in kinds])[0]
        links = [f"https://shop.example/{n}" for n in range(self._chance.choice([1, 2, 3, 3, 4, 5, 6]))]
        self.sent.append(sent(message, at, receiving_provider=provider))
        live(Mail(self, message, at, links))
        if self._chance.random() < 0.01:
            mail = Mail(self, message, at, links)
            mail.click(
                self._later(3600),
                self._chance.choice(NAMED),
                self._cloud(self._amazon),
                "previewer",
                person=False,
            )

    # People, by what they read with.

    def _gmail(self, mail: "Mail") -> None:
        if self._chance.random() < 0.25:
            mail.open(
                0.4 + self._chance.expovariate(1 / 1.2),
                GOOGLE,
                self._google(),
                "google_prefetch",
                person=False,
            )
        self._reads(mail, 0.45, GOOGLE, self._google, "gmail")

    def _apple_private(self, mail: "Mail") -> None:
        for _ in range(self._chance.choice([1, 1, 2])):
            mail.open(self._later(1200, 1.3), "Mozilla/5.0", self._relay(), "apple_privacy", person=False)
        if self._chance.random() < 0.06:
            self._clicks(mail, self._later(5000), self._home(), "apple_privacy_reader")

    def _apple_mail(self, mail: "Mail") -> None:
        self._reads(mail, 0.5, self._chance.choice([MAIL_APP, IPHONE_MAIL]), self._home, "apple_mail")

    def _yahoo(self, mail: "Mail") -> None:
        self._reads(mail, 0.4, YAHOO, lambda: f"69.147.{self._chance.randrange(64, 96)}.7", "yahoo")

    def _thunderbird(self, mail: "Mail") -> None:
        self._reads(mail, 0.45, THUNDERBIRD, self._home, "thunderbird", blocked=0.3)

    def _phone(self, mail: "Mail") -> None:
        self._reads(mail, 0.45, self._chance.choice([ANDROID, IPHONE_MAIL]), self._home, "phone")

    def _outlook(self, mail: "Mail") -> None:
        if self._chance.random() < 0.6:
            home = self._home()
            self._reads(mail, 0.45, OUTLOOK, lambda: home, "outlook", blocked=0.15, checked=True)
            return
        office, meeting = self._chance.choice(self._offices)  # after which all read their mail
        together = meeting + self._chance.random() * 240 if self._chance.random() < 0.5 else None
        self._reads(mail, 0.6, OUTLOOK, lambda: office, "office", blocked=0.15, checked=True, at=together)

    # Filters.

    def _microsoft(self, mail: "Mail") -> None:
        if self._chance.random() < 0.45:
            agent = self._chance.choice(BROWSERS[:4] if self._chance.random() < 0.75 else OLD_BROWSERS)
            wanted = mail.links if self._chance.random() < 0.7 else mail.links[:1]
            at = self._later(43, 0.7)
            self._scan(
                mail,
                at,
                agent,
                lambda: self._cloud(self._azure),
                links=wanted,
                population="safelinks",
                honeypot=0.35,
                head=0.2,
            )
        if self._chance.random() < 0.04:  # looks like a reader: shows the mail, then follows one link, once
            agent, network, at = chrome(142), self._cloud(self._azure), self._later(40, 0.7)
            mail.open(at, agent, network, "sandboxed_reader", person=False)
            mail.click(at + 3, agent, network, "sandboxed_reader", person=False)
        if self._chance.random() < 0.03:  # looks again, hours later
            mail.click(self._later(9000), chrome(141), self._cloud(self._azure), "late_scan", person=False)
        self._outlook(mail)

    def _proofpoint(self, mail: "Mail") -> None:
        if self._chance.random() < 0.8:
            pool = ["67.231.152", "148.163.140"] if self._chance.random() < 0.3 else self._amazon
            agent, network, at = self._chance.choice(BROWSERS[:5]), self._cloud(pool), self._later(70, 1.0)
            if self._chance.random() < 0.5:
                mail.open(at, agent, network, "proofpoint", person=False)
            self._scan(
                mail,
                at,
                agent,
                lambda: network,
                links=mail.links,
                population="proofpoint",
                honeypot=0.7,
                head=0.0,
            )
        self._outlook(mail)

    def _barracuda(self, mail: "Mail") -> None:
        if self._chance.random() < 0.9:
            agent = self._chance.choice([*BROWSERS[:3], "BarracudaSentinel (EE)"])
            pool = ["209.222.82", "64.235.150"] if self._chance.random() < 0.5 else self._amazon
            network, at = self._cloud(pool), 0.3 + self._chance.expovariate(1 / 4)
            self._scan(
                mail,
                at,
                agent,
                lambda: network,
                links=mail.links,
                population="barracuda",
                honeypot=0.6,
                head=0.5,
            )
        self._outlook(mail)

    def _mimecast(self, mail: "Mail") -> None:
        if self._chance.random() < 0.7:
            network = self._cloud(["207.211.30", "205.139.110", *self._amazon[:4]])
            self._scan(
                mail,
                self._later(20, 0.8),
                chrome(142),
                lambda: network,
                links=mail.links,
                population="mimecast",
                honeypot=0.5,
                head=0.4,
            )
        self._outlook(mail)

    def _scan(
        self,
        mail: "Mail",
        at: float,
        agent: str,
        network: Callable[[], str],
        *,
        links: list[str],
        population: str,
        honeypot: float,
        head: float,
    ) -> None:
        head_first = self._chance.random() < head
        for link in links:
            method = "head" if head_first and self._chance.random() < 0.6 else "get"
            when = at + self._chance.random() * 0.9
            mail.click(when, agent, network(), population, person=False, link=link, method=method)
        if self._chance.random() < honeypot:
            mail.click(at + self._chance.random(), agent, network(), population, person=False, honeypot=True)

    def _reads(
        self,
        mail: "Mail",
        share: float,
        agent: str,
        network: Callable[[], str],
        population: str,
        *,
        blocked: float = 0.0,
        checked: bool = False,
        at: float | None = None,
    ) -> None:
        if self._chance.random() > share:
            return
        at, place = at or self._later(4000), network()
        shown = self._chance.random() >= blocked
        if shown:
            mail.open(at, agent, place, population, person=True)
            for _ in range(self._chance.choice([0, 0, 0, 1, 2])):
                mail.open(at + self._later(20000), agent, network(), population, person=True)
        if self._chance.random() < (0.25 if shown else 0.6):
            own = self._home() if agent in (GOOGLE, YAHOO) else place
            self._clicks(mail, at + 3 + self._chance.expovariate(1 / 25), own, population, checked=checked)

    def _clicks(
        self, mail: "Mail", at: float, network: str, population: str, *, checked: bool = False
    ) -> None:
        agent = self._chance.choice(BROWSERS)
        links = self._chance.sample(mail.links, min(len(mail.links), self._chance.choice([1, 1, 2])))
        for link in links:
            if checked and self._chance.random() < 0.2:
                mail.click(
                    at - 0.3 - self._chance.random() * 2,
                    chrome(142),
                    self._cloud(self._azure),
                    "click_time",
                    person=False,
                    link=link,
                )
            mail.click(at, agent, network, population, person=True, link=link)
            if self._chance.random() < 0.05:
                mail.click(at + 0.3, agent, network, population, person=True, link=link)  # a double click
            at += 3 + self._chance.expovariate(1 / 40)

    def _later(self, median: float, sigma: float = 1.6) -> float:
        """Seconds: a person needs some to see a mail at all."""
        return 6 + self._chance.lognormvariate(0, sigma) * median

    def _home(self) -> str:
        return f"{self._chance.choice([81, 84, 91, 93, 217])}.{self._chance.randrange(256)}.{self._chance.randrange(256)}.9"

    def _cloud(self, pool: list[str]) -> str:
        return f"{self._chance.choice(pool)}.{self._chance.randrange(1, 255)}"

    def _google(self) -> str:
        return f"66.249.{self._chance.randrange(80, 96)}.{self._chance.randrange(1, 255)}"

    def _relay(self) -> str:
        return f"104.28.{self._chance.randrange(256)}.{self._chance.randrange(1, 255)}"


@dataclass(frozen=True)
class Mail:
    """A message of the world; hits on it are written down with who made them."""

    world: World
    message: UUID
    at: datetime
    links: list[str]

    def open(self, after: float, agent: str, address: str, population: str, *, person: bool) -> None:
        self._hit(
            EventKind.OPENED,
            after,
            agent,
            address,
            population=population,
            person=person,
            url=None,
            said={"method": "get"},
        )

    def click(
        self,
        after: float,
        agent: str,
        address: str,
        population: str,
        *,
        person: bool,
        link: str | None = None,
        method: str = "get",
        honeypot: bool = False,
    ) -> None:
        url = "https://t.example/h" if honeypot else link or self.links[0]
        said: dict[str, Any] = {"method": method, "honeypot": honeypot, "links": len(self.links)}
        self._hit(
            EventKind.CLICKED, after, agent, address, population=population, person=person, url=url, said=said
        )

    def _hit(
        self,
        kind: EventKind,
        after: float,
        agent: str,
        address: str,
        *,
        population: str,
        person: bool,
        url: str | None,
        said: dict[str, Any],
    ) -> None:
        event = Event(
            self.message,
            event_id_of("hit", str(self.world.seed), str(len(self.world.hits))),
            kind,
            self.at + timedelta(seconds=after),
            EventSource.TRACKING,
            company_id=COMPANY,
            user_agent=agent,
            ip_address=address,
            link_url=url,
            metadata=said,
        )
        self.world.hits.append(Made(event, person, population))
