"""Header lines: folded at 78 where they can be, encoded where they must be, and never one more than meant."""

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from penguinmails.delivery.mime.errors import HeaderRefused

_LINE: Final = 78
"""RFC 5322 §2.1.1: what a line should not exceed; 998 is what it must not."""
_LONGEST_TOKEN: Final = 900
_WORD_LINE: Final = 76
_WORD: Final = 75
"""RFC 2047 §2: an encoded word; a line with one has 76 at most."""
_AROUND_WORD: Final = len("=?utf-8?q??=")
_SHORT_LINE: Final = 36
"""With less room than this left on a line, the first encoded word goes on the next."""

# Control characters of both sets, line and paragraph separators: what some program takes for a line's end.
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# What turns the reading direction round, and makes "exe.doc" out of "cod.exe" (UTR 36).
_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_DIRTY: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PRINTABLE: Final = re.compile("[ -~]*")
_SOLID: Final = re.compile(rf"[^ ]{{{_LONGEST_TOKEN},}}")
# RFC 2047 §5 (3): what may stand bare in an encoded word of a name; spaces are underscores.
_BARE: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
# RFC 2231 §7 attribute-char, less what some readers stumble over.
_FILE_SAFE: Final = "!#$&+-.^_`{|}~"
_ID: Final = re.compile(r"[!-;=?-~]{1,900}")
_URL: Final = re.compile(r"https?://[!-;=?-~]{1,900}")
_MAILTO: Final = re.compile(r"mailto:[!-;=?-~]{1,900}")


def clean(value: str) -> str:
    """What a person wrote, on one line: separators are spaces, unreadable halves of characters are U+FFFD."""
    if not value.isprintable() and _DIRTY.search(value):
        value = _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", _BIDI.sub("", value)))
    return value.strip(" ")


def text_line(name: str, value: str) -> str:
    """An unstructured header, such as a subject. `value` is clean."""
    if not value:
        return f"{name}:"
    line = f"{name}: {value}"
    if _PRINTABLE.fullmatch(value) and "=?" not in value:
        if len(line) <= _LINE:
            return line
        if "  " not in value and not _SOLID.search(value):
            return _folded(line)
    return f"{name}:{_encoded(value, len(name) + 1)}"


def address_line(name: str, display: str, address: str) -> str:
    """A header of one address and the clean name before it."""
    if not display:
        return f"{name}: {address}"
    if _PRINTABLE.fullmatch(display) and "=?" not in display:
        quoted = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if len(name) + 2 + len(quoted) <= _LINE:
            gap = " " if len(name) + len(quoted) + len(address) + 5 <= _LINE else "\r\n "
            return f"{name}: {quoted}{gap}<{address}>"
    return f"{name}:{_encoded(display, len(name) + 1)}\r\n <{address}>"


def id_line(name: str, ids: Iterable[str]) -> str | None:
    """Message ids in angle brackets, folded; None when none of them can be written."""
    written = " ".join(f"<{id_}>" for id_ in ids if _ID.fullmatch(id_))
    return _folded(f"{name}: {written}") if written else None


def check_id(header: str, value: str) -> str:
    """The message id itself. Raises `HeaderRefused`."""
    if not _ID.fullmatch(value):
        raise HeaderRefused(header, value, "a message id has only visible ASCII characters, without < and >")
    return value


def unsubscribe_lines(url: str | None, mailto: str | None) -> list[str]:
    """RFC 2369 and RFC 8058, never encoded: receivers look for the bare link. Raises `HeaderRefused`."""
    links: list[str] = []
    if url is not None:
        if not _URL.fullmatch(url):
            raise HeaderRefused(
                "List-Unsubscribe", url, "it is no link of at most 900 visible ASCII characters"
            )
        links.append(f"<{url}>")
    if mailto is not None:
        link = mailto if mailto.startswith("mailto:") else f"mailto:{mailto}"
        if not _MAILTO.fullmatch(link):
            raise HeaderRefused("List-Unsubscribe", mailto, "it is no address that a link can have")
        links.append(f"<{link}>")
    lines = ["List-Unsubscribe: " + ",\r\n ".join(links)] if links else []
    if url is not None:
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return lines


def file_parameters(name: str, value: str) -> str:
    """`; name="value"`, or in the pieces of RFC 2231 when it is long or not plain. `value` is clean."""
    if _PRINTABLE.fullmatch(value) and len(name) + len(value) <= _LINE - 10 and not set('"\\%') & set(value):
        return f';\r\n {name}="{value}"'
    encoded = quote(value, safe=_FILE_SAFE)
    pieces: list[str] = []
    room = _LINE - len(name) - len("*9999*=;") - len("utf-8''") - 1
    while encoded:
        cut = _whole(encoded, room)
        pieces.append(encoded[:cut])
        encoded = encoded[cut:]
    pieces[0] = "utf-8''" + pieces[0]
    return "".join(f";\r\n {name}*{number}*={piece}" for number, piece in enumerate(pieces))


def _whole(encoded: str, room: int) -> int:
    # A %XX is never cut; a character may be, since pieces are joined before they are decoded.
    if len(encoded) <= room:
        return len(encoded)
    percent = encoded.rfind("%", room - 2, room)
    return room if percent < 0 else percent


def _folded(line: str) -> str:
    lines: list[str] = []
    while len(line) > _LINE:
        cut = line.rfind(" ", 1, _LINE + 1)
        if cut < 0:
            cut = line.find(" ", _LINE)
        if cut < 0:
            break
        lines.append(line[:cut])
        line = line[cut:]
    lines.append(line)
    return "\r\n".join(lines)


def _encoded(value: str, column: int) -> str:
    """RFC 2047 encoded words, a line each, none of which splits a character."""
    signs = [_SIGNS[sign] for sign in value]
    is_base64 = sum(map(len, signs)) > (len(value.encode()) * 4) // 3
    room = _WORD_LINE - column - 1 - _AROUND_WORD
    start = " " if room >= _SHORT_LINE else "\r\n "
    most = _WORD - _AROUND_WORD
    room = min(room, most) if room >= _SHORT_LINE else most
    words = _base64_words(value, room, most) if is_base64 else _q_words(signs, room, most)
    letter = "b" if is_base64 else "q"
    return start + "\r\n ".join(f"=?utf-8?{letter}?{word}?=" for word in words)


class _Signs(dict[str, str]):
    """Characters as a Q word has them, made when first met; never more than Unicode has."""

    def __missing__(self, sign: str) -> str:
        bare = "_" if sign == " " else "".join(f"={octet:02X}" for octet in sign.encode())
        self[sign] = written = sign if sign in _BARE else bare
        return written


_SIGNS: Final = _Signs()


def _q_words(signs: list[str], room: int, most: int) -> list[str]:
    words: list[str] = []
    word: list[str] = []
    for sign in signs:
        if len(sign) > room:
            words.append("".join(word))
            word, room = [], most
        word.append(sign)
        room -= len(sign)
    return [*words, "".join(word)]


def _base64_words(value: str, room: int, most: int) -> list[str]:
    words: list[bytes] = [b""]
    limit = room // 4 * 3
    whole = value.encode()
    if len(whole) <= limit:
        return [b64encode(whole).decode()]
    for sign in value:
        octets = sign.encode()
        if len(words[-1]) + len(octets) > limit:
            words.append(b"")
            limit = most // 4 * 3
        words[-1] += octets
    return [b64encode(word).decode() for word in words]
