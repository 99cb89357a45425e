"""How much of a mail is read. What is beyond is not lost, the mail is kept whole; it is not looked at."""

from typing import Final

SIZE: Final = 32 << 20
HEAD: Final = 256 << 10
HEADERS: Final = 1000
VALUE: Final = 128 << 10
PARAMETERS: Final = 4096
"""Of a header that has them: finding an end of quotes that is not there costs the square of this."""
DEPTH: Final = 20
PARTS: Final = 200
TEXT: Final = 512 << 10
"""Octets of one part that are made text, before decoding."""
ADDRESSES: Final = 500
REFERENCES: Final = 100
