"""Any letter at all: it is read again as it was meant, and its lines are lines of mail."""

import re
from binascii import b2a_qp
from dataclasses import replace
from email.utils import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.delivery.inbound.reading import read_mail
from penguinmails.delivery.mime import Letter, compose, quoted_printable
from penguinmails.delivery.mime.quoted_printable import encode_body
from tests.delivery.mime.letters import (
    NASTY,
    bodies,
    body,
    display,
    header,
    leaves,
    letter,
    letters,
    parsed,
    seen,
)

HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References", "MIME-Version"),
    *(
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Auto-Submitted",
        "Content-Type",
        "Content-Transfer-Encoding",
    ),
}
WORD_LINE = re.compile(rb"=\?utf-8\?[qb]\?")


def check(letter_: Letter) -> None:
    data = compose(letter_)
    assert compose(letter_) == data
    check_lines(data)
    check_headers(letter_, data)
    check_bodies(letter_, data)


def check_lines(data: bytes) -> None:
    assert data.endswith(b"\r\n")
    assert data.isascii()
    assert b"\0" not in data
    assert data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert all(len(line) <= 76 for line in lines if WORD_LINE.search(line))


def check_headers(letter_: Letter, data: bytes) -> None:
    message = parsed(data)
    names = message.keys()
    assert len(names) == len(set(names))
    assert set(names) <= HEADERS
    assert header(message, "Subject") == seen(letter_.subject)
    for name, shown, address in (
        ("From", letter_.from_name, letter_.from_email),
        ("To", letter_.to_name, letter_.to_email),
    ):
        expected = address.replace("a..b@", '"a..b"@')
        assert display(message, name) == (seen(shown or ""), expected)
    read = read_mail(data)
    assert read.subject == seen(letter_.subject).strip()
    assert read.from_name == (" ".join(seen(letter_.from_name or "").split()) or None)
    assert (read.from_email, read.message_id) == (letter_.from_email, letter_.message_id)
    assert read.date == letter_.date


def check_bodies(letter_: Letter, data: bytes) -> None:
    parts = leaves(parsed(data))
    found = {part.get_content_subtype(): part for part in parts if part.get_content_maintype() == "text"}
    for subtype, text in (("plain", letter_.text), ("html", letter_.html)):
        if text is not None and (text or subtype == "html"):
            payload = found[subtype].get_payload(decode=True)
            assert isinstance(payload, bytes)
            assert payload.decode().replace("\r\n", "\n").rstrip("\n") == body("".join(text))
            encoded = found[subtype].get_payload()
            assert isinstance(encoded, str)
            assert all(len(line) <= 76 for line in encoded.split("\r\n"))
    files = [part for part in parts if part.get_content_disposition() == "attachment"]
    for part, file in zip(files, letter_.attachments, strict=True):
        assert part.get_payload(decode=True) == file.content
        name = seen(file.name.replace("/", "_").replace("\\", "_"))[:255].strip()
        # The standard library takes <a> for a, unless it was encoded (RFC 2231).
        encoded = "filename*" in str(part["Content-Disposition"])
        assert part.get_filename() == (name or "file" if encoded else unquote(name or "file"))


@settings(max_examples=200, deadline=None)
@given(letters)
def test_any_letter_is_read_as_it_was_meant(letter_: Letter) -> None:
    check(letter_)


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None)
@given(letters)
def test_ten_thousand_letters_are_read_as_they_were_meant(letter_: Letter) -> None:
    check(letter_)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(bodies, st.sampled_from(["<p>\n", "\nHello ", "\r", "\n", ""])), max_size=8))
def test_a_body_in_pieces_is_that_of_the_whole(pieces: list[str]) -> None:
    for _ in range(2):  # learned, then remembered
        assert b"".join(encode_body(pieces)) == b"".join(encode_body("".join(pieces)))
    whole, pieced = letter(html="".join(pieces), text="".join(pieces)), letter(html=pieces, text=pieces)
    assert compose(pieced) == compose(whole)
    assert compose(replace(pieced, html=None)) == compose(replace(whole, html=None))


def test_a_body_is_the_same_where_its_pieces_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [f"Hello {number},\nhow are you?\n" for number in range(5)]
    for room in (0, 60, 100):
        monkeypatch.setattr(quoted_printable, "_PIECES_REMEMBERED", room)
        for _ in range(2):
            assert b"".join(encode_body(pieces)) == b"".join(encode_body("".join(pieces)))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("=3Da"), max_size=400).filter(bool))
def test_long_lines_are_broken_where_the_standard_library_breaks_them(line: str) -> None:
    expected = b2a_qp(line.encode(), quotetabs=False, istext=True).replace(b"=\n", b"=\r\n")
    assert b"".join(encode_body(line)) == expected + b"\r\n"


@pytest.mark.parametrize("field", ["subject", "from_name", "to_name"])
def test_no_name_and_no_subject_makes_another_header(field: str) -> None:
    for nasty in NASTY:
        for value in (nasty, f"a{nasty}b", f"{nasty}Bcc: evil@example.net", nasty * 300):
            check(letter(**{field: value}))


@pytest.mark.parametrize("sign", ["a", "é", "日", "👩", "a b ", '"'])
def test_names_of_every_length_fit(sign: str) -> None:
    for length in (*range(40, 90), 500, 998, 10_000):
        value = (sign * length)[:length].strip()
        check(letter(subject=value, from_name=value))
