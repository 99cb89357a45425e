"""The forms that are signed (RFC 6376 §3.4.2 and §3.4.4)."""


def relaxed_header(name: bytes, value: bytes) -> bytes:
    """`name:value` without its line's end; `value` as it stands in the message, folds and all."""
    return name.lower() + b":" + _single_spaces(value.replace(b"\r\n", b"")).strip(b" ")


def relaxed_body(body: bytes) -> bytes:
    """The body, whose lines end in CRLF.

    By `bytes.replace`, which for a newsletter takes less than a third of the time of a regular expression.
    """
    if body and not body.endswith(b"\r\n"):
        body += b"\r\n"
    body = _single_spaces(body).replace(b" \r\n", b"\r\n")
    end = len(body)
    while body[end - 4 : end] == b"\r\n\r\n":
        end -= 2
    return b"" if body[:end] == b"\r\n" else body[:end]


def _single_spaces(text: bytes) -> bytes:
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text
