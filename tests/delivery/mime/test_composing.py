"""A letter as bytes: the shape that receivers expect, and how it is written."""

import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest

from penguinmails.delivery.mime import Attachment, HeaderRefused, compose
from tests.delivery.mime.letters import AT, header, leaves, letter, parsed


def head(data: bytes) -> list[str]:
    return data.partition(b"\r\n\r\n")[0].decode().split("\r\n")


def line(data: bytes, name: str) -> str:
    """A header as it stands, unfolded."""
    unfolded = "\r\n".join(head(data)).replace("\r\n ", " ").split("\r\n")
    (found,) = [value for value in unfolded if value.startswith(f"{name}:")]
    return found


def test_text_and_html_stand_side_by_side_in_that_order() -> None:
    message = parsed(compose(letter(html="<p>Grüße</p>", text="Grüße")))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in leaves(message)] == ["text/plain", "text/html"]
    assert [part.get_payload(decode=True) for part in leaves(message)] == [
        "Grüße".encode(),
        "<p>Grüße</p>".encode(),
    ]


@pytest.mark.parametrize(
    ("html", "text", "kind"),
    [(None, "x", "text/plain"), ("<p>x", None, "text/html"), (None, None, "text/plain")],
)
def test_one_body_needs_no_parts(html: str | None, text: str | None, kind: str) -> None:
    assert parsed(compose(letter(html=html, text=text))).get_content_type() == kind


def test_files_come_last_and_images_of_the_html_stand_beside_it() -> None:
    data = compose(
        letter(
            attachments=(
                Attachment("Angebot für Sie.pdf", b"%PDF", "application/pdf"),
                Attachment("logo.png", b"\x89PNG", "image/png", "logo@example.com"),
                Attachment("mail.eml", b"From: x", "message/rfc822"),
            )
        )
    )
    message = parsed(data)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        *(
            "multipart/mixed",
            "multipart/alternative",
            "text/plain",
            "multipart/related",
            "text/html",
            "image/png",
        ),
        *("application/pdf", "application/octet-stream"),
    ]
    _, _, logo, offer, mail = leaves(message)
    assert (logo["Content-ID"], logo.get_content_disposition()) == ("<logo@example.com>", "inline")
    assert (offer.get_filename(), offer.get_payload(decode=True)) == ("Angebot für Sie.pdf", b"%PDF")
    assert mail.get_filename() == "mail.eml"


@pytest.mark.parametrize("kind", ["text/plain\r\nBcc: x@y", "pdf", "a/b; name=x", ""])
def test_a_file_has_a_type_that_is_one(kind: str) -> None:
    with pytest.raises(HeaderRefused):
        compose(letter(attachments=(Attachment("x", b"", kind),)))


def test_a_file_has_no_folders_in_its_name() -> None:
    data = compose(letter(attachments=(Attachment("../../etc\\pass\u202ewd", b""),)))
    assert leaves(parsed(data))[-1].get_filename() == ".._.._etc_passwd"


def test_unsubscribing_is_by_one_click_and_never_encoded_however_long_the_link() -> None:
    url = "https://t.example.com/u/" + "k" * 850
    data = compose(letter(unsubscribe_url=url, unsubscribe_mailto="u+tok@example.com"))
    assert line(data, "List-Unsubscribe") == f"List-Unsubscribe: <{url}>, <mailto:u+tok@example.com>"
    assert line(data, "List-Unsubscribe-Post") == "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    only_mail = compose(letter(unsubscribe_url=None, unsubscribe_mailto="mailto:u@example.com?subject=stop"))
    assert line(only_mail, "List-Unsubscribe") == "List-Unsubscribe: <mailto:u@example.com?subject=stop>"
    assert b"List-Unsubscribe-Post" not in only_mail


def test_an_answer_names_what_it_answers_and_long_threads_keep_both_ends() -> None:
    references = tuple(f"message-{number}@example.org" for number in range(50))
    data = compose(letter(in_reply_to=references[-1], references=references))
    assert line(data, "In-Reply-To") == "In-Reply-To: <message-49@example.org>"
    named = line(data, "References").split()[1:]
    assert (named[0], named[1], named[-1], len(named)) == (
        *("<message-0@example.org>", "<message-31@example.org>", "<message-49@example.org>"),
        20,
    )
    assert max(map(len, head(data))) <= 78


def test_ids_of_others_that_cannot_be_written_are_left_out() -> None:
    data = compose(
        letter(in_reply_to="bad id", references=("x\r\nBcc: a@b", "good@example.org", "é@x", "a>b@c"))
    )
    assert b"In-Reply-To" not in data
    assert line(data, "References") == "References: <good@example.org>"


def test_automatic_mail_says_so() -> None:
    assert line(compose(letter(auto_submitted=True)), "Auto-Submitted") == "Auto-Submitted: auto-generated"
    assert b"Auto-Submitted" not in compose(letter())


