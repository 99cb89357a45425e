"""Keys, a DNS of our own, and two verifiers that share no code with the signer."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dkim  # pyright: ignore[reportMissingTypeStubs]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from penguinmails.delivery.dkim import Signer

DOMAIN = "example.com"
PERL = Path(__file__).with_name("verify.pl")


@dataclass(frozen=True)
class Key:
    """A key as infrastructure hands it out."""

    domain: str
    selector: str
    algorithm: str
    private_pem: bytes


def pem(key: RSAPrivateKey | Ed25519PrivateKey) -> bytes:
    """A private key as it is stored."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


RSA = generate_private_key(65537, 2048)
ED25519 = Ed25519PrivateKey.generate()
RSA_KEY = Key(DOMAIN, "r2026", "rsa-2048", pem(RSA))
ED25519_KEY = Key(DOMAIN, "e2026", "ed25519", pem(ED25519))
SIGNERS = (Signer.load(RSA_KEY), Signer.load(ED25519_KEY))

_RSA_PUBLIC = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
_ED25519_PUBLIC = ED25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
RECORDS = {
    f"r2026._domainkey.{DOMAIN}": f"v=DKIM1; k=rsa; p={base64.b64encode(_RSA_PUBLIC).decode()}",
    f"e2026._domainkey.{DOMAIN}": f"v=DKIM1; k=ed25519; p={base64.b64encode(_ED25519_PUBLIC).decode()}",
}


class _VerifyKey:
    """What dkimpy wants of PyNaCl, from cryptography: the bare check of 64 octets. All else is dkimpy's own."""

    def __init__(self, key: bytes, encoder: Any) -> None:  # noqa: ARG002
        self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))

    def verify(self, signed: bytes, signature: bytes) -> bytes:
        self._key.verify(signature, signed)
        return signed


NACL = SimpleNamespace(
    signing=SimpleNamespace(VerifyKey=_VerifyKey),
    encoding=SimpleNamespace(Base64Encoder=None),
    exceptions=SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
)


def lookup(name: bytes, timeout: int = 5) -> bytes | None:
    """The DNS."""
    found = RECORDS.get(name.decode().rstrip("."))
    return found.encode() if found else None


def verifies(message: bytes, signature: int) -> bool:
    """Whether dkimpy takes the signature of that number, from the top."""
    try:
        verify: Callable[..., bool] = dkim.DKIM(message).verify  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return verify(signature, dnsfunc=lookup)
    except dkim.DKIMException:
        return False


def perl_is_missing() -> str | None:
    """Why Mail::DKIM cannot be asked, or None."""
    if shutil.which("perl") is None:
        return "there is no perl here"
    tried = subprocess.run(["perl", "-MMail::DKIM::Verifier", "-e", "1"], capture_output=True, check=False)
    return "perl has no Mail::DKIM here" if tried.returncode else None


class Perl:
    """Mail::DKIM in one process, which is told one message after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(["perl", str(PERL)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._tell(json.dumps(RECORDS).encode())

    def says(self, message: bytes) -> list[str]:
        """A result for each of the message's signatures, from the top."""
        assert self._process.stdout
        self._tell(base64.b64encode(message))
        return self._process.stdout.readline().decode().split()

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()
        assert self._process.returncode == 0

    def _tell(self, line: bytes) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()
