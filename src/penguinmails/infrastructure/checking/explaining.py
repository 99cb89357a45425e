"""From what a server said, or how a connection failed, to what its owner can do. Pure.

The texts are those that the providers' servers send; each rule's tests hold one as it was seen.
"""

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from penguinmails.infrastructure.checking.model import Side, Trouble
from penguinmails.infrastructure.mailboxes.model import ImapSettings, Security, SmtpSettings

_LONGEST: Final = 300
_TLS_PORTS: Final = (465, 993)

_GOOGLES_OWN: Final = (
    "Google takes no account password here. Turn on 2-step verification, make an app password at "
    "https://myaccount.google.com/apppasswords and give that; or use OAuth."
)
_ENCRYPT: Final = "Set the security to starttls (ports 587, 143) or to tls (ports 465, 993)."


@dataclass(frozen=True)
class _Rule:
    """A fix for answers that match `says` from hosts that match `at`."""

    code: str
    says: re.Pattern[str]
    fix: str
    at: re.Pattern[str] = re.compile("")


def _rule(code: str, says: str, fix: str, at: str = "") -> _Rule:
    return _Rule(code, re.compile(says, re.IGNORECASE), fix, re.compile(at, re.IGNORECASE))


_RULES: Final = (
    _rule("app_password_needed", r"5\.7\.9|application-specific password required", _GOOGLES_OWN),
    _rule(
        "browser_login_needed",
        r"5\.7\.14|web ?login ?required|log in via your web browser",
        "Sign in to the mailbox in a browser, confirm that it was you, then test again.",
    ),
    _rule("app_password_needed", r"5\.7\.8.*(gsmtp|google|badcredentials)", _GOOGLES_OWN),
    _rule("app_password_needed", r"authenticationfailed|invalid credentials", _GOOGLES_OWN, r"gmail|google"),
    _rule(
        "smtp_auth_disabled",
        r"smtpclientauthentication is disabled",
        "Signing in by SMTP is switched off at Microsoft. An administrator switches it on for the mailbox: "
        "Microsoft 365 admin center, Active users, the user, Mail, Manage email apps, Authenticated SMTP.",
    ),
    _rule(
        "oauth_needed",
        r"basic authentication is (disabled|not supported)|5\.7\.30\b",
        "Microsoft takes no password here any more. Give the mailbox OAuth: a client id and a refresh token.",
    ),
    _rule(
        "smtp_auth_disabled",
        r"5\.7\.139",
        "Microsoft refused the login by a rule: SMTP AUTH may be disabled for the mailbox, or security "
        "defaults or conditional access forbid it. An administrator allows it, or the mailbox uses OAuth.",
    ),
    _rule(
        "imap_disabled",
        r"imap4? (access )?(is )?(disabled|not enabled)|not enabled for imap"
        r"|user is authenticated but not connected",
        "IMAP is switched off for this mailbox. Turn it on in the mailbox's settings, or have its "
        "administrator do so, then test again.",
    ),
    _rule(
        "encryption_needed",
        r"must issue a? ?starttls|5\.7\.0 must|starttls (is )?(required|first)|privacyrequired"
        r"|(plaintext|cleartext) auth\w* (is )?disallowed|encryption required|5\.7\.11",
        f"The server wants encryption before a login. {_ENCRYPT}",
    ),
    _rule(
        "starttls_missing",
        r"starttls extension not supported|does not support starttls",
        "The server offers no STARTTLS on this port. Use security tls on port 465 (SMTP) or 993 (IMAP).",
    ),
    _rule(
        "login_not_offered",
        r"auth(entication)? (extension )?(is )?not (supported|offered|enabled)|no suitable authentication"
        r"|5\.5\.1 (error: )?auth\w* not enabled",
        "The server takes no login on this port. Use a port for submission: 587 with starttls, 465 with tls.",
    ),
    _rule(
        "mechanism_not_offered",
        r"5\.5\.4|5\.7\.4|unrecognized auth|mechanism|cannot decode",
        "The server does not sign in this way: choose plain, login or xoauth2 as its provider says.",
    ),
    _rule(
        "server_busy",
        r"too many|try again later|\[limit\]|\[unavailable\]|\[inuse\]|rate limit|^4\d\d |4\.[37]\.\d",
        "The server is busy or counts too many logins: try again in some minutes.",
    ),
    _rule(
        "folder_missing",
        r"folder .* (is|are) not there",
        "Name the folders as the server has them: it calls them by other names, or in another language.",
    ),
    _rule(
        "password_wrong",
        r"\b535\b|5\.7\.[38]|authenticationfailed|authenticate failed|login failed"
        r"|invalid (login|credentials)|(incorrect|bad|wrong) (user|password|credentials|authentication)"
        r"|authentication (failed|unsuccessful)",
        "The user name or the password is wrong. {hint}",
    ),
)

