"""`sandbox`: a world to send to."""

import asyncio
import signal
import sys
import time
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop

from penguinmails.kernel import console, log
from penguinmails.sandbox.control import ask
from penguinmails.sandbox.errors import ProfileInvalid
from penguinmails.sandbox.mischief import Mischief
from penguinmails.sandbox.running import Sandbox, World, place
from penguinmails.sandbox.settings import SandboxSettings
from penguinmails.sandbox.truth import Truth
from penguinmails.sandbox.world.profile import Profile

commands = typer.Typer(
    help="A world to send to: recipients that open, click, reply and bounce, and know that they did.",
    no_args_is_help=True,
)
_LOOK_AGAIN_SECONDS: Final = 0.2

ControlPort = Annotated[str | None, typer.Option("--control", help="HOST:PORT where the sandbox answers.")]
Log = Annotated[Path | None, typer.Option("--log", help="The file that says what happened.")]


@dataclass(frozen=True)
class Started:
    """Where a sandbox listens."""

    smtp: str
    control: str
    truth: Path
    seed: int


@commands.command("run")
def run(  # noqa: PLR0917 - each is an option
    smtp: Annotated[str | None, typer.Option(help="HOST:PORT to take mail on.")] = None,
    inbound: Annotated[str | None, typer.Option(help="HOST:PORT where replies and bounces go.")] = None,
    web: Annotated[str | None, typer.Option(help="HOST:PORT that answers for all links in messages.")] = None,
    control: ControlPort = None,
    seed: Annotated[int | None, typer.Option(help="Another seed, other recipients.")] = None,
    pace: Annotated[float | None, typer.Option(help="How fast people are; 10: ten times.", min=0.01)] = None,
    share: Annotated[
        list[str] | None, typer.Option("--share", help="NAME=SHARE of what recipients do, such as opens=0.6.")
    ] = None,
    fault: Annotated[
        list[str] | None, typer.Option("--fault", help="NAME=SHARE of a misbehaviour, such as data_421=0.1.")
    ] = None,
    bad_certificate: Annotated[
        bool, typer.Option("--bad-certificate", help="Offer TLS with a certificate nobody should trust.")
    ] = False,
    null: Annotated[
        bool, typer.Option("--null", help="Only take mail and log Message-IDs, as fast as possible.")
    ] = False,
    log_file: Log = None,
    as_json: console.Json = False,
) -> None:
    """Take mail and react to it, until stopped."""
    settings = SandboxSettings.load()
    world = World(
        truth=log_file or settings.truth,
        seed=settings.sandbox_seed if seed is None else seed,
        profile=_profile(share or []),
        mischief=Mischief.parse(fault or []),
        inbound=place(inbound or settings.sandbox_inbound),
        web=place(answering) if (answering := web or settings.sandbox_web) else None,
        pace=pace or settings.sandbox_pace,
        bad_certificate=bad_certificate,
        null=null,
    )
    log.configure()
    uvloop.run(
        _serve(
            world,
            place(smtp or settings.sandbox_smtp),
            place(control or settings.sandbox_control),
            as_json=as_json,
        )
    )


async def _serve(
    world: World, smtp_at: tuple[str, int], control_at: tuple[str, int], *, as_json: bool
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    sandbox = Sandbox(world)
    await sandbox.start(smtp_at, control_at)
    console.show(
        Started(
            smtp=f"{smtp_at[0]}:{sandbox.port}",
            control=f"{control_at[0]}:{sandbox.control_port}",
            truth=world.truth,
            seed=world.seed,
        ),
        as_json=as_json,
    )
    sys.stdout.flush()
    await sandbox.run(stop)


@commands.command("state")
def state(
    control: ControlPort = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until nothing is still to come.")] = False,
    as_json: console.Json = False,
) -> None:
    """Show how a running sandbox is: what it took, and what is still to come."""
    answer = ask(_control(control), "/state")
    while wait and not answer["quiet"]:
        time.sleep(_LOOK_AGAIN_SECONDS)
        answer = ask(_control(control), "/state")
    console.show(answer, as_json=as_json)


@commands.command("misbehave")
def misbehave(
    faults: Annotated[
        list[str] | None, typer.Argument(help="NAME=SHARE, such as drop_in_data=0.1. None: behave.")
    ] = None,
    control: ControlPort = None,
    as_json: console.Json = False,
) -> None:
    """Have a running sandbox misbehave from now on."""
    Mischief.parse(faults or [])
    console.show(ask(_control(control), "/mischief", faults or []), as_json=as_json)


@commands.command("truth")
def truth(log_file: Log = None, as_json: console.Json = False) -> None:
    """Show in numbers what happened in the sandbox."""
    console.show(Truth.load(log_file or SandboxSettings.load().truth).counts(), as_json=as_json)


def _control(given: str | None) -> tuple[str, int]:
    return place(given or SandboxSettings.load().sandbox_control)


def _profile(words: list[str]) -> Profile:
    known = {field.name for field in fields(Profile)}
    shares: dict[str, float] = {}
    for word in words:
        name, _, share = word.partition("=")
        try:
            shares[name.replace("-", "_")] = float(share)
        except ValueError:
            raise ProfileInvalid(name=name, share=share or "no share") from None
    if unknown := shares.keys() - known:
        raise ProfileInvalid(name=f"{unknown.pop()} (known: {', '.join(sorted(known))})", share="a share")
    return replace(Profile(), **shares)
