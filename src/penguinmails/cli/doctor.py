"""`doctor`: looks at everything the platform stands on, and names the command that mends what is wrong."""

import asyncio
import contextlib
import email
import email.policy
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

import psycopg

from penguinmails import content, delivery, jobs, notifications, tracking
from penguinmails.cli.parts import PARTS
from penguinmails.cli.processes import Processes
from penguinmails.kernel import clock, console
from penguinmails.kernel.db import Databases
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.handoff import upkeep
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home, Role, Tier
from penguinmails.postgres import connect, partitions, pending, policies
from penguinmails.postgres.session import administrator

_LOW_DISK: Final = 2 << 30
_LATE_SECONDS: Final = 60.0
_LATE_MAIL: Final = timedelta(minutes=10)
_MONTHS_AHEAD: Final = 2


class State(StrEnum):
    """How a part is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What one look found. `mend` is the command (or the act) that puts it right."""

    check: str
    state: State
    detail: str
    mend: str = ""


class PlatformUnwell(PenguinError):
    """{count} of {all} checks failed: {names}."""

    code = "platform_unwell"
    hint = "Run what stands beside them."


_SIGNS: Final = {State.OK: "[green]ok  [/]", State.WARN: "[yellow]warn[/]", State.FAIL: "[red]FAIL[/]"}

Look = Callable[[KernelSettings], Awaitable[list[Finding]]]


def doctor(as_json: console.Json = False) -> None:
    """Check everything, say what is wrong and the command that mends it. Exit code 1 where a check fails."""
    settings = KernelSettings.load()
    with console.progress("looking", as_json=as_json) as steps:
        findings = asyncio.run(_examine(settings, steps))
    if as_json:
        console.show(findings, as_json=True)
    else:
        for finding in findings:
            console.out.print(f"{_SIGNS[finding.state]} {finding.check:<12} {finding.detail}")
            if finding.mend:
                console.out.print(f"     {'':<12} mend: {finding.mend}", markup=False)
    failed = [finding.check for finding in findings if finding.state is State.FAIL]
    if failed:
        if as_json:
            sys.exit(1)
        raise PlatformUnwell(count=len(failed), all=len(findings), names=", ".join(failed))
    warned = sum(finding.state is State.WARN for finding in findings)
    console.say(f"All is well, with {warned} warnings." if warned else "All is well.", as_json=as_json)


async def _examine(settings: KernelSettings, steps: console.Steps) -> list[Finding]:
    """Every look in turn. Where the server is away, what needs it is not looked at."""
    findings = _interpreter() + _disk(settings)
    try:
        server = await _server(settings)
    except PenguinError as error:
        return [*findings, Finding("server", State.FAIL, error.message, error.todo)]
    findings += server
    if any(finding.state is State.FAIL for finding in server):
        return findings
    looks: tuple[Look, ...] = (
        _migrations,
        _rights,
        _partitions,
        _logins,
        _parts,
        _handoff,
        _sending,
        _tracking,
        _mail,
        _eta,
    )
    for done, look in enumerate(looks):
        steps(done, len(looks), look.__name__.strip("_"))
        try:
            findings += await look(settings)
        except PenguinError as error:
            findings.append(Finding(look.__name__.strip("_"), State.FAIL, error.message, error.todo))
        except psycopg.Error as error:
            findings.append(
                Finding(
                    look.__name__.strip("_"), State.FAIL, str(error).splitlines()[0], "penguinmails migrate"
                )
            )
    return findings


def _interpreter() -> list[Finding]:
    """Whether this Python lets a header be injected through an encoded word (CVE-2024-6923)."""
    injected = b"Subject: =?utf-8?q?Hi=0d=0aBcc:_evil@example.com?=\n\n"
    message = email.message_from_bytes(injected, policy=email.policy.SMTP.clone(refold_source="all"))
    version = ".".join(map(str, sys.version_info[:3]))
    if b"\nBcc:" in message.as_bytes():
        return [
            Finding(
                "interpreter",
                State.WARN,
                f"Python {version} lets mail headers be injected; only our own guard stands before it",
                "install Python 3.11.10, 3.12.5, 3.13 or newer, or your distribution's patched one",
            )
        ]
    return [Finding("interpreter", State.OK, f"Python {version}")]


def _disk(settings: KernelSettings) -> list[Finding]:
    place = settings.home
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    detail = f"{free / (1 << 30):.1f} GiB free in {settings.home}"
    if free < _LOW_DISK:
        return [Finding("disk", State.WARN, detail, "free some space, or move PENGUINMAILS_HOME")]
    return [Finding("disk", State.OK, detail)]


async def _server(settings: KernelSettings) -> list[Finding]:
    server = connect.embedded(settings)
    findings: list[Finding] = []
    if server is not None:
        connect.require_running(settings)
        status = server.status()
        findings.append(Finding("server", State.OK, f"PostgreSQL {status.version}, pid {status.pid}"))
    await connect.check_external(settings)
    findings += [
        Finding("server", State.OK, f"{home} is on the server of {settings.variable(home)}")
        for home in Home
        if settings.url(home)
    ]
    return findings


async def _migrations(settings: KernelSettings) -> list[Finding]:
    waiting = await pending(connect.administrators(settings))
    if waiting:
        names = ", ".join(str(migration) for migration in waiting[:3])
        detail = f"{len(waiting)} not applied: {names}"
        return [Finding("migrations", State.FAIL, detail, "penguinmails migrate")]
    return [Finding("migrations", State.OK, "current")]


