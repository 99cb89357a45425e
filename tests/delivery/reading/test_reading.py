"""A received mail, read as a person would read it."""

from datetime import UTC, datetime

import pytest

from penguinmails.delivery.inbound.reading import Address, AttachedFile, html_to_text, read_headers, read_mail

PLAIN = b"""Return-Path: <lead@example.org>
Delivered-To: ana@example.com
X-Original-To: reply+tok@example.com
Received: from a by b
From: =?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <Lead@Example.org>
To: "Costa, Ana" <ana@example.com>, Team: tom@example.com (Tom), sue@example.com;
Cc: undisclosed recipients:;
Reply-To: <other@example.org>
Subject: Re: =?utf-8?b?R3LDvMOf?=
 =?utf-8?b?ZQ==?= from me
Date: Mon, 16 Nov 2026 10:00:00 +0200
Message-ID: <answer@example.org>
In-Reply-To: <ours@example.com>
References: <first@example.com>
 <ours@example.com>
Auto-Submitted: auto-replied (vacation)

Hello
"""


def test_every_field_of_a_reply() -> None:
    read = read_mail(PLAIN)
    assert (read.from_email, read.from_name) == ("lead@example.org", "Jürgen Müller")
    assert read.to == (
        Address("ana@example.com", "Costa, Ana"),
        Address("tom@example.com"),
        Address("sue@example.com"),
    )
    assert (read.cc, read.reply_to) == ((), (Address("other@example.org"),))
    assert read.subject == "Re: Grüße from me"
    assert read.date == datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert (read.message_id, read.in_reply_to) == ("answer@example.org", "ours@example.com")
    assert read.references == ("first@example.com", "ours@example.com")
    assert (read.auto_submitted, read.return_path) == ("auto-replied", "lead@example.org")
    assert read.delivered_to == ("ana@example.com", "reply+tok@example.com")
    assert (read.text, read.html, read.attachments) == ("Hello", None, ())
    assert read.headers.all("received") == ("from a by b",)
    assert read.headers.as_dict()["subject"] == ["Re: Grüße from me"]


@pytest.mark.parametrize("ends", [b"\r\n", b"\n", b"\r"])
@pytest.mark.parametrize("before", [b"", b"\n\n", b"From lead@example.org Mon Nov 16\n"])
def test_line_ends_and_mailbox_files_make_no_difference(ends: bytes, before: bytes) -> None:
    assert read_mail((before + PLAIN).replace(b"\n", ends)) == read_mail(PLAIN)


def test_the_null_sender_is_not_no_sender() -> None:
    assert read_mail(b"Return-Path: <>\n\n").return_path == ""
    assert read_mail(b"Subject: x\n\n").return_path is None


def test_parts_texts_and_files() -> None:
    read = read_mail(b"""MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer ' boundary"

This is a multi-part message.
--outer ' boundary
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Gr=FC=DFe
--inner
Content-Type: text/html; charset=utf-8

<p>Gr\xc3\xbc\xc3\x9fe</p>
--inner--
--outer ' boundary
Content-Type: application/pdf; name="=?utf-8?q?Angebot_=C3=BC.pdf?="
Content-Transfer-Encoding: base64

AAECAwQF
BgcICQ==
--outer ' boundary
Content-Type: text/csv
Content-Disposition: attachment; filename*0*=utf-8''Gr%C3%BC; filename*1*=%C3%9Fe; filename*2=.csv

a,b
--outer ' boundary--
""")
    assert (read.text, read.html) == ("Grüße", "<p>Grüße</p>")
    assert read.attachments == (
        AttachedFile("Angebot ü.pdf", "application/pdf", 10),
        AttachedFile("Grüße.csv", "text/csv", 3),
    )
    assert [part.mime_type for part in read.parts] == [
        "text/plain",
        "text/html",
        "application/pdf",
        "text/csv",
    ]


