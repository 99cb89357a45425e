"""Messages are cut apart and put together again to the byte."""

import base64
import textwrap
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.content.bodies import cutting
from penguinmails.content.bodies.compression import compress, decompress

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "bounces"
LOGO = bytes(range(256)) * 8


def whole(parts: cutting.Cut) -> bytes:
    return cutting.join(
        parts.rest,
        [
            (file.cut_at, file.content, file.line_length or 0, file.line_end or "")
            for file in parts.files
            if file.cut_at is not None
        ],
    )


def mail(*files: tuple[str, bytes], end: bytes = b"\r\n", width: int = 76) -> bytes:
    """A message with files whose base64 has lines of any width."""
    lines = [b"From: a@example.com", b'Content-Type: multipart/mixed; boundary="b"', b""]
    lines += [b"--b", b"Content-Type: text/plain; charset=utf-8", b"", b"See the file."]
    for name, content in files:
        lines += [b"--b", b"Content-Type: application/octet-stream", b"Content-Transfer-Encoding: base64"]
        lines += [f'Content-Disposition: attachment; filename="{name}"'.encode(), b""]
        lines += [line.encode() for line in textwrap.wrap(base64.b64encode(content).decode(), width)]
    return end.join([*lines, b"--b--", b""])


@given(st.binary(max_size=2000))
def test_any_bytes_come_back(raw: bytes) -> None:
    assert whole(cutting.cut(raw)) == raw


@given(
    st.lists(st.tuples(st.text("abc", min_size=1), st.binary(min_size=1, max_size=6000)), max_size=4),
    st.sampled_from([b"\r\n", b"\n"]),
    st.integers(min_value=4, max_value=100).map(lambda width: width // 4 * 4),
)
@settings(max_examples=60)
def test_files_of_any_size_and_width_are_found_and_come_back(
    files: list[tuple[str, bytes]], end: bytes, width: int
) -> None:
    raw = mail(*files, end=end, width=width)
    parts = cutting.cut(raw)
    assert whole(parts) == raw
    assert [file.content for file in parts.files] == [content for _, content in files]
    for file in parts.files:
        assert (file.cut_at is not None) == (len(file.content) >= cutting.WORTH_CUTTING)
    assert parts.text == "See the file."


def test_a_large_file_leaves_the_message_and_the_same_file_twice_is_told_apart() -> None:
    raw = mail(("one.bin", LOGO), ("two.bin", LOGO))
    parts = cutting.cut(raw)
    assert len(parts.rest) < len(raw) - 2 * len(LOGO)
    assert whole(parts) == raw


def test_base64_that_was_written_oddly_stays_in() -> None:
    odd = mail(("odd.bin", LOGO)).replace(b"\r\nAAEC", b"\r\n AAEC")
    parts = cutting.cut(odd)
    assert parts.files[0].cut_at is None
    assert parts.files[0].content == LOGO
    assert whole(parts) == odd


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the mail corpus is kept beside the project, not in it")
def test_real_mail_comes_back_and_has_text() -> None:
    files = sorted(CORPUS.glob("*.eml"))
    assert len(files) > 200
    for file in files:
        raw = file.read_bytes()
        parts = cutting.cut(raw)
        assert whole(parts) == raw, file.name
        assert "from" in parts.headers, file.name


def test_text_is_made_from_html_where_there_is_no_other() -> None:
    message = EmailMessage()
    message.set_content("<p>Hello <b>there</b></p>", subtype="html")
    parts = cutting.cut(message.as_bytes())
    assert parts.text == "Hello there"
    assert (cutting.html_of(message) or "").strip() == "<p>Hello <b>there</b></p>"


@given(st.text(alphabet="<>/!-[]&;=\"' apbrtdlivsyxw\n\x00#0é", max_size=300))
def test_any_html_has_a_text(html: str) -> None:
    raw = b"Content-Type: text/html; charset=utf-8\n\n" + html.encode()
    assert "\x00" not in cutting.cut(raw).text


@given(st.text(), st.integers(min_value=0, max_value=9))
def test_a_name_is_safe_to_offer(original: str, number: int) -> None:
    name = cutting.safe_name(original, "application/pdf", number)
    assert name
    assert "/" not in name
    assert "\\" not in name
    assert name not in (".", "..")
    assert all(sign.isprintable() or sign.isspace() or ord(sign) > 159 for sign in name)
    assert "\n" not in name
    assert "\r" not in name
    assert len(name.encode()) <= cutting.LONGEST_NAME


@pytest.mark.parametrize(
    ("original", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\offer.pdf", "offer.pdf"),
        ("offer\u202efdp.exe", "offer_fdp.exe"),
        ("..", "file-3.pdf"),
        (None, "file-3.pdf"),
    ],
)
def test_names_that_somebody_made_up(original: str | None, safe: str) -> None:
    assert cutting.safe_name(original, "application/pdf", 3) == safe


@given(st.binary(max_size=5000))
def test_what_is_compressed_comes_back(data: bytes) -> None:
    packed, algorithm = compress(data)
    assert len(packed) <= len(data)
    assert decompress(packed, algorithm) == data
