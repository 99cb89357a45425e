"""The README's commands, run in the order in which a reader meets them, on a home of their own."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from penguinmails.kernel.settings import AreaSettings
from tests.cli.conftest import free_places
from tests.house.repository import ROOT, SOURCE, fenced

COMMANDS = [
    line
    for block in fenced("README.md", "sh")
    for line in block.replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]
TARGETS = [line.split()[1] for line in COMMANDS if line.startswith("make ")]
# What `make demo` comes to once everything is installed, as it is here; the tests are running already.
DEMO = "penguinmails demo"
RUN_HERE = [DEMO if line == "make demo" else line for line in COMMANDS if line != "make test"]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    # Not tmp_path: where tests run as root, the server's own account must be able to reach its files.
    home = Path(tempfile.mkdtemp(prefix="penguinmails-readme-"))
    home.chmod(0o711)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PENGUINMAILS_")}
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    own = {"HOME": str(home), "PENGUINMAILS_HOME": str(home / "data"), "PATH": programs}
    environment = kept | own | free_places()
    yield environment
    try:
        subprocess.run(["penguinmails", "down"], env=environment, check=True, capture_output=True)
    finally:
        shutil.rmtree(home)


def test_the_commands_of_the_readme_work_in_their_order(environment: dict[str, str]) -> None:
    assert RUN_HERE[0] == DEMO
    assert any(line.startswith("penguinmails up") for line in RUN_HERE)
    for line in RUN_HERE:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_readme_makes_is_a_target(target: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_readme_lists_every_setting() -> None:
    for path in SOURCE.rglob("settings.py"):
        importlib.import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
    fields = {field for area in AreaSettings.__subclasses__() for field in area.model_fields}
    listed = re.findall(
        r"^\| `(PENGUINMAILS_[A-Z_]+)` \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(listed) == sorted(f"PENGUINMAILS_{field.upper()}" for field in fields)
