"""The areas' commands, each imported when it is called: all of them together take two seconds."""

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import typer
from typer.core import TyperGroup

from penguinmails.cli.parts import PARTS
from penguinmails.cli.platform import about, run_alone

_AREAS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "penguinmails.cli.demo.command": ("demo",),
        "penguinmails.cli.doctor": ("doctor",),
        "penguinmails.tenancy.commands": ("tenant", "company", "user", "apikey"),
        "penguinmails.audiences.commands": ("lead", "list", "segment", "import", "export", "suppress"),
        "penguinmails.content.commands": ("template", "body"),
        "penguinmails.infrastructure.commands": ("domain", "mailbox", "pool"),
        "penguinmails.campaigns.commands": ("campaign",),
        "penguinmails.delivery.commands": ("sending", "inbound"),
        "penguinmails.tracking.commands": ("tracking",),
        "penguinmails.ledger.commands": ("ledger", "verdicts"),
        "penguinmails.warehouse.commands": (
            "report",
            "messages",
            "metrics",
            "verify",
            "rebuild",
            "reclassify",
            "usage",
            "archive",
        ),
        "penguinmails.sandbox.commands": ("sandbox",),
        "penguinmails.jobs.commands": ("jobs",),
        "penguinmails.audit.commands": ("audit",),
        "penguinmails.notifications.commands": ("events",),
        "penguinmails.cli.db": ("db",),
    }
)
_HOMES: Final = {name: module for module, names in _AREAS.items() for name in names}


class Commands(TyperGroup):
    """The top level: what the platform itself has, and the areas'.

    Any, because Typer keeps the types it asks for private.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order people meet them."""
        return [*super().list_commands(ctx), *_HOMES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import it, where it is an area's."""
        if cmd_name in _HOMES:
            return _load(cmd_name)
        return super().get_command(ctx, cmd_name)


def _load(name: str) -> Any:
    module = importlib.import_module(_HOMES[name])
    parent = typer.Typer(add_completion=False)
    area = getattr(module, "COMMANDS", {}).get(name) or getattr(module, "commands", None)
    if area is None:
        parent.command(name)(getattr(module, name))
        return typer.main.get_command(parent)
    if name in PARTS:
        _also_part(area, name)
    parent.add_typer(area, name=name)
    return typer.main.get_group(parent).commands[name]


def _also_part(area: typer.Typer, name: str) -> None:
    """A part whose name is an area's is what that name means alone: `penguinmails tracking`."""
    run, words = run_alone(PARTS[name]), about(PARTS[name])
    area.info.no_args_is_help = False

    def command(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            run()

    area.callback(invoke_without_command=True, help=f"{area.info.help} Alone: {words[0].lower()}{words[1:]}")(
        command
    )
