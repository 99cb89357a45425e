"""Doing what was planned when its time has come, and writing down how it went."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Final

import structlog

from penguinmails.kernel import clock
from penguinmails.sandbox.acting.forms import filled_in
from penguinmails.sandbox.acting.letters import letter
from penguinmails.sandbox.acting.post import post
from penguinmails.sandbox.acting.web import Web
from penguinmails.sandbox.reading import Mail
from penguinmails.sandbox.truth import Done, TruthLog
from penguinmails.sandbox.world.acts import Act, By, Kind

log = structlog.get_logger()

_AT_ONCE: Final = 64
_POST_AT_ONCE: Final = 16
_RETRIES: Final = (1, 2, 4, 8, 15, 30, 30, 30)
"""Seconds after which a mail server tries again to hand over a letter."""
_READS_A_PAGE: Final = 3.0
_ONE_CLICK: Final = b"List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Case:
    """A message, and the id its recipient knows it by."""

    mail: Mail
    answered_id: str


class Engine:
    """Everybody's hands. `pending` counts what is planned or under way."""

    def __init__(
        self, truth: TruthLog, web: Web, inbound: tuple[str, int] | None, *, seed: int, pace: float
    ) -> None:
        self._truth = truth
        self._web = web
        self._inbound = inbound
        self._seed = seed
        self._pace = pace
        self._web_turns = asyncio.Semaphore(_AT_ONCE)
        self._post_turns = asyncio.Semaphore(_POST_AT_ONCE)
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._nothing_pending = asyncio.Event()
        self._nothing_pending.set()
        self.done = 0
        self.failed = 0

    @property
    def pending(self) -> int:
        """Acts still to come."""
        return len(self._timers) + len(self._tasks)

    async def until_done(self) -> None:
        """Wait until no act is still to come."""
        await self._nothing_pending.wait()

    def schedule(self, case: Case, acts: list[Act], accepted: float) -> None:
        """Do these acts, counted from `accepted` (the loop's time)."""
        for act in acts:
            if act.url is not None and not self._is_real(act.url, case.mail):
                continue
            if act.url is None and self._inbound is None:
                continue
            self._later(accepted + self.delay(act), case, act)

    def delay(self, act: Act) -> float:
        """Seconds to wait. A slower pace stretches what people do, but no machine's burst."""
        is_burst = act.by is By.MACHINE and act.url is not None
        return act.after / (max(1.0, self._pace) if is_burst else self._pace)

    async def close(self, grace: float = 5) -> None:
        """Begin nothing more, and wait so many seconds for what is under way."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._web.close()

    def _is_real(self, url: str, mail: Mail) -> bool:
        # Links that lead elsewhere lead into the real internet, where the sandbox has no business.
        host = url.split("/", 3)[2].lower()
        return self._web.reaches(url) and (self._web.server is None or host == mail.host)

    def _later(self, due: float, case: Case, act: Act) -> None:
        loop = asyncio.get_running_loop()
        timer: asyncio.TimerHandle | None = None

        def begin() -> None:
            assert timer is not None  # noqa: S101 - call_at has returned before it calls
            self._timers.discard(timer)
            self._start(self._on_the_web(case, act) if act.url is not None else self._by_post(case, act))

        timer = loop.call_at(due, begin)
        self._timers.add(timer)
        self._nothing_pending.clear()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not self.pending:
            self._nothing_pending.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("sandbox.act_failed", exc_info=error)

    async def _on_the_web(self, case: Case, act: Act) -> None:
        async with self._web_turns:
            if act.kind is not Kind.UNSUBSCRIBE:
                page = await self._web.ask(act.method, act.url or "", agent=act.agent, ip=act.ip)
                self._record(case, act, page and page.status)
            elif act.manner.get("way") == "one_click":
                page = await self._web.ask("POST", act.url or "", agent=act.agent, ip=act.ip, form=_ONE_CLICK)
                self._record(case, act, page and page.status)
            else:
                await self._leave_by_page(case, act, act.url or "")

    async def _leave_by_page(self, case: Case, act: Act, url: str) -> None:
        page = await self._web.ask("GET", url, agent=act.agent, ip=act.ip)
        looked = Act(act.after, Kind.LEAVE_PAGE, act.by, act.client, url, "GET", act.agent, act.ip)
        self._record(case, looked, page and page.status)
        form = filled_in(url, page.body) if page is not None else None
        if form is None:
            self._record(case, act, None, "The page has no form to send.")
            return
        await asyncio.sleep(_READS_A_PAGE / self._pace)
        target, fields = form
        answer = await self._web.ask("POST", target, agent=act.agent, ip=act.ip, form=fields)
        self._record(case, act, answer and answer.status)

    async def _by_post(self, case: Case, act: Act) -> None:
        if self._inbound is None:
            return
        written = letter(act, case.mail, seed=self._seed, answered_id=case.answered_id)
        for pause in (*_RETRIES, None):
            async with self._post_turns:
                code, words = await post(self._inbound, written)
            if pause is None or (code is not None and not 400 <= code < 500):  # noqa: PLR2004 - RFC 5321 §4.2.1
                self._record(case, act, code, words)
                return
            await asyncio.sleep(pause)

    def _record(self, case: Case, act: Act, status: int | None, words: str | None = None) -> None:
        done = Done(
            kind=act.kind,
            by=act.by,
            message_id=case.mail.message_id,
            recipient=case.mail.recipient,
            at=clock.now(),
            client=act.client,
            status=status,
            url=act.url,
            method=act.method if act.url is not None else None,
            ip=act.ip or None,
            manner=act.manner,
            words=words,
        )
        self._truth.done(done)
        self.done += 1
        self.failed += not done.succeeded
