"""From the text of a cell to a value of a field, and from cells to the field they would make."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from penguinmails.audiences.fields.dates import EXPECTED_DATE, NoDate, read_date, read_day, read_timestamp
from penguinmails.audiences.fields.errors import FieldInvalid
from penguinmails.audiences.fields.model import Field, FieldType

Value = str | int | float | bool | None

TEXT_LENGTH: Final = 5000
_URL_LENGTH: Final = 2000
_NUMBER_LENGTH: Final = 30

_YES_WORDS: Final = "yes y true t 1 x on ja j wahr oui o vrai si sì sí verdadero vero sim tak da ✓ ✔"
_NO_WORDS: Final = "no n false f 0 off nein falsch non faux falso não nie nee"
_YES: Final = frozenset(_YES_WORDS.split())
_NO: Final = frozenset(_NO_WORDS.split())
_EXACT_DIGITS: Final = 15
"""That a double holds."""

# Signs of currencies, and what stands between thousands beside . and , : blanks and the Swiss apostrophe.
_CURRENCY: Final = re.compile(r"\A([-+]?)\s*[€$£¥₹]|[€$£¥₹]\Z")
_GAPS: Final = re.compile("(?<=[0-9])[ \u00a0\u2009\u202f'\u2019](?=[0-9]{3}(?![0-9]))")
_PLAIN_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_DOT_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]*)?")
_COMMA_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]*|[-+]?[0-9]+,[0-9]*")
_DOT_THOUSANDS: Final = re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST: Final = re.compile(r"[^\s.@/\\]+(?:\.[^\s.@/\\]+)+")


def read_value(field: Field, text: str, *, date_order: str | None = None) -> Value:
    """The value that a cell says, as JSON holds it: text, number or true and false; None for a blank cell.

    Numbers: the last of `.` and `,` is the decimal point where both are there. A comma before exactly three
    digits parts thousands (`1,234` is 1234), a full stop does not (`1.234` is 1.234). Dates: see
    `dates.read_date`; `date_order` is 'dmy', 'mdy', 'ymd' or None. Raises `FieldInvalid`, which says field,
    value and what is expected.
    """
    text = text.strip()
    if not text:
        if field.is_required:
            raise FieldInvalid(field.label, text, "a value")
        return None
    try:
        return _READERS[FieldType(field.type)](text, field, date_order)
    except (_Unexpected, NoDate) as expected:
        raise FieldInvalid(field.label, text, str(expected)) from None


def guess_type(samples: Iterable[str | None]) -> FieldType:
    """The type that all of these cells have; text where they differ, and where none says anything.

    Never a number where that would lose something: leading zeros, a plus in front, more than 15 digits.
    """
    cells = [cell.strip() for cell in samples if cell and not cell.isspace()]
    if not cells:
        return FieldType.TEXT
    for type_, check in _GUESSES:
        if all(_passes(check, cell) for cell in cells):
            return type_
    return FieldType.TEXT


class _Unexpected(ValueError):
    """Says what is expected instead."""


def _text(text: str) -> str:
    if len(text) > TEXT_LENGTH:
        raise _Unexpected(f"a text of {TEXT_LENGTH:,} characters at most")
    return text.replace("\0", "")


def _number(text: str) -> int | float:
    plain = _GAPS.sub("", _CURRENCY.sub(r"\1", text.replace("\u2212", "-")).strip())
    if _DOT_DECIMAL.fullmatch(plain) and not re.match(r"[-+]?0,", plain):
        plain = plain.replace(",", "")
    elif _COMMA_DECIMAL.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _DOT_THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    if not _PLAIN_NUMBER.fullmatch(plain) or len(plain) > _NUMBER_LENGTH:
        raise _Unexpected("a number like 1234.5")
    if plain.lstrip("+-").isdigit():
        return int(plain)
    number = float(plain)
    if number in (float("inf"), float("-inf")):
        raise _Unexpected("a number of a usual size")
    return number


def _boolean(text: str) -> bool:
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _Unexpected("yes or no")


def _url(text: str) -> str:
    url = text if _SCHEME.match(text) and not re.match(r"[^/:]+:[0-9]", text) else f"https://{text}"
    expected = "an address like https://example.com/page"
    if len(url) > _URL_LENGTH or not url.isprintable() or " " in url:
        raise _Unexpected(expected)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise _Unexpected(expected) from None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise _Unexpected(expected)
    return url


def _choice(text: str, choices: Sequence[str]) -> str:
    for choice in choices:
        if choice.casefold() == text.casefold():
            return choice
    raise _Unexpected(f"one of {', '.join(choices)}")


_READERS: Final[Mapping[FieldType, Callable[[str, Field, str | None], Value]]] = {
    FieldType.TEXT: lambda text, _field, _order: _text(text),
    FieldType.NUMBER: lambda text, _field, _order: _number(text),
    FieldType.BOOLEAN: lambda text, _field, _order: _boolean(text),
    FieldType.DATE: lambda text, _field, order: read_day(text, order).isoformat(),
    FieldType.TIMESTAMP: lambda text, _field, order: read_timestamp(text, order).isoformat(),
    FieldType.URL: lambda text, _field, _order: _url(text),
    FieldType.CHOICE: lambda text, field, _order: _choice(text, field.choices),
}


def _counts(text: str) -> None:
    digits = text.lstrip("+-")
    if (
        text.startswith("+")
        or (digits[:1] == "0" and digits[1:2].isdigit())
        or sum(map(str.isdigit, text)) > _EXACT_DIGITS
    ):
        raise _Unexpected("a number that stays what it is")
    _number(text)


def _says(text: str) -> None:
    if len(text) == 1:  # 1 and x may be anything
        raise _Unexpected("a word")
    _boolean(text)


def _days(text: str) -> None:
    try:
        read_date(text)
    except NoDate as refused:
        if str(refused) == EXPECTED_DATE:
            raise
        read_date(text, "dmy" if _passes(lambda cell: read_date(cell, "dmy"), text) else "mdy")


def _times(text: str) -> None:
    if ":" not in text:
        raise _Unexpected("a time")
    try:
        read_timestamp(text)
    except NoDate:
        read_timestamp(text, "dmy" if _passes(lambda cell: read_timestamp(cell, "dmy"), text) else "mdy")


def _links(text: str) -> None:
    if not text.lower().startswith(("http://", "https://", "www.")):
        raise _Unexpected("a link")
    _url(text)


_GUESSES: Final[tuple[tuple[FieldType, Callable[[str], object]], ...]] = (
    (FieldType.BOOLEAN, _says),
    (FieldType.DATE, _days),
    (FieldType.NUMBER, _counts),
    (FieldType.TIMESTAMP, _times),
    (FieldType.URL, _links),
)


def _passes(check: Callable[[str], object], cell: str) -> bool:
    try:
        check(cell)
    except (NoDate, _Unexpected):
        return False
    return True
