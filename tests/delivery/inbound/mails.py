"""Mails as they really come, in bytes."""

from email.message import EmailMessage

from penguinmails.kernel import ids
from tests.delivery.inbound.factories import Sent


def answer(sent: Sent, text: str = "Yes, please call me.", *, sender: str | None = None) -> bytes:
    """A person's reply."""
    mail = EmailMessage()
    mail["From"] = sender or sent.to_email
    mail["To"] = sent.from_email
    mail["Subject"] = "Re: A question"
    mail["Message-ID"] = f"<{ids.uuid7()}@theirs.example>"
    mail["In-Reply-To"] = mail["References"] = f"<{sent.rfc_message_id}>"
    mail.set_content(text)
    return bytes(mail).replace(b"\n", b"\r\n")


def bounce(
    recipient: str, *, action: str = "failed", status: str = "5.1.1", original: str | None = None
) -> bytes:
    """A report as RFC 3464 has it; with the headers of the original where its Message-ID is given."""
    returned = (
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{original}>\r\n" if original else ""
    )
    return (
        "From: MAILER-DAEMON@mx.theirs.example\r\n"
        "To: somebody@else.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <{ids.uuid7()}@mx.theirs.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.theirs.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"{returned}--b--\r\n"
    ).encode()
