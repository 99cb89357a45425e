"""Mail that is no bounce, however much it talks of bounces: nothing of it may ever suppress anybody."""

from collections.abc import Iterator

import pytest

from penguinmails.delivery.inbound.classifying import Classified, MailKind, classify
from penguinmails.delivery.inbound.reading import read_mail
from penguinmails.ledger import BounceType
from tests.delivery.classifying.corpus import samples
from tests.delivery.classifying.wording import LANGUAGES


def judged(raw: str) -> Classified:
    return classify(read_mail(raw.lstrip().encode()))


BOUNCE = """This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<lead@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1
    <lead@example.org>: Recipient address rejected: User unknown (in reply to RCPT TO command)
"""


def quoting_people() -> Iterator[str]:
    quoted = "\n".join(f"> {line}" for line in BOUNCE.splitlines())
    for language in LANGUAGES.values():
        for said in language.people[:4]:
            for subject in (
                "Re: A word",
                "Re: Undelivered Mail Returned to Sender",
                "AW: Mail delivery failed",
                "Undeliverable mail",
            ):
                for answers in (
                    "In-Reply-To: <ours@example.com>\n",
                    "References: <a@b>\nIn-Reply-To: <a@b>\n",
                ):
                    yield f"From: Tom <tom@example.org>\nTo: ana@example.com\nSubject: {subject}\n{answers}\n{said}\n\n{language.wrote}\n{quoted}\n"
                    yield f"From: Tom <tom@example.org>\nTo: ana@example.com\nSubject: {subject}\n{answers}\n{BOUNCE}\n\n{said}\n"


def test_people_who_quote_a_bounce_have_not_bounced() -> None:
    mails = list(quoting_people())
    assert len(mails) > 500
    assert [mail for mail in mails if judged(mail).kind is MailKind.BOUNCE] == []


def test_a_bounce_that_is_sent_on_is_a_letter() -> None:
    for sample in samples():
        forwarded = (
            b"From: Tom <tom@example.org>\nTo: ana@example.com\nSubject: Fwd: did you see this?\nMIME-Version: 1.0\n"
            b"Return-Path: <tom@example.org>\nIn-Reply-To: <ours@example.com>\n"
            b'Content-Type: multipart/mixed; boundary="outside-of-it"\n\n--outside-of-it\n\nSee below.\n--outside-of-it\n'
            b"Content-Type: message/rfc822\n\n" + sample.raw + b"\n--outside-of-it--\n"
        )
        classified = classify(read_mail(forwarded))
        assert not classified.bounces, sample.name
        assert classified.kind in {MailKind.REPLY, MailKind.AUTO_REPLY}, sample.name


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "Delivered (to mailbox)"])
def test_a_report_that_it_arrived_is_no_bounce(action: str) -> None:
    classified = judged(f"""
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@example.net>
To: ana@example.com
Subject: Successful Mail Delivery Report
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

Your message was successfully delivered to the destination(s) listed below.
If the message was delivered to mailbox you will receive no further notifications.

<lead@example.org>: delivery via mx.example.org: 250 2.0.0 Ok

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; lead@example.org
Action: {action}
Status: 2.0.0
Diagnostic-Code: smtp; 250 2.0.0 Ok

--b
Content-Type: text/rfc822-headers

Message-ID: <ours@example.com>

--b--
""")
    assert (classified.kind, classified.bounces) == (MailKind.REPORT, ())
    assert classified.original_message_id == "ours@example.com"


def test_a_report_of_some_who_got_it_blames_only_who_did_not() -> None:
    classified = judged("""
From: MAILER-DAEMON@example.net
Subject: Delivery report
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

Some did not get it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; one@example.org
Action: delivered
Status: 2.0.0

Original-Recipient: rfc822; two@example.org
Final-Recipient: rfc822; two@elsewhere.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.elsewhere.example
Diagnostic-Code: smtp; 550 5.1.1 unknown user

Final-Recipient: rfc822; three@example.org
Action: delayed
Status: 4.4.1

--b--
""")
    two, three = classified.bounces
    assert (two.address, two.bounce_type, two.remote_host, two.smtp_code) == (
        *("two@example.org", BounceType.HARD, "mx.elsewhere.example"),
        550,
    )
    assert (three.address, three.bounce_type, three.is_final) == ("three@example.org", BounceType.SOFT, False)


