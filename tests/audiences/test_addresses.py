"""Addresses as people write them have one form, which the database takes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from penguinmails.audiences.addresses import domain_of, is_disposable, is_role, masked, read_address
from penguinmails.audiences.errors import AddressInvalid

STORED = re.compile(r"[^@\s]+@[^@\s]+")  # as the constraint leads_email_normalised has it
LOCAL = st.from_regex(r"[a-zA-Z0-9!#$%&*+/=?^_`{|}~-]{1,30}(\.[a-zA-Z0-9']{1,10})?", fullmatch=True)
DOMAIN = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,20}[a-zA-Z0-9])?(\.[a-zA-Z]{2,10}){1,3}", fullmatch=True)
NOISE = st.text("ab.@<>\"' \u00a0\u200b\ufeff,;:mailto\u212a\u00fc\u00df\uff21\u3002-_", max_size=40)
SURROUNDINGS = [
    "{}",
    "  {}\t",
    "\u00a0{}\u00a0",
    "\ufeff{}",
    "{}\u200b",
    '"{}"',
    "'{}'",
    "'{}",
    "\u201c{}\u201d",
    "<{}>",
    "Jane Doe <{}>",
    '"Doe, Jane" <{}>;',
    "mailto:{}",
    "MAILTO:{}?subject=Hello",
    "<mailto:{}>",
    "{}.",
    "{};",
    "{} , ",
]


@given(LOCAL, DOMAIN, st.sampled_from(SURROUNDINGS))
def test_an_address_is_found_in_what_stands_around_it(local: str, domain: str, around: str) -> None:
    assert read_address(around.format(f"{local}@{domain}")) == f"{local}@{domain}".lower()


@given(st.text(max_size=80) | NOISE | st.builds("{}@{}.de".format, NOISE, st.text(max_size=10)))
@example("a@\u212aelvin.de")
@example("\ud800@b.de")
@example("a@" + "\u00fc" * 500 + ".de")
def test_what_is_taken_can_be_stored_and_is_taken_again(raw: str) -> None:
    try:
        address = read_address(raw)
    except AddressInvalid:
        return
    assert address.isascii()
    assert address == address.lower() == read_address(address)
    assert len(address) <= 254
    assert STORED.fullmatch(address)
    assert not re.search(r"[\s<>,;:()\[\]\"\\\x00-\x1f]", address)
    assert not domain_of(address).rpartition(".")[2].isdigit()


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("j@b\u00fccher.example", "j@xn--bcher-kva.example"),
        ("J@B\u00dcCHER.EXAMPLE", "j@xn--bcher-kva.example"),
        ("j@xn--bcher-kva.example", "j@xn--bcher-kva.example"),
        ("j@fa\u00df.example", "j@xn--fa-hia.example"),
        ("j@\u4f8b\u3048\u3002example", "j@xn--r8jz45g.example"),
        ("o'brien+news@example.org", "o'brien+news@example.org"),
        ("a@b.c", "a@b.c"),
    ],
)
def test_a_domain_is_written_in_ascii(raw: str, address: str) -> None:
    assert read_address(raw) == address


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "empty"),
        (" \u00a0", "empty"),
        ("jane", "not of the form"),
        ("@example.org", "not of the form"),
        ("jane@", "not of the form"),
        ("jane@localhost", "lacks its ending"),
        ("jane@10.0.0.1", "IP address"),
        ("jane@[10.0.0.1]", "IP address|not a domain name"),
        ("jane@example..org", "two full stops"),
        ("ja..ne@example.org", "two full stops"),
        ("jane.@example.org", "full stop"),
        (".jane@example.org", "full stop"),
        ("ja ne@example.org", "space"),
        ("jane@exam ple.org", "space"),
        ("jane@example.org, joe@example.org", "more than one @"),
        ("jane@@example.org", "more than one @"),
        ("ja\u200bne@example.org", "U\\+200B"),
        ("jane@example.org\r\nBcc: x", "U\\+000D|space"),
        ("j\u00e4ne@example.org", "outside ASCII"),
        ("\u212aelvin@example.org", "outside ASCII"),
        ("jane@exam_ple.org", "not a domain name"),
        ("jane@-example.org", "not a domain name"),
        ("jane@exa\u2603\ufe0f!mple.org", "no domain can have"),
        ("x" * 65 + "@example.org", "too long"),
        ("jane@" + "b." * 130 + "org", "too long"),
        ("x" * 5000, "5000 characters"),
        ("jane(at)example.org", "not of the form"),
        ("ja,ne@example.org", "not allowed there"),
    ],
)
def test_a_refusal_says_what_to_change(raw: str, reason: str) -> None:
    with pytest.raises(AddressInvalid) as refusal:
        read_address(raw)
    assert re.search(reason, refusal.value.reason), refusal.value.reason
    assert len(refusal.value.message) < 300
    assert refusal.value.message.isprintable()


@pytest.mark.parametrize("address", ["info@b.example", "no-reply@b.example", "do_not.reply+x@b.example"])
def test_an_office_is_no_person(address: str) -> None:
    assert is_role(address)


@pytest.mark.parametrize("address", ["jane@b.example", "informant@b.example", "jane+sales@b.example"])
def test_a_person_is_no_office(address: str) -> None:
    assert not is_role(address)


def test_throwaway_domains_are_known_with_what_is_below_them() -> None:
    assert is_disposable("mailinator.com")
    assert is_disposable("deep.down.mailinator.com")
    assert not is_disposable("mailinator.example")
    assert not is_disposable("example.org")
    assert not is_disposable("com")


def test_a_masked_address_shows_one_letter_and_the_domain() -> None:
    assert masked("jane@example.org") == "j…@example.org"
