"""Merge tags as other programs write them, refused with the spelling that is meant here."""

import re
from typing import Final

from penguinmails.content.rendering.errors import TemplateBroken

_FOREIGN: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\{\{\{"), "values are always escaped; write two braces: {{ first_name }}"),
    (
        re.compile(r"\{\{~?\s*(?:#|else\b|/)"),
        "write {% if first_name %} … {% else %} … {% endif %}, and {% for … %}",
    ),
    (re.compile(r"\{\{\s*>"), "a piece that is used again is a snippet: {{ snippets.signature }}"),
    (re.compile(r"\{\{[-+]?\s*\}\}"), "the merge tag is empty; write {{ first_name }}"),
    (re.compile(r"\{\{\s*\$"), "fields are written without a sign: {{ first_name }}"),
    (re.compile(r"\{%[-+]?\s*assign\b"), 'write {% set greeting = "Hello" %}'),
    (re.compile(r"\{%[-+]?\s*unless\b"), "write {% if not first_name %} … {% endif %}"),
    (re.compile(r"\{%[-+]?\s*elsif\b|\{%[-+]?\s*else\s+if\b"), "write {% elif company %}"),
    (
        re.compile(r"\{%[-+]?\s*(?:include|import|from|extends|block|macro|call|render)\b"),
        "a piece that is used again is a snippet: {{ snippets.signature }}",
    ),
    (re.compile(r"\{%[-+]?\s*raw\b"), "`{% raw %}` is never closed by `{% endraw %}`"),
)


def refuse_foreign(text: str, start: int, part: str, line: int) -> None:
    """Raise TemplateBroken where the tag at `start` is of another template language."""
    for pattern, reason in _FOREIGN:
        if pattern.match(text, start):
            raise TemplateBroken(part, line, reason)


def snake_case(name: str) -> str:
    """`firstName` as the fields of a lead are written: `first_name`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
