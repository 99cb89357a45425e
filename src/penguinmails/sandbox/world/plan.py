"""What becomes of a message that a mailbox has taken: all acts, decided at once.

A day is a minute here, yet who looks at the hits must be able to tell people from machines as in life. So
machines come first: filters and image proxies within about three seconds of the acceptance, each in a burst,
and each gives itself away by the burst, the hidden link, HEAD, or its name. People come more than ten
seconds after the last of them and take seconds between one thing and the next; who clicks has had the images
shown, since within minutes only filters follow links without. At a pace above 1 the two come closer than
anybody can tell apart.
"""

from collections.abc import Iterator
from random import Random
from typing import Final

from penguinmails.sandbox.reading import Mail
from penguinmails.sandbox.world import programs
from penguinmails.sandbox.world.acts import Act, By, Kind
from penguinmails.sandbox.world.chance import chances
from penguinmails.sandbox.world.people import Fate, Person
from penguinmails.sandbox.world.profile import Profile

PEOPLE_COME_AFTER: Final = 15.0
"""Seconds in which only machines act."""
_MOODS: Final = {"interested": 35, "question": 20, "not_interested": 25, "referral": 10, "remove_me": 10}
_BY_THE_RULE: Final = 0.7
_TWICE: Final = 0.2
"""Of those who look: who look again."""
_SECOND_LINK: Final = 0.25
"""Of those who click: who click on something else too."""


def plan(seed: int, profile: Profile, person: Person, mail: Mail, nth: int) -> list[Act]:
    """The acts on the `nth` message to this person (0 is the first), in order of time."""
    if person.fate is Fate.LATE:
        wait = chances(seed, "late", person.address, nth).uniform(2, 20)
        return [Act(wait, Kind.BOUNCE, By.MACHINE, "mailer_daemon", manner={"to": mail.envelope_from})]
    acts = [*_machines(chances(seed, "machines", person.address, nth), person, mail)]
    acts += _people(chances(seed, "people", person.address, nth), profile, person, mail)
    return sorted(acts, key=lambda act: act.after)


def _machines(chance: Random, person: Person, mail: Mail) -> Iterator[Act]:
    if person.private:
        at = chance.uniform(0.8, 3.5)
        agent, ip = programs.APPLE_PROXY_AGENT, _within(chance, programs.APPLE_PROXIES)
        for pixel in mail.pixels:
            yield Act(at, Kind.OPEN, By.MACHINE, "apple_privacy", pixel, "GET", agent, ip)
    if person.prefetched:
        at = chance.uniform(0.3, 1.5)
        ip = _within(chance, person.program.proxies)
        for pixel in mail.pixels:
            yield Act(at, Kind.OPEN, By.MACHINE, "google_prefetch", pixel, "GET", person.program.images, ip)
    if person.scanner is not None:
        yield from _scan(chance, person.scanner, mail)


def _scan(chance: Random, scanner: programs.Scanner, mail: Mail) -> Iterator[Act]:
    begin = chance.uniform(0.3, 2.0)
    agent, ip = chance.choice(scanner.agents), _within(chance, scanner.networks)

    def act(kind: Kind, url: str, method: str) -> Act:
        at = begin + chance.uniform(0, scanner.burst)
        return Act(at, kind, By.MACHINE, scanner.name, url, method, agent, ip)

    if scanner.images:
        for pixel in mail.pixels:
            yield act(Kind.OPEN, pixel, "GET")
    for link in dict.fromkeys(mail.links):
        if link.hidden and not scanner.hidden:
            continue
        kind = Kind.HIDDEN if link.hidden else Kind.LEAVE_PAGE if link.leaving else Kind.CLICK
        yield act(kind, link.url, "HEAD" if scanner.head else "GET")
        if scanner.head and scanner.hidden:
            yield act(kind, link.url, "GET")


