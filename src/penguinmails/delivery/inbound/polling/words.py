"""The words of IMAP: lists, strings and the names of folders (RFC 9051 §9)."""

import base64
import re
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias, cast

Word: TypeAlias = "bytes | list[Word] | None"
"""An atom or string, a list in parentheses, or NIL."""

LITERAL: Final = b"\x00"
"""Stands in a line where a literal was; NUL itself is in no line of IMAP."""
_WORD: Final = re.compile(
    rb'\(|\)|"(?:[^"\\]|\\.)*"|\x00|[^\s()"\x00\[]+(?:\[[^\]]*\](?:<\d+>)?)?|\[[^\]]*\]'
)
_ESCAPED: Final = re.compile(rb"\\(.)")
_DEEPEST: Final = 50


class NotImap(ValueError):
    """That is no list of IMAP."""


def parse(line: bytes, literals: Sequence[bytes]) -> list[Word]:
    """The words of a line. Raises `NotImap`."""
    stack: list[list[Word]] = [[]]
    left = iter(literals)
    for token in _tokens(line):
        if token == b"(":
            if len(stack) > _DEEPEST:
                raise NotImap("lists in lists without end")
            stack.append([])
        elif token == b")":
            inner = stack.pop()
            if not stack:
                raise NotImap("a list ends that has not begun")
            stack[-1].append(cast("Word", inner))
        else:
            stack[-1].append(_value(token, left))
    if len(stack) != 1:
        raise NotImap("a list has no end")
    return stack[0]


def _tokens(line: bytes) -> Iterator[bytes]:
    return (found[0] for found in _WORD.finditer(line))


def _value(token: bytes, literals: Iterator[bytes]) -> Word:
    if token == LITERAL:
        return next(literals)
    if token.startswith(b'"'):
        return _ESCAPED.sub(rb"\1", token[1:-1])
    return None if token.upper() == b"NIL" else token


def pairs(words: Sequence[Word]) -> dict[str, Word]:
    """Names and values that alternate, as in a FETCH answer."""
    return {
        name.decode("ascii", "replace").upper(): value
        for name, value in zip(words[::2], words[1::2], strict=False)
        if isinstance(name, bytes)
    }


def quoted(text: str) -> str:
    """A quoted string. Control characters, which would end the command, are left out."""
    clean = "".join(sign for sign in text if sign.isprintable())
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder_name(name: str) -> str:
    """A folder's name as commands have it: quoted, in modified UTF-7 (RFC 3501 §5.1.3)."""
    written: list[str] = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name):
        if run.isascii() and run.isprintable():
            written.append(run.replace("&", "&-"))
        else:
            coded = base64.b64encode(run.encode("utf-16-be", "replace")).decode().rstrip("=")
            written.append("&" + coded.replace("/", ",") + "-")
    return quoted("".join(written))
