"""Signatures are what other verifiers take, and break when anything a reader goes by is changed."""

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dkim  # pyright: ignore[reportMissingTypeStubs]
import pytest
from dkim.canonicalization import Relaxed  # pyright: ignore[reportMissingTypeStubs]
from hypothesis import given, settings
from hypothesis import strategies as st

from penguinmails.delivery.dkim import Signer, SigningKeyBroken, sign, sign_pieces
from penguinmails.delivery.dkim.canonical import relaxed_body, relaxed_pieces
from penguinmails.delivery.mime import Letter, build, compose
from tests.delivery.dkim.verifying import (
    DOMAIN,
    ED25519_KEY,
    NACL,
    RSA_KEY,
    SIGNERS,
    Key,
    Perl,
    perl_is_missing,
    verifies,
)
from tests.delivery.mime.letters import letter, letters

AT = datetime(2026, 11, 21, 8, 30, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _ed25519(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dkim, "nacl", NACL, raising=False)


@pytest.fixture(scope="module", autouse=True)
def _ed25519_for_properties() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(dkim, "nacl", NACL, raising=False)
    yield
    patch.undo()


def signed(letter_: Letter) -> bytes:
    message = compose(letter_)
    return sign(message, SIGNERS, at=AT) + message


def check(letter_: Letter, seed: int) -> None:
    data = signed(letter_)
    assert verifies(data, 0)
    assert verifies(data, 1)
    body = data.index(b"\r\n\r\n") + 4
    position = random.Random(seed).randrange(body, len(data))
    if data[position : position + 1].isalnum():
        tampered = (
            data[:position] + (b"x" if data[position : position + 1] != b"x" else b"y") + data[position + 1 :]
        )
        assert not verifies(tampered, 0)
        assert not verifies(tampered, 1)


@settings(max_examples=80, deadline=None)
@given(letters, st.integers())
def test_any_letter_verifies_and_fails_when_it_is_changed(letter_: Letter, seed: int) -> None:
    check(letter_, seed)


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None)
@given(letters, st.integers())
def test_ten_thousand_letters_verify(letter_: Letter, seed: int) -> None:
    check(letter_, seed)


@pytest.fixture(scope="module")
def perl() -> Iterator[Perl]:
    missing = perl_is_missing()
    if missing is not None:
        pytest.skip(missing)
    perl = Perl()
    yield perl
    perl.close()


def check_in_perl(perl: Perl, letter_: Letter) -> None:
    data = signed(letter_)
    assert perl.says(data)[0] == "pass"
    tampered = data.replace(b"\r\n\r\n", b"\r\n\r\nx", 1)
    assert perl.says(tampered)[0] == "fail"


@settings(max_examples=100, deadline=None)
@given(letter_=letters)
def test_another_implementation_in_another_language_agrees(perl: Perl, letter_: Letter) -> None:
    check_in_perl(perl, letter_)


@pytest.mark.soak
@settings(max_examples=10_000, deadline=None)
@given(letter_=letters)
def test_it_agrees_on_ten_thousand_letters(perl: Perl, letter_: Letter) -> None:
    check_in_perl(perl, letter_)


FIELDS = (
    "From",
    "Subject",
    "To",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Reply-To",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Cc",
)


@pytest.mark.parametrize("name", FIELDS)
def test_a_second_header_in_front_breaks_the_signature(name: str) -> None:
    full = letter(
        reply_to="r@example.com", in_reply_to="a@b", references=("a@b",), unsubscribe_mailto="u@example.com"
    )
    for each in (full, letter(unsubscribe_url=None)):
        data = signed(each)
        added = f"{name}: something else\r\n".encode()
        for position in (0, data.index(b"\r\nFrom:") + 2, data.index(b"\r\n\r\n") + 2):
            changed = data[:position] + added + data[position:]
            assert not verifies(changed, 0)
            assert not verifies(changed, 1)


