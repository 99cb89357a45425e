"""A token says what was put in, and nobody else can make one."""

import base64
import os
import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases
from penguinmails.tracking import DestinationRefused, Kind, Links, Ref, Token, TokenInvalid, tracking_key

KEY = bytes(range(32))
LINKS = Links(KEY, "https://track.example.org")
REFS = st.builds(
    Ref,
    st.uuids(),
    st.uuids(),
    st.none() | st.uuids(),
    st.none() | st.uuids(),
    st.sampled_from(["off", "last_date_only", "full"]),
)
URLS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=200).map(
    lambda rest: f"https://acme.example/{rest}"
)
ADDRESSES = st.emails()
REF = Ref(ids.uuid7(), ids.uuid7(), ids.uuid7(), ids.uuid7())
FORGERIES = int(os.environ.get("PENGUINMAILS_TEST_FORGERIES", "2000"))


def token_of(link: str) -> str:
    return link.rpartition("/")[2].removesuffix(".gif")


def every_link(ref: Ref) -> list[str]:
    return [
        LINKS.open(ref),
        LINKS.click(ref, "https://acme.example/?a=1&b=ü"),
        LINKS.honeypot(ref),
        LINKS.unsubscribe(ref, "anna@acme.example"),
        LINKS.preferences(ref, "anna@acme.example"),
    ]


@given(REFS, URLS, ADDRESSES)
def test_a_token_says_what_was_put_in(ref: Ref, url: str, address: str) -> None:
    assert LINKS.read(token_of(LINKS.open(ref))) == Token(Kind.OPEN, ref)
    assert LINKS.read(token_of(LINKS.click(ref, url))) == Token(Kind.CLICK, ref, url=url)
    assert LINKS.read(token_of(LINKS.honeypot(ref))) == Token(Kind.HONEYPOT, ref)
    assert LINKS.read(token_of(LINKS.unsubscribe(ref, address))) == Token(
        Kind.UNSUBSCRIBE, ref, address=address
    )
    assert LINKS.read(token_of(LINKS.preferences(ref, address))) == Token(
        Kind.PREFERENCES, ref, address=address
    )


def test_the_same_words_give_the_same_token_in_any_process() -> None:
    ref = Ref(UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4))
    assert every_link(ref) == every_link(ref)
    assert (
        token_of(LINKS.open(ref))
        == "cAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAAAAAAAAAAAAwAAAAAAAAAAAAAAAAAAAARlrUnyaidehnZXSfxk0H9N"
    )


def test_the_address_cannot_be_read_from_a_link() -> None:
    for link in (LINKS.unsubscribe(REF, "anna@acme.example"), LINKS.preferences(REF, "anna@acme.example")):
        raw = base64.urlsafe_b64decode(token_of(link) + "==")
        assert b"anna" not in raw
        assert REF.message_id.bytes not in raw


@pytest.mark.parametrize("number", range(5))
def test_a_changed_token_is_nobodys(number: int) -> None:
    token = token_of(every_link(REF)[number])
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ é\0"
    for at in range(len(token)):
        for letter in random.Random(at).sample(alphabet, 8):
            if letter != token[at]:
                with pytest.raises(TokenInvalid):
                    LINKS.read(token[:at] + letter + token[at + 1 :])
        with pytest.raises(TokenInvalid):
            LINKS.read(token[:at])
    for longer in (token + "A", token + "=", token + "AAAA", " " + token, token + "\n"):
        with pytest.raises(TokenInvalid):
            LINKS.read(longer)


def test_no_forgery_is_ever_believed() -> None:
    chance = random.Random(4711)
    raws = [base64.urlsafe_b64decode(token_of(link) + "==") for link in every_link(REF)]
    for _ in range(FORGERIES):
        raw = bytearray(chance.choice(raws))
        match chance.randrange(4):
            case 0:
                raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            case 1:
                raw[-16:] = chance.randbytes(16)
            case 2:
                raw = bytearray(chance.randbytes(chance.randrange(1, 200)))
            case _:
                at = chance.randrange(len(raw))
                raw[at:at] = chance.randbytes(chance.randrange(1, 20))
        forged = base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
        with pytest.raises(TokenInvalid):
            LINKS.read(forged)


def test_the_token_of_one_tenant_or_key_is_worth_nothing_to_another() -> None:
    raw = bytearray(base64.urlsafe_b64decode(token_of(LINKS.open(REF)) + "=="))
    raw[1:17] = ids.uuid7().bytes
    for forged in (raw, bytes(raw)):
        with pytest.raises(TokenInvalid):
            LINKS.read(base64.urlsafe_b64encode(forged).rstrip(b"=").decode())
    with pytest.raises(TokenInvalid):
        Links(bytes(32), LINKS.base).read(token_of(LINKS.open(REF)))


def test_a_pixels_token_unsubscribes_nobody() -> None:
    raw = bytearray(base64.urlsafe_b64decode(token_of(LINKS.open(REF)) + "=="))
    for kind in (1, 2, 3, 4, 5, 6, 7):
        raw[0] = raw[0] & ~7 | kind
        with pytest.raises(TokenInvalid):
            LINKS.read(base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://acme.example",
        "//acme.example",
        "https://acme.example/\r\nX: y",
        "https://x/" + "a" * 3000,
        "https://x/\ud800",
    ],
)
def test_a_link_leads_to_the_web_only(url: str) -> None:
    with pytest.raises(DestinationRefused):
        LINKS.click(REF, url)


async def test_the_key_is_the_platforms_and_stays(databases: Databases) -> None:
    assert await tracking_key(databases) == await tracking_key(databases)
    assert len(await tracking_key(databases)) == 32