def test_reports_are_taken_apart() -> None:
    read = read_mail(b"""Content-Type: multipart/report; report-type="delivery-status"; boundary=x

--x

could not be delivered
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; lead@example.org
Action: failed
Diagnostic-Code: smtp; 550
 5.1.1 unknown

--x
Content-Type: message/rfc822

Message-ID: <ours@example.com>
Subject: A word

Hello
--x--
""")
    assert read.report_type == "delivery-status"
    first, second = read.delivery_status
    assert (first.get("reporting-mta"), second.get("Action")) == ("dns; mx.example.net", "failed")
    assert second.get("Diagnostic-Code") == "smtp; 550 5.1.1 unknown"
    assert read.original
    assert (read.original.get("Message-ID"), read.original.get("subject")) == ("<ours@example.com>", "A word")


def test_an_encoded_name_cannot_pretend_to_be_an_address() -> None:
    read = read_mail(b"From: =?utf-8?q?=22=3Cboss=40bank=2Eexample=3E=2C?= <real@example.org>\n\n")
    assert read.from_email == "real@example.org"


def test_an_encoded_subject_cannot_add_a_line() -> None:
    read = read_mail(b"Subject: =?utf-8?q?Hi=0D=0ABcc:_evil=40x?=\n\n")
    assert read.subject == "Hi Bcc: evil@x"
    assert read.headers.get("Bcc") is None


@pytest.mark.parametrize(
    ("charset", "octets", "text"),
    [
        ("utf-8", "Grüße".encode(), "Grüße"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("iso-8859-1", b"\x80 5", "€ 5"),
        ("windows-1252", b"\x80 5", "€ 5"),
        ("utf-8", b"Gr\xfc\xdfe", "Gr\ufffd\ufffde"),
        ("no-such-charset", b"Gr\xfc\xdfe", "Grüße"),
        ("", "Grüße".encode(), "Grüße"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("gb2312", "你好".encode("gb18030"), "你好"),
        ("iso-2022-jp", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("zip", b"abc", "abc"),
        ("rot13", b"abc", "abc"),
        ("idna", b"abc", "abc"),
        ("undefined", b"abc", "abc"),
        ("utf-7", b"+2Ak-", "\ufffd"),
        ("unicode_escape", b"\\x41", "\\x41"),
    ],
)
def test_charsets_are_what_they_mean(charset: str, octets: bytes, text: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\n\n".encode()
    assert read_mail(head + octets).text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"SGVsbG8=", "Hello"),
        (b"SGVs\nbG8", "Hello"),
        (b"SGVsbG8!!=", "Hello"),
        (b"S", ""),
        (b"SGVsbG8=SGVsbG8=", "Hello"),
        (b"====", ""),
    ],
)
def test_broken_base64_gives_what_there_is(body: bytes, text: str) -> None:
    assert read_mail(b"Content-Transfer-Encoding: base64\n\n" + body).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'Content-Type: multipart/mixed; boundary="x"\n\nHello, no boundary', "Hello, no boundary"),
        (b"Content-Type: multipart/mixed\n\nHello", "Hello"),
        (b'Content-Type: multipart/mixed;\nboundary="x"\n\n--x\n\nHello\n--x--', "Hello"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHello", "Hello"),
        (b"Subject: x\nHello without a blank line", "Hello without a blank line"),
        (b"Content-Type: text/html\n\n<p>Hello<br>you</p>", "Hello\nyou"),
        (b"Content-Type: nonsense\n\nHello", "Hello"),
        (b"", ""),
    ],
)
def test_broken_mail_reads_as_well_as_it_can(raw: bytes, text: str) -> None:
    assert read_mail(raw).text == text


def test_html_is_read_without_what_nobody_sees() -> None:
    html = "<head><title>T</title></head><style>p{}</style><!-- c --><p>One &amp; two</p><div>three<br/>four</div>"
    assert html_to_text(html) == "One & two\n\nthree\nfour"


def test_a_head_in_a_text_is_read_like_any() -> None:
    assert read_headers("\nSubject: x\nMessage-ID: <a@b>\n\nBody").get("message-id") == "<a@b>"
