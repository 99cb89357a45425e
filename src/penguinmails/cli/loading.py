"""All commands but `version`, each imported when it is called: together they take two seconds."""

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import typer
from typer.core import TyperGroup

from penguinmails.cli.parts import PARTS

_PLATFORM: Final = "penguinmails.cli.platform"
_HIDDEN: Final = frozenset({"supervise"})
_HOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "up": _PLATFORM,
        "down": _PLATFORM,
        "migrate": _PLATFORM,
        "supervise": _PLATFORM,
        "worker": _PLATFORM,
        "sender": _PLATFORM,
        "demo": "penguinmails.cli.demo.command",
        "doctor": "penguinmails.cli.doctor",
        "tenant": "penguinmails.tenancy.commands.tenant",
        "company": "penguinmails.tenancy.commands.company",
        "user": "penguinmails.tenancy.commands.user",
        "apikey": "penguinmails.tenancy.commands.apikey",
        "lead": "penguinmails.audiences.commands.lead",
        "list": "penguinmails.audiences.commands.list_",
        "segment": "penguinmails.audiences.commands.segment",
        "import": "penguinmails.audiences.commands.import_",
        "export": "penguinmails.audiences.commands.export",
        "suppress": "penguinmails.audiences.commands.suppress",
        "template": "penguinmails.content.commands.template",
        "body": "penguinmails.content.commands.body",
        "domain": "penguinmails.infrastructure.commands.domain",
        "mailbox": "penguinmails.infrastructure.commands.mailbox",
        "pool": "penguinmails.infrastructure.commands.pool",
        "campaign": "penguinmails.campaigns.commands.campaign",
        "sending": "penguinmails.delivery.commands.sending",
        "inbound": "penguinmails.delivery.commands.inbound",
        "tracking": "penguinmails.tracking.commands.tracking",
        "ledger": "penguinmails.ledger.commands.ledger",
        "verdicts": "penguinmails.ledger.commands.verdicts",
        "report": "penguinmails.warehouse.commands.report",
        "messages": "penguinmails.warehouse.commands.messages",
        "metrics": "penguinmails.warehouse.commands.metrics",
        "verify": "penguinmails.warehouse.commands.verify",
        "rebuild": "penguinmails.warehouse.commands.rebuild",
        "reclassify": "penguinmails.warehouse.commands.reclassify",
        "usage": "penguinmails.warehouse.commands.usage",
        "archive": "penguinmails.warehouse.commands.archive",
        "sandbox": "penguinmails.sandbox.commands",
        "jobs": "penguinmails.jobs.commands",
        "audit": "penguinmails.audit.commands",
        "events": "penguinmails.notifications.commands",
        "db": "penguinmails.cli.db",
    }
)


class Commands(TyperGroup):
    """The top level: the platform's commands, and the areas'.

    Any, because Typer keeps the types it asks for private.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order people meet them."""
        return [*_HOMES, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import it, where it has a home."""
        if cmd_name in _HOMES:
            return _load(cmd_name)
        return super().get_command(ctx, cmd_name)


def _load(name: str) -> Any:
    """A home has a group of commands, `commands`, or a function of the command's name."""
    module = importlib.import_module(_HOMES[name])
    parent = typer.Typer(add_completion=False)
    if not hasattr(module, "commands"):
        parent.command(name, hidden=name in _HIDDEN)(getattr(module, name))
        return typer.main.get_command(parent)
    if name in PARTS:
        _also_part(module.commands, name)
    parent.add_typer(module.commands, name=name)
    return typer.main.get_group(parent).commands[name]


def _also_part(area: typer.Typer, name: str) -> None:
    """A part whose name is an area's is what that name means alone: `penguinmails tracking`."""
    run = importlib.import_module(_PLATFORM).run_alone(PARTS[name])
    words = PARTS[name].help
    area.info.no_args_is_help = False

    def command(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            run()

    area.callback(invoke_without_command=True, help=f"{area.info.help} Alone: {words[0].lower()}{words[1:]}")(
        command
    )
