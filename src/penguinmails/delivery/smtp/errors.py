"""What can go wrong before a message can be handed over."""

from penguinmails.kernel.errors import PenguinError


class ServerUnreachable(PenguinError):
    """The mail server {server} cannot be reached: {reason}."""

    code, status, transient = "smtp_unreachable", 502, True
    hint = "Check the host and the port; a firewall may keep port 25 or 587 closed."


class ServerRefuses(PenguinError):
    """The mail server {server} does not serve us: {reply}"""

    code, status, transient = "smtp_refused", 502, True
    hint = "The answer is the server's own; its operator knows more."


class TlsFailed(PenguinError):
    """No safe connection to the mail server {server}: {reason}."""

    code, status = "smtp_tls", 502
    hint = "Port 465 wants security tls, 587 starttls; the host must be the name on its certificate."


class LoginRefused(PenguinError):
    """The mail server {server} does not take the login: {reply}"""

    code, status = "smtp_login", 502
    hint = "Check the user and the password; many providers want an app password."