async def _rights(settings: KernelSettings) -> list[Finding]:
    lines: list[str] = []
    for conninfo, tiers in connect.tiers_of(settings).items():
        async with administrator(conninfo) as connection:
            lines += (await policies.drift(connection, tiers)).lines()
    if lines:
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        return [Finding("rights", State.FAIL, f"{lines[0]}{more}", "penguinmails migrate")]
    return [Finding("rights", State.OK, "row level security and grants as they should be")]


async def _partitions(settings: KernelSettings) -> list[Finding]:
    short: list[str] = []
    for conninfo, tiers in connect.tiers_of(settings).items():
        async with administrator(conninfo) as connection:
            horizons = await partitions.horizon(connection, tiers)
        short += [horizon.table for horizon in horizons if horizon.months_ahead < _MONTHS_AHEAD]
    if short:
        detail = f"too few months ahead: {', '.join(short)}"
        return [Finding("partitions", State.FAIL, detail, "penguinmails migrate")]
    return [Finding("partitions", State.OK, f"at least {_MONTHS_AHEAD} months ahead")]


async def _logins(settings: KernelSettings) -> list[Finding]:
    address = connect.addresses(settings)
    for home in Home:
        for role in Role:
            async with await psycopg.AsyncConnection.connect(address(home, role), connect_timeout=10):
                pass
    return [Finding("logins", State.OK, f"{len(Role)} roles can connect")]


async def _parts(settings: KernelSettings) -> list[Finding]:
    alive = Processes(settings.home).alive()
    findings: list[Finding] = []
    for name in PARTS:
        pids = ", ".join(str(process.pid) for process in alive if process.name == name)
        if pids:
            findings.append(Finding(name, State.OK, f"pid {pids}"))
        else:
            findings.append(
                Finding(name, State.FAIL, f"no {name} runs from here", "penguinmails up --detach")
            )
    return findings


async def _tracking(settings: KernelSettings) -> list[Finding]:
    del settings
    tracking_settings = tracking.TrackingSettings.load()
    spool = tracking.spool_state()
    if spool.refused:
        detail = f"{spool.refused} files of hits could not be taken in"
        return [Finding("spool", State.WARN, detail, "penguinmails tracking retry")]
    if spool.lag_seconds > _LATE_SECONDS:
        detail = f"the oldest hit has waited {spool.lag_seconds:.0f} s for the databases"
        return [Finding("spool", State.WARN, detail, "penguinmails tracking state")]
    if tracking_settings.tracking_url is None:
        detail = f"links lead to {tracking_settings.base}, which only this machine reaches"
        return [Finding("spool", State.WARN, detail, "set PENGUINMAILS_TRACKING_URL")]
    return [Finding("spool", State.OK, f"{spool.waiting_bytes} bytes wait")]


async def _sending(settings: KernelSettings) -> list[Finding]:
    async with Databases(connect.addresses(settings)) as databases:
        stops = await delivery.sending_stops(databases)
    if stops:
        reasons = "; ".join(stop.reason for stop in stops)
        return [Finding("sending", State.WARN, f"stopped: {reasons}", "penguinmails sending resume")]
    return [Finding("sending", State.OK, "nothing is stopped")]


async def _handoff(settings: KernelSettings) -> list[Finding]:
    async with Databases(connect.addresses(settings)) as databases:
        parked = await upkeep.parked(databases)
        waiting = await upkeep.waiting(databases)
        async with databases.worker(Tier.QUEUE) as tx:
            dead = sum(queue.dead for queue in await jobs.list_queues(tx))
    findings: list[Finding] = []
    if parked:
        detail = f"{len(parked)} rows are parked"
        findings.append(Finding("handoff", State.WARN, detail, "penguinmails jobs parked"))
    oldest = max(each.seconds or 0.0 for each in waiting)
    if oldest > _LATE_SECONDS:
        detail = f"the oldest row has waited {oldest:.0f} s"
        findings.append(Finding("handoff", State.WARN, detail, "penguinmails up --detach"))
    if dead:
        findings.append(Finding("jobs", State.WARN, f"{dead} dead letters", "penguinmails jobs dead"))
    return findings or [Finding("handoff", State.OK, "nothing parked, nothing late, no dead letters")]


async def _mail(settings: KernelSettings) -> list[Finding]:
    missing = notifications.MailSettings.load().missing
    async with Databases(connect.addresses(settings)) as databases:
        waiting = await notifications.waiting_mail(databases)
    if missing and waiting.count:
        detail = f"{waiting.count} mails of the platform wait for a relay"
        return [Finding("mail", State.WARN, detail, f"set {', '.join(missing)}")]
    if missing:
        return [Finding("mail", State.OK, "no relay for the platform's own mail, and none waits")]
    if waiting.oldest and clock.now() - waiting.oldest > _LATE_MAIL:
        detail = f"{waiting.count} mails wait, the oldest since {waiting.oldest:%Y-%m-%d %H:%M} UTC"
        return [Finding("mail", State.WARN, detail, "penguinmails events list")]
    return [Finding("mail", State.OK, f"{waiting.count} wait")]


async def _eta(settings: KernelSettings) -> list[Finding]:
    del settings
    with contextlib.closing(content.EtaEngine()) as engine:
        walls = await asyncio.to_thread(engine.isolation)
    if not walls.seccomp:
        return [Finding("eta", State.WARN, "; ".join(walls.missing), "use a kernel that has seccomp")]
    # Without files, network and processes to ask for, the other walls are a second row.
    return [Finding("eta", State.OK, "; ".join(("templates run behind walls", *walls.missing)))]
