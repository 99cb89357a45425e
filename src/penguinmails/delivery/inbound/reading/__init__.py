"""Received mail, read: any bytes whatsoever become a `Received`, within limits of time and memory.

    received = read_mail(raw)

What arrives on port 25 is written by anybody, so nothing here raises: what cannot be read is missing, or
reads as well as it can. Parts, depth, headers and decoded text are limited (`limits`); values of headers
are decoded and have no control characters left. `entities` finds headers and parts, `decoding` makes text
of bytes, `addresses` reads lists of addresses, `html` makes plain text of HTML.
"""

from penguinmails.delivery.inbound.reading.html import html_to_text
from penguinmails.delivery.inbound.reading.model import Address, AttachedFile, Headers, Part, Received
from penguinmails.delivery.inbound.reading.reader import read_headers, read_mail

__all__ = [
    "Address",
    "AttachedFile",
    "Headers",
    "Part",
    "Received",
    "html_to_text",
    "read_headers",
    "read_mail",
]
