"""Running the relay that dies."""

from tests.dying import start_dying
from tests.kernel import killed_relay, news
from tests.servers import Clone


def relay_killed_at(clone: Clone, step: str, *, which: int = 1, module: str = "tests.kernel.news") -> bool:
    """Run a relay that kills itself when it reaches `step` for the `which`th time; False where it never did."""
    killed = start_dying(killed_relay.run, step, which, module, clone.addresses)()
    news.end_sessions(clone)
    return killed
