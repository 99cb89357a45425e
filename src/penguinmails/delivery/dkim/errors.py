"""What can be wrong with a key that mail is signed by."""

from penguinmails.kernel.errors import PenguinError


class SigningKeyBroken(PenguinError):
    """Mail of {domain} cannot be signed by its key {selector}: {reason}."""

    code, status = "signing_key_broken", 422
    hint = "Make a new key for the domain and publish it."
