"""A world to send to: recipients that open, click, reply, complain and bounce, and know that they did.

    world = World(truth=Path("truth.jsonl"), seed=7, inbound=("127.0.0.1", 2525))
    async with Sandbox(world) as sandbox:
        ... send to 127.0.0.1, sandbox.port ...
        await sandbox.until_quiet()
    truth = Truth.load(world.truth)

Who somebody is and what they do is decided by the seed and the address (`world`); it is done over real HTTP
and SMTP (`acting`), as strangers do it who know the platform only from its messages (`reading`). Whatever
happens is in the log (`truth`) before anybody is told: the demo and the tests compare every number with it.
What they would have done long ago says `remember`.
How their mail servers behave badly says `mischief`.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.sandbox.control import ask
    from penguinmails.sandbox.mischief import Mischief
    from penguinmails.sandbox.past import Became, OldMail, remember
    from penguinmails.sandbox.running import Sandbox, State, World, place
    from penguinmails.sandbox.settings import SandboxSettings
    from penguinmails.sandbox.truth import Counts, Done, Taken, Truth, Turned
    from penguinmails.sandbox.world.acts import Act, By, Kind
    from penguinmails.sandbox.world.people import Fate, Person
    from penguinmails.sandbox.world.profile import QUIET, Profile
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "QUIET",
    "Act",
    "Became",
    "By",
    "Counts",
    "Done",
    "Fate",
    "Kind",
    "Mischief",
    "OldMail",
    "Person",
    "Profile",
    "Sandbox",
    "SandboxSettings",
    "State",
    "Taken",
    "Truth",
    "Turned",
    "World",
    "ask",
    "place",
    "remember",
]
