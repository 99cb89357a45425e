"""Addresses as headers have them (RFC 5322 §3.4.1, RFC 6532 where it is asked for)."""

import re
from typing import Final

import idna

from penguinmails.delivery.mime.errors import HeaderRefused

_PLAIN: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
)
_LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u00a1-\uffff\U00010000-\U0010ffff-]{1,64}")
_DOMAIN: Final = re.compile(r"[A-Za-z0-9\u00a1-\uffff\U00010000-\U0010ffff](?:[^\s@]{0,251})")
_LONGEST: Final = 254


def header_address(header: str, address: str, *, smtputf8: bool) -> str:
    """The address as the header has it. Raises `HeaderRefused`."""
    if _PLAIN.fullmatch(address) and len(address) <= _LONGEST:
        return _quoted(address)
    return _international(header, address, smtputf8=smtputf8)


def _quoted(address: str) -> str:
    # Dots at the ends or in a row are not allowed bare, yet such addresses exist at Japanese carriers.
    local, _, domain = address.rpartition("@")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return f'"{local}"@{domain}'
    return address


def _international(header: str, address: str, *, smtputf8: bool) -> str:
    local, at, domain = address.rpartition("@")
    seen = all(sign.isprintable() for sign in address)
    if not (at and seen and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise HeaderRefused(header, address, "it is no plain address")
    if not smtputf8 and not local.isascii():
        raise HeaderRefused(
            header, address, "what stands before the @ is not ASCII, and SMTPUTF8 is not asked for"
        )
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode()
        written = idna.decode(ascii_domain) if smtputf8 else ascii_domain
    except idna.IDNAError as error:
        raise HeaderRefused(header, address, "its domain is none") from error
    if len(local.encode()) + 1 + len(ascii_domain) > _LONGEST:
        raise HeaderRefused(header, address, "it is longer than 254 octets")
    return _quoted(f"{local}@{written}")
