"""`penguinmails import`, with a worker beside it."""

import asyncio
import json
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from penguinmails.audiences.imports import jobs, upload
from penguinmails.audiences.imports.errors import ImportOptionInvalid, ImportUnknown
from penguinmails.cli.app import app
from penguinmails.jobs import JobsSettings, Worker
from penguinmails.kernel.db import Databases
from penguinmails.kernel.errors import PenguinError
from tests.audiences.imported import written
from tests.servers import Clone

Command = Callable[..., Any]


@pytest.fixture
def command(clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `penguinmails AREA VERB …` with --json; what it printed. What it raises, it raises."""
    for name, value in clone.environment.items():
        monkeypatch.setenv(name, value)

    def run(area: str, *words: str, text: bool = False) -> Any:
        arguments = [*words] if text else [*words, "--json"]
        result = CliRunner().invoke(app, [area, *arguments])
        if isinstance(result.exception, PenguinError):
            raise result.exception
        assert result.exit_code == 0, (result.output, result.exception)
        return result.stdout if text else json.loads(result.stdout)

    run("tenant", "create", "Acme", "--owner", "ann@acme.example")
    return run


@pytest.fixture
def worker(clone: Clone, command: Command) -> Generator[None]:
    """A worker for imports, in a thread with a loop of its own."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def work() -> None:
        async with Databases(clone.address) as databases:
            await Worker(databases, jobs.JOBS, settings=JobsSettings(jobs_poll=0.2)).run(stop)

    thread = threading.Thread(target=loop.run_until_complete, args=[work()])
    with capture_logs():  # in one process with the commands, which print JSON
        thread.start()
        yield
        loop.call_soon_threadsafe(stop.set)
        thread.join()
    loop.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [("ann@example.org", "Ann", "x"), ("bob@example.org", "Bob", ""), ("nobody", "=1+1", "")]
    return written(tmp_path / "people.csv", rows, ["E-Mail", "First name", "Shoe size"])


@pytest.mark.usefixtures("worker")
def test_an_import_from_preview_to_undo(command: Command, file: Path, tmp_path: Path) -> None:
    seen = command("import", "preview", str(file), "--tenant", "Acme")
    assert seen["mapping"] == {"E-Mail": "email", "First name": "first_name"}
    assert "Shoe size" in command("import", "preview", str(file), "--tenant", "Acme", text=True)
    words = ("--map", "Shoe size=tags", "--tag", "fair")
    done = command("import", "start", str(file), "--tenant", "Acme", *words)
    assert (done["status"], done["created_rows"], done["rejected_rows"]) == ("completed", 2, 1)
    assert done["finished"] is not None
    assert not list(upload.folder().glob(f"*/{done['id']}"))
    assert "rejected: 1" in command("import", "start", str(file), "--tenant", "Acme", text=True)
    assert [row["skipped_rows"] for row in command("import", "list", "--tenant", "Acme")] == [2, 0]
    assert command("import", "show", done["id"], "--tenant", "Acme")["filename"] == "people.csv"
    (refused,) = command("import", "rejects", "last", "--tenant", "Acme")
    assert (refused["line"], refused["reason"], refused["raw"]["First name"]) == (4, "email_invalid", "=1+1")
    out = tmp_path / "rejects.csv"
    assert command("import", "rejects", "last", "--tenant", "Acme", "--csv", str(out))["rows"] == 1
    assert '"\'=1+1"' in out.read_text("utf-8-sig")
    undone = command("import", "undo", done["id"], "--tenant", "Acme", "--yes")
    assert (undone["status"], undone["undone_rows"]) == ("rolled_back", 2)


def test_a_detached_import_can_be_cancelled(command: Command, file: Path) -> None:
    waiting = command("import", "start", str(file), "--tenant", "Acme", "--detach")
    assert waiting["status"] == "queued"
    assert command("import", "cancel", "last", "--tenant", "Acme")["status"] == "cancelled"
    assert "cancelled" in command("import", "list", "--tenant", "Acme", text=True)


def test_wrong_words_are_told(command: Command, file: Path) -> None:
    with pytest.raises(ImportOptionInvalid, match="Column=field"):
        command("import", "start", str(file), "--tenant", "Acme", "--map", "email")
    for wanted in ("last", "nonsense", "01900000-0000-7000-8000-000000000000"):
        with pytest.raises(ImportUnknown):
            command("import", "show", wanted, "--tenant", "Acme")
