"""A second look at reports whose addresses our rules do not find: flufl.bounce knows old mail systems."""

from email.message import Message
from logging import getLogger
from typing import Final

from flufl.bounce import all_failures  # pyright: ignore[reportUnknownVariableType] (it types no arguments)

from penguinmails.delivery.inbound.reading import Received

_LONGEST: Final = 20_000
_TOLD: Final = ("Subject", "To", "X-Mailer", "Received")
# What its forms stumble over, it writes down with a traceback before it raises it.
getLogger("flufl.bounce").disabled = True


def known_forms(received: Received) -> tuple[str, ...]:
    """The addresses that a report in one of the forms it knows blames, in lower case and in order."""
    message = Message()
    message["From"] = (received.from_email or "nobody@localhost").encode("ascii", "replace").decode()
    for name in _TOLD:
        for value in received.headers.all(name)[:5]:
            message[name] = value.encode("ascii", "replace").decode()
    message["Content-Type"] = "text/plain; charset=us-ascii"
    message.set_payload(received.text[:_LONGEST].encode("ascii", "replace").decode())
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - one of its forms stumbled over what is in none: it knows nobody
        return ()
    return tuple(sorted({address.decode("ascii", "replace").lower() for address in {*temporary, *permanent}}))
