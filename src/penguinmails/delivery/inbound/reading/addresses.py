"""Lists of addresses, as tolerant as what is received needs."""

import re
from typing import Final

from penguinmails.delivery.inbound.reading import limits
from penguinmails.delivery.inbound.reading.decoding import decode_words
from penguinmails.delivery.inbound.reading.model import Address

_LONGEST: Final = 254
_TOKEN: Final = re.compile(
    r"""  "(?:[^"\\]|\\.)*"?  |  [(),;:<>\\]  |  [^"(),;:<>\\]+  """, re.VERBOSE | re.DOTALL
)
_EMAIL: Final = re.compile(r"""("[^"]{1,64}"|[^\s@<>(),;:"\[\]\\]{1,64})@([^\s@<>(),;:"\[\]\\]{1,253})""")


def read_addresses(value: str) -> tuple[Address, ...]:
    """The addresses of a header as it stands, those that can be one; comments and groups' names left out."""
    found: list[Address] = []
    name: list[str] = []
    bracket: list[str] | None = None
    depth = 0
    for piece in [*_TOKEN.findall(value[: limits.VALUE]), ","]:
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif depth and piece != ",":
            continue
        elif piece == "<":
            bracket = []
        elif piece == ">":
            continue
        elif piece in {",", ";"}:
            depth = 0
            found += _address("".join(name), "".join(bracket) if bracket is not None else None)
            name, bracket = [], None
            if len(found) >= limits.ADDRESSES:
                break
        elif piece == ":" and bracket is None:
            name = []
        else:
            (name if bracket is None else bracket).append(piece)
    return tuple(found)


def read_address(value: str | None) -> str | None:
    """The first address anywhere in a value, in lower case."""
    match = _EMAIL.search(value[: limits.PARAMETERS]) if value else None
    return _normal(match[0]) if match else None


def _address(name: str, bracket: str | None) -> list[Address]:
    match = _EMAIL.search(name if bracket is None else bracket) or _EMAIL.search(name)
    email = _normal(match[0]) if match else None
    if email is None:
        return []
    shown = decode_words(re.sub(r'\\(.)|"', r"\1", name)) if bracket is not None else ""
    return [Address(email, " ".join(shown.split()) or None)]


def _normal(email: str) -> str | None:
    email = email.lower().strip("'")
    return email if len(email) <= _LONGEST and "@" in email[1:-1] else None
