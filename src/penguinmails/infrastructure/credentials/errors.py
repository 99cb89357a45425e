"""What can go wrong with getting a token."""

from penguinmails.infrastructure.errors import InfrastructureError


class TokenRefused(InfrastructureError):
    """{host} gives no access token: {reason}."""

    code, status = "oauth_token_refused", 409
    hint = "Give the mailbox a new refresh token: its owner must agree to the access again."

    def __init__(self, *, host: str, reason: str) -> None:
        super().__init__(host=host, reason=reason)
        self.reason = reason


class TokenUnavailable(InfrastructureError):
    """{host} gave no access token now: {reason}."""

    code, status, transient = "oauth_token_unavailable", 503, True
    hint = "It is asked again by itself."

    def __init__(self, *, host: str, reason: str) -> None:
        super().__init__(host=host, reason=reason)
        self.reason = reason
