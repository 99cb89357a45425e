"""Text from octets that say, truly or not, how they are written."""

import codecs
import re
from binascii import a2b_base64, a2b_qp
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from penguinmails.delivery.inbound.reading import limits

# Labels that mean more than they say (as browsers read them), or that Python does not know.
_MEANT: Final = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}
# Codecs of text that are none of mail's, and of which some take the square of their input.
_NEVER: Final = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_WORD: Final = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN: Final = re.compile(r"[ \t]*")
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_PARAMETER: Final = re.compile(
    r""";\s*(?P<name>[^\s=;"*]{1,80})(?P<piece>\*\d{1,4})?(?P<coded>\*)?\s*=\s*
        (?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^;]*))""",
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=256)
def _codec(label: str) -> str | None:
    name = label.strip(" \t\"'").lower()
    try:
        found = codecs.lookup(_MEANT.get(name, name))
    except (LookupError, ValueError, UnicodeError):
        return None
    if found.name.replace("-", "_") in _NEVER:
        return None
    try:
        b"x".decode(found.name, "replace")
    except LookupError:  # codecs that do not make text, such as zip and rot13
        return None
    except UnicodeError:  # those that have no replacement for what they cannot read
        pass
    return found.name


def decode_text(octets: bytes, charset: str | None) -> str:
    """The text; what the charset cannot read is U+FFFD. Without a known one: UTF-8, or else cp1252."""
    codec = _codec(charset[:60]) if charset else None
    if codec is None or codec == "utf-8":
        try:
            return octets.decode("utf-8")
        except UnicodeDecodeError:
            codec = codec if charset and charset.lower().startswith("utf") else "cp1252"
    try:
        # UTF-7 can say half a character, which nothing can write again.
        return _SURROGATES.sub("\ufffd", octets.decode(codec or "cp1252", "replace"))
    except (UnicodeError, ValueError):
        return octets.decode("cp1252", "replace")


def decode_transfer(octets: bytes, encoding: str | None) -> bytes:
    """The contents under a Content-Transfer-Encoding; broken base64 gives what comes before the break."""
    match (encoding or "").strip().lower():
        case "base64":
            return _lenient_base64(octets)
        case "quoted-printable":
            return a2b_qp(octets)
        case _:
            return octets


def _lenient_base64(octets: bytes) -> bytes:
    signs = _NOT_BASE64.sub(b"", octets.partition(b"=")[0] if b"=" in octets[:-4] else octets)
    whole = len(signs) - (1 if len(signs) % 4 == 1 else 0)
    return a2b_base64(signs[:whole] + b"=" * (-whole % 4))


def decode_header(octets: bytes) -> str:
    """The value of a header on one line: encoded words read, folds and control characters made spaces."""
    return decode_words(header_line(octets))


def header_line(octets: bytes) -> str:
    """The value of a header on one line, encoded words as they stand."""
    octets = octets[: limits.VALUE]
    try:
        value = octets.decode("utf-8")
    except UnicodeDecodeError:
        value = octets.decode("cp1252", "replace")
    return _CONTROLS.sub(" ", value).strip()


def decode_words(value: str) -> str:
    """A value with its encoded words read (RFC 2047)."""
    return _CONTROLS.sub(" ", _words(value)).strip() if "=?" in value else value


def _words(value: str) -> str:
    pieces: list[str] = []
    waiting: tuple[str, bytes] | None = (
        None  # words of one charset are read together: they may cut a character
    )
    end = 0
    for match in _WORD.finditer(value):
        charset, letter, word = match.groups()
        between = value[end : match.start()]
        octets = _word_octets(letter, word)
        if waiting and waiting[0] == charset.lower() and _BETWEEN.fullmatch(between):
            waiting = (waiting[0], waiting[1] + octets)
        else:
            if waiting:
                pieces.append(decode_text(waiting[1], waiting[0]))
            if not (waiting and _BETWEEN.fullmatch(between)):
                pieces.append(between)
            waiting = (charset.lower(), octets)
        end = match.end()
    if waiting:
        pieces.append(decode_text(waiting[1], waiting[0]))
    return "".join([*pieces, value[end:]])


def _word_octets(letter: str, word: str) -> bytes:
    octets = word.encode("utf-8", "replace")
    return _lenient_base64(octets) if letter in "bB" else a2b_qp(octets, header=True)


def read_parameters(value: str) -> tuple[str, dict[str, str]]:
    """`text/plain; charset=x` as its word in lower case and its parameters, those of RFC 2231 joined."""
    value = value[: limits.PARAMETERS]
    word = value.partition(";")[0].strip().lower()
    found: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(value):
        quoted = match["quoted"]
        text = match["bare"].strip() if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        number = int(match["piece"][1:]) if match["piece"] else 0
        found.setdefault(match["name"].lower(), []).append((number, bool(match["coded"]), text))
    return word, {name: _joined(pieces) for name, pieces in found.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    pieces.sort(key=lambda piece: piece[0])
    if not any(coded for _, coded, _ in pieces):
        return _CONTROLS.sub(" ", "".join(text for _, _, text in pieces))
    charset, octets = "utf-8", b""
    for index, (_, coded, text) in enumerate(pieces):
        written = text
        if coded and index == 0 and text.count("'") >= 2:  # noqa: PLR2004 (charset'language'text)
            charset, _, written = text.split("'", 2)
        octets += unquote_to_bytes(written) if coded else written.encode("utf-8", "replace")
    return _CONTROLS.sub(" ", decode_text(octets, charset or "utf-8"))
