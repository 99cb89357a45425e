"""The merge fields that the tags of a template use, and whether each is sure to say something."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from penguinmails.content.linting.tags import Kind, Tag

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<number>\d[\w.]*)|(?P<name>[^\W\d]\w*)|(?P<sign>\S))""",
    re.DOTALL,
)
_WORDS: Final = frozenset(
    [
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
        "elif",
        "endif",
        "for",
        "endfor",
        "recursive",
        "set",
        "endset",
        "true",
        "false",
        "none",
        "null",
        "True",
        "False",
        "None",
        "block",
        "endblock",
        "extends",
        "include",
        "import",
        "from",
        "macro",
        "endmacro",
        "call",
        "endcall",
        "filter",
        "endfilter",
        "with",
        "endwith",
        "autoescape",
        "endautoescape",
        "do",
        "self",
        "loop",
        "raw",
        "endraw",
        "as",
        "ignore",
        "missing",
        "without",
        "context",
        "range",
        "dict",
        "debug",
        "namespace",
        "lipsum",
        "cycler",
        "joiner",
    ]
)
_FALLBACKS: Final = frozenset({"fallback", "default", "d"})
_ETA_PATH: Final = re.compile(r"(?<![\w$.])it((?:\s*\??\.\s*[A-Za-z_$][\w$]*|\[\s*(?:\"\w+\"|'\w+')\s*\])+)")
_ETA_WHOLE: Final = re.compile(r"\b(?:include|includeAsync|layout)\s*\(")
_ETA_NAME: Final = re.compile(r"\b(?:include|includeAsync|layout)\s*\(\s*(\"[^\"]*\"|'[^']*'|`[^`$]*`)")


@dataclass(frozen=True)
class Use:
    """A merge field in a tag, by its whole path: `custom.city`."""

    path: str
    offset: int
    shown: bool
    """It is output, not only asked for."""
    safe: bool
    """It has a fallback, or is shown only where a condition on it holds."""
    open_ended: bool = False
    """It goes on by a computed key."""


@dataclass(frozen=True)
class Inclusion:
    """A layout or partial of an Eta template; None: its name is computed."""

    name: str | None
    offset: int


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


def uses(found: list[Tag], engine: str) -> list[Use]:
    """All uses of merge fields in these tags of one text."""
    return list(_eta(found) if engine == "eta" else _minijinja(found))


def inclusions(found: list[Tag]) -> list[Inclusion]:
    """The layouts and partials that the tags of an Eta template name."""
    result: list[Inclusion] = []
    for tag in found:
        for call in _ETA_WHOLE.finditer(tag.inner):
            named = _ETA_NAME.match(tag.inner, call.start())
            result.append(Inclusion(named[1][1:-1] if named else None, tag.inner_start + call.start()))
    return result


def _minijinja(found: list[Tag]) -> Iterator[Use]:
    own = _own_names(found)
    conditions: list[set[str]] = []
    for tag in found:
        if tag.kind is Kind.NOTHING:
            continue
        tokens = _tokens(tag)
        word = tokens[0].text if tokens else ""
        statement = tag.kind is Kind.STATEMENT
        if statement and word == "endif" and conditions:
            conditions.pop()
        here = [use for use in _paths(tokens) if use.path.partition(".")[0] not in own]
        if statement and word == "if":
            conditions.append({use.path for use in here})
        elif statement and word == "elif" and conditions:
            conditions[-1] |= {use.path for use in here}
        inline = any(token.text == "if" for token in tokens) and not statement
        asked = {path for paths in conditions for path in paths}
        for use in here:
            repeated = inline and sum(other.path == use.path for other in here) > 1
            yield replace(use, shown=not statement, safe=use.safe or use.path in asked or repeated)


def _tokens(tag: Tag) -> list[_Token]:
    inner = re.sub(r"^[-+]|[-+]$", " ", tag.inner)
    return [
        _Token(
            str(match.lastgroup),
            match[str(match.lastgroup)],
            tag.inner_start + match.start(str(match.lastgroup)),
        )
        for match in _TOKEN.finditer(inner)
    ]


