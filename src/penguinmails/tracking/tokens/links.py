"""Making and reading tokens: the same words give the same token, and no database is asked.

A token is base64url, without padding, of

    head | tenant (16) | message (16) | lead (16, if known) | company (16, if known) | rest | MAC (16)

where `head` is a byte: kind (3 bits), consent (2), lead known, company known, 0 for this format. The rest of
a click is its destination. Where an address is inside (unsubscribing, preferences), all behind the tenant is
sealed with AES-256-SIV (RFC 5297), which is deterministic and carries its own proof, with head and tenant
authenticated beside it. Both keys are a tenant's own, derived from the platform's (HKDF, RFC 5869): who finds
out one tenant's can forge nobody else's links.
"""

import binascii
import hashlib
import hmac
from functools import lru_cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from penguinmails.tracking.errors import DestinationRefused, TokenInvalid
from penguinmails.tracking.tokens.model import CONSENTS, Kind, Ref, Token

LONGEST_URL: Final = 2800
"""Bytes of a destination: the link then stays below 4,096 characters, which is what proxies surely take."""
LONGEST_TOKEN: Final = 3900
_MAC_BYTES: Final = 16
_ID_BYTES: Final = 16
_HEAD: Final = 1 + _ID_BYTES
_LEAD, _COMPANY, _FORMAT = 0x20, 0x40, 0x80
_URLSAFE: Final = bytes.maketrans(b"+/", b"-_")
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_KINDS: Final = {kind.value: kind for kind in Kind}
_SEALED: Final = frozenset((Kind.UNSUBSCRIBE, Kind.PREFERENCES))


class Links:
    """Makes and reads the links of one base address, such as `https://track.example.org`.

    `key` is the platform's (`tracking_key`). No state beside it: same input, same bytes, in any process.
    """

    def __init__(self, key: bytes, base: str) -> None:
        self._key = key
        self.base = base.rstrip("/")

    def pen(self, ref: Ref) -> "Pen":
        """What writes the links of one message: all of them in little more time than one."""
        return Pen(self._key, self.base, ref)

    def open(self, ref: Ref) -> str:
        """The address of a message's pixel."""
        return self.pen(ref).open()

    def click(self, ref: Ref, url: str) -> str:
        """A link that leads to `url` by way of us. Raises `DestinationRefused`."""
        return self.pen(ref).click(destination(url))

    def honeypot(self, ref: Ref) -> str:
        """A link to nowhere."""
        return self.pen(ref).honeypot()

    def unsubscribe(self, ref: Ref, address: str) -> str:
        """Where `address`, which cannot be read from it, unsubscribes: by one POST (RFC 8058) or a page."""
        return self.pen(ref).unsubscribe(address)

    def preferences(self, ref: Ref, address: str) -> str:
        """Where `address`, which cannot be read from it, chooses what it gets."""
        return self.pen(ref).preferences(address)

    def check(self, token: str) -> tuple[Kind, bytes, bytes]:
        """Kind, tenant and destination of a token, as bytes: what the next answer needs, in half the time.

        Raises as `read` does.
        """
        kind, raw, body = self._proven(token)
        at = _ID_BYTES * (1 + bool(raw[0] & _LEAD) + bool(raw[0] & _COMPANY))
        return kind, raw[1:_HEAD], body[at:]

    def read(self, token: str) -> Token:
        """What a token says, if it was made with this key. Raises `TokenInvalid`, and nothing else."""
        kind, raw, body = self._proven(token)
        return _token(kind, CONSENTS[raw[0] >> 3 & 0b11], raw[0], UUID(bytes=raw[1:_HEAD]), body)

    def _proven(self, token: str) -> tuple[Kind, bytes, bytes]:
        raw = _decoded(token)
        if len(raw) < _HEAD + _ID_BYTES + _MAC_BYTES or raw[0] & _FORMAT:
            raise TokenInvalid
        kind = _KINDS.get(raw[0] & 0b111)
        if kind is None or raw[0] >> 3 & 0b11 >= len(CONSENTS):
            raise TokenInvalid
        hasher, cipher = _tenant_keys(self._key, raw[1:_HEAD])
        if kind in _SEALED:
            try:
                body = cipher.decrypt(raw[_HEAD:], [raw[:_HEAD]])
            except (InvalidTag, ValueError):
                raise TokenInvalid from None
        else:
            code = hasher.copy()
            code.update(raw[:-_MAC_BYTES])
            if not hmac.compare_digest(code.digest(), raw[-_MAC_BYTES:]):
                raise TokenInvalid
            body = raw[_HEAD:-_MAC_BYTES]
        return kind, raw, body


