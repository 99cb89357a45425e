"""Making a pair of keys. Pure but for randomness; an RSA pair costs some tenths of a second."""

import base64

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from penguinmails.infrastructure.dkim.model import Algorithm


def make_pair(algorithm: Algorithm) -> tuple[bytes, str]:
    """The private key as PKCS #8 PEM, and the `p=` of its record.

    RSA publishes its SubjectPublicKeyInfo (RFC 6376 §3.6.1), Ed25519 its 32 bytes alone (RFC 8463 §4).
    """
    match algorithm:
        case Algorithm.RSA:
            private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        case Algorithm.ED25519:
            private = ed25519.Ed25519PrivateKey.generate()
            public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem, base64.b64encode(public).decode()
