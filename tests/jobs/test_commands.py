"""The commands, on a real database."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb
from typer.testing import CliRunner

from penguinmails.jobs import DeadLetterNotFound, JobContext, Payload, QueueNotFound
from penguinmails.jobs.commands import commands
from penguinmails.jobs.errors import ParkedNotFound
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.jobs.factories import NORMAL, Diary, Lasting, put, until_left, working
from tests.servers import Clone

TENANT = Scope.tenant_wide(ids.uuid7())

Command = Callable[..., Any]


@pytest.fixture
def command(clone: Clone) -> Command:
    """Runs a command with `--json` and answers what it printed; raises what it raised."""
    env = clone.environment

    def run(*arguments: str) -> Any:
        result = CliRunner().invoke(commands, [*arguments, "--json"], env=env, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return run


def prepare(clone: Clone, work: Callable[[Databases], Awaitable[None]]) -> None:
    """Do something on the databases before the command."""

    async def connected() -> None:
        async with Databases(clone.address) as databases:
            await work(databases)

    asyncio.run(connected())


async def one_waiting_one_dead(databases: Databases) -> None:
    """One job that waits and one that was given up."""

    async def fail(_: JobContext, __: Payload) -> None:
        raise Lasting

    diary = Diary(does=fail)
    await put(databases, TENANT, Diary("test.later", priority=7).job, {"n": 1})
    await put(databases, TENANT, diary.job, {"n": 2})
    async with working(databases, diary):
        await until_left(databases, 1)


def test_what_waits_is_shown(clone: Clone, command: Command) -> None:
    prepare(clone, one_waiting_one_dead)
    (job,) = command("list", "--queue", NORMAL, "--tenant", str(TENANT.tenant_id))
    assert (job["job"], job["priority"], job["running"]) == ("test.later", 7, False)
    assert command("list", "--queue", "email-sending") == []
    (state,) = [queue for queue in command("queues") if queue["name"] == NORMAL]
    assert (state["waiting"], state["running"], state["dead"], state["active"]) == (1, 0, 1, True)


def test_what_died_is_shown_retried_and_resolved(clone: Clone, command: Command) -> None:
    prepare(clone, one_waiting_one_dead)
    (line,) = command("dead")
    letter = command("dead", line["dead_letter_id"])
    assert letter["payload"] == {"n": 2}
    (attempt,) = command("attempts", str(letter["original_job_id"]))
    assert attempt["status"] == "failed"
    job_id = command("retry", line["dead_letter_id"])["job_id"]
    assert job_id in [job["job_id"] for job in command("list")]
    assert command("dead") == []
    assert command("dead", "--all")[0]["resolved"] is not None


def test_what_died_can_be_let_be(clone: Clone, command: Command) -> None:
    prepare(clone, one_waiting_one_dead)
    (line,) = command("dead")
    resolved = command("resolve", line["dead_letter_id"], "--notes", "not needed any more")
    assert resolved["notes"] == "not needed any more"
    assert len(command("list")) == 1


def test_a_queue_is_paused_and_resumed(command: Command) -> None:
    for verb, active in (("pause", False), ("resume", True)):
        assert command(verb, NORMAL)["active"] is active
        states = {queue["name"]: queue["active"] for queue in command("queues")}
        assert states.pop(NORMAL) is active
        assert all(states.values())


def test_what_is_parked_is_shown_and_let_go(clone: Clone, command: Command) -> None:
    handoff_id = ids.uuid7()

    async def park(databases: Databases) -> None:
        async with databases.worker(Tier.CONTENT) as tx:
            await tx.connection.execute(
                "INSERT INTO content.handoff_parked (tenant_id, handoff_id, topic, payload, created, attempts, "
                "error) VALUES (%s, %s, 'test.news', %s, now(), 8, 'Lasting: no')",
                [TENANT.tenant_id, handoff_id, Jsonb({})],
            )

    prepare(clone, park)
    (row,) = command("parked")
    assert (row["handoff_id"], row["topic"]) == (str(handoff_id), "test.news")
    assert command("unpark", str(handoff_id)) == {"handoff_id": str(handoff_id), "waits": True}
    assert command("parked") == []


def test_what_is_not_there_is_said_to_be_so(command: Command) -> None:
    unknown = str(uuid4())
    with pytest.raises(QueueNotFound):
        command("pause", "nowhere")
    with pytest.raises(DeadLetterNotFound):
        command("retry", unknown)
    with pytest.raises(ParkedNotFound):
        command("unpark", unknown)