class Pen:
    """Writes the links of one message, as `Links` says."""

    __slots__ = ("_base", "_cipher", "_flags", "_hasher", "_ids", "_tenant")

    def __init__(self, key: bytes, base: str, ref: Ref) -> None:
        self._base = base
        self._tenant = ref.tenant_id.bytes
        self._hasher, self._cipher = _tenant_keys(key, self._tenant)
        self._flags = CONSENTS.index(ref.consent) << 3
        self._ids = ref.message_id.bytes
        if ref.lead_id is not None:
            self._flags |= _LEAD
            self._ids += ref.lead_id.bytes
        if ref.company_id is not None:
            self._flags |= _COMPANY
            self._ids += ref.company_id.bytes

    def open(self) -> str:
        """The address of the pixel."""
        return f"{self._base}/o/{self._signed(Kind.OPEN)}.gif"

    def click(self, destination: bytes) -> str:
        """A link that leads to a `destination` by way of us."""
        return f"{self._base}/c/{self._signed(Kind.CLICK, destination)}"

    def honeypot(self) -> str:
        """A link to nowhere."""
        return f"{self._base}/c/{self._signed(Kind.HONEYPOT)}"

    def unsubscribe(self, address: str) -> str:
        """Where `address` unsubscribes."""
        return f"{self._base}/u/{self._sealed(Kind.UNSUBSCRIBE, address)}"

    def preferences(self, address: str) -> str:
        """Where `address` chooses what it gets."""
        return f"{self._base}/p/{self._sealed(Kind.PREFERENCES, address)}"

    def _signed(self, kind: int, rest: bytes = b"") -> str:
        signed = b"%c%b%b%b" % (kind | self._flags, self._tenant, self._ids, rest)
        code = self._hasher.copy()
        code.update(signed)
        return _encoded(signed + code.digest())

    def _sealed(self, kind: int, address: str) -> str:
        head = b"%c%b" % (kind | self._flags, self._tenant)
        return _encoded(head + self._cipher.encrypt(self._ids + address.encode(), [head]))


def _token(kind: Kind, consent: str, head: int, tenant_id: UUID, body: bytes) -> Token:
    # What is proven is ours, and so of the right length.
    message_id, at = UUID(bytes=body[:_ID_BYTES]), _ID_BYTES
    lead_id = company_id = None
    if head & _LEAD:
        lead_id, at = UUID(bytes=body[at : at + _ID_BYTES]), at + _ID_BYTES
    if head & _COMPANY:
        company_id, at = UUID(bytes=body[at : at + _ID_BYTES]), at + _ID_BYTES
    ref = Ref(tenant_id, message_id, lead_id, company_id, consent)
    rest = body[at:].decode()
    if kind in _SEALED:
        return Token(kind, ref, address=rest)
    return Token(kind, ref, url=rest if kind is Kind.CLICK else None)


def destination(url: str) -> bytes:
    """An address as a link carries it. Raises `DestinationRefused` where it cannot be followed."""
    reason = None
    raw = url.encode("utf-8", "surrogatepass")
    if not url[:8].lower().startswith(("http://", "https://")):
        reason = "it is not http or https"
    elif len(raw) > LONGEST_URL:
        reason = "it is too long"
    elif not url.isprintable():
        reason = "it has characters that no address has"
    if reason is not None:
        shown = url[:80].encode("ascii", "backslashreplace").decode()
        raise DestinationRefused(url=shown, reason=reason, longest=LONGEST_URL)
    return raw


@lru_cache(maxsize=10_000)
def _tenant_keys(key: bytes, tenant: bytes) -> tuple["hashlib.blake2b", AESSIV]:
    made = HKDFExpand(SHA256(), 32 + 64, b"penguinmails tracking 1 " + tenant).derive(key)
    # BLAKE2b's keyed mode is a MAC (RFC 7693): 0.6 µs a token, HMAC-SHA-256 takes 1.5.
    return hashlib.blake2b(key=made[:32], digest_size=_MAC_BYTES), AESSIV(made[32:])


def _encoded(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).translate(_URLSAFE, b"=").decode()


def _decoded(token: str) -> bytes:
    if len(token) > LONGEST_TOKEN:
        raise TokenInvalid
    try:
        text = token.encode("ascii")
        raw = binascii.a2b_base64(text.translate(_STANDARD) + b"=" * (-len(text) % 4), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error):
        raise TokenInvalid from None
    # Several texts decode to the same bytes; one of them is ours.
    if _encoded(raw) != token:
        raise TokenInvalid
    return raw
