"""A second look at reports whose addresses our rules do not find: flufl.bounce knows old mail systems."""

from email.message import Message
from typing import Final

from flufl.bounce import all_failures  # pyright: ignore[reportUnknownVariableType] (it types no arguments)

from penguinmails.delivery.inbound.reading import Received

_LONGEST: Final = 20_000
_TOLD: Final = ("From", "Subject", "To", "X-Mailer", "Received")


def known_forms(received: Received) -> tuple[str, ...]:
    """The addresses that a report in one of the forms it knows blames, in lower case and in order."""
    message = Message()
    for name in _TOLD:
        for value in received.headers.all(name)[:5]:
            message[name] = value.encode("ascii", "replace").decode()
    message["Content-Type"] = "text/plain; charset=us-ascii"
    message.set_payload(received.text[:_LONGEST].encode("ascii", "replace").decode())
    temporary, permanent = all_failures(message)
    return tuple(sorted({address.decode("ascii", "replace").lower() for address in {*temporary, *permanent}}))
