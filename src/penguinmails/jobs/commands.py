"""Commands about the queue: thin, see `service`."""

from typing import Annotated
from uuid import UUID

import typer

from penguinmails.jobs import service
from penguinmails.jobs.model import Attempt, DeadLetter, DeadLetterDetail, PendingJob, QueueState
from penguinmails.kernel import console, handoff
from penguinmails.kernel.db import Databases
from penguinmails.kernel.tiers import Tier
from penguinmails.postgres.connect import run

commands = typer.Typer(
    help="Jobs: what waits, runs and failed; pausing queues; handoffs that could not be applied.",
    no_args_is_help=True,
)

Limit = Annotated[int, typer.Option(min=1, help="At most so many lines.")]
Queue = Annotated[str | None, typer.Option("--queue", help="Only this queue.")]
DeadLetterId = Annotated[UUID, typer.Argument(help="The id, from `jobs dead`.")]


@commands.command("queues")
def queues(as_json: console.Json = False) -> None:
    """Show all queues and how they stand."""

    async def work(databases: Databases) -> list[QueueState]:
        async with databases.worker(Tier.QUEUE) as tx:
            return await service.list_queues(tx)

    console.show(run(work), as_json=as_json)


@commands.command("list")
def list_jobs(
    queue: Queue = None,
    tenant: Annotated[UUID | None, typer.Option("--tenant", help="Only this tenant's.")] = None,
    limit: Limit = service.PAGE,
    as_json: console.Json = False,
) -> None:
    """List the jobs that run and wait, in the order in which they are taken."""

    async def work(databases: Databases) -> list[PendingJob]:
        async with databases.worker(Tier.QUEUE) as tx:
            return await service.list_jobs(tx, queue=queue, tenant_id=tenant, limit=limit)

    console.show(run(work), as_json=as_json, empty="No job waits or runs.")


@commands.command("attempts")
def attempts(
    job: Annotated[int | None, typer.Argument(help="Only those of this job.")] = None,
    limit: Limit = service.PAGE,
    as_json: console.Json = False,
) -> None:
    """List the latest attempts and how they ended."""

    async def work(databases: Databases) -> list[Attempt]:
        async with databases.worker(Tier.QUEUE) as tx:
            return await service.list_attempts(tx, job_id=job, limit=limit)

    console.show(run(work), as_json=as_json, empty="No attempt is known.")


@commands.command("dead")
def dead(
    dead_letter: Annotated[UUID | None, typer.Argument(help="Show this one in full.")] = None,
    queue: Queue = None,
    also_resolved: Annotated[bool, typer.Option("--all", help="Resolved ones too.")] = False,
    limit: Limit = service.PAGE,
    as_json: console.Json = False,
) -> None:
    """List the jobs that were given up, or show one."""

    async def work(databases: Databases) -> list[DeadLetter] | DeadLetterDetail:
        async with databases.worker(Tier.QUEUE) as tx:
            if dead_letter is not None:
                return await service.show_dead(tx, dead_letter)
            return await service.list_dead(tx, queue=queue, also_resolved=also_resolved, limit=limit)

    console.show(run(work), as_json=as_json, empty="No job was given up.")


@commands.command("retry")
def retry(dead_letter: DeadLetterId, as_json: console.Json = False) -> None:
    """Queue a job that was given up once more."""

    async def work(databases: Databases) -> dict[str, int]:
        async with databases.worker(Tier.QUEUE) as tx:
            return {"job_id": await service.retry(tx, dead_letter)}

    console.show(run(work), as_json=as_json)


@commands.command("resolve")
def resolve(
    dead_letter: DeadLetterId,
    notes: Annotated[str, typer.Option("--notes", help="Why nothing more is to be done.")],
    as_json: console.Json = False,
) -> None:
    """Say that a job that was given up needs nothing more."""

    async def work(databases: Databases) -> DeadLetterDetail:
        async with databases.worker(Tier.QUEUE) as tx:
            await service.resolve(tx, dead_letter, notes)
            return await service.show_dead(tx, dead_letter)

    console.show(run(work), as_json=as_json)


@commands.command("pause")
def pause(queue: str, as_json: console.Json = False) -> None:
    """Start no more jobs of a queue."""

    async def work(databases: Databases) -> dict[str, object]:
        async with databases.staff(Tier.QUEUE) as tx:
            await service.pause(tx, queue)
        return {"queue": queue, "active": False}

    console.show(run(work), as_json=as_json)


@commands.command("resume")
def resume(queue: str, as_json: console.Json = False) -> None:
    """Start the jobs of a paused queue again."""

    async def work(databases: Databases) -> dict[str, object]:
        async with databases.staff(Tier.QUEUE) as tx:
            await service.resume(tx, queue)
        return {"queue": queue, "active": True}

    console.show(run(work), as_json=as_json)


@commands.command("parked")
def parked(limit: Limit = service.PAGE, as_json: console.Json = False) -> None:
    """List the handoffs between tiers that could not be applied."""

    async def work(databases: Databases) -> list[handoff.Parked]:
        return await handoff.parked(databases, limit=limit)

    console.show(run(work), as_json=as_json, empty="Nothing is parked.")


@commands.command("unpark")
def unpark(
    handoff_id: Annotated[UUID, typer.Argument(help="The id, from `jobs parked`.")],
    as_json: console.Json = False,
) -> None:
    """Let a parked handoff be tried again."""

    async def work(databases: Databases) -> dict[str, object]:
        await service.unpark(databases, handoff_id)
        return {"handoff_id": handoff_id, "waits": True}

    console.show(run(work), as_json=as_json)