def test_headers_of_the_campaign_are_added() -> None:
    value = "campaign-7:tenant-1:" + "x" * 40 + " " + "y" * 60
    data = compose(letter(headers={"Feedback-ID": value, "X-Note": "Grüße"}))
    assert header(parsed(data), "Feedback-ID") == value
    assert header(parsed(data), "X-Note") == "Grüße"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Bcc", "x@example.net"),
        ("to", "x@example.net"),
        ("Content-Type", "text/plain"),
        ("Resent-To", "x@example.net"),
        ("DKIM-Signature", "v=1"),
        ("X Bad", "x"),
        ("X-Bad:", "x"),
        ("X-Bad\r\nBcc", "x"),
        ("", "x"),
        ("X-Good", "x\r\nBcc: evil@example.net"),
        ("X-Good", "x\u2028y"),
    ],
)
def test_headers_that_change_the_message_are_not_added(name: str, value: str) -> None:
    with pytest.raises(HeaderRefused):
        compose(letter(headers={name: value}))


def test_the_date_keeps_its_zone_and_needs_one() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert line(compose(letter(date=there)), "Date") == "Date: Sat, 21 Nov 2026 14:00:15 +0530"
    with pytest.raises(HeaderRefused):
        compose(letter(date=datetime(2026, 11, 21)))  # noqa: DTZ001


def test_domains_are_written_as_dns_has_them_and_scripts_only_where_asked_for() -> None:
    assert line(compose(letter(to_email="info@bücher.example")), "To") == "To: info@xn--bcher-kva.example"
    wide = compose(letter(to_email="jürgen@bücher.example", smtputf8=True))
    assert line(wide, "To") == "To: jürgen@bücher.example"
    with pytest.raises(HeaderRefused):
        compose(letter(to_email="jürgen@example.org"))


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            "lead",
            "@example.org",
            "lead@",
            "a b@example.org",
            "a@b@c.example",
            "a@exa mple.org",
            "<a@b.example>",
        ),
        *(
            "a@b.example\r\nBcc: x@y.example",
            "a@b.example\0",
            "a\u2028@b.example",
            "a@b.example>",
            "a,b@c.example",
        ),
        *(
            "x" * 65 + "@example.org",
            "a@" + "b." * 130 + "example",
            "a@-b.example",
            "a\u202e@b.example",
            "a@b\ud800.example",
        ),
    ],
)
@pytest.mark.parametrize("field", ["from_email", "to_email", "reply_to"])
@pytest.mark.parametrize("smtputf8", [False, True])
def test_what_is_no_address_is_refused(address: str, field: str, *, smtputf8: bool) -> None:
    if field == "reply_to" and not address:
        return
    with pytest.raises(HeaderRefused):
        compose(letter(**{field: address, "smtputf8": smtputf8}))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://x",
        "https://x/ y",
        "https://x/>, <https://evil",
        "https://x/\r\nBcc: a@b",
        "https://x/é",
        "https://x/" + "k" * 950,
    ],
)
def test_what_is_no_link_is_refused(url: str) -> None:
    with pytest.raises(HeaderRefused):
        compose(letter(unsubscribe_url=url))


@pytest.mark.parametrize("id_", ["", "a b", "a\r\nBcc: x@y", "<a@b>", "é@x", "x" * 1000])
def test_a_message_has_an_id_that_can_be_written(id_: str) -> None:
    with pytest.raises(HeaderRefused):
        compose(letter(message_id=id_))


def test_a_body_cannot_hold_its_own_boundary() -> None:
    stolen = compose(letter()).partition(b'boundary="')[2].partition(b'"')[0].decode()
    message = parsed(compose(letter(text=f"--{stolen}\n\n--{stolen}--", html=f"--{stolen}")))
    assert [part.get_content_type() for part in leaves(message)] == ["text/plain", "text/html"]


def test_another_process_writes_the_same_bytes() -> None:
    script = (
        "import sys; from tests.delivery.mime.letters import letter; from penguinmails.delivery.mime import compose;"
        "sys.stdout.buffer.write(compose(letter(subject='Grüße ' * 30, headers={'X-A': '1', 'X-B': '2'})))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": "."},
    )
    assert other.stdout == compose(letter(subject="Grüße " * 30, headers={"X-A": "1", "X-B": "2"}))


def test_blanks_at_the_end_of_a_line_are_kept_and_make_no_line_too_long() -> None:
    for length in range(60, 90):
        for sign in ("a", "é", "=", "日"):
            for blanks in (" ", "\t", "  ", " " * 9, " \t" * 40):
                text = sign * length + blanks
                part = parsed(compose(letter(html=None, text=text)))
                assert part.get_payload(decode=True) == f"{text}\r\n".encode()
                assert max(map(len, str(part.get_payload()).split("\r\n"))) <= 76
