"""Which encoding a text file is in. UTF-8 is proven over the whole file; only what is not is guessed."""

import codecs
import re
from itertools import islice
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

from penguinmails.audiences.files.errors import EncodingUnknown

UNDECODABLE: Final = "\udcff"
"""Stands in a text for bytes that its encoding does not have. No file can hold it itself."""
ON_ERROR: Final = "penguinmails.undecodable"

_CHUNK: Final = 1 << 20
_SAMPLE_LINES: Final = 2000
_SAMPLE_LINE: Final = 4096
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES: Final = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("mac_roman", "shift_jis", "euc_jp", "euc_kr", "big5", "gb18030"),
]
# In one of these, names written in cp1252 look as right as in cp1252 itself.
_LATIN: Final = frozenset({"cp1250", "cp1254", "cp1257", "mac_roman"})
# What Polish, Czech and Romanian letters of cp1250 are in cp1252: no letters, or none that stands in names.
_NOT_WESTERN: Final = re.compile("[A-Za-z][¹³¿ìïò]|[¹³¿ì][a-z]|[£¥][A-Za-z]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error(ON_ERROR, _mark)


def known(encoding: str) -> str:
    """The encoding that somebody named. Raises `EncodingUnknown`."""
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError):
        raise EncodingUnknown(encoding=encoding) from None
    return "utf-8-sig" if name == "utf-8" else name  # reads both with and without a mark


def recognise(path: Path) -> str:
    """The encoding of a file: by its mark, by being UTF-8 from end to end, or by what its letters look like.

    A file nearly all of whose lines are UTF-8 is UTF-8 with bytes that are wrong.
    """
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return encoding
    if start.count(b"\0") > len(start) // 4:  # UTF-16 without a mark: every other byte of Western text is 0
        return "utf-16-le" if start[1::2].count(b"\0") > start[::2].count(b"\0") else "utf-16-be"
    if _is_utf8(path):
        return "utf-8"
    lines = _telling_lines(path)
    if sum(map(_decodes, lines)) > len(lines) * 0.8:
        return "utf-8"
    return _guess(b"".join(line for line in lines if not _decodes(line)))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if not (chunk.isascii() and not decoder.getstate()[0]):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling_lines(path: Path) -> list[bytes]:
    # Whole lines, so that no character is cut; of endless ones the beginning.
    with path.open("rb") as file:
        lines = (line for line in iter(lambda: file.readline(_SAMPLE_LINE), b"") if not line.isascii())
        return list(islice(lines, _SAMPLE_LINES))


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guess(sample: bytes) -> str:
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is None:
        return "cp1252"
    if best.encoding in _LATIN:
        western = sample.decode("cp1252", "replace")
        return best.encoding if _NOT_WESTERN.search(western) or "\ufffd" in western else "cp1252"
    return best.encoding