@pytest.mark.parametrize("name", FIELDS)
def test_a_header_taken_out_or_changed_breaks_the_signature(name: str) -> None:
    data = signed(letter(reply_to="r@example.com", in_reply_to="a@b", references=("a@b",)))
    taken = re.sub(rf"^{name}:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*".encode(), b"", data, flags=re.MULTILINE)
    changed = re.sub(rf"^{name}: ".encode(), f"{name}: x".encode(), data, flags=re.MULTILINE)
    assert [verifies(each, 0) for each in (taken, changed) if each != data] in ([], [False, False])
    assert name == "Cc" or taken != data


def test_relays_may_add_headers_and_fold_differently() -> None:
    data = signed(letter(subject="A word " * 20))
    relayed = b"Received: from a by b\r\nX-Spam: no\r\n" + data.replace(b"\r\n word", b" word").replace(
        b"Subject: ", b"SUBJECT:   "
    )
    assert relayed != data
    assert verifies(relayed, 0)
    assert verifies(relayed, 1)


def test_the_second_it_was_signed_is_all_that_differs() -> None:
    message = compose(letter())
    assert sign(message, SIGNERS, at=AT) == sign(message, SIGNERS, at=AT + timedelta(milliseconds=400))
    later = sign(message, SIGNERS, at=AT + timedelta(seconds=1))
    assert later != sign(message, SIGNERS, at=AT)
    assert b"\tt=1795249816;" in later


def test_nobody_signs_when_there_is_no_key() -> None:
    assert sign(compose(letter()), [], at=AT) == b""


def test_lines_of_signatures_are_short() -> None:
    block = sign(compose(letter()), SIGNERS, at=AT)
    assert block.count(b"DKIM-Signature:") == 2
    assert max(map(len, block.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "key",
    [
        Key(DOMAIN, "s", "rsa-2048", b"no key"),
        Key(DOMAIN, "s", "ed25519", RSA_KEY.private_pem),
        Key(DOMAIN, "s", "rsa-2048", ED25519_KEY.private_pem),
        Key(DOMAIN, "s", "rsa-2048", RSA_KEY.private_pem[:-40]),
        Key("exa mple.com", "s", "rsa-2048", RSA_KEY.private_pem),
        Key(DOMAIN, "s;\r\nBcc: x", "rsa-2048", RSA_KEY.private_pem),
        Key(DOMAIN, "s", "dsa", RSA_KEY.private_pem),
    ],
)
def test_a_broken_key_says_so(key: Key) -> None:
    with pytest.raises(SigningKeyBroken) as caught:
        Signer.load(key)
    assert caught.value.todo


def test_in_pieces_a_message_has_the_same_signature() -> None:
    whole = letter(html="<p>Ana, \u00e9</p>\n<p>a  b</p>\n\n" * 90)
    pieces = replace(
        whole,
        html=["<p>", "Ana, \u00e9", "</p>\n<p>a  b</p>\n\n", *["<p>Ana, \u00e9</p>\n<p>a  b</p>\n\n"] * 89],
    )
    built = build(pieces)
    assert built.joined() == compose(whole)
    assert sign_pieces(built.head, built.body, SIGNERS, at=AT) == sign(compose(whole), SIGNERS, at=AT)
    assert sign_pieces(built.head, built.body, [], at=AT) == b""


lines = st.lists(st.sampled_from([b"", b" ", b"\t", b"a", b"a  b\t c ", b" x", b"  ", b"a \t"]), max_size=12)


@settings(max_examples=300)
@given(lines)
def test_bodies_are_canonical_as_others_make_them(some: list[bytes]) -> None:
    body = b"".join(line + b"\r\n" for line in some)
    assert relaxed_body(body) == Relaxed.canonicalize_body(body)  # pyright: ignore[reportUnknownMemberType]


@settings(max_examples=200)
@given(lines, st.sets(st.integers(0, 30)), st.sampled_from([1, 100]))
def test_bodies_in_pieces_are_canonical_as_the_whole(some: list[bytes], cuts: set[int], times: int) -> None:
    body = [part for line in some for part in (line * times, b"\r\n")]
    at = [0, *sorted(cut for cut in cuts if cut < len(body)), len(body)]
    pieces = [b"".join(body[first:last]) for first, last in itertools.pairwise(at)]
    assert relaxed_pieces(pieces) == relaxed_body(b"".join(body))
