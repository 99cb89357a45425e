"""Expressions that people and servers use, from the text files beside this one."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def phrases(name: str) -> Mapping[str, re.Pattern[str]]:
    """The sections of `NAME.txt` in their order, each as one expression that finds any of its lines.

    Read when first asked for, and once: compiling them all takes a tenth of a second.
    """
    return {section: re.compile(words, re.IGNORECASE) for section, words in load_words(name).items()}


def load_words(name: str) -> dict[str, str]:
    """The sections of `NAME.txt`, each as the source of an expression, for putting into a larger one.

    A section begins by `[its name]`, a comment by `#` and a space. Case does not count.
    """
    text = (files("penguinmails.delivery.inbound.classifying") / f"{name}.txt").read_text("utf-8")
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if re.fullmatch(r"\[\w+\]", line):
            lines = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("# "):
            lines.append(line)
    return {section: "|".join(f"(?:{line})" for line in found) for section, found in sections.items()}
