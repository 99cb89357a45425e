"""Merge tags as other programs write them, which would arrive as they stand, and braces that got mixed up."""

import re
from collections.abc import Iterator
from typing import Final

from penguinmails.content.linting.fields import nearest
from penguinmails.content.linting.model import Fault, Part

_NAME: Final = r"\s{0,3}(?P<name>[A-Za-z_][\w.]{0,40})\s{0,3}"
_EVERYWHERE: Final = tuple(
    re.compile(form)
    for form in (
        r"\*\|(?P<name>[A-Za-z_][\w:. -]{0,40})\|\*",  # *|FNAME|*
        r"%%(?P<name>[A-Za-z_][\w .-]{0,40})%%",  # %%first_name%%
        r"%(?P<name>[A-Z_]{3,40})%",  # %FIRSTNAME%
        rf"\[\[{_NAME}\]\]",  # [[first_name]]
        rf"\$\{{{_NAME}\}}",  # ${firstName}
        r"(?:<<|&lt;&lt;)\s{0,3}(?P<name>[A-Za-z_][\w .]{0,40}?)\s{0,3}(?:>>|&gt;&gt;)",  # <<First Name>>
        # Like [FIRST_NAME], but no link of Markdown:
        r"(?<!\[)\[(?P<name>(?i:(?:first|last|full|company)[_ ]?name|email|company))\](?![\](])",
        rf"(?<![{{$%#])\{{{_NAME}\}}(?!\}})",  # {first_name}; with a | in it, it is spintax
    )
)
_OF_OTHER_ENGINE: Final = {
    "minijinja": re.compile(r"<%[=~-]?\s{0,3}(?:it\.)?(?P<name>[A-Za-z_][\w.]{0,40})[^<%]{0,60}%>"),
    "eta": re.compile(r"\{\{\s{0,3}(?P<name>[A-Za-z_][\w.]{0,40})[^{}]{0,60}\}\}"),
}
_MIXED: Final = re.compile(
    r"\{\s\{\s{0,3}[A-Za-z_][^{}]{0,60}\}\s?\}?"  # { { name } }
    r"|(?<!\{)\{\s{0,3}[A-Za-z_][\w.]{0,40}\s{0,3}\}\}"  # {name}}
    r"|\{\{\s{0,3}[A-Za-z_][^{}]{0,60}\}"  # {{name}
    r"|\{\{[^{}]{0,60}%\}|\{%[^{}%]{0,60}\}"  # {{ name %}, {% name }
)


def check_leftovers(part: Part, prose: str, engine: str, known: frozenset[str]) -> Iterator[Fault]:
    """Other systems' tags, each with what to write instead, and braces that make no tag.

    `prose` is the part without its own tags, styles and scripts, which have braces of their own.
    """
    taken = bytearray(len(prose))
    for form in (*_EVERYWHERE, _OF_OTHER_ENGINE[engine]):
        for match in form.finditer(prose):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * len(match[0])
                yield _foreign(part, match, engine, known)
    if engine == "minijinja":
        for match in _MIXED.finditer(prose):
            if not any(taken[match.start() : match.end()]):
                yield _mixed(part, match.start(), match[0])


def _foreign(part: Part, match: re.Match[str], engine: str, known: frozenset[str]) -> Fault:
    meant = nearest(match["name"], known) or re.sub(r"\W+", "_", match["name"]).lower()
    right = f"<%= it.{meant} %>" if engine == "eta" else f"{{{{ {meant} }}}}"
    return part.error(
        "foreign_merge_tag",
        match.start(),
        f"{match[0]} is how another program writes a merge tag; it would arrive as it stands.",
        f"Write {right}",
    )


def _mixed(part: Part, at: int, written: str) -> Fault:
    return part.error(
        "braces_mixed",
        at,
        f"The braces of {written!r} make no tag.",
        "A merge tag is {{ name }}, a statement {% if name %}: the same two signs on both sides.",
    )
