"""`penguinmails usage`."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final
from uuid import UUID

import typer

from penguinmails.audiences import CsvRows
from penguinmails.kernel import console
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run
from penguinmails.tenancy import TenantOption, for_tenant
from penguinmails.warehouse.hub import (
    FIGURES,
    Line,
    Proof,
    Statement,
    Usage,
    current_usage,
    find_statement,
    list_statements,
    prove,
    usage_of_all,
)
from penguinmails.warehouse.metrics.model import Kind
from penguinmails.warehouse.metrics.writing import sparkline, written

commands = typer.Typer()

Csv = Annotated[bool, typer.Option("--csv", help="Print CSV instead of text.")]
StatementArgument = Annotated[
    UUID | None, typer.Argument(help="Id of the statement; the newest if left out.", show_default=False)
]
_BAR: Final = 20
_KINDS: Final = {figure.name: Kind.BYTES if figure.unit == "bytes" else Kind.COUNT for figure in FIGURES}
_LABELS: Final = {figure.name: figure.label for figure in FIGURES}


@commands.callback(invoke_without_command=True)
def usage(
    context: typer.Context,
    *,
    tenant: Annotated[
        str | None, typer.Option("--tenant", "-t", help="Id or name of the tenant; all if left out.")
    ] = None,
    as_json: console.Json = False,
    as_csv: Csv = False,
) -> None:
    """What tenants use, and the statements an invoice rests on; alone, what the running periods have used."""
    if context.invoked_subcommand is not None:
        return
    if tenant is None:
        show_all(as_json=as_json, as_csv=as_csv)
    else:
        show(tenant=tenant, as_json=as_json, as_csv=as_csv)


@commands.command("show")
def show(*, tenant: TenantOption, as_json: console.Json = False, as_csv: Csv = False) -> None:
    """Show what a tenant has used in the period that runs, and how much of its plan that is."""
    usage = for_tenant(tenant, current_usage)
    if as_json:
        console.show(usage, as_json=True)
    elif as_csv:
        _write_csv([asdict(figure) for figure in usage.figures])
    else:
        _show_usage(usage)


@commands.command("all")
def show_all(*, as_json: console.Json = False, as_csv: Csv = False) -> None:
    """List all tenants with what they have used in their current periods, who sent most first."""
    rows = run(usage_of_all)
    if as_json:
        console.show(rows, as_json=True)
    elif as_csv:
        _write_csv([asdict(row) for row in rows])
    else:
        shown = [
            {
                "tenant": row.tenant or row.tenant_id,
                "plan": row.plan,
                "until": row.ends,
                "emails": written(row.emails_sent),
                "beyond the plan": written(row.emails_overage),
                "mailboxes": written(row.mailboxes_used),
                "leads": written(row.leads_used),
                "users": written(row.users_used),
                "contacts": written(row.contacts_used),
                "storage": written(row.storage_bytes, Kind.BYTES),
                "counted": row.calculated,
            }
            for row in rows
        ]
        console.show(shown, as_json=False, empty="Nothing has been counted yet.")


@commands.command("statements")
def statements(*, tenant: TenantOption, as_json: console.Json = False, as_csv: Csv = False) -> None:
    """List a tenant's usage statements, the newest first."""

    async def work(databases: Databases, scope: Scope) -> list[Statement]:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            return await list_statements(tx)

    rows = [_statement(each) for each in for_tenant(tenant, work)]
    if as_csv:
        _write_csv(rows)
    else:
        console.show(rows, as_json=as_json, empty="No period has ended yet.")


@commands.command("statement")
def statement(
    *,
    statement_id: StatementArgument = None,
    tenant: TenantOption,
    as_json: console.Json = False,
    as_csv: Csv = False,
) -> None:
    """Show a usage statement: its id and hash are what an invoice cites."""

    async def work(databases: Databases, scope: Scope) -> tuple[Statement, list[Line]]:
        async with databases.tenant(Tier.OLAP, scope) as tx:
            return await find_statement(tx, statement_id)

    found, lines = for_tenant(tenant, work)
    if as_json:
        console.show({**_statement(found), "lines": lines}, as_json=True)
    elif as_csv:
        _write_csv([asdict(line) for line in lines])
    else:
        console.show(_statement(found), as_json=False)
        console.say("")
        console.show([_line(line, found) for line in lines], as_json=False)


@commands.command("verify")
def verify(
    *, statement_id: StatementArgument = None, tenant: TenantOption, as_json: console.Json = False
) -> None:
    """Prove a statement: count its period again, message by message. Fails on a difference."""

    async def work(databases: Databases, scope: Scope) -> Proof:
        return await prove(databases, scope, statement_id)

    proof = for_tenant(tenant, work)
    if as_json:
        console.show({**_fields(proof), "holds": proof.holds}, as_json=True)
    else:
        _show_proof(proof)
    if not proof.holds:
        raise typer.Exit(1)


def _show_usage(usage: Usage) -> None:
    console.say(f"{usage.plan}, {usage.starts} until {usage.ends} (not included, UTC)")
    console.say(f"emails a day: {sparkline([day.emails_sent for day in usage.days])}")
    console.say("")
    console.show(
        [
            {
                "": figure.label,
                "used": written(figure.used, _KINDS[figure.metric]),
                "of": written(figure.allowance, _KINDS[figure.metric]),
                "share": _bar(figure.share),
            }
            for figure in usage.figures
        ],
        as_json=False,
    )
    if usage.waiting_since is not None:
        console.say(f"Not counted yet: what came in since {usage.waiting_since:%Y-%m-%d %H:%M:%S} UTC.")


def _show_proof(proof: Proof) -> None:
    console.show(
        [
            {
                "": _LABELS[figure.metric],
                "told": written(figure.told, _KINDS[figure.metric]),
                "found later": written(figure.adjusted, _KINDS[figure.metric]),
                "counted now": written(figure.counted, _KINDS[figure.metric]),
                "agrees": figure.agrees,
            }
            for figure in proof.figures
        ],
        as_json=False,
    )
    console.say("")
    if not proof.unchanged:
        console.say("The statement is no longer what was issued: its lines do not have its hash.")
    wrong = sum(not figure.agrees for figure in proof.figures)
    console.say(
        f"Statement {proof.statement.id} holds: counted again from the {proof.source}, 0 differences."
        if proof.holds
        else f"Statement {proof.statement.id} does not hold: {wrong} differences."
    )


def _bar(share: float | None) -> str:
    if share is None:
        return ""
    full = min(_BAR, round(share * _BAR))
    return "█" * full + "░" * (_BAR - full) + f" {share * 100:,.0f} %"


def _statement(statement: Statement) -> dict[str, Any]:
    digest = statement.content_hash
    return {**asdict(statement), "content_hash": None if digest is None else digest.hex()}


def _line(line: Line, statement: Statement) -> dict[str, object]:
    kind = _KINDS[line.metric]
    return {
        "": _LABELS[line.metric],
        "of": "earlier period" if line.adjusted_billing_id else "this period",
        "quantity": written(line.quantity, kind),
        "included": written(line.included, kind),
        "beyond": written(line.overage, kind) if line.overage else "",
        statement.currency: written(line.amount_minor, Kind.MONEY) if line.amount_minor else "",
    }


def _fields(proof: Proof) -> dict[str, Any]:
    return {**asdict(proof), "statement": _statement(proof.statement)}


def _write_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    writer = CsvRows(sys.stdout, list(rows[0]), raw=False)
    for row in rows:
        writer.row(list(row.values()))
    writer.close()
