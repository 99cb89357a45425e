"""From the settings to databases one can work with: where they are, whether they answer and are current."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar

from penguinmails.kernel.db import Databases
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.secrets import SecretStore
from penguinmails.kernel.settings import KernelSettings
from penguinmails.kernel.tiers import Home, Tier
from penguinmails.postgres import external
from penguinmails.postgres.provision import (
    Addresses,
    create_database,
    pending,
    provision,
    tiers_by_database,
)
from penguinmails.postgres.provision import addresses as addresses_of
from penguinmails.postgres.server import EmbeddedServer, State
from penguinmails.postgres.session import Progress, quiet

T = TypeVar("T")

EMBEDDED_DATABASE: Final = "penguinmails"


class PlatformDown(PenguinError):
    """The platform is not running."""

    code, status, transient = "platform_down", 503, True
    hint = "Start it: penguinmails up --detach"


class MigrationsPending(PenguinError):
    """The database is older than this program: {count} migrations are waiting, the first is {first}."""

    code = "migrations_pending"
    hint = "Run: penguinmails migrate"


def embedded(settings: KernelSettings) -> EmbeddedServer | None:
    """The server that the platform runs itself; None where every tier has a URL."""
    if all(settings.url(home) for home in Home):
        return None
    return EmbeddedServer(settings.home)


def administrators(settings: KernelSettings) -> Mapping[Home, str]:
    """The connection string of an administrator for each tier's database. Contacts nobody.

    Raises `PlatformDown` where the embedded server was never started.
    """
    server = embedded(settings)
    if server is not None and server.state() is State.MISSING:
        raise PlatformDown
    return {home: settings.url(home) or _embedded_administrator(server) for home in Home}


def tiers_of(settings: KernelSettings) -> Mapping[str, Sequence[Tier]]:
    """The separate databases, each by its administrator's connection string, and the tiers it holds."""
    return tiers_by_database(administrators(settings))


def addresses(settings: KernelSettings) -> Addresses:
    """Where each role finds each tier's database. Contacts nobody."""
    return addresses_of(administrators(settings), secrets(settings))


def secrets(settings: KernelSettings) -> SecretStore:
    """The generated secrets of this home."""
    return SecretStore(settings.home / "secrets")


def require_running(settings: KernelSettings) -> None:
    """Raise `PlatformDown` where the embedded server is used and does not run."""
    server = embedded(settings)
    if server is not None and server.state() is not State.RUNNING:
        raise PlatformDown


async def ready(settings: KernelSettings) -> None:
    """Raise unless the databases answer and are current.

    `PlatformDown`, `MigrationsPending`, or what is wrong with an operator's own server.
    """
    require_running(settings)
    await check_external(settings)
    waiting = await pending(administrators(settings))
    if waiting:
        raise MigrationsPending(count=len(waiting), first=str(waiting[0]))


async def check_external(settings: KernelSettings) -> None:
    """Raise what is wrong with the servers an operator gave, one clear sentence each."""
    given: dict[str, str] = {}
    for home in Home:
        if url := settings.url(home):
            given.setdefault(url, settings.variable(home))
    for url, variable in given.items():
        await external.check(url, setting=variable)


async def bring_up(settings: KernelSettings, progress: Progress = quiet) -> int:
    """Make the embedded server's database where it is missing and bring all to what this program needs.

    The embedded server runs already. Answers how many migrations were applied. Commits as it goes.
    """
    await check_external(settings)
    administrator_of = administrators(settings)
    for home, conninfo in administrator_of.items():
        if settings.url(home) is None:
            await create_database(conninfo)
    waiting = await pending(administrator_of)
    await provision(administrator_of, secrets(settings), progress)
    return len(waiting)


def run(work: Callable[[Databases], Awaitable[T]]) -> T:
    """Run a command's work on the platform's databases. Raises as `ready` does."""
    settings = KernelSettings.load()

    async def connected() -> T:
        await ready(settings)
        async with Databases(addresses(settings)) as databases:
            return await work(databases)

    return asyncio.run(connected())


def _embedded_administrator(server: EmbeddedServer | None) -> str:
    if server is None:
        raise PlatformDown
    return server.conninfo("postgres", server.superuser_password(), EMBEDDED_DATABASE)
