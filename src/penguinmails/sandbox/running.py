"""The sandbox as a whole: in a test's own process, or as one of its own."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import structlog

from penguinmails.delivery import smtp_server as smtp
from penguinmails.kernel.settings import host_and_port
from penguinmails.sandbox.acting.engine import Case, Engine
from penguinmails.sandbox.acting.web import Web
from penguinmails.sandbox.certificate import bad_certificate
from penguinmails.sandbox.control import Control
from penguinmails.sandbox.errors import AddressUnusable, EndpointInvalid
from penguinmails.sandbox.mischief import Mischief
from penguinmails.sandbox.reading import read
from penguinmails.sandbox.sink import NullSink, WorldSink
from penguinmails.sandbox.truth import Counts, Taken, Truth, TruthLog
from penguinmails.sandbox.world.people import Person, person
from penguinmails.sandbox.world.plan import plan
from penguinmails.sandbox.world.profile import Profile

log = structlog.get_logger()

_SYNC_SECONDS: Final = 1.0
_LIMITS: Final = smtp.Limits(connections=10_000, idle=3600)

Place = tuple[str, int]


@dataclass(frozen=True)
class World:
    """What a sandbox is made of. The same world, mail and order of mail give the same acts.

    `inbound` is where letters go; without it nobody writes. `web` answers for all links; without it only
    links to this machine are followed. `pace` is how fast people are.
    """

    truth: Path
    seed: int = 1
    profile: Profile = field(default_factory=Profile)
    mischief: Mischief = field(default_factory=Mischief)
    inbound: Place | None = None
    web: Place | None = None
    pace: float = 1.0
    bad_certificate: bool = False
    """Offer STARTTLS with a certificate that is expired and for another name."""
    null: bool = False
    """Take everything, write down its Message-IDs, and do nothing."""


@dataclass(frozen=True)
class State:
    """How a sandbox is. `quiet`: all that was to be done about the mail so far has been done."""

    quiet: bool
    pending: int
    accepted: int
    refused: int
    deferred: int
    dropped: int
    done: int
    failed: int


class Sandbox:
    """A world that takes mail and reacts. `async with Sandbox(world) as sandbox:` starts and ends it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._log = TruthLog(world.truth)
        self._engine = Engine(self._log, Web(world.web), world.inbound, seed=world.seed, pace=world.pace)
        self._arrived: asyncio.Queue[tuple[Taken, bytes, float]] = asyncio.Queue()
        self._sink = (
            NullSink(self._log)
            if world.null
            else WorldSink(self._log, self.person, self._delivered, world.mischief, world.seed)
        )
        self._smtp = smtp.SmtpServer(
            self._sink,
            host="sandbox.example",
            limits=_LIMITS,
            tls=bad_certificate() if world.bad_certificate else None,
        )
        self._control = Control(lambda: self.state, self.counts, self.misbehave)
        self._background: list[asyncio.Task[None]] = []

    async def start(self, smtp_at: Place = ("127.0.0.1", 0), control_at: Place | None = None) -> None:
        """Take mail, and answer questions if `control_at` is given. Raises `AddressUnusable`."""
        for place, listen in ((smtp_at, self._smtp.start), (control_at, self._control.start)):
            if place is not None:
                try:
                    await listen(*place)
                except OSError as error:
                    await self.close()
                    raise AddressUnusable(address=f"{place[0]}:{place[1]}", reason=error.strerror) from None
        self._background = [asyncio.create_task(self._read_mail()), asyncio.create_task(self._sync())]

    async def close(self) -> None:
        """Take no more mail, do nothing more, and close the log. What was still to come is not done."""
        await self._smtp.close()
        await self._control.close()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._engine.close()
        self._log.sync()
        self._log.close()

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set, then close. Call `start` first."""
        try:
            await stop.wait()
        finally:
            await self.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def port(self) -> int:
        """Where it takes mail."""
        return self._smtp.port

    @property
    def control_port(self) -> int:
        """Where it answers questions."""
        return self._control.port

    @property
    def state(self) -> State:
        """How it is now."""
        pending = self._engine.pending + self._arrived.qsize()
        tally = self._sink.tally
        return State(
            quiet=pending == 0,
            pending=pending,
            accepted=tally["accepted"],
            refused=tally["refused"],
            deferred=tally["deferred"],
            dropped=tally["dropped"],
            done=self._engine.done,
            failed=self._engine.failed,
        )

    def person(self, address: str) -> Person:
        """Who has this address."""
        return person(self.world.seed, self.world.profile, address)

    def counts(self) -> Counts:
        """The truth so far, in numbers."""
        return Truth.load(self.world.truth).counts()

    def misbehave(self, words: list[str]) -> Mischief:
        """From now on misbehave so, and in no other way. Raises `MischiefUnknown`."""
        mischief = Mischief.parse(words)
        if isinstance(self._sink, WorldSink):
            self._sink.mischievous.mischief = mischief
        return mischief

    async def until_quiet(self) -> State:
        """Wait until nothing is to be done any more."""
        while not (state := self.state).quiet:
            await self._arrived.join()
            await self._engine.until_done()
        return state

    def _delivered(self, taken: Taken, message: bytes) -> None:
        self._arrived.put_nowait((taken, message, asyncio.get_running_loop().time()))

    async def _read_mail(self) -> None:
        """Apart from taking it, so that reading thousands of messages keeps no server waiting."""
        while True:
            taken, message, at = await self._arrived.get()
            try:
                mail = read(
                    message,
                    envelope_from=taken.envelope_from,
                    recipient=taken.recipient,
                    message_id=taken.message_id,
                )
                acts = plan(
                    self.world.seed, self.world.profile, self.person(taken.recipient), mail, taken.nth
                )
                self._engine.schedule(Case(mail, taken.renamed or taken.message_id), acts, at)
            except Exception:
                log.exception("sandbox.message_unreadable", message_id=taken.message_id)
            finally:
                self._arrived.task_done()
            await asyncio.sleep(0)

    async def _sync(self) -> None:
        while True:
            await asyncio.sleep(_SYNC_SECONDS)
            await asyncio.to_thread(self._log.sync)


def place(words: str) -> Place:
    """HOST:PORT as a pair. Raises `EndpointInvalid`."""
    try:
        return host_and_port(words)
    except ValueError:
        raise EndpointInvalid(value=words) from None
