"""Letters, plain and wild, and what a reader must find in them."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Any

from hypothesis import strategies as st

from penguinmails.delivery.mime import Attachment, Letter

AT = datetime(2026, 11, 21, 8, 30, 15, tzinfo=UTC)

# What attacks and accidents are made of, more often than chance would bring it.
NASTY = (
    *("\r\n", "\n", "\r", "\0", "\u2028", "\u2029", "\x85", "\x0b", "\x1f", "\x7f", "\ud800", "\udfff"),
    *(
        "\u202e",
        "\u2066",
        "\r\nBcc: evil@example.net",
        "\n\n<p>",
        "=?utf-8?q?x?=",
        "=?",
        "?=",
        '"',
        "\\",
        "<",
        ">",
    ),
    *(
        " ",
        "  ",
        "\t",
        ",",
        ";",
        ":",
        "@",
        "(",
        ")",
        "é",
        "ß",
        "Ω",
        "日本語",
        "👩\u200d👩\u200d👧",
        "ﷺ",
        "\u0301",
        "=",
        ".",
    ),
)
wild = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=12)), max_size=30).map("".join)
long = st.tuples(wild, st.integers(1, 400)).map(lambda pair: (pair[0] * pair[1])[:10_000])
words = st.one_of(wild, long, st.text(max_size=60), st.just("a" * 10_000), st.just("é" * 10_000))
bodies = st.one_of(
    st.text(max_size=400),
    wild,
    st.lists(
        st.sampled_from(
            [
                "a" * 75 + " ",
                "a" * 70 + " " * 9,
                "é" * 24 + "  \t",
                "a" * 76,
                "From me",
                ".",
                "..",
                "x\t",
                "é" * 300,
                "=",
                "",
                " ",
            ]
        ),
        max_size=20,
    ).map("\n".join),
)
attachments = st.builds(
    Attachment, name=words, content=st.binary(max_size=300), mime_type=st.just("application/pdf")
)
letters = st.builds(
    Letter,
    message_id=st.just("0193-abc@mail.example.com"),
    date=st.just(AT),
    from_email=st.just("ana@example.com"),
    from_name=st.none() | words,
    to_email=st.sampled_from(["lead@example.org", "a..b@docomo.example", "o'brien+x@exa-mple.example"]),
    to_name=st.none() | words,
    subject=words,
    html=st.none() | bodies,
    text=st.none() | bodies,
    reply_to=st.none() | st.just("reply@example.com"),
    unsubscribe_url=st.none() | st.just("https://t.example.com/u/" + "k" * 700),
    unsubscribe_mailto=st.none() | st.just("u+tok@example.com"),
    in_reply_to=st.none() | st.just("their-id@example.org"),
    references=st.lists(st.sampled_from(["a@b", "c" * 300 + "@d", "bad id", "x\r\ny@z"]), max_size=30).map(
        tuple
    ),
    auto_submitted=st.booleans(),
    attachments=st.lists(attachments, max_size=2).map(tuple),
)


def letter(**changes: Any) -> Letter:
    """A letter like most."""
    fields: dict[str, Any] = {
        "message_id": "0193-abc@mail.example.com",
        "date": AT,
        "from_email": "ana@example.com",
        "from_name": "Ana Costa",
        "to_email": "lead@example.org",
        "subject": "A word about your quarter",
        "html": "<p>Hello</p>",
        "text": "Hello",
        "unsubscribe_url": "https://t.example.com/u/abc",
    }
    return Letter(**{**fields, **changes})


def seen(text: str) -> str:
    """What is left of what a person wrote, character by character."""
    line: list[str] = []
    for sign in text:
        code = ord(sign)
        if code < 0x20 or 0x7F <= code <= 0x9F or sign in "\u2028\u2029":
            line.append("\n")
        elif 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
            continue
        else:
            line.append("\ufffd" if 0xD800 <= code <= 0xDFFF else sign)
    collapsed = "".join(line)
    while "\n\n" in collapsed:
        collapsed = collapsed.replace("\n\n", "\n")
    return collapsed.replace("\n", " ").strip(" ")


def body(text: str | None) -> str:
    """A body as it is read again: with LF line ends, and none at the end."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join("\ufffd" if sign == "\0" or 0xD800 <= ord(sign) <= 0xDFFF else sign for sign in lines)
    return shown.rstrip("\n")


def parsed(data: bytes) -> Message:
    """The message as the standard library's parser sees it."""
    return message_from_bytes(data)


def header(message: Message, name: str) -> str:
    """A header's value, encoded words read."""
    value = message[name].replace("\r\n", "").strip(" ")  # a long word begins on the second line
    return str(make_header(decode_header(value)))


def display(message: Message, name: str) -> tuple[str, str]:
    """The name and address of a header."""
    ((shown, address),) = getaddresses([message[name].replace("\r\n", "")])
    return str(make_header(decode_header(shown))), address


def leaves(message: Message) -> list[Message]:
    """The parts without parts."""
    return [part for part in message.walk() if not part.is_multipart()]