@pytest.mark.parametrize(
    "disposition", ["displayed", "deleted", "automatic-action/MDN-sent-automatically; deleted"]
)
def test_receipts_are_reports(disposition: str) -> None:
    classified = judged(f"""
From: lead@example.org
Subject: Not read: A word
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b

Your message was deleted without being read. It could not be delivered to my attention.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; lead@example.org
Original-Message-ID: <ours@example.com>
Disposition: manual-action/MDN-sent-manually; {disposition}

--b--
""")
    assert (classified.kind, classified.bounces) == (MailKind.REPORT, ())
    assert classified.original_message_id == "ours@example.com"


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        (
            "From: postmaster@example.org\nSubject: Welcome\n",
            "Dear Ana, our new mail system starts on Monday.",
        ),
        (
            "From: postmaster@example.org\nSubject: Re: A word\nIn-Reply-To: <a@b>\n",
            "Please ask Tom instead, he reads his mail.",
        ),
        (
            "From: Tom <tom@example.org>\nSubject: Delivery problems\nIn-Reply-To: <a@b>\n",
            "Our parcel could not be delivered to tom@example.org's office.",
        ),
        (
            "From: shop@example.org\nSubject: Your order has shipped\nList-Unsubscribe: <https://x.example>\n",
            "Delivery failed? Call us.",
        ),
        ("From: news@example.org\nSubject: What is a 550 5.1.1 bounce?\nList-Id: <n.example>\n", BOUNCE),
        (
            "From: noreply-dmarc@example.org\nSubject: Report domain: example.com Submitter: example.org\n",
            "This is an aggregate report.",
        ),
        (
            "From: Tom <tom@example.org>\nSubject: your mailbox is full\nIn-Reply-To: <a@b>\n",
            "I tried tom2@example.org but the mailbox is full.",
        ),
        (
            "From: x@example.org\nSubject: please confirm\nReturn-Path: <>\n",
            "Click the link below to verify your message is not spam.",
        ),
    ],
)
def test_what_only_sounds_like_one(headers: str, text: str) -> None:
    classified = judged(f"{headers}To: ana@example.com\n\n{text}\n")
    assert BounceType.HARD not in {bounce.bounce_type for bounce in classified.bounces}
    assert classified.kind is not MailKind.BOUNCE


def test_unsubscribing_by_mail_is_a_reply_that_says_so() -> None:
    apple = next(sample for sample in samples() if sample.name == "arf-26")
    classified = classify(read_mail(apple.raw))
    assert (classified.kind, classified.reply_intent) == (MailKind.REPLY, "unsubscribe")


def feedback(kind: str) -> Classified:
    return judged(f"""
From: fbl@example.net
Subject: complaint
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b

This is a feedback report.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Some/1.0
Original-Rcpt-To: <Lead@example.org>
Original-Mail-From: <b+tok@example.com>
Source-IP: 192.0.2.1

--b
Content-Type: message/rfc822

From: ana@example.com
To: lead@example.org
Message-ID: <ours@example.com>

Hello
--b--
""")


def test_complaints_name_the_message_and_the_recipient() -> None:
    classified = feedback("abuse")
    assert classified.kind is MailKind.COMPLAINT
    assert (classified.original_message_id, classified.original_recipient) == (
        "ours@example.com",
        "lead@example.org",
    )
    assert classified.feedback
    assert (classified.feedback.kind, classified.feedback.mail_from) == ("abuse", "b+tok@example.com")


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_reports_that_complain_of_nothing_are_no_complaints(kind: str) -> None:
    assert feedback(kind).kind is MailKind.REPORT
