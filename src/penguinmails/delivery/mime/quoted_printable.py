"""Quoted-printable bodies (RFC 2045 §6.7), encoded a line at a time: most lines of a campaign were before.

Each line is encoded by itself, so the encoding of one is good for every message that has it. A text that
comes in pieces, as templates give them, has its whole lines encoded once a piece: what is left for each
message are the lines that hold something of its own.
"""

import re
from binascii import b2a_qp
from collections.abc import Sequence
from typing import Final, NamedTuple

_LINE: Final = 76
_FULL: Final = _LINE - 1
"""What a line holds that is broken softly, beside the sign of that."""
_REMEMBERED: Final = 8192
_LONGEST_REMEMBERED: Final = 400
"""A longer line is nearly always one with links, which no other message has."""
_PIECES_REMEMBERED: Final = 8_000_000
"""Characters."""
# NUL is read as the end of the text by some, and half a character is nothing anybody could read.
_UNWRITABLE: Final = re.compile("[\x00\ud800-\udfff]")


class _Lines(dict[str, bytes]):
    """Lines and their encodings. Forgets all of them when it is full, which costs one message its speed."""

    def __missing__(self, line: str) -> bytes:
        encoded = _encode(line)
        if len(line) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[line] = encoded
        return encoded


class _Piece(NamedTuple):
    """A text of several lines: the rest of one, whole lines encoded, the begin of another."""

    head: str
    lines: bytes
    tail: str


class _Pieces(dict[str, _Piece]):
    """Pieces of several lines, without carriage returns; forgets as `_Lines` does."""

    _size = 0

    def learn(self, text: str) -> _Piece:
        head, *lines, tail = text.split("\n")
        piece = _Piece(head, b"".join((b"\r\n", *(_LINES[line] + b"\r\n" for line in lines))), tail)
        if self._size + len(text) > _PIECES_REMEMBERED:
            self.clear()
            self._size = 0
        self._size += len(text)
        self[text] = piece
        return piece


_LINES: Final = _Lines()
_PIECES: Final = _Pieces()


def encode_body(text: str | Sequence[str]) -> list[bytes]:
    """The text in quoted-printable UTF-8: lines end in CRLF and have at most 76 octets; so does the last.

    In pieces, which meet at the ends of lines: of a text in pieces, what many messages share is encoded once,
    and comes out as the same object each time. Joined it is the encoding of the whole.
    """
    if isinstance(text, str) or len(text) == 1:  # one piece: nothing says that others will have it too
        return [_whole(text if isinstance(text, str) else text[0])]
    encoded: list[bytes] = []
    line = ""
    for piece in text:
        known = _PIECES.get(piece)
        if known is None:
            if "\r" in piece:
                return [_whole("".join(text))]
            if "\n" not in piece:
                line += piece
                continue
            known = _PIECES.learn(piece)
        encoded += (_LINES[line + known.head], known.lines)
        line = known.tail
    if line or not encoded:
        encoded += (_LINES[line], b"\r\n")
    return encoded


def _whole(text: str) -> bytes:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    return b"\r\n".join(map(_LINES.__getitem__, text.split("\n")))


def _encode(line: str) -> bytes:
    if line.isascii() and line.isprintable() and line[-1:] != " " and not line.startswith((".", "From ")):
        return _folded(line.replace("=", "=3D")).encode()
    line = _UNWRITABLE.sub("\ufffd", line)
    bare = line.rstrip(" \t")
    # Given no line's end, b2a_qp writes soft breaks as =LF; a literal LF it cannot write, as there is none.
    encoded = b2a_qp(bare.encode(), quotetabs=False, istext=True).replace(b"=\n", b"=\r\n")
    # "From " gets a ">" from mailbox files, and a dot alone is the end of the message: both break signatures.
    if encoded.startswith(b"From "):
        encoded = _join(b"=46", encoded[1:])
    elif encoded.startswith(b"."):
        encoded = _join(b"=2E", encoded[1:])
    # Left to b2a_qp, a blank at the end makes a line of 77.
    for blank in line[len(bare) :]:
        encoded = _join(encoded, b"=20" if blank == " " else b"=09")
    return encoded


def _folded(encoded: str) -> str:
    """Broken softly where b2a_qp would: a line of 800 characters takes 4 µs, there it takes 18."""
    lines: list[str] = []
    at, end = 0, len(encoded)
    while end - at > _LINE or (end - at == _LINE and encoded.endswith("=3D")):
        cut = at + _FULL
        if encoded[cut - 1] == "=":
            cut -= 1
        elif encoded[cut - 2] == "=":
            cut -= 2
        lines.append(encoded[at:cut])
        at = cut
    return "=\r\n".join([*lines, encoded[at:]]) if lines else encoded


def _join(left: bytes, right: bytes) -> bytes:
    """Both on one line if they fit, with a soft break between them otherwise."""
    last = len(left) - (left.rfind(b"\n") + 1)
    first = right.find(b"\r\n")
    if last + (len(right) if first < 0 else first) <= _LINE:
        return left + right
    if last == _LINE:  # no room for the soft break: the last octet goes down
        cut = -3 if left[-3:-2] == b"=" else -1
        left, right = left[:cut], left[cut:] + right
    return left + b"=\r\n" + right
