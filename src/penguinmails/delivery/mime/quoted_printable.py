"""Quoted-printable bodies (RFC 2045 §6.7), a line at a time: most lines of a campaign were encoded before.

Each line is encoded by itself, so the encoding of one is good for every message that has it. That needs
nothing of the template engine.
"""

import re
from binascii import b2a_qp
from typing import Final

_LINE: Final = 76
_REMEMBERED: Final = 8192
_LONGEST_REMEMBERED: Final = 1000
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


_LINES: Final = _Lines()


def encode_body(text: str) -> bytes:
    """The text in quoted-printable UTF-8: lines end in CRLF and have at most 76 octets; so does the last."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    return b"\r\n".join(map(_LINES.__getitem__, text.split("\n")))


def _encode(line: str) -> bytes:
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