def _own_names(found: list[Tag]) -> set[str]:
    """What the template itself names: loop variables, what `set` sets, macros and their arguments."""
    own: set[str] = set()
    for tag in found:
        if tag.kind is not Kind.STATEMENT:
            continue
        tokens = _tokens(tag)
        match tokens[0].text if tokens else "":
            case "for":
                upto = next((i for i, token in enumerate(tokens) if token.text == "in"), len(tokens))
                own |= {token.text for token in tokens[1:upto] if token.kind == "name"}
            case "set" | "with":
                own |= {
                    left.text
                    for left, right in itertools.pairwise(tokens[1:])
                    if left.kind == "name" and right.text in ("=", ",")
                } | {token.text for token in tokens[1:2]}
            case "macro" | "call" | "block" | "import" | "from":
                own |= {token.text for token in tokens[1:] if token.kind == "name"}
            case _:
                continue
    return own


def _paths(tokens: list[_Token]) -> Iterator[Use]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        before = tokens[at - 1].text if at else ""
        after = tokens[at + 1].text if at + 1 < len(tokens) else ""
        test = before == "is" or (before == "not" and at > 1 and tokens[at - 2].text == "is")
        named = (
            after == "=" and (at + 2 >= len(tokens) or tokens[at + 2].text != "=") and before in ("(", ",")
        )
        if (
            token.kind != "name"
            or token.text in _WORDS
            or before in ("|", ".")
            or test
            or named
            or after == "("
        ):
            at += 1
            continue
        path, at, open_ended = _path(tokens, at)
        yield Use(path, token.start, shown=True, safe=_falls_back(tokens, at), open_ended=open_ended)


def _path(tokens: list[_Token], at: int) -> tuple[str, int, bool]:
    names = [tokens[at].text]
    at += 1
    while at + 1 < len(tokens):
        if tokens[at].text == "." and tokens[at + 1].kind in ("name", "number"):
            names.append(tokens[at + 1].text)
            at += 2
        elif tokens[at].text == "[":
            closed = at + 2 < len(tokens) and tokens[at + 2].text == "]"
            if not closed or tokens[at + 1].kind != "string":
                return ".".join(names), at, True
            names.append(tokens[at + 1].text[1:-1])
            at += 3
        else:
            break
    return ".".join(names), at, False


def _falls_back(tokens: list[_Token], at: int) -> bool:
    """Whether the filters after a path, or an `or`, say something where it is blank."""
    while at < len(tokens):
        if tokens[at].text == "or":
            return True
        if tokens[at].text != "|" or at + 1 >= len(tokens):
            return False
        if tokens[at + 1].text in _FALLBACKS:
            return True
        at += 2
        if at < len(tokens) and tokens[at].text == "(":
            depth = 0
            while at < len(tokens):
                depth += {"(": 1, ")": -1}.get(tokens[at].text, 0)
                at += 1
                if depth == 0:
                    break
    return False


def _eta(found: list[Tag]) -> Iterator[Use]:
    asked: set[str] = set()
    for tag in found:
        output = tag.kind is Kind.OUTPUT
        inner = tag.inner
        here = [
            (
                re.sub(r"\s|\?|[\[\]\"']", lambda sign: "." if sign[0] == "[" else "", match[1]).strip("."),
                match,
            )
            for match in _ETA_PATH.finditer(inner)
        ]
        if not output and re.search(r"\b(?:if|for|while)\s*\(|\?", inner):
            asked |= {path for path, _ in here}
        for path, match in here:
            rest = inner[match.end() :]
            safe = path in asked or re.match(r"\s*(?:\|\||\?\?|\?)", rest) is not None
            repeated = "?" in inner and sum(other == path for other, _ in here) > 1
            open_ended = rest.lstrip().startswith("[")
            called = rest.lstrip().startswith("(")
            names = path.split(".")
            yield Use(
                ".".join(names[:-1]) if called and len(names) > 1 else path,
                tag.inner_start + match.start(),
                shown=output,
                safe=safe or repeated,
                open_ended=open_ended,
            )
