"""The checkout as the tests of this folder read it."""

import configparser
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "penguinmails"

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def files() -> list[Path]:
    """What is committed, or would be: new files count too, ignored ones do not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def text(path: Path) -> str | None:
    """The contents of a text file; None for a binary one."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return None


def packages() -> set[str]:
    """Every folder of code below the source, as `kernel/handoff/`."""
    folders = {path.parent for path in files() if path.suffix == ".py" and path.is_relative_to(SOURCE)}
    parents = {parent for folder in folders for parent in (folder, *folder.parents)}
    inside = {folder for folder in parents if folder.is_relative_to(SOURCE) and folder != SOURCE}
    return {f"{folder.relative_to(SOURCE)}/" for folder in inside}


def fenced(document: str, language: str) -> list[str]:
    """The code blocks of a language in one of the documents at the top."""
    content = (ROOT / document).read_text("utf-8")
    return [match["body"] for match in _FENCE.finditer(content) if match["language"] == language]


def import_contracts() -> Iterator[dict[str, str]]:
    """The contracts of `.importlinter`."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", "utf-8")
    for section in parser.sections():
        if section.startswith("importlinter:contract:"):
            yield dict(parser[section])