_HINTS: Final = {
    "amazonaws.com": "SES has SMTP credentials of its own, made in its console; keys of AWS do not do.",
    "sendgrid.net": "SendGrid's user is the word apikey, the password is the key.",
    "postmarkapp.com": "Postmark's user and password are both the server's API token.",
    "mailgun.org": "Mailgun's user is like postmaster@your-domain, the password is that of SMTP credentials.",
    "brevo.com": "Brevo's password is an SMTP key, not an API key and not the account's password.",
    "office365.com": "If both are right, Microsoft refuses passwords: use OAuth, or have SMTP AUTH allowed.",
}
_USUAL_HINT: Final = "Some providers want the whole address as the user, or a password made for programs."


def explain_answer(side: Side, host: str, said: str) -> Trouble:
    """What to do about a server's refusal, by its own words."""
    words = _one_line(said)
    for rule in _RULES:
        if rule.says.search(words) and rule.at.search(host):
            hint = next((hint for name, hint in _HINTS.items() if host.endswith(name)), _USUAL_HINT)
            return Trouble(side, rule.code, words, rule.fix.format(hint=hint))
    fix = "Ask the provider what this answer means, with the answer as it stands here."
    return Trouble(side, "server_refused", words, fix)


def explain_failure(side: Side, server: SmtpSettings | ImapSettings, error: BaseException) -> Trouble:
    """What to do about a connection that did not come about, or broke."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(side, server.host, cause)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return _no_tls(side, server, causes)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        usual = "465 or 587" if side is Side.SMTP else "993 or 143"
        words = f"Nothing answers at port {server.port} of {server.host}."
        return Trouble(side, "connection_refused", words, f"Compare the port with the provider's: {usual}.")
    in_clear = server.security is not Security.TLS
    if in_clear and server.port in _TLS_PORTS:
        words = f"Port {server.port} of {server.host} does not begin in clear."
        return Trouble(side, "tls_expected", words, f"Set the security of port {server.port} to tls.")
    if any(isinstance(cause, TimeoutError) for cause in causes):
        words = f"{server.host} gives no answer at port {server.port}."
        fix = "A firewall may be in between: many networks block port 25. Use port 587 or 465."
        if side is Side.IMAP:
            fix = "A firewall may be in between, or the port is wrong: 993 with tls is usual."
        return Trouble(side, "server_silent", words, fix)
    words = _one_line(str(error)) or type(error).__name__
    fix = "Compare host, port and security with what the provider writes."
    return Trouble(side, "connection_lost", words, fix)


def _certificate(side: Side, host: str, error: ssl.SSLCertVerificationError) -> Trouble:
    words = _one_line(error.verify_message or str(error))
    if "mismatch" in words.lower():
        fix = f"Give the host by the name its certificate is for; {host} may be another name of the server."
        return Trouble(side, "certificate_name", words, fix)
    if "expired" in words.lower():
        fix = "The server's certificate is too old: whoever runs it must renew it."
        return Trouble(side, "certificate_expired", words, fix)
    fix = "No authority that this machine trusts has signed the certificate: whoever runs it must get one."
    return Trouble(side, "certificate_untrusted", words, fix)


def _no_tls(side: Side, server: SmtpSettings | ImapSettings, causes: list[BaseException]) -> Trouble:
    said = _one_line(next(str(cause) for cause in causes if isinstance(cause, ssl.SSLError)))
    if server.security is Security.TLS and server.port not in _TLS_PORTS:
        words = f"Port {server.port} of {server.host} begins in clear ({said})."
        fix = f"Set the security of port {server.port} to starttls, or use 465 (SMTP) or 993 (IMAP) with tls."
        return Trouble(side, "starttls_expected", words, fix)
    fix = "The server's TLS is too old or broken: whoever runs it must renew it. Compare port and security."
    return Trouble(side, "tls_failed", said, fix)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _one_line(said: str) -> str:
    line = "".join(sign if sign.isprintable() else " " for sign in said)
    return re.sub(r" {2,}", " ", line).strip()[:_LONGEST]
