"""Signatures over a message."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final, Protocol, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from penguinmails.delivery.dkim.canonical import relaxed_body, relaxed_lines, relaxed_pieces
from penguinmails.delivery.dkim.errors import SigningKeyBroken

_OVERSIGNED: Final = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"),
    *("list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type"),
)
# Gmail's feedback loop counts a Feedback-ID only where the sender's domain has signed it.
_SIGNED_IF_THERE: Final = ("feedback-id",)
_LEAST_RSA_BITS: Final = 1024
"""RFC 8301 §3.2: what verifiers must still take."""
_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")
_SIGNED: Final = tuple(name.encode() for name in (*_OVERSIGNED, *_SIGNED_IF_THERE))
_LINE: Final = 76
_NEXT: Final = "\r\n\t "


_PADDING: Final = PKCS1v15()
_HASH: Final = SHA256()


class SigningKey(Protocol):
    """A key as infrastructure hands it out. `algorithm` is rsa-2048 or ed25519, `domain` in A-labels."""

    @property
    def domain(self) -> str: ...
    @property
    def selector(self) -> str: ...
    @property
    def algorithm(self) -> str: ...
    @property
    def private_pem(self) -> bytes: ...


@dataclass(frozen=True)
class Signer:
    """A key that was read, ready to sign. May be used by several threads at once."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def load(cls, key: SigningKey) -> Self:
        """Read a key. Raises `SigningKeyBroken`."""

        def broken(reason: str) -> SigningKeyBroken:
            return SigningKeyBroken(domain=key.domain, selector=key.selector, reason=reason)

        if not (_NAME.fullmatch(key.domain) and _NAME.fullmatch(key.selector)):
            raise broken("domain or selector is no name that DNS can have")
        try:
            private = load_pem_private_key(key.private_pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise broken("the key cannot be read") from error
        match private, key.algorithm.partition("-")[0]:
            case RSAPrivateKey(), "rsa":
                if private.key_size < _LEAST_RSA_BITS:
                    raise broken("the key is shorter than receivers accept")
            case Ed25519PrivateKey(), "ed25519":
                pass
            case _:
                raise broken(f"the key is not of the kind {key.algorithm}")
        return cls(key.domain, key.selector, private)

    @property
    def algorithm(self) -> str:
        """As the signature names it."""
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"

    def seal(self, signed: bytes) -> bytes:
        """The bare signature."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(signed, _PADDING, _HASH)
        return self.key.sign(sha256(signed).digest())  # RFC 8463 §3: over the hash


def sign(message: bytes, signers: Sequence[Signer], *, at: datetime) -> bytes:
    """The DKIM-Signature headers to put in front of the message, one a signer; empty without signers.

    `message` has CRLF line ends and must not change afterwards. `at` (with a zone) is when it was signed; the
    same message, signers and second give the same bytes.
    """
    head, _, body = message.partition(b"\r\n\r\n")
    return _signed(head, relaxed_body(body), signers, at) if signers else b""


def sign_pieces(head: bytes, body: Sequence[bytes], signers: Sequence[Signer], *, at: datetime) -> bytes:
    """As `sign`, for a body in pieces that meet at the ends of lines, of which other messages have some too.

    `head` is without the empty line behind it; the last piece ends in CRLF.
    """
    return _signed(head, relaxed_pieces(body), signers, at) if signers else b""


def _signed(head: bytes, body: bytes, signers: Sequence[Signer], at: datetime) -> bytes:
    names, canonical = _signed_headers(head)
    body_hash = b64encode(sha256(body).digest()).decode()
    block: list[bytes] = []
    for signer in signers:
        value = (
            f"v=1; a={signer.algorithm}; c=relaxed/relaxed;\r\n"
            f"\td={signer.domain}; s={signer.selector};\r\n"
            f"\tt={int(at.timestamp())};\r\n\th={names};\r\n\tbh={body_hash};\r\n\tb="
        )
        # In the relaxed form (RFC 6376 §3.4.2): these are all the folds and blanks there are.
        relaxed = value.replace(_NEXT, " ").replace("\r\n\t", " ")
        seal = b64encode(signer.seal(b"%bdkim-signature:%b" % (canonical, relaxed.encode()))).decode()
        lines = [seal[start : start + _LINE - 4] for start in range(0, len(seal), _LINE - 4)]
        block.append(f"DKIM-Signature: {value}{_NEXT.join(lines)}\r\n".encode())
    return b"".join(block)


def _signed_headers(head: bytes) -> tuple[str, bytes]:
    """What stands in `h=`, and the canonical headers it names."""
    found: dict[bytes, list[bytes]] = {}
    there: list[bytes] = []
    for line in relaxed_lines(head):
        name, _, value = line.partition(b":")
        name = name.rstrip(b" ").lower()
        if name in _SIGNED:
            found.setdefault(name, []).append(b"%b:%b\r\n" % (name, value.strip(b" ")))
            there.append(name)
    # The last one first (RFC 6376 §5.4.2).
    canonical = [line for name in _SIGNED for line in reversed(found.get(name, ()))]
    return _named(tuple(there)), b"".join(canonical)


@lru_cache(maxsize=100)
def _named(there: tuple[bytes, ...]) -> str:
    """The names of `h=`, folded; of those that are signed `there` are in the message."""
    lines = [""]
    for name in (*_OVERSIGNED, *_SIGNED_IF_THERE):
        # Once for the one that must not be there.
        for _ in range(there.count(name.encode()) + (name in _OVERSIGNED)):
            if len(lines[-1]) + len(name) > _LINE - 6:
                lines.append("")
            lines[-1] += f"{name}:"
    return _NEXT.join(lines).rstrip(":")
