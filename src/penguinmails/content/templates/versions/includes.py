"""What a template draws on: of all pieces there are, those it can reach."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from penguinmails.content.linting.expressions import inclusions, uses
from penguinmails.content.linting.tags import tags
from penguinmails.content.templates.pieces.model import Pieces


@dataclass
class Includes:
    """The pieces that are reached, and the names that lead nowhere, as people say them."""

    snippets: dict[str, str] = field(default_factory=dict[str, str])
    dictionaries: dict[str, Any] = field(default_factory=dict[str, Any])
    partials: dict[str, str] = field(default_factory=dict[str, str])
    missing: list[str] = field(default_factory=list[str])

    def as_json(self) -> dict[str, Any]:
        """As a version keeps them."""
        return {"snippets": self.snippets, "dictionaries": self.dictionaries, "eta": self.partials}


def reached(texts: Iterable[str], engine: str, pieces: Pieces) -> Includes:
    """All pieces that these texts name, and those that these name, and so on.

    Where a name is computed only when a message is rendered (`snippets[language]`), all of its kind are.
    """
    found = Includes()
    unread = list(texts)
    while unread:
        marks = tags(text := unread.pop(), engine)
        del text
        for use in uses(marks, engine):
            group, _, rest = use.path.partition(".")
            if group == "snippets":
                unread += _take("snippet", rest, pieces.snippets, found.snippets, found.missing)
            elif group == "dictionaries":
                _take(
                    "dictionary",
                    rest.partition(".")[0],
                    pieces.dictionaries,
                    found.dictionaries,
                    found.missing,
                )
        if engine == "eta":
            for inclusion in inclusions(marks):
                unread += _take(
                    "partial", inclusion.name or "", pieces.partials, found.partials, found.missing
                )
    return found


def _take(kind: str, key: str, there: Any, found: dict[str, Any], missing: list[str]) -> list[str]:
    """Put one piece, or all where it has no name, among the found; the texts that came along."""
    named = f"the {kind} {key}"
    if key and key not in there:
        if named not in missing:
            missing.append(named)
        return []
    new = [each for each in ([key] if key else list(there)) if each not in found]
    for each in new:
        found[each] = there[each]
    return [found[each] for each in new if isinstance(found[each], str)]
