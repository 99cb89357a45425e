"""Expressions that people and servers use, from the text files beside this one."""

import re
from importlib.resources import files


def load_phrases(name: str) -> dict[str, re.Pattern[str]]:
    """The sections of `NAME.txt` in their order, each as one expression that finds any of its lines."""
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
