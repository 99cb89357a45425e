"""Whether the merge fields of a template exist, and what a recipient without them reads."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from penguinmails.content.linting.expressions import Use
from penguinmails.content.linting.model import Fault, Part

ALWAYS: Final = frozenset(
    {
        "email",
        "sender.name",
        "sender.email",
        "links.unsubscribe",
        "links.view",
        "links.preferences",
    }
)
"""What every message has."""

STANDARD: Final = ALWAYS | {
    "name",
    "first_name",
    "last_name",
    "company",
    "title",
    "phone",
    "timezone",
    "language",
    "country",
}
"""The fields of a lead without those a tenant defines, which are `custom.KEY`."""

_GROUPS: Final = frozenset({"custom", "sender", "links", "snippets", "dictionaries"})
_OTHER_NAMES: Final = {
    "fname": "first_name",
    "first": "first_name",
    "givenname": "first_name",
    "vorname": "first_name",
    "lname": "last_name",
    "last": "last_name",
    "surname": "last_name",
    "nachname": "last_name",
    "fullname": "name",
    "mail": "email",
    "emailaddress": "email",
    "address": "email",
    "companyname": "company",
    "organization": "company",
    "organisation": "company",
    "firma": "company",
    "jobtitle": "title",
    "position": "title",
    "phonenumber": "phone",
    "unsubscribe": "links.unsubscribe",
    "unsub": "links.unsubscribe",
    "unsubscribelink": "links.unsubscribe",
    "unsubscribeurl": "links.unsubscribe",
    "archive": "links.view",
    "webversion": "links.view",
    "senderfirstname": "sender.name",
    "sendername": "sender.name",
    "fromname": "sender.name",
}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known field that somebody who wrote `name` most likely means, or None."""
    bare = {_bare(field): field for field in sorted(known)}
    wanted = _bare(name)
    for lead in ("contact", "lead", "recipient", "subscriber", "user", "person"):
        if wanted.removeprefix(lead) in bare:
            return bare[wanted.removeprefix(lead)]
    if wanted in _OTHER_NAMES:
        return _OTHER_NAMES[wanted]
    close = difflib.get_close_matches(wanted[:60], list(bare), n=1, cutoff=0.75)
    return bare[close[0]] if close else None


@dataclass(frozen=True)
class Known:
    """What the fields of a template may name. `any_custom`: nobody knows which custom fields there are."""

    fields: frozenset[str]
    snippets: Mapping[str, str]
    dictionaries: Mapping[str, Mapping[str, object]]
    any_custom: bool


def check_fields(part: Part, used: list[Use], engine: str, known: Known) -> Iterator[Fault]:
    """Fields that do not exist, and fields that some leads lack and that say nothing then."""
    warned: set[str] = set()
    for use in used:
        group, _, rest = use.path.partition(".")
        if group in ("snippets", "dictionaries"):
            yield from _piece(part, use, group, rest, known)
        elif use.path in known.fields or (
            group == "custom" and (known.any_custom or not rest or use.open_ended)
        ):
            if use.path in ALWAYS or not use.shown or use.safe or use.path in warned:
                continue
            warned.add(use.path)
            yield part.warning(
                "field_without_fallback",
                use.offset,
                f"Not every lead has {use.path}; the others read nothing there.",
                _fallback(use.path, engine),
            )
        elif group in _GROUPS and not rest:
            continue
        else:
            yield _unknown(part, use, known.fields)


def _unknown(part: Part, use: Use, known: frozenset[str]) -> Fault:
    meant = nearest(use.path, known)
    return part.error(
        "field_unknown",
        use.offset,
        f"There is no merge field {use.path}.",
        f"Did you mean {meant}?"
        if meant
        else "Use a field of leads, or define it: custom fields are custom.NAME.",
    )


def _piece(part: Part, use: Use, group: str, rest: str, known: Known) -> Iterator[Fault]:
    if not rest:
        return
    key, _, word = rest.partition(".")
    kind = {"snippets": "snippet", "dictionaries": "dictionary"}[group]
    pieces = known.snippets if group == "snippets" else known.dictionaries
    if key not in pieces:
        close = difflib.get_close_matches(key[:60], list(pieces), n=1)
        meant = f"Did you mean {close[0]}? Else make" if close else "Make"
        yield part.error(
            f"{kind}_unknown",
            use.offset,
            f"There is no {kind} {key}.",
            f"{meant} it with `penguinmails template {kind} set`.",
        )
    elif group == "dictionaries" and word and word.partition(".")[0] not in known.dictionaries[key]:
        words = list(known.dictionaries[key])
        close = difflib.get_close_matches(word[:60], words, n=1)
        yield part.error(
            "word_unknown",
            use.offset,
            f"The dictionary {key} has no word {word}.",
            f"Did you mean {close[0]}?" if close else f"It has: {', '.join(sorted(words)[:10])}.",
        )


def _fallback(path: str, engine: str) -> str:
    if engine == "eta":
        return f'Write <%= it.{path} || "…" %>, or show it only where it is: <% if (it.{path}) {{ %>'
    return f'Write {{{{ {path} | fallback("…") }}}}, or show it only where it is: {{% if {path} %}}'


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()
