"""A server's replies (RFC 5321 §4.2), read from a stream that may break anywhere."""

import re
from dataclasses import dataclass
from typing import Final

_LIMIT: Final = 64 * 1024
_LINE: Final = re.compile(rb"([2-5][0-9]{2})([ -]?)([^\r\n]*)\r?")
_ENHANCED: Final = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$)")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class NotSmtp(Exception):
    """What the server said is no reply."""


@dataclass(slots=True)
class Reply:
    """A code and the words with it, the lines of a long one joined by newlines."""

    code: int
    text: str

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code in front of the words, such as 5.1.1 (RFC 2034)."""
        found = _ENHANCED.match(self.text)
        return found and found[1]

    @property
    def refuses(self) -> bool:
        """4xx and 5xx."""
        return self.code >= 400

    @property
    def is_final(self) -> bool:
        """5xx: trying again is of no use."""
        return self.code >= 500

    def __str__(self) -> str:
        return "\n".join(f"{self.code} {line}" for line in self.text.split("\n"))


class ReplyReader:
    """Collects bytes and gives whole replies."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left over."""
        return not self._rest and not self._lines

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that these bytes complete. Raises `NotSmtp`."""
        if not self._rest and not self._lines and data[3:4] == b" " and data.find(b"\n") == len(data) - 1:
            return [_reply(data[:3], [data[4:].rstrip(b"\r\n")])]
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LIMIT or len(self._lines) > _LIMIT // 64:
            raise NotSmtp("it sent a reply without an end")
        replies: list[Reply] = []
        for line in lines:
            found = _LINE.fullmatch(line)
            if found is None:
                raise NotSmtp(f"it said {line[:80]!r}")
            self._lines.append(found[3])
            if found[2] != b"-":
                replies.append(_reply(found[1], self._lines))
                self._lines = []
        return replies


def _reply(code: bytes, lines: list[bytes]) -> Reply:
    try:
        number = int(code)
    except ValueError as error:
        raise NotSmtp(f"it said {code!r}") from error
    text = b"\n".join(lines).decode("utf-8", "replace")
    return Reply(number, _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text))