def _people(chance: Random, profile: Profile, person: Person, mail: Mail) -> Iterator[Act]:
    answers, looks, clicks, replies, complains, leaves = (chance.random() for _ in range(6))
    if answers < profile.auto_replies and not mail.automatic:
        # RFC 3834 §4 says the return path; some programs answer the From address all the same.
        to = mail.envelope_from if chance.random() < _BY_THE_RULE else mail.sender
        manner = {"language": person.language, "to": to or mail.sender}
        yield Act(chance.uniform(1, 5), Kind.AUTO_REPLY, By.MACHINE, person.program.name, manner=manner)
    # Who answers, clicks, complains or leaves has looked first; so each share is of all, like a report's.
    active = [
        clicks < profile.clicks,
        replies < profile.replies,
        complains < profile.complaints,
        leaves < profile.unsubscribes,
    ]
    doing = sum((profile.clicks, profile.replies, profile.complaints, profile.unsubscribes))
    rest = max(0.0, profile.opens - doing) / max(1e-9, 1 - doing)
    if not any(active) and looks >= rest:
        return
    at = PEOPLE_COME_AFTER + min(12.0, chance.lognormvariate(1.7, 0.6))
    yield from _look(chance, person, mail, at, shown=person.loads_images or active[0])
    if active[0]:
        at += chance.uniform(3, 9)
        yield from _click(chance, person, mail, at)
    if active[1]:
        at += chance.uniform(4, 12)
        mood = chance.choices(list(_MOODS), list(_MOODS.values()))[0]
        manner = {"language": person.language, "mood": mood, "to": mail.sender}
        yield Act(at, Kind.REPLY, By.HUMAN, person.program.name, manner=manner)
    if active[2]:
        manner = {"to": mail.envelope_from}
        yield Act(at + chance.uniform(2, 6), Kind.COMPLAINT, By.HUMAN, person.program.name, manner=manner)
    if active[3]:
        yield from _leave(chance, profile, person, mail, at + chance.uniform(3, 8))


def _look(chance: Random, person: Person, mail: Mail, at: float, *, shown: bool) -> Iterator[Act]:
    # What Apple or Google have loaded already is not asked for again: nobody can know that somebody looked.
    if not shown or person.private or person.prefetched:
        return
    program = person.program
    ip = _within(chance, program.proxies) if program.proxies else person.ip
    looks = [at]
    if not program.caches and chance.random() < _TWICE:
        looks.append(at + chance.uniform(4, 10))
    for moment in looks:
        for pixel in mail.pixels:
            yield Act(moment, Kind.OPEN, By.HUMAN, program.name, pixel, "GET", program.images, ip)


def _click(chance: Random, person: Person, mail: Mail, at: float) -> Iterator[Act]:
    urls = mail.clickable
    chance.shuffle(urls)
    for url in urls[: 1 + (chance.random() < _SECOND_LINK)]:
        name, agent = person.program.name, person.program.browser
        yield Act(at, Kind.CLICK, By.HUMAN, name, url, "GET", agent, person.ip)
        at += chance.uniform(4, 9)


def _leave(chance: Random, profile: Profile, person: Person, mail: Mail, at: float) -> Iterator[Act]:
    pages = [link.url for link in mail.links if link.leaving and not link.hidden]
    if mail.unsubscribe_url in pages:
        pages = [mail.unsubscribe_url]
    program = person.program
    if mail.unsubscribe_url and mail.one_click and (chance.random() < profile.one_click or not pages):
        # The provider's servers ask for it, or the program itself; they send no name that says much.
        ip = _within(chance, program.proxies) if program.proxies else person.ip
        yield Act(
            at, Kind.UNSUBSCRIBE, By.HUMAN, program.name, mail.unsubscribe_url, "POST", "", ip,
            {"way": "one_click"},
        )  # fmt: skip
    elif pages:
        yield Act(
            at, Kind.UNSUBSCRIBE, By.HUMAN, program.name, pages[0], "POST", program.browser, person.ip,
            {"way": "page"},
        )  # fmt: skip
    elif mail.unsubscribe_mailto:
        manner = {"way": "mail", "to": mail.unsubscribe_mailto}
        yield Act(at, Kind.UNSUBSCRIBE, By.HUMAN, program.name, manner=manner)


def _within(chance: Random, networks: tuple[str, ...]) -> str:
    return f"{chance.choice(networks)}.{chance.randrange(1, 255)}"
