"""What providers of mail want: servers, limits and folders, by a short name; as they document it in 2026.

The daily limits are not what providers allow but what a mailbox that writes to strangers should send: the
providers' own ceilings (Gmail 2,000, Microsoft 365 10,000 recipients a day) are no goal.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from penguinmails.infrastructure.errors import InfrastructureError
from penguinmails.infrastructure.mailboxes.model import (
    ImapSettings,
    Limits,
    Provider,
    Security,
    SmtpSettings,
)

_RELAYED: Final = Limits(daily_limit=10_000, min_gap_seconds=0)


class PresetUnknown(InfrastructureError):
    """There is no preset {name}."""

    code, status = "preset_unknown", 404
    hint = "Presets: {known}. Without one, name the servers themselves."


class HostMissing(InfrastructureError):
    """The preset {name} does not say which host."""

    code, status = "preset_host_missing", 422
    hint = "Name your server: --host mail.example.com, or a column host."


@dataclass(frozen=True)
class OAuthEndpoint:
    """Where a provider gives tokens, and for what."""

    token_url: str
    scope: str | None = None


@dataclass(frozen=True)
class Preset:
    """A provider. A host that is empty differs from customer to customer."""

    name: str
    provider: Provider
    smtp: SmtpSettings
    imap: ImapSettings | None = None
    limits: Limits = field(default_factory=Limits)
    oauth: OAuthEndpoint | None = None
    user: str | None = None
    """The user name that every customer has; None: the address itself, mostly."""
    note: str = ""

    def servers(self, host: str | None) -> tuple[SmtpSettings, ImapSettings | None]:
        """The servers, at `host` where one is given. Raises `HostMissing`."""
        if not host and not self.smtp.host:
            raise HostMissing(name=self.name)
        smtp = replace(self.smtp, host=host or self.smtp.host)
        # A relay's other region, or a Mailu; Google and Microsoft keep their server for incoming mail.
        at_home = self.imap is not None and not self.imap.host
        imap = replace(self.imap, host=host) if self.imap and host and at_home else self.imap
        return smtp, imap


def _relay(name: str, host: str, *, limits: Limits = _RELAYED, user: str | None = None, note: str) -> Preset:
    smtp = SmtpSettings(host, 587, Security.STARTTLS, connections=4)
    return Preset(name, Provider.RELAY, smtp, limits=limits, user=user, note=note)


_ALL: Final = (
    Preset(
        "gmail",
        Provider.GOOGLE,
        SmtpSettings("smtp.gmail.com", 587, Security.STARTTLS),
        ImapSettings("imap.gmail.com", folders=("INBOX", "[Gmail]/Spam"), sent_folder="[Gmail]/Sent Mail"),
        oauth=OAuthEndpoint("https://oauth2.googleapis.com/token"),
        note="Wants an app password (2-step verification on) or OAuth; folders are named in its language.",
    ),
    Preset(
        "microsoft365",
        Provider.MICROSOFT,
        SmtpSettings("smtp.office365.com", 587, Security.STARTTLS),
        ImapSettings("outlook.office365.com", folders=("INBOX", "Junk Email"), sent_folder="Sent Items"),
        # 30 messages a minute (Exchange Online, message rate limit).
        limits=Limits(rolling_limit=30, rolling_window_seconds=60),
        oauth=OAuthEndpoint(
            "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All "
            "offline_access",
        ),
        note="Wants OAuth: Microsoft ends passwords. SMTP AUTH must be allowed for the mailbox.",
    ),
    Preset(
        "mailu",
        Provider.MAILU,
        SmtpSettings("", 587, Security.STARTTLS, connections=2),
        ImapSettings("", folders=("INBOX", "Junk"), sent_folder="Sent"),
        note="Give the host of your Mailu: --host mail.example.com serves both ways.",
    ),
    _relay(
        "ses",
        "email-smtp.us-east-1.amazonaws.com",
        # What an account gets outside of the sandbox; the console shows one's own.
        limits=Limits(50_000, 0, max_per_second=14, rolling_limit=50_000, rolling_window_seconds=86_400),
        note="SMTP credentials are made in the console; --host names another region.",
    ),
    Preset(
        "sandbox",
        Provider.SANDBOX,
        SmtpSettings("", 2525, Security.NONE, connections=4),
        limits=_RELAYED,
        note="The built-in recipients; no login.",
    ),
    _relay("postmark", "smtp.postmarkapp.com", note="User and password are both the server's API token."),
    _relay("mailgun", "smtp.mailgun.org", note="In the EU: --host smtp.eu.mailgun.org."),
    _relay("sendgrid", "smtp.sendgrid.net", user="apikey", note="The password is the API key."),
    _relay("brevo", "smtp-relay.brevo.com", note="The password is an SMTP key."),
)
PRESETS: Final = {preset.name: preset for preset in _ALL}


def find_preset(name: str) -> Preset:
    """A preset by its name. Raises `PresetUnknown`."""
    preset = PRESETS.get(name.strip().lower())
    if preset is None:
        raise PresetUnknown(name=repr(name[:40]), known=", ".join(PRESETS))
    return preset
