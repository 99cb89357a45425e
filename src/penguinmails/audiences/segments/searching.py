"""Looking for leads without writing a filter: what people fill in becomes one."""

from dataclasses import dataclass

from penguinmails.audiences.segments.catalogue import Catalogue
from penguinmails.audiences.segments.errors import FilterInvalid
from penguinmails.audiences.segments.model import Group, Node, Way, normal
from penguinmails.audiences.segments.words import read_words


@dataclass(frozen=True)
class Search:
    """What leads are looked for; all that is said must be so."""

    text: str | None = None
    """Anywhere in names, employer and address."""
    address: str | None = None
    """What the address begins with."""
    domain: str | None = None
    tags: tuple[str, ...] = ()
    status: str | None = None
    stage: str | None = None
    list: str | None = None
    """Id or name of a list it is subscribed to."""
    where: str | None = None
    """A filter in words."""


def question_for(search: Search, catalogue: Catalogue) -> Node:
    """The filter that a search comes to. Raises `FilterInvalid`."""
    said = (
        ("email", "starts", search.address),
        ("email_domain", "is", search.domain),
        *(("tags", "has", tag) for tag in search.tags),
        ("status", "is", search.status),
        ("stage", "is", search.stage),
        ("list", "is", search.list),
        ("text", "contains", search.text),
    )
    parts: list[Node] = [
        catalogue.condition(name, op, value, lambda _, name=name: name) for name, op, value in said if value
    ]
    if search.where:
        try:
            parts.append(read_words(search.where, catalogue))
        except FilterInvalid as error:
            raise FilterInvalid(f"{error.where} of the filter", error.reason) from None
    return normal(Group(Way.ALL, tuple(parts)))
