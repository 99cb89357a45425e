"""Running the relay that dies."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from penguinmails.kernel.tiers import Home, Role
from tests.kernel import news
from tests.servers import Clone

ROOT = Path(__file__).parents[2]


def relay_killed_at(clone: Clone, step: str, *, which: int = 1, module: str = "tests.kernel.news") -> bool:
    """Run a relay that kills itself when it reaches `step` for the `which`th time; False where it never did."""
    addresses = {home: {role: clone.address(home, role) for role in Role} for home in Home}
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernel.killed_relay", step, str(which), module],
        input=json.dumps(addresses),
        text=True,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        timeout=60,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    news.end_sessions(clone)
    return done.returncode != 0
