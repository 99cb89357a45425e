"""Letters that come back: replies, automatic answers, reports of bounces and of complaints."""

from dataclasses import dataclass, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from random import Random
from typing import Final
from urllib.parse import parse_qs, unquote

from penguinmails.kernel import clock
from penguinmails.sandbox.reading import Mail
from penguinmails.sandbox.world import phrases
from penguinmails.sandbox.world.acts import Act, Kind

_POLICY: Final = SMTP.clone(max_line_length=200)
_QUOTED: Final = 40
"""Lines of the message that a reply quotes."""


@dataclass(frozen=True)
class Letter:
    """A message and its envelope."""

    sender: str
    recipient: str
    message: bytes


def letter(act: Act, mail: Mail, *, seed: int, answered_id: str) -> Letter:
    """What `act` writes about `mail`, which its recipient knows as `answered_id`.

    A bounce is a report as RFC 3464 has it, a complaint one as RFC 5965 has it; both come from nobody (`<>`).
    """
    chance = Random(f"{seed} {act.kind} {mail.message_id}")  # noqa: S311 - a world, not a secret
    to = act.manner["to"]
    if answered_id != mail.message_id:
        mail = replace(mail, headers=mail.headers.replace(mail.message_id.encode(), answered_id.encode()))
    match act.kind:
        case Kind.REPLY:
            return Letter(mail.recipient, to, _reply(act, mail, chance, answered_id))
        case Kind.AUTO_REPLY:
            return Letter("", to, _auto_reply(act, mail, answered_id))
        case Kind.BOUNCE:
            return Letter("", to, _bounce(mail, to))
        case Kind.COMPLAINT:
            return Letter("", to, _complaint(act, mail, to))
        case _:
            address, _, query = to.partition("?")
            subject = parse_qs(query).get("subject", ["unsubscribe"])[0]
            message = _empty(mail, mail.recipient, unquote(address), subject, "leave")
            message.set_content("unsubscribe\n")
            return Letter(mail.recipient, unquote(address), message.as_bytes())


