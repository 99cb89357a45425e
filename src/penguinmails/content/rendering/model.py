"""What goes into rendering and what comes out of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

OUTPUT_LIMIT: Final = 2_000_000
"""Characters that a part of a message may have; mail programs cut off at a twentieth of it."""


@dataclass(frozen=True)
class Source:
    """A template as a version keeps it. `text` None: the text part is made from the HTML."""

    engine: Literal["minijinja", "eta"]
    subject: str
    html: str
    preheader: str | None = None
    text: str | None = None
    snippets: Mapping[str, str] = field(default_factory=dict[str, str])
    dictionaries: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    partials: Mapping[str, str] = field(default_factory=dict[str, str])
    """Layouts and partials of an Eta template, by name."""


@dataclass(frozen=True)
class Rendered:
    """A message's words. `html` holds the preheader, hidden; `missing` names fields that were shown blank."""

    subject: str
    preheader: str | None
    html: str
    text: str
    missing: tuple[str, ...] = ()


class Pieces(NamedTuple):
    """What is sent of a `Rendered`, its html and text in pieces where that is possible: joined they are it.

    The pieces that come from the template are the same objects in every message, so that what is made of one
    can be remembered by it.
    """

    subject: str
    html: str | list[str]
    text: str | list[str]


def digest(rendered: Rendered) -> bytes:
    """SHA-256 of what is sent (without `missing`): tells whether rendering again gives the same bytes."""
    total = hashlib.sha256()
    for part in (rendered.subject, rendered.preheader, rendered.html, rendered.text):
        data = None if part is None else part.encode()
        total.update(b"-" if data is None else b"%d:" % len(data))
        total.update(data or b"")
    return total.digest()
