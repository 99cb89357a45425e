"""A recipient's programs see what a standard library sees."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.sandbox.reading import Mail, read


def seen(message: bytes) -> Mail:
    return read(message, envelope_from="b@x.example", recipient="a@b.example", message_id="m")


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)


@given(TEXTS, TEXTS, st.sampled_from(["quoted-printable", "base64", "8bit"]), st.booleans(), st.booleans())
@settings(deadline=None)
def test_bodies_are_found_wherever_they_are(
    text: str, words: str, encoding: str, attached: bool, related: bool
) -> None:
    html = f'<a href="http://t.example/c/1?a=1&amp;b=2">{words.replace("<", "")}</a>\n'
    mail = EmailMessage(policy=SMTP.clone(max_line_length=998))
    mail["From"], mail["Subject"] = "a@b.example", "x"
    mail.set_content(f"{text}\n", cte=encoding)
    mail.add_alternative(html, subtype="html", cte=encoding)
    if related:
        mail.get_payload(1).add_related(b"GIF", "image", "gif")  # type: ignore[union-attr]
    if attached:
        mail.add_attachment("<a href=http://t.example/no>no</a>", subtype="html", filename="x.html")
    found = seen(mail.as_bytes())
    assert [link.url for link in found.links] == ["http://t.example/c/1?a=1&b=2"]
    assert found.text.replace("\r\n", "\n") == f"{text}\n"


@pytest.mark.parametrize(
    ("html", "hidden", "leaving"),
    [
        ('<a href="http://t/1">Click</a>', False, False),
        ("<A HREF='http://t/1' style='Display : None'></A>", True, False),
        ("<a\nclass=x href=http://t/1>Un<b>subscribe</b> here</a>", False, False),
        ("<a href=http://t/1><b>Unsubscribe</b></a>", False, True),
        ("<a href=http://t/1>Abmelden</a>", False, True),
    ],
)
def test_links(html: str, hidden: bool, leaving: bool) -> None:
    [link] = seen(f"Content-Type: text/html\r\n\r\n{html}".encode()).links
    assert (link.url, link.hidden, link.leaving) == ("http://t/1", hidden, leaving)


def test_nothing_else_is_a_link() -> None:
    html = '<a href="mailto:a@b.c">x</a><a href="#top">x</a><a name=x>x</a><img src=cid:1 width=1 height=1>'
    mail = seen(f"Content-Type: text/html\r\n\r\n{html}".encode())
    assert (mail.links, mail.pixels, mail.host) == ((), (), None)


def test_broken_base64_hides_a_part_and_no_more() -> None:
    mail = seen(
        b'Subject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nA\r\n--b--\r\n"
    )
    assert (mail.subject, mail.text, mail.links) == ("x", "hello", ())
