"""The handoff: the one way news crosses a tier (ADR 0003).

`send` writes an outbox row in the sending transaction. A `Relay` claims it by DELETE, applies it in the
receiving tier under an idempotency key, and only then commits the claim: at least once, with the effect of
once. What cannot be applied is tried again with growing pauses, then parked, and a system event is raised.

    sending tier                                 receiving tier
    BEGIN … send() … COMMIT
    BEGIN; DELETE … RETURNING  ─────────────►    BEGIN; INSERT key ON CONFLICT DO NOTHING
                                                 apply, if the key is new; COMMIT
    COMMIT   ◄───────────────────────────────

A crash before the last COMMIT delivers the row again, and the key says that it was applied.
"""

from typing import TYPE_CHECKING

from penguinmails.kernel.facade import on_demand

if TYPE_CHECKING:
    from penguinmails.kernel.handoff.model import PARKED, Delivery, Receiver, Topic, as_payload
    from penguinmails.kernel.handoff.outbox import send
    from penguinmails.kernel.handoff.relay import Relay
    from penguinmails.kernel.handoff.upkeep import Parked, Waiting, forget_old_keys, parked, unpark, waiting
else:
    __getattr__ = on_demand(__name__, __file__)

__all__ = [
    "PARKED",
    "Delivery",
    "Parked",
    "Receiver",
    "Relay",
    "Topic",
    "Waiting",
    "as_payload",
    "forget_old_keys",
    "parked",
    "send",
    "unpark",
    "waiting",
]
