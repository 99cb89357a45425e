"""Signing messages: DKIM (RFC 6376) by RSA-2048 and Ed25519 (RFC 8463), relaxed in head and body.

    signers = [Signer.load(key) for key in access.signing]  # once a mailbox: reading a key takes long
    data = sign(message, signers, at=now) + message

What a reader or a receiver goes by is signed once more often than it is there, so that a second From, Subject
or List-Unsubscribe put in front of it breaks the signature (RFC 6376 §5.4.2). `canonical` puts head and body
into the form that is signed, `signing` signs.
"""

from penguinmails.delivery.dkim.errors import SigningKeyBroken
from penguinmails.delivery.dkim.signing import Signer, SigningKey, sign, sign_pieces

__all__ = ["Signer", "SigningKey", "SigningKeyBroken", "sign", "sign_pieces"]