def _empty(mail: Mail, sender: str, to: str, subject: str, what: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    domain = mail.recipient.rpartition("@")[2]
    message["From"] = _mailbox(sender)
    message["To"] = _mailbox(to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(clock.now())
    digest = sha256(f"{what} {mail.message_id} {mail.recipient}".encode()).hexdigest()[:24]
    message["Message-ID"] = (
        f"<{what}.{digest}@{domain.encode('idna').decode() if domain.isascii() else 'mail'}>"
    )
    return message


def _mailbox(address: str) -> Address | str:
    local, _, domain = address.rpartition("@")
    name = " ".join(part.capitalize() for part in local.replace("_", ".").split(".") if part.isalpha())
    return Address(name, username=local, domain=domain) if address.isascii() else address


def _thread(message: EmailMessage, mail: Mail, answered_id: str) -> None:
    message["In-Reply-To"] = f"<{answered_id}>"
    message["References"] = " ".join(f"<{one}>" for one in (*mail.references, answered_id))


def _reply(act: Act, mail: Mail, chance: Random, answered_id: str) -> bytes:
    language = act.manner["language"]
    message = _empty(mail, mail.recipient, act.manner["to"], _again(mail.subject, language), "reply")
    _thread(message, mail, answered_id)
    words = chance.choice(phrases.REPLIES[language][act.manner["mood"]])
    wrote = phrases.WROTE[language].format(date=mail.date, name=f"{mail.name or mail.sender} <{mail.sender}>")
    quoted = [f"> {line}".rstrip() for line in mail.text.strip().splitlines()[:_QUOTED]]
    text = f"{words}\n\n{wrote}\n" + "\n".join(quoted) + "\n"
    message.set_content(text, cte="quoted-printable")
    if chance.random() < 0.5:  # noqa: PLR2004 - half of all programs send HTML
        shown = "<br>".join(quoted).replace("> ", "")
        message.add_alternative(
            f"<html><body><div>{words}</div><br><div class='gmail_quote'>{wrote}<blockquote>{shown}"
            "</blockquote></div></body></html>\n",
            subtype="html",
            cte="quoted-printable",
        )
    return message.as_bytes()


def _again(subject: str, language: str) -> str:
    return subject if subject[:3].lower() in {"re:", "aw:"} else phrases.ANSWER[language] + subject


def _auto_reply(act: Act, mail: Mail, answered_id: str) -> bytes:
    prefix, words = phrases.AWAY[act.manner["language"]]
    message = _empty(mail, mail.recipient, act.manner["to"], prefix + mail.subject, "away")
    _thread(message, mail, answered_id)
    message["Auto-Submitted"] = "auto-replied"
    if act.client.startswith("outlook"):
        message["X-Auto-Response-Suppress"] = "All"
    else:
        message["Precedence"] = "bulk"
    message.set_content(f"{words}\n", cte="quoted-printable")
    return message.as_bytes()


@dataclass(frozen=True)
class _Report:
    """A multipart/report (RFC 6522): words for people, fields for programs, the headers it is about."""

    what: str
    subject: str
    words: str
    fields: list[str]
    report_type: str

    def encoded(self, mail: Mail, to: str) -> bytes:
        head = _empty(mail, f"mailer-daemon@{mail.recipient.rpartition('@')[2]}", to, self.subject, self.what)
        head["Auto-Submitted"] = "auto-replied"
        boundary = f"=_{sha256(mail.message_id.encode()).hexdigest()[:30]}"
        lines = (
            "MIME-Version: 1.0",
            f'Content-Type: multipart/report; report-type={self.report_type}; boundary="{boundary}"',
            "\r\n",
        )
        parts = [
            ("text/plain; charset=us-ascii", self.words.encode()),
            (f"message/{self.report_type}", ("\r\n".join(self.fields) + "\r\n").encode()),
            ("text/rfc822-headers", mail.headers),
        ]
        body = b"".join(
            b"--%s\r\nContent-Type: %s\r\n\r\n%s\r\n" % (boundary.encode(), kind.encode(), content)
            for kind, content in parts
        )
        return (
            head.as_bytes().rstrip()
            + b"\r\n"
            + "\r\n".join(lines).encode()
            + body
            + f"--{boundary}--\r\n".encode()
        )


def _bounce(mail: Mail, to: str) -> bytes:
    domain = mail.recipient.rpartition("@")[2]
    words = (
        f"This is the mail system at host mx.{domain}.\r\n\r\nYour message could not be delivered to:\r\n\r\n"
        f"<{mail.recipient}>: 550 5.1.1 The mailbox does not exist any more\r\n"
    )
    status = [
        f"Reporting-MTA: dns; mx.{domain}",
        f"Arrival-Date: {format_datetime(clock.now())}",
        "",
        f"Final-Recipient: rfc822; {mail.recipient}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 The mailbox does not exist any more",
    ]
    report = _Report("bounce", "Undelivered Mail Returned to Sender", words, status, "delivery-status")
    return report.encoded(mail, to)


def _complaint(act: Act, mail: Mail, to: str) -> bytes:
    domain = mail.recipient.rpartition("@")[2]
    fields = [
        "Feedback-Type: abuse",
        f"User-Agent: {act.client}/1.0",
        "Version: 1",
        f"Original-Mail-From: <{mail.envelope_from}>",
        f"Original-Rcpt-To: <{mail.recipient}>",
        f"Arrival-Date: {format_datetime(clock.now())}",
        f"Reported-Domain: {mail.sender.rpartition('@')[2]}",
    ]
    words = f"A user of {domain} has marked the enclosed message as spam.\r\n"
    return _Report("complaint", f"FW: {mail.subject}", words, fields, "feedback-report").encoded(mail, to)
